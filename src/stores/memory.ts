/** `memoryStore()`: a store in the memory of this process, bounded, without timers. */
import { checkNumber, checkOptions } from '../core/check.ts'
import { type Clock, systemClock } from '../core/clock.ts'
import { toJson } from './json.ts'
import { Shelf, type ShelfOptions } from './shelf.ts'
import type { Store } from './store.ts'
import { Sums } from './sums.ts'

/** Values, sums and states have these bounds each to themselves: cached answers never push out a budget. */
export interface MemoryStoreOptions {
  /** So many at most; the least recently used make room. @default 10_000 */
  readonly maxEntries?: number
  /**
   * So large at most, in bytes: two for every character of a key and of a value's text or JSON, and 256 for each entry.
   * Text without letters beyond Latin-1 takes half of that, so it is a bound, not a measure. What is larger by itself is
   * not kept; as a state or a sum it is an error. @default 67_108_864 (64 MiB)
   */
  readonly maxBytes?: number
  /** What measures the ttl. @default the machine's */
  readonly clock?: Pick<Clock, 'now'>
}

export interface MemoryStore extends Store {
  /** How many values, sums and states there are, those included whose time is over and that nobody has come across. */
  readonly entries: number
  /** What they take, as `maxBytes` counts. */
  readonly bytes: number
}

/** A text as it is; anything else as its JSON, so that nobody holds a reference into the store. */
type Kept = string | { readonly json: string }

/**
 * A store in the memory of this process, for a cache, counters and states. Text comes back as it is; any other value is
 * kept as JSON and read anew for each reader. What is over is dropped when it is met, and every write looks at two more
 * entries. Every operation takes the same time however much there is, but for `clear`, which looks at every key.
 *
 * @example
 * import { memoryStore } from 'zerohop'
 *
 * const store = memoryStore({ maxEntries: 1_000, maxBytes: 16 * 1024 * 1024 })
 * await store.set('greeting', 'Hello', 60_000)
 * console.log(await store.get('greeting'), store.entries, store.bytes)
 *
 * @throws ConfigError where an option makes no sense
 */
export function memoryStore(options: MemoryStoreOptions = {}): MemoryStore {
  checkOptions('memoryStore', options, ['maxEntries', 'maxBytes', 'clock'])
  const { maxEntries = 10_000, maxBytes = 64 * 1024 * 1024, clock = systemClock } = options
  checkNumber('memoryStore.maxEntries', maxEntries, { min: 1, integer: true })
  checkNumber('memoryStore.maxBytes', maxBytes, { min: 1024, integer: true })

  const now = (): number => clock.now()
  const bounds: ShelfOptions = { maxEntries, maxBytes, now }
  const values = new Shelf<Kept>(bounds)
  const sums = new Sums(bounds)
  const states = new Shelf<{ readonly kept: Kept; readonly version: string }>(bounds)
  const shelves = [values, sums.shelf, states]
  const clear = (prefix: string): number => shelves.reduce((sum, shelf) => sum + shelf.clear(prefix), 0)
  let writes = 0

  return {
    async get(key) {
      const kept = values.get(key)
      return kept === undefined ? undefined : open(kept)
    },

    async set(key, value, ttlMs = Infinity) {
      const kept = keep(value)
      return values.put(key, kept, charsOf(kept), now() + ttlMs)
    },

    delete: async (key) => values.delete(key),
    add: async (key, amount, ttlMs) => sums.add(key, amount, ttlMs),
    sum: async (key) => sums.sum(key),

    async read(key) {
      const state = states.get(key)
      return state && { value: open(state.kept), version: state.version }
    },

    async write(key, value, version, ttlMs = Infinity) {
      const kept = keep(value)
      if (states.get(key)?.version !== version) return false
      writes += 1 // over all keys, so that no version comes twice
      const fits = states.put(key, { kept, version: String(writes) }, charsOf(kept), now() + ttlMs)
      if (!fits) throw new RangeError('a state is larger than the whole store')
      return true
    },

    remove: async (key) => states.delete(key),
    clear: async (prefix) => clear(prefix),
    close: async () => void clear(''),

    get entries() {
      return shelves.reduce((sum, { size }) => sum + size, 0)
    },

    get bytes() {
      return shelves.reduce((sum, { bytes }) => sum + bytes, 0)
    },
  }
}

function keep(value: unknown): Kept {
  return typeof value === 'string' ? value : { json: toJson(value) }
}

function open(kept: Kept): unknown {
  return typeof kept === 'string' ? kept : JSON.parse(kept.json)
}

function charsOf(kept: Kept): number {
  return typeof kept === 'string' ? kept.length : kept.json.length
}
