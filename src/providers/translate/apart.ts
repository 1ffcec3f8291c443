/** Names that have to be told apart, in a shorter alphabet than they were given in. */

/** Gives each name once: a second one has a number. Linear, however many fall together. */
export class Apart {
  readonly #taken: Set<string>
  readonly #most: number
  readonly #next = new Map<string, number>()

  /** `most`: the length of the longest name. */
  constructor(taken: Iterable<string>, most: number) {
    this.#taken = new Set(taken)
    this.#most = most
  }

  of(name: string): string {
    let fit = name
    let at = this.#next.get(name) ?? 2
    for (; this.#taken.has(fit); at++) fit = `${name.slice(0, this.#most - 1 - String(at).length)}_${at}`
    this.#next.set(name, at)
    this.#taken.add(fit)
    return fit
  }
}
