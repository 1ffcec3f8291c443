/** The contract of a state store: of those who write at once, exactly one is first, and each knows whether it was. */
import { deepStrictEqual, fail, notStrictEqual, strictEqual } from 'node:assert'
import type { StateStore } from '../../stores/store.ts'
import type { ContractCase } from './case.ts'
import { keys, missing, onStore, type StoreContract, values } from './on-store.ts'

/**
 * Every store in which processes agree on something must pass it.
 *
 * @example
 * import { fakeClock, stateContract } from 'zerohop/testing'
 * import type { StateStore } from 'zerohop/testing'
 *
 * declare function it(name: string, run: () => Promise<void>): void
 * declare function myStore(options: { now(): number }): StateStore
 *
 * const clock = fakeClock()
 * const contract = stateContract({ create: () => myStore({ now: clock.now }), advance: clock.advance })
 * for (const { name, run } of contract) it(name, run)
 */
export function stateContract(contract: StoreContract<StateStore>): ContractCase[] {
  const check = onStore(contract)
  const { advance } = contract
  return [
    check('a key that was never written reads as undefined', async (store) => {
      for (const key of missing) strictEqual(await store.read(key), undefined)
    }),

    ...values.map(([what, value]) =>
      check(`gives back ${what}`, async (store) => {
        strictEqual(await store.write('key', value, undefined), true)
        deepStrictEqual(await valueOf(store), value)
        strictEqual(await store.write('key', [value], await versionOf(store)), true)
        deepStrictEqual(await valueOf(store), [value])
      }),
    ),

    ...keys.map(([what, key]) =>
      check(`takes a key ${what}`, async (store) => {
        strictEqual(await store.write(key, 'mine', undefined), true)
        strictEqual(await store.write(`${key}!`, 'not mine', undefined), true)
        strictEqual(await store.write(key, 'still mine', await versionOf(store, key)), true)
        strictEqual(await valueOf(store, key), 'still mine')
        strictEqual(await store.remove(key), true)
        strictEqual(await store.read(key), undefined)
        strictEqual(await valueOf(store, `${key}!`), 'not mine')
      }),
    ),

    check('keeps what it was given, whatever becomes of the object afterwards', async (store) => {
      const value = { list: [1] }
      await store.write('key', value, undefined)
      value.list.push(2)
      deepStrictEqual(await valueOf(store), { list: [1] })
    }),

    check('a reader that changes what it got changes nothing for the next', async (store) => {
      await store.write('key', { list: [1] }, undefined)
      const first = (await valueOf(store)) as { list: number[] }
      first.list.push(2)
      deepStrictEqual(await valueOf(store), { list: [1] })
    }),

    check('a writer who expects nothing is refused where there is something', async (store) => {
      strictEqual(await store.write('key', 'first', undefined), true)
      strictEqual(await store.write('key', 'second', undefined), false)
      strictEqual(await valueOf(store), 'first')
    }),

    check('a writer with an old version is refused', async (store) => {
      await store.write('key', 'first', undefined)
      const old = await versionOf(store)
      strictEqual(await store.write('key', 'second', old), true)
      strictEqual(await store.write('key', 'third', old), false)
      strictEqual(await valueOf(store), 'second')
    }),

    check('a writer who was refused may read again and win', async (store) => {
      await store.write('key', 'first', undefined)
      strictEqual(await store.write('key', 'second', undefined), false)
      strictEqual(await store.write('key', 'second', await versionOf(store)), true)
      strictEqual(await valueOf(store), 'second')
    }),

    check('a version that never was is refused, not an error', async (store) => {
      await store.write('key', 'first', undefined)
      for (const version of ['', '-1', 'nonsense', "'; --", '🙂', '9'.repeat(40)]) {
        strictEqual(await store.write('key', 'second', version), false)
        strictEqual(await store.write('missing', 'second', version), false)
      }
      strictEqual(await valueOf(store), 'first')
      strictEqual(await store.read('missing'), undefined)
    }),

    check('every write changes the version, also one of the same value', async (store) => {
      await store.write('key', 'same', undefined)
      const first = await versionOf(store)
      strictEqual(typeof first, 'string')
      strictEqual(await versionOf(store), first)
      await store.write('key', 'same', first)
      notStrictEqual(await versionOf(store), first)
    }),

    check("another key's version is refused", async (store) => {
      await store.write('key', 1, undefined)
      await store.write('other', 1, undefined)
      await store.write('other', 2, await versionOf(store, 'other'))
      strictEqual(await store.write('key', 2, await versionOf(store, 'other')), false)
    }),

    check('a version is not used again once the key was removed', async (store) => {
      await store.write('key', 'before', undefined)
      const old = await versionOf(store)
      strictEqual(await store.remove('key'), true)
      strictEqual(await store.write('key', 'late', old), false)
      strictEqual(await store.read('key'), undefined)
      strictEqual(await store.write('key', 'after', undefined), true)
      strictEqual(await store.write('key', 'late', old), false)
      strictEqual(await valueOf(store), 'after')
    }),

    check('removing what is not there is false, not an error', async (store) => {
      strictEqual(await store.remove('missing'), false)
      await store.write('key', 1, undefined)
      strictEqual(await store.remove('key'), true)
      strictEqual(await store.remove('key'), false)
    }),

    check('of writers that begin at once, one wins, and it is its value that stays', async (store) => {
      const won = await race(store, undefined)
      strictEqual(await valueOf(store), won)
    }),

    check('of writers with one version, one wins, and it is its value that stays', async (store) => {
      await store.write('key', 'first', undefined)
      const won = await race(store, await versionOf(store))
      strictEqual(await valueOf(store), won)
    }),

    check('writers that read again until they win lose no change', async (store) => {
      await store.write('key', 0, undefined)
      await Promise.all(Array.from({ length: 5 }, () => increments(store, 4)))
      strictEqual(await valueOf(store), 20)
    }),

    check('a value with a ttl is there until then and gone after', async (store) => {
      await store.write('key', 'short-lived', undefined, 200)
      await advance(50)
      strictEqual(await valueOf(store), 'short-lived')
      await advance(200)
      strictEqual(await store.read('key'), undefined)
    }),

    check('a value without a ttl stays', async (store) => {
      await store.write('key', 'lasting', undefined)
      await advance(500)
      strictEqual(await valueOf(store), 'lasting')
    }),

    check('writing again sets the ttl anew', async (store) => {
      for (const key of ['longer', 'for good']) await store.write(key, 1, undefined, 300)
      strictEqual(await store.write('longer', 2, await versionOf(store, 'longer'), 60_000), true)
      strictEqual(await store.write('for good', 2, await versionOf(store, 'for good')), true)
      await advance(400)
      strictEqual(await valueOf(store, 'longer'), 2)
      strictEqual(await valueOf(store, 'for good'), 2)
    }),

    check('a writer who is refused does not change the ttl', async (store) => {
      await store.write('key', 1, undefined, 200)
      strictEqual(await store.write('key', 2, undefined, 60_000), false)
      strictEqual(await store.write('key', 2, 'nonsense', 60_000), false)
      await advance(300)
      strictEqual(await store.read('key'), undefined)
    }),

    check('a key whose time is over is as one that never was', async (store) => {
      await store.write('key', 'old', undefined, 100)
      const old = await versionOf(store)
      await advance(200)
      strictEqual(await store.write('key', 'late', old), false)
      strictEqual(await store.remove('key'), false)
      strictEqual(await store.write('key', 'new', undefined), true)
      strictEqual(await store.write('key', 'late', old), false)
      strictEqual(await valueOf(store), 'new')
    }),

    check('of writers at once after the time is over, one wins', async (store) => {
      await store.write('key', 'old', undefined, 100)
      await advance(200)
      const won = await race(store, undefined)
      strictEqual(await valueOf(store), won)
    }),
  ]
}

async function valueOf(store: StateStore, key = 'key'): Promise<unknown> {
  return (await store.read(key))?.value
}

async function versionOf(store: StateStore, key = 'key'): Promise<string> {
  return (await store.read(key))?.version ?? fail(`nothing under ${key}`)
}

/** The value of the one writer of twenty who was told that it won. */
async function race(store: StateStore, version: string | undefined): Promise<number | undefined> {
  const told = await Promise.all(Array.from({ length: 20 }, (_, at) => store.write('key', at, version)))
  const winners = told.flatMap((won, at) => (won ? [at] : []))
  strictEqual(winners.length, 1, `${winners.length} of 20 writers were told that they won`)
  return winners[0]
}

async function increments(store: StateStore, times: number): Promise<void> {
  for (let done = 0, tries = 0; done < times; tries++) {
    if (tries > 1000) fail('a writer never wins')
    const { value, version } = (await store.read('key')) ?? fail('nothing under key')
    if (await store.write('key', Number(value) + 1, version)) done += 1
  }
}
