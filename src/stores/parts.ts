/** Which of the three a store is: what is handed in may be one, some or all of them. */
import type { CacheStore, CounterStore, StateStore, Store } from './store.ts'

export type AnyStore = CacheStore | CounterStore | StateStore | Store

export function isCache(store: AnyStore): store is CacheStore {
  return has(store, ['get', 'set', 'delete'])
}

export function isCounter(store: AnyStore): store is CounterStore {
  return has(store, ['add', 'sum'])
}

export function isState(store: AnyStore): store is StateStore {
  return has(store, ['read', 'write', 'remove'])
}

/** A Keyv has a `clear` too, which clears everything: it counts only beside all the others. */
export function isWhole(store: AnyStore): store is Store {
  return isCache(store) && isCounter(store) && isState(store) && has(store, ['clear', 'close'])
}

export function isStore(value: unknown): value is AnyStore {
  if (typeof value !== 'object' || value === null) return false
  const store = value as AnyStore
  return isCache(store) || isCounter(store) || isState(store)
}

function has(store: object, names: readonly string[]): boolean {
  return names.every((name) => typeof Reflect.get(store, name) === 'function')
}
