/** The contract of a counter store: sums to which many add at once. */
import { deepStrictEqual, ok, strictEqual } from 'node:assert'
import type { CounterStore } from '../../stores/store.ts'
import type { ContractCase } from './case.ts'
import { keys, missing, onStore, type StoreContract } from './on-store.ts'

/** Longer than any case takes. */
const LASTING_MS = 600_000

/**
 * Every store whose sums limit or bill something must pass it.
 *
 * @example
 * import { counterContract, fakeClock } from 'zerohop/testing'
 * import type { CounterStore } from 'zerohop/testing'
 *
 * declare function it(name: string, run: () => Promise<void>): void
 * declare function myStore(options: { now(): number }): CounterStore
 *
 * const clock = fakeClock()
 * const contract = counterContract({ create: () => myStore({ now: clock.now }), advance: clock.advance })
 * for (const { name, run } of contract) it(name, run)
 */
export function counterContract(contract: StoreContract<CounterStore>): ContractCase[] {
  const check = onStore(contract)
  const { advance } = contract
  return [
    check('a sum that was never added to is 0', async (store) => {
      for (const key of missing) strictEqual(await store.sum(key), 0)
    }),

    check('an addition gives the new sum', async (store) => {
      strictEqual(await store.add('key', 2, LASTING_MS), 2)
      strictEqual(await store.add('key', 3, LASTING_MS), 5)
      strictEqual(await store.sum('key'), 5)
    }),

    check('asking for the sum changes nothing', async (store) => {
      await store.add('key', 2, LASTING_MS)
      strictEqual(await store.sum('key'), 2)
      strictEqual(await store.sum('key'), 2)
    }),

    check('adds fractions', async (store) => {
      strictEqual(await store.add('halves', 0.5, LASTING_MS), 0.5)
      strictEqual(await store.add('halves', 0.25, LASTING_MS), 0.75)
      await store.add('dollars', 0.000_000_15, LASTING_MS)
      const dollars = await store.add('dollars', 12.5, LASTING_MS)
      ok(Math.abs(dollars - 12.500_000_15) < 1e-12, `0.00000015 and 12.5 are ${dollars}`)
    }),

    check('takes back what is negative, and may go below 0', async (store) => {
      await store.add('key', 5, LASTING_MS)
      strictEqual(await store.add('key', -2, LASTING_MS), 3)
      strictEqual(await store.add('key', -4, LASTING_MS), -1)
      strictEqual(await store.sum('key'), -1)
    }),

    check('counts past 32 bits', async (store) => {
      await store.add('key', 2 ** 52, LASTING_MS)
      strictEqual(await store.add('key', 1, LASTING_MS), 2 ** 52 + 1)
      strictEqual(await store.sum('key'), 2 ** 52 + 1)
    }),

    ...keys.map(([what, key]) =>
      check(`takes a key ${what}`, async (store) => {
        strictEqual(await store.add(key, 1, LASTING_MS), 1)
        strictEqual(await store.add(`${key}!`, 10, LASTING_MS), 10)
        strictEqual(await store.add(key, 1, LASTING_MS), 2)
        strictEqual(await store.sum(key), 2)
        strictEqual(await store.sum(`${key}!`), 10)
      }),
    ),

    check('additions at once are all counted, and each is told a sum of its own', async (store) => {
      const told = await Promise.all(Array.from({ length: 50 }, () => store.add('key', 1, LASTING_MS)))
      deepStrictEqual(told.sort((a, b) => a - b), Array.from({ length: 50 }, (_, at) => at + 1))
      strictEqual(await store.sum('key'), 50)
    }),

    check('a sum is there for its time and gone after', async (store) => {
      await store.add('key', 7, 200)
      await advance(50)
      strictEqual(await store.sum('key'), 7)
      await advance(200)
      strictEqual(await store.sum('key'), 0)
    }),

    check('the first addition begins the time: a later one makes it no longer', async (store) => {
      await store.add('key', 1, 300)
      await advance(100)
      strictEqual(await store.add('key', 1, LASTING_MS), 2)
      await advance(300)
      strictEqual(await store.sum('key'), 0)
    }),

    check('a later addition makes the time no shorter', async (store) => {
      await store.add('key', 1, LASTING_MS)
      await store.add('key', 1, 100)
      await advance(200)
      strictEqual(await store.sum('key'), 2)
    }),

    check('the addition after the time begins anew', async (store) => {
      await store.add('key', 5, 100)
      await advance(200)
      strictEqual(await store.add('key', 1, 400), 1)
      await advance(200)
      strictEqual(await store.sum('key'), 1)
      await advance(400)
      strictEqual(await store.sum('key'), 0)
    }),

    check('additions at once after the time begin one new sum', async (store) => {
      await store.add('key', 5, 100)
      await advance(200)
      const told = await Promise.all(Array.from({ length: 10 }, () => store.add('key', 1, LASTING_MS)))
      deepStrictEqual(told.sort((a, b) => a - b), Array.from({ length: 10 }, (_, at) => at + 1))
    }),
  ]
}
