/** `memoryVectorStore()`: vectors and their texts in the memory of this process, bounded, without timers. */
import { checkNumber, checkOptions } from '../core/check.ts'
import { type Clock, systemClock } from '../core/clock.ts'
import { vectorIndex } from '../vectors/vector-index.ts'
import { memoryStore } from './memory.ts'
import type { VectorMatch, VectorStore } from './vector-store.ts'

export interface MemoryVectorStoreOptions {
  /** So many at most, over all partitions; the least recently added or found make room. @default 10_000 */
  readonly maxEntries?: number
  /** So large at most are the texts, in bytes as `memoryStore` counts them; vectors take five bytes a number besides. @default 67_108_864 (64 MiB) */
  readonly maxBytes?: number
  /** What measures the ttl. @default the machine's */
  readonly clock?: Pick<Clock, 'now'>
}

/**
 * A store of vectors that compares with all of a partition, and misses none.
 *
 * @throws ConfigError where an option makes no sense
 * @example
 * import { memoryVectorStore } from 'zerohop'
 *
 * const store = memoryVectorStore({ maxEntries: 1_000 })
 * await store.add({ partition: 'faq', id: '1', vector: Float32Array.of(1, 0), payload: 'Hello', ttlMs: 60_000 })
 * console.log(await store.search('faq', Float32Array.of(1, 0), { k: 1, threshold: 0.9 }))
 */
export function memoryVectorStore(options: MemoryVectorStoreOptions = {}): VectorStore {
  checkOptions('memoryVectorStore', options, ['maxEntries', 'maxBytes', 'clock'])
  const { maxEntries = 10_000, maxBytes = 64 * 1024 * 1024, clock = systemClock } = options
  checkNumber('memoryVectorStore.maxEntries', maxEntries, { min: 1, integer: true, max: 10_000_000 })
  checkNumber('memoryVectorStore.maxBytes', maxBytes, { min: 1024, integer: true })
  const index = vectorIndex<string>({ maxEntries, clock })
  const texts = memoryStore({ maxEntries, maxBytes, clock }) // beside the index, which bounds how many there are and not how large

  return {
    async search(partition, vector, wanted) {
      const matches: VectorMatch[] = []
      for (const { id, score, payload: key } of index.search(partition, vector, wanted)) {
        const payload = await texts.get(key)
        if (typeof payload === 'string') matches.push({ id, score, payload })
        else index.remove(partition, id)
      }
      return matches
    },

    async add({ partition, id, vector, payload, ttlMs }) {
      const key = keyOf(partition, id)
      index.add({ partition, id, vector, payload: key, ttlMs })
      await texts.set(key, payload, ttlMs)
    },

    async remove(partition, id) {
      await texts.delete(keyOf(partition, id))
      return index.remove(partition, id)
    },
  }
}

function keyOf(partition: string, id: string): string {
  return JSON.stringify([partition, id])
}
