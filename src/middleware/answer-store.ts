/** The store behind a cache: looked up once for all who ask at once, written without being waited for. */
import type { Call } from '../core/call.ts'
import type { Clock } from '../core/clock.ts'
import { Passing } from '../core/passing.ts'
import { guarded } from '../stores/guarded.ts'
import type { CacheStore } from '../stores/store.ts'
import { bytesOf, type Entry, type EntryFacts, fits, type Form, readEntry, writeEntry } from './cache-entry.ts'
import { OwnAnswers } from './own-answers.ts'
import type { Plan } from './cache-rules.ts'
import type { CacheTally } from './cache-tally.ts'

export interface AnswerStoreOptions {
  readonly store: CacheStore | undefined
  readonly storeTimeoutMs: number
  readonly maxEntryBytes: number
}

/** Begins every key, so that a store can be shared, and one namespace of it cleared. */
const PREFIX = 'zerohop:cache:'

/** A text on its way to the store. */
interface Write {
  readonly text: string
  /** It must not be there once it is written. */
  isUnwanted: boolean
  /** An unwanted one ended before it, and is there if this one fails. */
  isOverUnwanted: boolean
}

export class AnswerStore {
  readonly #options: AnswerStoreOptions
  readonly #tally: CacheTally
  /** Made at the first call, for they need the gateway's clock: one of them is used. */
  #own: OwnAnswers | undefined
  #guarded: CacheStore | undefined
  readonly #reading = new Passing<Promise<unknown>>()
  /** What was given to the store, which may not have it yet: the newest last. */
  readonly #writing = new Passing<Write[]>()
  /** The last removal of each key that the store may not have done yet. */
  readonly #removing = new Passing<object>()

  constructor(options: AnswerStoreOptions, tally: CacheTally) {
    this.#options = options
    this.#tally = tally
  }

  /** `undefined` where there is nothing, or nothing that is an entry: a store cannot fail a call. At once where the store is ours. */
  get(call: Call, digest: string, { namespace }: Plan): Entry | undefined | Promise<Entry | undefined> {
    const { store } = this.#options
    return store === undefined ? this.#ours(call.scope.clock).get(digest) : this.#stored(call, keyOf(namespace, digest), store)
  }

  /** Not waited for, and heard of only in what is counted. */
  put(call: Call, digest: string, facts: EntryFacts, form: Form, json: string, { ttlMs, staleMs, namespace }: Plan): void {
    const { store, maxEntryBytes } = this.#options
    const key = keyOf(namespace, digest)
    const text = store === undefined ? json : writeEntry(key, facts, form, json)
    if (!fits(text, maxEntryBytes)) return
    this.#tally.stored(call, namespace, call.scope.emit ? bytesOf(text) : 0)
    if (store === undefined) return this.#ours(call.scope.clock).put(digest, facts, form, json, ttlMs + staleMs)
    const write: Write = { text, isUnwanted: false, isOverUnwanted: false }
    const under = this.#writing.get(key)
    if (under) under.push(write)
    else this.#writing.set(key, [write])
    void this.#write(call, key, write, ttlMs + staleMs, store)
  }

  /** For an answer that must not be given again. Not waited for; a write under way is followed by its removal. */
  forget(call: Call, digest: string, { namespace }: Plan): void {
    const { store } = this.#options
    if (store === undefined) return this.#ours(call.scope.clock).delete(digest)
    const key = keyOf(namespace, digest)
    const under = this.#writing.get(key)
    if (under) for (const write of under) write.isUnwanted = true
    else void this.#remove(call, key, store)
  }

  async #stored(call: Call, key: string, store: CacheStore): Promise<Entry | undefined> {
    const newest = this.#writing.get(key)?.at(-1)
    if (newest ? newest.isUnwanted : this.#removing.has(key)) return undefined
    const text = newest?.text ?? (await this.#read(call, key, store))
    if (text === undefined || text === null) return undefined
    try {
      return readEntry(key, text)
    } catch (error) {
      this.#tally.fault(call, 'entry', error)
      return undefined
    }
  }

  /** Writes may end in any order: the last to end removes what is unwanted, and a newer one stands in its place already. */
  async #write(call: Call, key: string, write: Write, ttlMs: number, store: CacheStore): Promise<void> {
    try {
      await this.#of(store, call.scope.clock).set(key, write.text, ttlMs)
      this.#tally.works()
    } catch (error) {
      this.#tally.fault(call, 'set', error)
      write.isUnwanted ||= write.isOverUnwanted
    }
    const others = this.#writing.get(key)?.filter((other) => other !== write) ?? []
    const newest = others.at(-1)
    if (newest === undefined) this.#writing.delete(key)
    else this.#writing.set(key, others)
    if (!write.isUnwanted) return
    if (newest === undefined) void this.#remove(call, key, store)
    else newest.isOverUnwanted = true
  }

  async #remove(call: Call, key: string, store: CacheStore): Promise<void> {
    const removal = {}
    this.#removing.set(key, removal)
    try {
      await this.#of(store, call.scope.clock).delete(key)
    } catch (error) {
      this.#tally.fault(call, 'delete', error)
    } finally {
      if (this.#removing.get(key) === removal) this.#removing.delete(key)
    }
  }

  #read(call: Call, key: string, store: CacheStore): Promise<unknown> {
    const under = this.#reading.get(key)
    if (under) return under
    const reading = this.#ask(call, key, store)
    this.#reading.set(key, reading)
    return reading
  }

  async #ask(call: Call, key: string, store: CacheStore): Promise<unknown> {
    try {
      const text = await this.#of(store, call.scope.clock).get(key)
      this.#tally.works()
      return text
    } catch (error) {
      this.#tally.fault(call, 'get', error)
      return undefined
    } finally {
      this.#reading.delete(key)
    }
  }

  #ours(clock: Clock): OwnAnswers {
    return (this.#own ??= new OwnAnswers(clock))
  }

  /** A store of the user's may hang or throw. */
  #of(store: CacheStore, clock: Clock): CacheStore {
    return (this.#guarded ??= guarded(store, { timeoutMs: this.#options.storeTimeoutMs, onFailure: 'fail', clock }))
  }
}

function keyOf(namespace: string, digest: string): string {
  return `${PREFIX}${namespace}:${digest}`
}
