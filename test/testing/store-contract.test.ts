import { describe } from 'vitest'
import { type CacheStore, fakeClock, storeContract } from 'zerohop/testing'
import { itIsNoticed } from './broken.ts'

interface Entry {
  json: string
  value: unknown
  until: number
}

/** A good store, but for what `broken` replaces. */
function contractOf(broken: (kept: Map<string, Entry>, good: CacheStore, now: () => number) => Partial<CacheStore>) {
  const clock = fakeClock()
  const create = (): CacheStore => {
    const kept = new Map<string, Entry>()
    const good: CacheStore = {
      async get(key) {
        const entry = kept.get(key)
        return entry === undefined || entry.until <= clock.now() ? undefined : JSON.parse(entry.json)
      },
      set: async (key, value, ttlMs = Infinity) => kept.set(key, { json: JSON.stringify(value), value, until: clock.now() + ttlMs }),
      delete: async (key) => kept.delete(key),
    }
    return { ...good, ...broken(kept, good, clock.now) }
  }
  return storeContract({ create, advance: clock.advance })
}

describe('the contract of a store', () => {
  itIsNoticed([
    ['one that ignores the ttl', contractOf((_kept, good) => ({ set: (key, value) => good.set(key, value) })), 'a value with a ttl', 'ttls of different keys'],
    ['one that takes seconds for milliseconds', contractOf((_kept, good) => ({ set: (key, value, ttl) => good.set(key, value, ttl && ttl * 1000) })), 'a value with a ttl'],
    ['one that expires what has no ttl', contractOf((_kept, good) => ({ set: (key, value, ttl = 300) => good.set(key, value, ttl) })), 'a value without a ttl'],
    ['one that keeps the first ttl', contractOf((kept, good, now) => ({
      set: (key, value, ttl) => good.set(key, value, kept.has(key) ? (kept.get(key) as Entry).until - now() : ttl),
    })), 'setting again sets the ttl anew', 'a key whose time is over'],
    ['one that hands out its own objects', contractOf((kept) => ({ get: async (key) => kept.get(key)?.value })), 'keeps what it was given', 'a reader that changes'],
    ['one that gives null for nothing', contractOf((_kept, good) => ({ get: async (key) => (await good.get(key)) ?? null })), 'a key that was never set'],
    ['one that takes falsy values for nothing', contractOf((_kept, good) => ({ get: async (key) => (await good.get(key)) || undefined })), 'gives back zero', 'gives back false', 'gives back empty text'],
    ['one that always says it deleted', contractOf((_kept, good) => ({ delete: async (key) => (await good.delete(key)) || true })), 'deleting what is not there'],
    ['one that deletes all', contractOf((kept) => ({ delete: async () => kept.size > 0 && (kept.clear(), true) })), 'a deleted key is gone'],
    ['one that cuts long keys', contractOf((_kept, good) => ({ get: (key) => good.get(key.slice(0, 20)), set: (key, ...rest) => good.set(key.slice(0, 20), ...rest) })), 'takes a key of any characters', 'takes a key that is long'],
    ['one over a plain object', contractOf(() => plainObject()), 'takes a key that is a property of every object'],
  ])
})

function plainObject(): CacheStore {
  const kept: Record<string, unknown> = {}
  return {
    get: async (key) => kept[key],
    set: async (key, value) => (kept[key] = value),
    delete: async (key) => delete kept[key],
  }
}
