import { describe, it } from 'vitest'
import { memoryStore } from 'zerohop'
import { fakeClock, type Store, wholeStoreContract } from 'zerohop/testing'
import { itIsNoticed } from './broken.ts'

/** A good store, but for what `broken` replaces. `keys`: every key that was set, added to or written. */
function contractOf(broken: (good: Store, keys: Set<string>) => Partial<Store>) {
  const clock = fakeClock()
  const create = (): Store => {
    const keys = new Set<string>()
    const store = memoryStore({ clock })
    const good: Store = {
      ...store,
      set: (key, ...rest) => (keys.add(key), store.set(key, ...rest)),
      add: (key, ...rest) => (keys.add(key), store.add(key, ...rest)),
      write: (key, ...rest) => (keys.add(key), store.write(key, ...rest)),
    }
    return { ...good, ...broken(good, keys) }
  }
  return wholeStoreContract({ create, advance: clock.advance })
}

/** A `clear` that takes this for what begins with the prefix. */
const clearing = (isMeant: (key: string, prefix: string) => boolean) =>
  contractOf((good, keys) => ({
    async clear(prefix) {
      let cleared = 0
      for (const key of [...keys].filter((one) => isMeant(one, prefix))) {
        keys.delete(key)
        for (const hasGone of [await good.delete(key), await good.remove(key), (await good.sum(key)) !== 0]) cleared += Number(hasGone)
        await good.add(key, -(await good.sum(key)), 1000)
        keys.delete(key)
      }
      return cleared
    },
  }))

const plain = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
const like = (prefix: string): RegExp => new RegExp(`^${plain(prefix).replaceAll('%', '.*').replaceAll('_', '.')}`, 's')
const glob = (prefix: string): RegExp => new RegExp(`^${plain(prefix).replaceAll('\\*', '.*').replaceAll('\\?', '.')}`, 's')
const unescaped = (prefix: string): string => prefix.replaceAll(/\\(.)/g, '$1')

describe('the contract of a store that is all three', () => {
  for (const { name, run } of clearing((key, prefix) => key.startsWith(prefix))) it(`lets a good one pass: ${name}`, run)

  itIsNoticed([
    ['one whose cache ignores the ttl', contractOf((good) => ({ set: (key, value) => good.set(key, value) })), 'cache: a value with a ttl'],
    ['one whose counters ignore the ttl', contractOf((good) => ({ add: (key, amount) => good.add(key, amount, Infinity) })), 'counters: a sum is there for its time'],
    ['one whose states ignore the ttl', contractOf((good) => ({ write: (key, value, version) => good.write(key, value, version) })), 'states: a value with a ttl'],
    ['one that keeps sums among the values', contractOf((good) => ({
      async add(key, amount, ttlMs) {
        const sum = Number((await good.get(key)) ?? 0) + amount
        await good.set(key, sum, ttlMs)
        return sum
      },
      sum: async (key) => Number((await good.get(key)) ?? 0),
    })), 'a value, a sum and a state of one name'],
    ['one that deletes the state with the value', contractOf((good) => ({ delete: async (key) => (await good.remove(key)) || good.delete(key) })), 'a value, a sum and a state of one name'],
    ['one that clears nothing', contractOf(() => ({ clear: async () => 0 })), 'clears what begins with the prefix', 'the empty prefix'],
    ['one that clears all', contractOf((good) => ({ clear: () => good.clear('') })), 'clears what begins with the prefix', 'clearing where nothing begins so'],
    ['one that clears, and does not say how many', contractOf((good) => ({ clear: async (prefix) => void (await good.clear(prefix)) as never })), 'clears what begins with the prefix', 'clearing where nothing'],
    ['one that counts names', contractOf((good) => ({ clear: async (prefix) => (await good.clear(prefix)) / 3 })), 'clears what begins with the prefix'],
    ['one that takes no prefix for none', contractOf((good) => ({ clear: async (prefix) => (prefix === '' ? 0 : good.clear(prefix)) })), 'the empty prefix'],
    ['one that finds the prefix anywhere', clearing((key, prefix) => key.includes(prefix)), 'clears what begins with the prefix'],
    ['one that leaves the prefix itself', clearing((key, prefix) => key !== prefix && key.startsWith(prefix)), 'clears what begins with the prefix', 'takes a prefix beyond ASCII'],
    ['one that asks with GLOB', clearing((key, prefix) => glob(prefix).test(key)), 'takes a prefix of wildcards'],
    ['one that asks with LIKE', clearing((key, prefix) => like(prefix).test(key)), "takes a prefix of SQL's wildcards"],
    ['one that looks away from case', clearing((key, prefix) => key.toLowerCase().startsWith(prefix.toLowerCase())), 'takes a prefix in capitals'],
    ['one that unescapes', clearing((key, prefix) => key.startsWith(unescaped(prefix))), 'takes a prefix with a backslash'],
    ['one that doubles quotes', clearing((key, prefix) => key.startsWith(prefix.replaceAll("'", "''"))), 'takes a prefix with quotes'],
    ['one that ends its range too early', clearing((key, prefix) => key >= prefix && key < `${prefix}\uffff`), 'takes a prefix beyond ASCII', 'takes a prefix with quotes'],
    ['one that compares ASCII only', clearing((key, prefix) => key.replaceAll(/[^ -~]/g, '?').startsWith(prefix.replaceAll(/[^ -~]/g, '?'))), 'takes a prefix beyond ASCII'],
    ['one that clears a thousand at a time, once', (() => {
      let asked = 0
      return clearing((key) => key !== 'other' && (asked += 1) <= 1000)
    })(), 'clears more keys than one answer holds'],
    ['one that remembers what it cleared', contractOf((good) => {
      const cleared: string[] = []
      const isGone = (key: string): boolean => cleared.some((prefix) => key.startsWith(prefix))
      return {
        clear: (prefix) => (cleared.push(prefix), good.clear(prefix)),
        get: async (key) => (isGone(key) ? undefined : good.get(key)),
      }
    }), 'what was cleared can be set again'],
  ])
})
