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
