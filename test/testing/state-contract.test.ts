import { describe, it } from 'vitest'
import { fakeClock, stateContract, type StateStore, turn } from 'zerohop/testing'
import { itIsNoticed } from './broken.ts'

interface Entry {
  json: string
  value: unknown
  version: string
  until: number
}

interface Inside {
  readonly kept: Map<string, Entry>
  readonly good: StateStore
  readonly now: () => number
  /** Writes, whatever is there. */
  put(key: string, value: unknown, ttlMs?: number, version?: string): true
  live(key: string): Entry | undefined
}

/** A good store, but for what `broken` replaces. */
function contractOf(broken: (inside: Inside) => Partial<StateStore>) {
  const clock = fakeClock()
  const create = (): StateStore => {
    const kept = new Map<string, Entry>()
    let writes = 0
    const live = (key: string): Entry | undefined => {
      const entry = kept.get(key)
      return entry && entry.until > clock.now() ? entry : undefined
    }
    const put = (key: string, value: unknown, ttlMs = Infinity, version = String((writes += 1))): true => {
      kept.set(key, { json: JSON.stringify(value), value, version, until: clock.now() + ttlMs })
      return true
    }
    const good: StateStore = {
      async read(key) {
        const entry = live(key)
        return entry && { value: JSON.parse(entry.json) as unknown, version: entry.version }
      },
      write: async (key, value, version, ttlMs) => live(key)?.version === version && put(key, value, ttlMs),
      async remove(key) {
        const entry = live(key)
        kept.delete(key)
        return entry !== undefined
      },
    }
    return { ...good, ...broken({ kept, good, now: clock.now, put, live }) }
  }
  return stateContract({ create, advance: clock.advance })
}

