import { Keyv } from 'keyv'
import { afterAll, beforeAll, describe, it, vi } from 'vitest'
import { encrypted, guarded } from 'zerohop'
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

describe('a Keyv as it is', () => {
  beforeAll(() => void vi.useFakeTimers({ toFake: ['Date'] }))
  afterAll(() => void vi.useRealTimers())
  const advance = (ms: number): void => void vi.setSystemTime(Date.now() + ms)
  for (const { name, run } of storeContract({ create: () => keyvIsAStore(new Keyv()), advance })) it(name, run)
  const bothWays = (): CacheStore => guarded(encrypted(new Keyv(), { key: new Uint8Array(32) }), { onFailure: 'fail' })
  for (const { name, run } of storeContract({ create: bothWays, advance })) it(`guarded and encrypted: ${name}`, run)
})

/** Keyv's own signatures, from versions 5.6 and 6.1: an instance must be a store as it is. */
interface KeyvLike {
  get<Value>(key: string, options?: { raw: false }): Promise<Value | undefined>
  get<Value>(key: string[], options?: { raw: false }): Promise<Array<Value | undefined>>
  set(key: string, value: unknown, ttl?: number): Promise<boolean>
  delete(key: string | string[]): Promise<boolean>
}

export const keyvIsAStore = (keyv: KeyvLike): CacheStore => keyv
