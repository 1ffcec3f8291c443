/** What may still be asked for by the id of its call: of the latest calls, in bounded memory. */

/** The latest, and so many before it. */
const MAX_AWAITED = 10_000

/** A ring. Most of those that keep one are never asked: the index is made when somebody asks for the first time. */
export class Awaited<Kept> {
  readonly #ids: string[] = []
  readonly #kept: Kept[] = []
  #next = 0
  #index: Map<string, Kept> | undefined

  add(id: string, one: Kept): void {
    const at = this.#next
    if (this.#index !== undefined) {
      const oldest = this.#ids[at]
      if (oldest !== undefined) this.#index.delete(oldest)
      this.#index.set(id, one)
    }
    this.#ids[at] = id
    this.#kept[at] = one
    this.#next = (at + 1) % (MAX_AWAITED + 1)
  }

  get(id: string): Kept | undefined {
    this.#index ??= new Map(this.#ids.map((known, at) => [known, this.#kept[at] as Kept]))
    return this.#index.get(id)
  }

  clear(): void {
    this.#ids.length = this.#kept.length = this.#next = 0
    this.#index?.clear()
  }
}
