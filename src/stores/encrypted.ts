/** `encrypted()`: a store whose values are unreadable to whoever reads the store itself. */
import { checkOptions } from '../core/check.ts'
import { ConfigError } from '../core/error.ts'
import { type EncryptionKey, EncryptionKeys, type NamedKey } from './encryption-keys.ts'
import { type AnyStore, isCache, isCounter, isState, isStore, isWhole } from './parts.ts'
import { seal, unseal } from './sealed.ts'
import type { CacheStore, CounterStore, StateStore, Store } from './store.ts'

/** One of the two. */
export interface EncryptedOptions {
  /** The only key: 32 bytes, their base64, or a `CryptoKey`. Its id is `'1'`, for when another follows it. */
  readonly key?: EncryptionKey
  /** The first encrypts, each decrypts what was encrypted with it: put a new key in front, drop the old one when its values are over. */
  readonly keys?: readonly NamedKey[]
}

/** What can be seen of an encrypted store. */
export interface Encrypted {
  /** How many values could not be decrypted: changed, moved, not ours, or of a key that is not there. */
  readonly unreadable: number
}

/**
 * A store that encrypts the values of a cache and of states: AES-256-GCM by the runtime's WebCrypto, a random IV for each
 * value, its place in the store bound in. Keys of the store, sums, and the lengths of values stay readable. What cannot be
 * decrypted is as good as nothing: `undefined`, never an error; a state keeps its version, so that it can be written over.
 * Give a key no more than four thousand million values: then another.
 *
 * @example
 * import { encrypted, memoryStore } from 'zerohop'
 *
 * const store = encrypted(memoryStore(), { key: crypto.getRandomValues(new Uint8Array(32)) })
 * await store.set('answer', { text: 'Hello' }, 60_000)
 * console.log(await store.get('answer'), store.unreadable)
 *
 * @throws ConfigError where a key is none
 */
export function encrypted(store: Store, options: EncryptedOptions): Store & Encrypted
export function encrypted(store: CacheStore, options: EncryptedOptions): CacheStore & Encrypted
export function encrypted(store: StateStore, options: EncryptedOptions): StateStore & Encrypted
export function encrypted(store: AnyStore, options: EncryptedOptions): Encrypted {
  if (!isStore(store)) throw new ConfigError('encrypted.store', 'must be a store: get, set and delete; or read, write and remove')
  checkOptions('encrypted', options, ['key', 'keys'])
  const keys = new EncryptionKeys('encrypted', options.key, options.keys)
  let unreadable = 0

  /** Values and states differ in their place too: one is not taken for the other. */
  async function open(text: unknown, place: string): Promise<unknown> {
    try {
      return await unseal(text, place, keys)
    } catch {
      unreadable += 1
      return undefined
    }
  }

  const cache = (store: CacheStore): CacheStore => ({
    async get(key) {
      const text = await store.get(key)
      return text === undefined || text === null ? undefined : open(text, `value:${key}`)
    },
    set: async (key, value, ttlMs) => store.set(key, await seal(value, `value:${key}`, keys), ttlMs),
    delete: (key) => store.delete(key),
  })

  const counter = (store: CounterStore): CounterStore => ({
    add: (key, amount, ttlMs) => store.add(key, amount, ttlMs),
    sum: (key) => store.sum(key),
  })

  const state = (store: StateStore): StateStore => ({
    async read(key) {
      const found = await store.read(key)
      return found && { value: await open(found.value, `state:${key}`), version: found.version }
    },
    write: async (key, value, version, ttlMs) => store.write(key, await seal(value, `state:${key}`, keys), version, ttlMs),
    remove: (key) => store.remove(key),
  })

  return {
    ...(isCache(store) && cache(store)),
    ...(isCounter(store) && counter(store)),
    ...(isState(store) && state(store)),
    ...(isWhole(store) && { clear: (prefix: string) => store.clear(prefix), close: () => store.close() }),
    get unreadable() {
      return unreadable
    },
  }
}