describe('the contract of a state store', () => {
  for (const { name, run } of contractOf(() => ({}))) it(`lets a good one pass: ${name}`, run)

  itIsNoticed([
    ['one that gives null for nothing', contractOf(({ good }) => ({ read: async (key) => (await good.read(key)) ?? (null as never) })), 'a key that was never written'],
    ['one over a plain object', contractOf(() => plainObject()), 'a key that was never written', 'takes a key that is a property of every object'],
    ['one that takes falsy values for nothing', contractOf(({ good }) => ({
      async read(key) {
        const found = await good.read(key)
        return found?.value ? found : undefined
      },
    })), 'gives back zero', 'gives back false', 'gives back empty text'],
    ['one that hands out its own objects', contractOf(({ live }) => ({ read: async (key) => live(key) })), 'keeps what it was given', 'a reader that changes'],
    ['one that cuts long keys', contractOf(({ good }) => ({ read: (key) => good.read(key.slice(0, 20)), write: (key, ...rest) => good.write(key.slice(0, 20), ...rest) })), 'takes a key of any characters', 'takes a key that is long'],
    ['one that always writes', contractOf(({ put }) => ({ write: async (key, value, _version, ttlMs) => put(key, value, ttlMs) })), 'a writer who expects nothing', 'a writer with an old version', 'a version that never was', 'of writers that begin at once'],
    ['one that takes no version for any version', contractOf(({ good, live }) => ({
      write: async (key, value, version, ttlMs) => good.write(key, value, version ?? live(key)?.version, ttlMs),
    })), 'a writer who expects nothing', 'of writers that begin at once'],
    ['one that writes where there is nothing, whatever the version', contractOf(({ good, live }) => ({
      write: async (key, value, version, ttlMs) => good.write(key, value, live(key) && version, ttlMs),
    })), 'a version that never was', 'a version is not used again', 'a key whose time is over'],
    ['one that writes, and says that it did not', contractOf(({ put }) => ({
      async write(key, value, _version, ttlMs) {
        put(key, value, ttlMs)
        return false
      },
    })), 'a writer who expects nothing', 'gives back text'],
    ['one that says nothing of having written', contractOf(({ good }) => ({ write: async (...args) => (await good.write(...args)) && (undefined as never) })), 'gives back text', 'a writer with an old version'],
    ['one that lets nobody win again', contractOf(({ good }) => ({ write: async (key, value, version, ttlMs) => version === undefined && good.write(key, value, version, ttlMs) })), 'a writer who was refused may read again'],
    ['one that throws at a version that is no number', contractOf(({ good }) => ({
      async write(key, value, version, ttlMs) {
        if (version !== undefined) BigInt(version)
        return good.write(key, value, version, ttlMs)
      },
    })), 'a version that never was'],
    ['one whose version is the value', contractOf(({ live, put }) => ({
      write: async (key, value, version, ttlMs) => live(key)?.version === version && put(key, value, ttlMs, JSON.stringify(value)),
    })), 'every write changes the version'],
    ['one whose versions are numbers', contractOf(({ good }) => ({
      async read(key) {
        const found = await good.read(key)
        return found && { ...found, version: Number(found.version) as never }
      },
    })), 'every write changes the version'],
    ['one that draws a version for each reader', contractOf(({ good }) => {
      let reads = 0
      return {
        async read(key) {
          const found = await good.read(key)
          return found && { ...found, version: `${found.version}.${(reads += 1)}` }
        },
      }
    }), 'every write changes the version'],
    ['one that asks only whether the version is known', contractOf(({ kept, live, put }) => ({
      async write(key, value, version, ttlMs) {
        const isKnown = version === undefined ? live(key) === undefined : live(key) !== undefined && [...kept.values()].some((entry) => entry.version === version)
        return isKnown && put(key, value, ttlMs)
      },
    })), "another key's version is refused"],
    ['one that counts the versions of each key from 1', contractOf(({ live, put }) => ({
      async write(key, value, version, ttlMs) {
        const before = live(key)?.version
        return before === version && put(key, value, ttlMs, String(Number(before ?? 0) + 1))
      },
    })), 'a version is not used again', 'a key whose time is over'],
    ['one that always says it removed', contractOf(({ good }) => ({ remove: async (key) => (await good.remove(key)) || true })), 'removing what is not there', 'a key whose time is over'],
    ['one that compares, waits and writes', contractOf(({ live, put }) => ({
      async write(key, value, version, ttlMs) {
        const isFirst = live(key)?.version === version
        await turn()
        return isFirst && put(key, value, ttlMs)
      },
    })), 'of writers that begin at once', 'of writers with one version', 'of writers at once after', 'writers that read again'],
    ['one that tells one winner, and keeps the last value', contractOf(({ good, live }) => ({
      async write(key, value, version, ttlMs) {
        const hasWon = await good.write(key, value, version, ttlMs)
        const entry = live(key)
        if (entry) entry.json = JSON.stringify(value)
        return hasWon
      },
    })), 'of writers that begin at once', 'of writers with one version', 'of writers at once after'],
    ['one that ignores the ttl', contractOf(({ good }) => ({ write: (key, value, version) => good.write(key, value, version) })), 'a value with a ttl', 'a key whose time is over', 'a writer who is refused does not change'],
    ['one that takes seconds for milliseconds', contractOf(({ good }) => ({ write: (key, value, version, ttlMs) => good.write(key, value, version, ttlMs && ttlMs * 1000) })), 'a value with a ttl'],
    ['one that expires what has no ttl', contractOf(({ good }) => ({ write: (key, value, version, ttlMs = 300) => good.write(key, value, version, ttlMs) })), 'a value without a ttl'],
    ['one that keeps the first ttl', contractOf(({ good, live, now }) => ({
      write: async (key, value, version, ttlMs) => good.write(key, value, version, live(key) ? (live(key) as Entry).until - now() : ttlMs),
    })), 'writing again sets the ttl anew'],
    ['one whose refused writers set the ttl', contractOf(({ good, live, now }) => ({
      async write(key, value, version, ttlMs = Infinity) {
        const hasWon = await good.write(key, value, version, ttlMs)
        const entry = live(key)
        if (entry) entry.until = now() + ttlMs
        return hasWon
      },
    })), 'a writer who is refused does not change'],
    ['one in whose way the old stands', contractOf(({ kept, put }) => ({
      write: async (key, value, version, ttlMs) => kept.get(key)?.version === version && put(key, value, ttlMs),
    })), 'a key whose time is over', 'of writers at once after'],
  ])
})

function plainObject(): StateStore {
  const kept: Record<string, { value: unknown; version: string }> = {}
  return {
    read: async (key) => kept[key],
    async write(key, value, version) {
      if (kept[key]?.version !== version) return false
      kept[key] = { value, version: `${Number(version ?? 0) + 1}` }
      return true
    },
    remove: async (key) => delete kept[key],
  }
}
