/** The contract of a cache store: what the middleware above it relies on. */
import { deepStrictEqual, strictEqual } from 'node:assert'
import type { ContractCase } from './case.ts'
import { keys, missing, onStore, type StoreContract, values } from './on-store.ts'

/**
 * Every store must pass it.
 *
 * @example
 * import { fakeClock, storeContract } from 'zerohop/testing'
 * import type { CacheStore } from 'zerohop/testing'
 *
 * declare function it(name: string, run: () => Promise<void>): void
 * declare function myStore(options: { now(): number }): CacheStore
 *
 * const clock = fakeClock()
 * const contract = storeContract({ create: () => myStore({ now: clock.now }), advance: clock.advance })
 * for (const { name, run } of contract) it(name, run)
 */
export function storeContract(contract: StoreContract): ContractCase[] {
  const check = onStore(contract)
  const { advance } = contract
  return [
    check('a key that was never set gives undefined', async (store) => {
      for (const key of missing) strictEqual(await store.get(key), undefined)
    }),

    ...values.map(([what, value]) =>
      check(`gives back ${what}`, async (store) => {
        await store.set('key', value)
        deepStrictEqual(await store.get('key'), value)
      }),
    ),

    ...keys.map(([what, key]) =>
      check(`takes a key ${what}`, async (store) => {
        await store.set(key, 'mine')
        await store.set(`${key}!`, 'not mine')
        strictEqual(await store.get(key), 'mine')
        strictEqual(await store.delete(key), true)
        strictEqual(await store.get(key), undefined)
        strictEqual(await store.get(`${key}!`), 'not mine')
      }),
    ),

    check('what is set again replaces what was there', async (store) => {
      await store.set('key', { first: 1 })
      await store.set('key', { second: 2 })
      deepStrictEqual(await store.get('key'), { second: 2 })
    }),

    check('keeps what it was given, whatever becomes of the object afterwards', async (store) => {
      const value = { list: [1] }
      await store.set('key', value)
      value.list.push(2)
      deepStrictEqual(await store.get('key'), { list: [1] })
    }),

    check('a reader that changes what it got changes nothing for the next', async (store) => {
      await store.set('key', { list: [1] })
      const first = (await store.get('key')) as { list: number[] }
      first.list.push(2)
      deepStrictEqual(await store.get('key'), { list: [1] })
    }),

    check('a deleted key is gone, and only that one', async (store) => {
      await store.set('gone', 1)
      await store.set('kept', 2)
      strictEqual(await store.delete('gone'), true)
      strictEqual(await store.get('gone'), undefined)
      strictEqual(await store.get('kept'), 2)
    }),

    check('deleting what is not there is false, not an error', async (store) => {
      strictEqual(await store.delete('missing'), false)
    }),

    check('a value with a ttl is there until then and gone after', async (store) => {
      await store.set('key', 'short-lived', 200)
      await advance(50)
      strictEqual(await store.get('key'), 'short-lived')
      await advance(200)
      strictEqual(await store.get('key'), undefined)
    }),

    check('a value without a ttl stays', async (store) => {
      await store.set('key', 'lasting')
      await advance(500)
      strictEqual(await store.get('key'), 'lasting')
    }),

    check('setting again sets the ttl anew', async (store) => {
      await store.set('longer', 1, 100)
      await store.set('longer', 2, 400)
      await store.set('for good', 1, 100)
      await store.set('for good', 2)
      await advance(200)
      strictEqual(await store.get('longer'), 2)
      strictEqual(await store.get('for good'), 2)
    }),

    check('ttls of different keys do not mix', async (store) => {
      await store.set('short', 1, 100)
      await store.set('long', 2, 400)
      await advance(200)
      strictEqual(await store.get('short'), undefined)
      strictEqual(await store.get('long'), 2)
    }),

    check('a key whose time is over can be set again', async (store) => {
      await store.set('key', 'old', 100)
      await advance(200)
      await store.set('key', 'new')
      strictEqual(await store.get('key'), 'new')
    }),

    check('concurrent sets of different keys all arrive', async (store) => {
      const names = Array.from({ length: 50 }, (_, at) => `key-${at}`)
      await Promise.all(names.map((name) => store.set(name, { name })))
      const got = await Promise.all(names.map((name) => store.get(name)))
      deepStrictEqual(got, names.map((name) => ({ name })))
    }),

    check('concurrent sets of one key leave one whole value', async (store) => {
      const written = Array.from({ length: 20 }, (_, at) => ({ at, filler: String(at).repeat(1000) }))
      await Promise.all(written.map((value) => store.set('key', value)))
      const kept = (await store.get('key')) as { at: number }
      deepStrictEqual(kept, written[kept.at])
    }),
  ]
}
