/** One listener on each foreign signal, however many follow it: runtimes warn of a leak where there are more than ten. */

const followersOf = new WeakMap<AbortSignal, Followers>()

/** Calls `told` at the signal's abort; the returned function takes it back. */
export function followSignal(signal: AbortSignal, told: () => void): () => void {
  const known = followersOf.get(signal)
  const followers = known ?? new Followers(signal)
  if (known === undefined) followersOf.set(signal, followers)
  followers.add(told)
  return () => followers.delete(told)
}

class Followers {
  readonly #signal: AbortSignal
  readonly #all = new Set<() => void>()

  constructor(signal: AbortSignal) {
    this.#signal = signal
  }

  add(told: () => void): void {
    if (this.#all.size === 0) this.#signal.addEventListener('abort', this.#aborted)
    this.#all.add(told)
  }

  delete(told: () => void): void {
    if (this.#all.delete(told) && this.#all.size === 0) this.#signal.removeEventListener('abort', this.#aborted)
  }

  /** Each in turn, also where one throws; one that leaves before its turn is not told. */
  readonly #aborted = (): void => {
    const thrown: unknown[] = []
    for (const told of this.#all) {
      this.delete(told)
      try {
        told()
      } catch (error) {
        thrown.push(error)
      }
    }
    if (thrown.length > 0) throw thrown[0]
  }
}
