import { describe, it } from 'vitest'
import { counterContract, type CounterStore, fakeClock, turn } from 'zerohop/testing'
import { itIsNoticed } from './broken.ts'

interface Entry {
  sum: number
  until: number
}

/** A good store, but for what `broken` replaces. */
function contractOf(broken: (kept: Map<string, Entry>, good: CounterStore, now: () => number) => Partial<CounterStore>) {
  const clock = fakeClock()
  const create = (): CounterStore => {
    const kept = new Map<string, Entry>()
    const live = (key: string): Entry | undefined => {
      const entry = kept.get(key)
      return entry && entry.until > clock.now() ? entry : undefined
    }
    const good: CounterStore = {
      async add(key, amount, ttlMs) {
        const { sum, until } = live(key) ?? { sum: 0, until: clock.now() + ttlMs }
        kept.set(key, { sum: sum + amount, until })
        return sum + amount
      },
      sum: async (key) => live(key)?.sum ?? 0,
    }
    return { ...good, ...broken(kept, good, clock.now) }
  }
  return counterContract({ create, advance: clock.advance })
}

describe('the contract of a counter store', () => {
  for (const { name, run } of contractOf(() => ({}))) it(`lets a good one pass: ${name}`, run)

  itIsNoticed([
    ['one that gives undefined for nothing', contractOf((_kept, good) => ({ sum: async (key) => (await good.sum(key)) || (undefined as never) })), 'a sum that was never added to'],
    ['one over a plain object', contractOf(() => plainObject()), 'a sum that was never added to', 'takes a key that is a property of every object'],
    ['one that gives the sum before', contractOf((_kept, good) => ({ add: async (key, amount, ttlMs) => (await good.add(key, amount, ttlMs)) - amount })), 'an addition gives the new sum'],
    ['one that counts calls, not amounts', contractOf((_kept, good) => ({ add: (key, _amount, ttlMs) => good.add(key, 1, ttlMs) })), 'an addition gives the new sum'],
    ['one that counts those who ask', contractOf((_kept, good) => ({ sum: async (key) => (await good.add(key, 1, 1000)) - 1 })), 'asking for the sum changes nothing'],
    ['one whose sums are text', contractOf((_kept, good) => ({ sum: async (key) => String(await good.sum(key)) as never })), 'an addition gives the new sum'],
    ['one of whole numbers', contractOf((_kept, good) => ({ add: (key, amount, ttlMs) => good.add(key, Math.trunc(amount), ttlMs) })), 'adds fractions'],
    ['one of cents', contractOf((_kept, good) => ({ add: (key, amount, ttlMs) => good.add(key, Math.round(amount * 100) / 100, ttlMs) })), 'adds fractions'],
    ['one of single precision', contractOf((_kept, good) => ({ add: async (key, amount, ttlMs) => Math.fround(await good.add(key, amount, ttlMs)) })), 'adds fractions', 'counts past 32 bits'],
    ['one that only goes up', contractOf((_kept, good) => ({ add: (key, amount, ttlMs) => good.add(key, Math.max(0, amount), ttlMs) })), 'takes back what is negative'],
    ['one that stops at 0', contractOf((_kept, good) => ({ sum: async (key) => Math.max(0, await good.sum(key)) })), 'takes back what is negative'],
    ['one of 32 bits', contractOf((_kept, good) => ({ add: async (key, amount, ttlMs) => (await good.add(key, amount, ttlMs)) | 0 })), 'counts past 32 bits'],
    ['one that cuts long keys', contractOf((_kept, good) => ({ add: (key, ...rest) => good.add(key.slice(0, 20), ...rest), sum: (key) => good.sum(key.slice(0, 20)) })), 'takes a key of any characters', 'takes a key that is long'],
    ['one that reads, waits and writes', contractOf((kept) => ({
      async add(key, amount, ttlMs) {
        const before = kept.get(key)
        await turn()
        kept.set(key, { sum: (before?.sum ?? 0) + amount, until: before?.until ?? ttlMs })
        return (before?.sum ?? 0) + amount
      },
    })), 'additions at once are all counted'],
    ['one that adds atomically, and reads what it says later', contractOf((_kept, good) => ({
      async add(key, amount, ttlMs) {
        await good.add(key, amount, ttlMs)
        await turn()
        return good.sum(key)
      },
    })), 'additions at once are all counted', 'additions at once after the time'],
    ['one that ignores the ttl', contractOf((_kept, good) => ({ add: (key, amount) => good.add(key, amount, Infinity) })), 'a sum is there for its time', 'the first addition begins the time', 'the addition after the time'],
    ['one that takes seconds for milliseconds', contractOf((_kept, good) => ({ add: (key, amount, ttlMs) => good.add(key, amount, ttlMs * 1000) })), 'a sum is there for its time'],
    ['one that begins the time with each addition', contractOf((kept, good, now) => ({
      async add(key, amount, ttlMs) {
        const sum = await good.add(key, amount, ttlMs)
        kept.set(key, { sum, until: now() + ttlMs })
        return sum
      },
    })), 'the first addition begins the time', 'a later addition makes the time no shorter'],
    ['one whose time never begins anew', contractOf((kept, good, now) => ({
      async add(key, amount, ttlMs) {
        const before = kept.get(key)
        return good.add(key, amount, before ? before.until - now() : ttlMs)
      },
    })), 'the addition after the time begins anew'],
    ['one that begins more than one new sum', contractOf((kept, good, now) => ({
      async add(key, amount, ttlMs) {
        const isOver = (kept.get(key)?.until ?? Infinity) <= now()
        await turn()
        if (isOver) kept.delete(key)
        return good.add(key, amount, ttlMs)
      },
    })), 'additions at once after the time'],
  ])
})

function plainObject(): CounterStore {
  const kept: Record<string, number> = {}
  return {
    add: async (key, amount) => (kept[key] = (kept[key] ?? 0) + amount),
    sum: async (key) => kept[key] ?? 0,
  }
}
