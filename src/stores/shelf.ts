/** Shelf: values by key, each until its time, at most so many and so large; the least recently used make room. */

export interface ShelfOptions {
  readonly maxEntries: number
  readonly maxBytes: number
  /** Milliseconds, as the `until` of an entry counts them. */
  readonly now: () => number
}

/** What an entry takes besides its texts: its place in the map and in the lists, the headers of two strings. Measured, then rounded up. */
const ENTRY_BYTES = 256

/** Every write looks at so many other entries and drops them if their time is over: no timer is needed. */
const SWEPT_PER_WRITE = 2

/** The place that is nobody's: behind it comes the oldest, before it stands the newest. */
const EDGE = 0

/**
 * A list beside the map, because the oldest key of a large `Map` that keys were deleted from is slow to find. An entry is a
 * place in lists of numbers and not an object: thousands of them live long, and the garbage collector would look at each.
 */
export class Shelf<V> {
  bytes = 0
  readonly #options: ShelfOptions
  readonly #places = new Map<string, number>()
  readonly #keys: string[] = ['']
  readonly #values: Array<V | undefined> = [undefined]
  #until = new Float64Array(64)
  #bytes = new Float64Array(64)
  #newer = new Int32Array(64)
  #older = new Int32Array(64)
  /** The first place that is free again; the next one stands in its `older`. */
  #free = EDGE
  /** Where the sweep goes on. */
  #hand = EDGE

  constructor(options: ShelfOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#places.size
  }

  /** What is there, and now the most recently used. */
  get(key: string): V | undefined {
    const place = this.#places.get(key)
    if (place === undefined) return undefined
    if (this.#isOver(place)) return this.#drop(place)
    this.#unlink(place)
    this.#link(place)
    return this.#values[place]
  }

  /** Of what `get` has just given: from this moment on it is not there any more. */
  untilOf(key: string): number | undefined {
    const place = this.#places.get(key)
    return place === undefined ? undefined : this.#until[place]
  }

  /** `chars`: the length of the texts in the value. False where it is too large for the whole shelf; then nothing is kept. */
  put(key: string, value: V, chars: number, until: number): boolean {
    const { maxEntries, maxBytes } = this.#options
    const bytes = ENTRY_BYTES + 2 * (key.length + chars)
    const before = this.#places.get(key)
    if (bytes > maxBytes) {
      if (before !== undefined) this.#drop(before)
      return false
    }
    if (before !== undefined) this.#unlink(before)
    const place = before ?? this.#take(key)
    this.bytes += bytes - (this.#bytes[place] as number)
    this.#values[place] = value
    this.#until[place] = until
    this.#bytes[place] = bytes
    this.#link(place)
    this.#sweep()
    while (this.size > maxEntries || this.bytes > maxBytes) this.#drop(this.#newer[EDGE] as number)
    return true
  }

  /** True where something was there. */
  delete(key: string): boolean {
    const place = this.#places.get(key)
    if (place === undefined) return false
    const isThere = !this.#isOver(place)
    this.#drop(place)
    return isThere
  }

  /** How many were there. */
  clear(prefix: string): number {
    let cleared = 0
    for (const key of this.#places.keys()) {
      if (key.startsWith(prefix) && this.delete(key)) cleared += 1
    }
    return cleared
  }

  #isOver(place: number): boolean {
    return !((this.#until[place] as number) > this.#options.now())
  }

  #sweep(): void {
    for (let looked = 0; looked < SWEPT_PER_WRITE; looked++) {
      const place = this.#hand === EDGE ? (this.#newer[EDGE] as number) : this.#hand
      if (place === EDGE) return
      this.#hand = this.#newer[place] as number
      if (this.#isOver(place)) this.#drop(place)
    }
  }

  /** A place for a new key. */
  #take(key: string): number {
    const place = this.#free === EDGE ? this.#keys.length : this.#free
    if (place === this.#free) this.#free = this.#older[place] as number
    else if (place === this.#until.length) this.#grow()
    this.#keys[place] = key
    this.#bytes[place] = 0
    this.#places.set(key, place)
    return place
  }

  #grow(): void {
    const length = 2 * this.#until.length
    this.#until = copied(this.#until, new Float64Array(length))
    this.#bytes = copied(this.#bytes, new Float64Array(length))
    this.#newer = copied(this.#newer, new Int32Array(length))
    this.#older = copied(this.#older, new Int32Array(length))
  }

  #drop(place: number): undefined {
    this.#places.delete(this.#keys[place] as string)
    this.bytes -= this.#bytes[place] as number
    this.#unlink(place)
    this.#keys[place] = ''
    this.#values[place] = undefined
    this.#older[place] = this.#free
    this.#free = place
  }

  #link(place: number): void {
    const newest = this.#older[EDGE] as number
    this.#older[place] = newest
    this.#newer[place] = EDGE
    this.#newer[newest] = place
    this.#older[EDGE] = place
  }

  #unlink(place: number): void {
    const newer = this.#newer[place] as number
    const older = this.#older[place] as number
    if (this.#hand === place) this.#hand = newer
    this.#older[newer] = older
    this.#newer[older] = newer
  }
}

function copied<List extends Float64Array | Int32Array>(from: List, to: List): List {
  to.set(from)
  return to
}
