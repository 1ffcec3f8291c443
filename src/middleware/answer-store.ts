/** The store behind a cache: looked up once for all who ask at once, written without being waited for. */
import { sha256 } from '#sha256'
import type { Call } from '../core/call.ts'
import type { Clock } from '../core/clock.ts'
import { guarded } from '../stores/guarded.ts'
import { memoryStore } from '../stores/memory.ts'
import type { CacheStore } from '../stores/store.ts'
import { bytesOf, type Entry, readEntry } from './cache-entry.ts'
import { textOf } from './cache-key.ts'
import type { Plan } from './cache-rules.ts'
import type { CacheTally } from './cache-tally.ts'

export interface AnswerStoreOptions {
  readonly store: CacheStore | undefined
  readonly storeTimeoutMs: number
  readonly maxEntryBytes: number
}

/** Begins every key, so that a store can be shared, and one namespace of it cleared. */
const PREFIX = 'zerohop:cache:'

export class AnswerStore {
  readonly #options: AnswerStoreOptions
  readonly #tally: CacheTally
  /** Made at the first call, for it needs the gateway's clock. */
  #store: CacheStore | undefined
  readonly #reading = new Map<string, Promise<unknown>>()
  /** What was given to the store, which does not have it yet. */
  readonly #writing = new Map<string, string>()

  constructor(options: AnswerStoreOptions, tally: CacheTally) {
    this.#options = options
    this.#tally = tally
  }

  /** `undefined` where the body is no JSON: whoever has to send it will say so. */
  keyOf(call: Call, { namespace, tenant }: Plan): string | Promise<string> | undefined {
    let text: string
    try {
      text = textOf(call, tenant, namespace)
    } catch {
      return undefined
    }
    const digest: unknown = sha256(text) // at once on Node, a promise elsewhere
    const prefix = `${PREFIX}${namespace}:`
    return typeof digest === 'string' ? prefix + digest : (digest as Promise<string>).then((made) => prefix + made)
  }

  /** `undefined` where there is nothing, or nothing that is an entry: a store cannot fail a call. */
  async get(call: Call, key: string): Promise<Entry | undefined> {
    const text = this.#writing.get(key) ?? (await (this.#options.store === undefined ? this.#of(call.scope.clock).get(key) : this.#read(call, key)))
    if (text === undefined || text === null) return undefined
    try {
      return readEntry(key, text)
    } catch (error) {
      this.#tally.fault(call, 'entry', error)
      return undefined
    }
  }

  /** Not waited for, and heard of only in what is counted. */
  put(call: Call, key: string, text: string, { ttlMs, staleMs, namespace }: Plan): void {
    const bytes = bytesOf(text)
    if (bytes > this.#options.maxEntryBytes) return
    this.#tally.stored(call, namespace, bytes)
    this.#writing.set(key, text)
    void this.#write(call, key, text, ttlMs + staleMs)
  }

  async #write(call: Call, key: string, text: string, ttlMs: number): Promise<void> {
    try {
      await this.#of(call.scope.clock).set(key, text, ttlMs)
      this.#tally.works()
    } catch (error) {
      this.#tally.fault(call, 'set', error)
    } finally {
      if (this.#writing.get(key) === text) this.#writing.delete(key)
    }
  }

  #read(call: Call, key: string): Promise<unknown> {
    const under = this.#reading.get(key)
    if (under) return under
    const reading = this.#ask(call, key)
    this.#reading.set(key, reading)
    return reading
  }

  async #ask(call: Call, key: string): Promise<unknown> {
    try {
      const text = await this.#of(call.scope.clock).get(key)
      this.#tally.works()
      return text
    } catch (error) {
      this.#tally.fault(call, 'get', error)
      return undefined
    } finally {
      this.#reading.delete(key)
    }
  }

  /** A store of the user's may hang or throw; ours cannot. */
  #of(clock: Clock): CacheStore {
    const { store, storeTimeoutMs } = this.#options
    return (this.#store ??= store === undefined ? memoryStore({ clock }) : guarded(store, { timeoutMs: storeTimeoutMs, onFailure: 'fail', clock }))
  }
}
