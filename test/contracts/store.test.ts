import { describe, it } from 'vitest'
import { type CacheStore, fakeClock, storeContract } from 'zerohop/testing'

/** The least a store can be: JSON in a map, forgotten when its time is over. */
function mapStore({ now }: { now(): number }): CacheStore {
  const kept = new Map<string, { json: string; until: number }>()
  return {
    async get(key) {
      const entry = kept.get(key)
      return entry === undefined || entry.until <= now() ? undefined : JSON.parse(entry.json)
    },
    async set(key, value, ttlMs = Infinity) {
      kept.set(key, { json: JSON.stringify(value), until: now() + ttlMs })
    },
    delete: async (key) => kept.delete(key),
  }
}

describe('a store of one map', () => {
  const clock = fakeClock()
  for (const { name, run } of storeContract({ create: () => mapStore(clock), advance: clock.advance })) it(name, run)
})

/** Keyv's own signatures, from versions 5.6 and 6.1: an instance must be a store as it is. */
interface KeyvLike {
  get<Value>(key: string, options?: { raw: false }): Promise<Value | undefined>
  get<Value>(key: string[], options?: { raw: false }): Promise<Array<Value | undefined>>
  set(key: string, value: unknown, ttl?: number): Promise<boolean>
  delete(key: string | string[]): Promise<boolean>
}

export const keyvIsAStore = (keyv: KeyvLike): CacheStore => keyv
