import { describe, expect, it } from 'vitest'
import { fakeClock, wholeStoreContract } from 'zerohop/testing'
import { seededRandom } from '../../src/core/random.ts'
import { memoryStore } from '../../src/stores/memory.ts'

describe('a memory store, by the contract', () => {
  const clock = fakeClock()
  const contract = wholeStoreContract({ create: () => memoryStore({ clock }), advance: clock.advance, dispose: (store) => store.close() })
  for (const { name, run } of contract) it(name, run)
})

describe('a memory store', () => {
  it('drops the value that was used least lately', async () => {
    const store = memoryStore({ maxEntries: 3 })
    for (const key of ['a', 'b', 'c']) await store.set(key, key)
    await store.get('a')
    await store.set('b', 'again')
    await store.set('d', 'd')
    expect(await Promise.all(['a', 'b', 'c', 'd'].map((key) => store.get(key)))).toEqual(['a', 'again', undefined, 'd'])
  })

  it('drops as many as a large value needs', async () => {
    const store = memoryStore({ maxBytes: 10_000 })
    for (let at = 0; at < 20; at++) await store.set(`key-${at}`, 'x'.repeat(100))
    await store.set('large', 'x'.repeat(4000))
    expect(store.bytes).toBeLessThanOrEqual(10_000)
    expect(await store.get('large')).toHaveLength(4000)
    expect(await store.get('key-19')).toBeDefined()
    expect(await store.get('key-10')).toBeUndefined()
  })

  it('counts two bytes a character of key and value, and 256 an entry, and takes them back', async () => {
    const store = memoryStore()
    await store.set('key', 'text')
    expect(store.bytes).toBe(256 + 2 * (3 + 4))
    await store.set('key', { a: 1 })
    expect(store.bytes).toBe(256 + 2 * (3 + '{"a":1}'.length))
    await store.add('key', 1, 1000)
    await store.write('key', 'state', undefined)
    expect([store.entries, store.bytes]).toEqual([3, 256 * 3 + 2 * (3 + 7 + 3 + 3 + 5)])
    await store.clear('')
    expect([store.entries, store.bytes]).toEqual([0, 0])
  })

  it('does not keep what is larger than itself, nor what it replaces', async () => {
    const store = memoryStore({ maxBytes: 2048 })
    await store.set('other', 'kept')
    await store.set('key', 'small')
    await store.set('key', 'x'.repeat(1024))
    expect(await store.get('key')).toBeUndefined()
    expect(await store.get('other')).toBe('kept')
    await expect(store.write('key', 'x'.repeat(1024), undefined)).rejects.toThrow('a state is larger than the whole store')
    await expect(store.add('k'.repeat(1024), 1, 1000)).rejects.toThrow('the key of a sum is larger than the whole store')
  })

  it('keeps sums and states however many values there are', async () => {
    const store = memoryStore({ maxEntries: 10 })
    await store.add('budget', 5, 60_000)
    await store.write('state', 'mine', undefined)
    for (let at = 0; at < 1000; at++) await store.set(`key-${at}`, at)
    expect(await store.sum('budget')).toBe(5)
    expect((await store.read('state'))?.value).toBe('mine')
  })

  it('drops what is over without being asked for it, when others are written', async () => {
    const clock = fakeClock()
    const store = memoryStore({ clock })
    await store.set('lasting', 1)
    for (let at = 0; at < 100; at++) await store.set(`short-${at}`, 1, 10)
    await clock.advance(10)
    for (let at = 0; at < 52; at++) await store.set('another', at)
    expect([store.entries, clock.pending]).toEqual([2, 0])
  })

  it('sweeps on though the entry where it stands is used all the time', async () => {
    const clock = fakeClock()
    const store = memoryStore({ clock })
    await store.set('used', 1)
    for (let at = 0; at < 100; at++) await store.set(`short-${at}`, 1, 10)
    await clock.advance(10)
    for (let at = 0; at < 60; at++) {
      await store.get('used')
      await store.set('another', at)
    }
    expect(store.entries).toBe(2)
  })

  it('drops by last use, whatever the order of sets, reads and deletions', async () => {
    const random = seededRandom(1)
    const store = memoryStore({ maxEntries: 8 })
    let used: string[] = [] // the latest last
    for (let at = 0; at < 5000; at++) {
      const key = `key-${Math.floor(random() * 16)}`
      const isThere = used.includes(key)
      used = used.filter((one) => one !== key)
      const what = random()
      if (what < 0.1) expect(await store.delete(key)).toBe(isThere)
      else if (what < 0.5) {
        expect(await store.get(key)).toBe(isThere ? key : undefined)
        if (isThere) used.push(key)
      } else {
        await store.set(key, key)
        used = [...used, key].slice(-8)
      }
      expect(store.entries).toBe(used.length)
      expect(store.bytes).toBe(used.reduce((sum, one) => sum + 256 + 4 * one.length, 0))
    }
  })

  it('keeps what is not over and counts it rightly, whatever is swept, read, replaced or deleted meanwhile', async () => {
    const random = seededRandom(2)
    let now = 0
    const store = memoryStore({ clock: { now: () => now } })
    const until = new Map<string, number>()
    for (let at = 0; at < 5000; at++) {
      now += Math.floor(random() * 5)
      const key = `key-${Math.floor(random() * 40)}`
      const isThere = (until.get(key) ?? 0) > now
      const what = random()
      if (what < 0.2) expect(await store.delete(key)).toBe(isThere)
      else if (what < 0.5) expect(await store.get(key)).toBe(isThere ? key : undefined)
      else await store.set(key, key, 50)
      if (what < 0.2) until.delete(key)
      else if (what >= 0.5) until.set(key, now + 50)
    }
    now += 50
    for (let at = 0; at < 40; at++) await store.set('last', at)
    expect([store.entries, store.bytes]).toEqual([1, 256 + 2 * 'last39'.length])
  })

  it('stays within its bounds over a million inserts', { timeout: 60_000 }, async () => {
    let now = 0
    const store = memoryStore({ maxEntries: 1000, maxBytes: 200_000, clock: { now: () => now } })
    let most = 0
    let largest = 0
    for (let at = 0; at < 1_000_000; at++) {
      await store.set(`key-${at}`, at % 7 === 0 ? 'x'.repeat(at % 500) : at, at % 3 === 0 ? 50 : undefined)
      now += 1
      most = Math.max(most, store.entries)
      largest = Math.max(largest, store.bytes)
    }
    expect(most).toBeLessThanOrEqual(1000)
    expect(largest).toBeLessThanOrEqual(200_000)
    expect(await store.get('key-999998')).toBe(999_998)
    expect(await store.clear('')).toBeGreaterThan(100)
    expect([store.entries, store.bytes]).toEqual([0, 0])
  })

  it('refuses what is not JSON, in a rejection', async () => {
    const store = memoryStore()
    for (const value of [undefined, () => 1, Symbol('a')]) await expect(store.set('key', value)).rejects.toThrow('a store keeps JSON')
    await expect(store.write('key', undefined, undefined)).rejects.toThrow('a store keeps JSON')
  })

  it('takes no time at all for over', async () => {
    const store = memoryStore({ clock: fakeClock() })
    for (const ttlMs of [0, -1, Number.NaN]) {
      await store.set('key', 1, ttlMs)
      expect(await store.get('key')).toBeUndefined()
    }
  })

  it.each([
    [{ maxEntries: 0 }, 'memoryStore.maxEntries must be a whole number of at least 1, got 0'],
    [{ maxBytes: 10 }, 'memoryStore.maxBytes must be a whole number of at least 1024, got 10'],
    [{ maxEntrys: 10 }, "memoryStore.maxEntrys is not an option. Did you mean 'maxEntries'?"],
  ])('refuses %j', (options, message) => {
    expect(() => memoryStore(options as object)).toThrow(message)
  })
})
