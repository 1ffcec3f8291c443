/** What comes and goes by key, thousands of times a second. */

/**
 * A `Map` whose entries come and go makes itself a new table every few dozen calls, and V8's old table points to the next: once
 * one of them is in the old generation, all that ever stood in a later one stays until a full collection. So the map has only keys
 * and numbers in it: places in a list, which are free again once they are left. There are as many as were ever taken at a time.
 */
export class Passing<V> {
  readonly #places = new Map<string, number>()
  readonly #values: Array<V | undefined> = []
  readonly #free: number[] = []

  /** How many places there are, the free ones too. */
  get places(): number {
    return this.#values.length
  }

  get size(): number {
    return this.#places.size
  }

  has(key: string): boolean {
    return this.#places.has(key)
  }

  get(key: string): V | undefined {
    const place = this.#places.get(key)
    return place === undefined ? undefined : this.#values[place]
  }

  set(key: string, value: V): void {
    const place = this.#places.get(key) ?? this.#take(key)
    this.#values[place] = value
  }

  delete(key: string): void {
    const place = this.#places.get(key)
    if (place === undefined) return
    this.#places.delete(key)
    this.#values[place] = undefined
    this.#free.push(place)
  }

  #take(key: string): number {
    const place = this.#free.pop() ?? this.#values.length
    this.#places.set(key, place)
    return place
  }
}
