/** Sums in this process's memory. */
import { Shelf, type ShelfOptions } from './shelf.ts'

export class Sums {
  readonly shelf: Shelf<number>
  readonly #now: () => number

  constructor(options: ShelfOptions) {
    this.shelf = new Shelf(options)
    this.#now = options.now
  }

  sum(key: string): number {
    return this.shelf.get(key) ?? 0
  }

  add(key: string, amount: number, ttlMs: number): number {
    const sum = this.sum(key) + amount
    this.#keep(key, sum, this.shelf.untilOf(key) ?? this.#now() + ttlMs)
    return sum
  }

  /** Another store counts, and this is what it said when `amount` was added: where only that is in the sum, its time begins. */
  learn(key: string, sum: number, amount: number, ttlMs: number): void {
    const begun = sum === amount || this.shelf.get(key) === undefined ? undefined : this.shelf.untilOf(key)
    this.#keep(key, sum, begun ?? this.#now() + ttlMs)
  }

  #keep(key: string, sum: number, until: number): void {
    if (!this.shelf.put(key, sum, 0, until)) throw new RangeError('the key of a sum is larger than the whole store')
  }
}
