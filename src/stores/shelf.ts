/** Shelf: values by key, each until its time, at most so many and so large; the least recently used make room. */

export interface ShelfOptions {
  readonly maxEntries: number
  readonly maxBytes: number
  /** Milliseconds, as the `until` of an entry counts them. */
  readonly now: () => number
}

export interface Entry<V> {
  readonly key: string
  value: V
  /** Not there any more from this moment on. */
  until: number
  bytes: number
  newer: Entry<V> | undefined
  older: Entry<V> | undefined
}

/** What an entry takes besides its texts: its object, its place in the map, the headers of two strings. Measured, then rounded up. */
const ENTRY_BYTES = 256

/** Every write looks at so many other entries and drops them if their time is over: no timer is needed. */
const SWEPT_PER_WRITE = 2

/** A list beside the map, because the oldest key of a large `Map` that keys were deleted from is slow to find. */
export class Shelf<V> {
  bytes = 0
  readonly #options: ShelfOptions
  readonly #entries = new Map<string, Entry<V>>()
  #newest: Entry<V> | undefined
  #oldest: Entry<V> | undefined
  /** Where the sweep goes on. */
  #hand: Entry<V> | undefined

  constructor(options: ShelfOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#entries.size
  }

  /** What is there, and now the most recently used. */
  get(key: string): Entry<V> | undefined {
    const entry = this.#entries.get(key)
    if (entry === undefined) return undefined
    if (!(entry.until > this.#options.now())) return this.#drop(entry)
    this.#unlink(entry)
    this.#link(entry)
    return entry
  }

  /** `chars`: the length of the texts in the value. False where it is too large for the whole shelf; then nothing is kept. */
  put(key: string, value: V, chars: number, until: number): boolean {
    const { maxEntries, maxBytes } = this.#options
    const bytes = ENTRY_BYTES + 2 * (key.length + chars)
    const before = this.#entries.get(key)
    if (bytes > maxBytes) {
      if (before) this.#drop(before)
      return false
    }
    const entry = before ?? { key, value, until, bytes, newer: undefined, older: undefined }
    if (before) this.#unlink(before)
    else this.#entries.set(key, entry)
    this.bytes += bytes - (before?.bytes ?? 0)
    entry.value = value
    entry.until = until
    entry.bytes = bytes
    this.#link(entry)
    this.#sweep()
    while (this.#oldest && (this.#entries.size > maxEntries || this.bytes > maxBytes)) this.#drop(this.#oldest)
    return true
  }

  /** True where something was there. */
  delete(key: string): boolean {
    const entry = this.#entries.get(key)
    if (entry === undefined) return false
    this.#drop(entry)
    return entry.until > this.#options.now()
  }

  /** How many were there. */
  clear(prefix: string): number {
    let cleared = 0
    for (const key of this.#entries.keys()) {
      if (key.startsWith(prefix) && this.delete(key)) cleared += 1
    }
    return cleared
  }

  #sweep(): void {
    const now = this.#options.now()
    for (let looked = 0; looked < SWEPT_PER_WRITE; looked++) {
      const entry = this.#hand ?? this.#oldest
      if (entry === undefined) return
      this.#hand = entry.newer
      if (!(entry.until > now)) this.#drop(entry)
    }
  }

  #drop(entry: Entry<V>): undefined {
    this.#entries.delete(entry.key)
    this.bytes -= entry.bytes
    this.#unlink(entry)
  }

  #link(entry: Entry<V>): void {
    entry.older = this.#newest
    entry.newer = undefined
    if (this.#newest) this.#newest.newer = entry
    else this.#oldest = entry
    this.#newest = entry
  }

  #unlink(entry: Entry<V>): void {
    if (this.#hand === entry) this.#hand = entry.newer
    if (entry.newer) entry.newer.older = entry.older
    else this.#newest = entry.older
    if (entry.older) entry.older.newer = entry.newer
    else this.#oldest = entry.newer
  }
}
