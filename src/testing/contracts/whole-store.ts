/** The contract of a store that is all three, cache, counters and states, and can clear them by prefix. */
import { deepStrictEqual, strictEqual } from 'node:assert'
import type { Store } from '../../stores/store.ts'
import type { ContractCase } from './case.ts'
import { counterContract } from './counter.ts'
import { onStore, type StoreContract } from './on-store.ts'
import { stateContract } from './state.ts'
import { storeContract } from './store.ts'

/** Longer than any case takes. */
const LASTING_MS = 600_000

/**
 * The contracts of all three parts, and of what they do together.
 *
 * @example
 * import { fakeClock, wholeStoreContract } from 'zerohop/testing'
 * import { memoryStore } from 'zerohop'
 *
 * declare function it(name: string, run: () => Promise<void>): void
 *
 * const clock = fakeClock()
 * const contract = wholeStoreContract({ create: () => memoryStore({ clock }), advance: clock.advance })
 * for (const { name, run } of contract) it(name, run)
 */
export function wholeStoreContract(contract: StoreContract<Store>): ContractCase[] {
  const check = onStore(contract)
  const named = (kind: string, cases: ContractCase[]) => cases.map(({ name, run }) => ({ name: `${kind}: ${name}`, run }))
  return [
    ...named('cache', storeContract(contract)),
    ...named('counters', counterContract(contract)),
    ...named('states', stateContract(contract)),

    check('a value, a sum and a state of one name are three things', async (store) => {
      await fill(store, 'key')
      strictEqual(await store.delete('key'), true)
      deepStrictEqual(await found(store, 'key'), [undefined, 1, 'state'])
      strictEqual(await store.remove('key'), true)
      deepStrictEqual(await found(store, 'key'), [undefined, 1, undefined])
    }),

    check('clears what begins with the prefix, of all three, and says how many', async (store) => {
      for (const key of ['a:1', 'a:2', 'a:', 'b:1', 'ba:1']) await fill(store, key)
      strictEqual(await store.clear('a:'), 9)
      for (const key of ['a:1', 'a:2', 'a:']) deepStrictEqual(await found(store, key), [undefined, 0, undefined])
      for (const key of ['b:1', 'ba:1']) deepStrictEqual(await found(store, key), ['value', 1, 'state'])
    }),

    check('clearing where nothing begins so is 0, not an error', async (store) => {
      await fill(store, 'key')
      strictEqual(await store.clear('key:'), 0)
      deepStrictEqual(await found(store, 'key'), ['value', 1, 'state'])
    }),

    check('the empty prefix clears everything', async (store) => {
      for (const key of ['a', 'b', '__proto__', '🙂', '']) await fill(store, key)
      strictEqual(await store.clear(''), 15)
      deepStrictEqual(await found(store, 'a'), [undefined, 0, undefined])
    }),

    ...prefixes.map(([what, prefix, others]) =>
      check(`takes a prefix ${what} for what it is`, async (store) => {
        const mine = [prefix, `${prefix}1`, `${prefix}🙂`, `${prefix}\uffff`]
        for (const key of [...mine, ...others]) await fill(store, key)
        strictEqual(await store.clear(prefix), mine.length * 3)
        for (const key of mine) deepStrictEqual(await found(store, key), [undefined, 0, undefined])
        for (const key of others) deepStrictEqual(await found(store, key), ['value', 1, 'state'])
      }),
    ),

    check('clears more keys than one answer holds', async (store) => {
      for (let begin = 0; begin < 2500; begin += 250) {
        await Promise.all(Array.from({ length: 250 }, (_, at) => store.set(`many:${begin + at}`, at)))
      }
      await store.set('other', 1)
      strictEqual(await store.clear('many:'), 2500)
      strictEqual(await store.get('many:2499'), undefined)
      strictEqual(await store.get('other'), 1)
    }),

    check('what was cleared can be set again', async (store) => {
      await fill(store, 'key')
      await store.clear('key')
      strictEqual(await store.add('key', 2, LASTING_MS), 2)
      strictEqual(await store.write('key', 'again', undefined), true)
      await store.set('key', 'again')
      deepStrictEqual(await found(store, 'key'), ['again', 2, 'again'])
    }),
  ]
}

/** A prefix that means something in a query, and keys that such a query would find as well. */
const prefixes: ReadonlyArray<readonly [what: string, prefix: string, others: readonly string[]]> = [
  ['of wildcards', 'a*b?c[d]', ['aXbXcd', 'a*b?cd', 'aXXb?c[d]']],
  ["of SQL's wildcards", 'a%b_c', ['aXbXc', 'a%bXc', 'aXb_c']],
  ['with a backslash', 'a\\*', ['a*', 'a\\', 'aX']],
  ['with quotes', `it's "a`, ["it's", "it''s"]],
  ['in capitals', 'Key:', ['key:1', 'KEY:1']],
  ['beyond ASCII', 'ä🙂:', ['ä', 'ä🙃:', 'a:']],
]

async function fill(store: Store, key: string): Promise<void> {
  await Promise.all([store.set(key, 'value'), store.add(key, 1, LASTING_MS), store.write(key, 'state', undefined)])
}

async function found(store: Store, key: string): Promise<unknown[]> {
  const [value, sum, state] = await Promise.all([store.get(key), store.sum(key), store.read(key)])
  return [value, sum, state?.value]
}
