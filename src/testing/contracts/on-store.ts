/** Cases of a contract that each get a fresh store, and the values and keys that every store must take. */
import type { CacheStore } from '../../stores/store.ts'
import type { ContractCase } from './case.ts'

export interface StoreContract<S = CacheStore> {
  /** A fresh, empty store for each case. */
  create(): S | Promise<S>
  /** Lets `ms` pass: on a fake clock, or really where the store has a clock of its own. At most 500 are asked for. */
  advance(ms: number): void | Promise<void>
  /** Called after each case: closes connections, drops tables. */
  dispose?(store: S): void | Promise<void>
}

/** Makes a case of a name and a test. */
export function onStore<S>({ create, dispose }: StoreContract<S>) {
  return (name: string, test: (store: S) => Promise<void>): ContractCase => ({
    name,
    async run() {
      const store = await create()
      try {
        await test(store)
      } finally {
        await dispose?.(store)
      }
    },
  })
}

export const values: ReadonlyArray<readonly [what: string, value: unknown]> = [
  ['text', 'grüße 🙂 "quoted" \u0000 \n'],
  ['empty text', ''],
  ['a number', 1.5],
  ['zero', 0],
  ['true', true],
  ['false', false],
  ['an object', { a: { b: [1, 'two', null, { c: false }] } }],
  ['a list', [1, [2, [3]]]],
  ['a megabyte of text', 'x'.repeat(1024 * 1024)],
]

export const keys: ReadonlyArray<readonly [what: string, key: string]> = [
  ['of any characters', "it's \"a\" key: with/all\\of%them*?[] 🙂"],
  ['that is long', 'k'.repeat(1000)],
  ['that is a property of every object', '__proto__'],
]

/** Never set, yet there in a plain object. */
export const missing: readonly string[] = ['missing', '__proto__', 'constructor', 'toString']
