/** Recency: who was used when, as a list that everybody leaves and enters at no cost. */

export interface Linked<E> {
  newer: E | undefined
  older: E | undefined
}

export class Recency<E extends Linked<E>> {
  oldest: E | undefined
  #newest: E | undefined

  /** One that is not in the list, as its newest. */
  enter(entry: E): void {
    entry.older = this.#newest
    entry.newer = undefined
    if (this.#newest) this.#newest.newer = entry
    else this.oldest = entry
    this.#newest = entry
  }

  leave(entry: E): void {
    if (entry.newer) entry.newer.older = entry.older
    else this.#newest = entry.older
    if (entry.older) entry.older.newer = entry.newer
    else this.oldest = entry.newer
  }
}
