/** What keeps state behind a middleware. The shape is Keyv's, so that a Keyv of any version is a store as it is. */

/**
 * Text or JSON values by key, each for a time. Checked by `storeContract` of `zerohop/testing`.
 *
 * @example
 * import type { CacheStore } from 'zerohop/testing'
 *
 * const kept = new Map<string, unknown>()
 * const store: CacheStore = {
 *   get: async (key) => kept.get(key),
 *   set: async (key, value) => kept.set(key, value),
 *   delete: async (key) => kept.delete(key),
 * }
 */
export interface CacheStore {
  /** `undefined` where there is nothing, or nothing any more. */
  get(key: string): Promise<unknown>
  /** Keeps the value for `ttlMs` milliseconds, for good where none are given. */
  set(key: string, value: unknown, ttlMs?: number): Promise<unknown>
  /** True where something was deleted. */
  delete(key: string): Promise<boolean>
}

/** Sums that many processes add to at once. Checked by `counterContract` of `zerohop/testing`. */
export interface CounterStore {
  /** Adds atomically and gives the new sum. The first addition begins the time after which the key is forgotten. */
  add(key: string, amount: number, ttlMs: number): Promise<number>
  /** The sum so far, 0 where there is none. */
  sum(key: string): Promise<number>
}

/** Values that many processes change, each knowing whether it was first. Checked by `stateContract` of `zerohop/testing`. */
export interface StateStore {
  /** `undefined` where there is nothing. `version` changes with every write. */
  read(key: string): Promise<{ readonly value: unknown; readonly version: string } | undefined>
  /** Writes only where the version is still this one; `undefined`: only where there is nothing. False where another was faster. */
  write(key: string, value: unknown, version: string | undefined, ttlMs?: number): Promise<boolean>
  /** True where something was removed. */
  remove(key: string): Promise<boolean>
}

/** All three in one, with its connection. */
export interface Store extends CacheStore, CounterStore, StateStore {
  /** Removes every key that begins with this; how many. */
  clear(prefix: string): Promise<number>
  /** Frees what it opened itself; a client that was handed in stays open. */
  close(): Promise<void>
}
