/** The store behind a semantic cache: what it gives is checked, what goes wrong in it is counted, and nobody waits for it long. */
import { sha256 } from '#sha256'
import type { Call } from '../core/call.ts'
import type { Clock } from '../core/clock.ts'
import { Guard } from '../stores/guard.ts'
import { memoryVectorStore } from '../stores/memory-vectors.ts'
import type { VectorMatch, VectorStore } from '../stores/vector-store.ts'
import { bytesOf, type Entry, readEntry } from './cache-entry.ts'
import type { Plan } from './cache-rules.ts'
import type { CacheTally } from './cache-tally.ts'

export interface NearStoreOptions {
  readonly store: VectorStore | undefined
  readonly storeTimeoutMs: number
  readonly maxEntryBytes: number
}

/** A question that was asked before, and its answer. */
export interface Known {
  readonly question: string
  readonly entry: Entry
  readonly similarity: number
  /** Its key. */
  readonly key: string
}

/** Where a question has its place. */
export interface Place {
  readonly partition: string
  readonly vector: Float32Array
  readonly question: string
}

/** Of questions that are near, so many are looked at. */
const CANDIDATES = 8

export class NearStore {
  readonly #options: NearStoreOptions
  readonly #tally: CacheTally
  /** What was given to the store, which does not have it yet. */
  readonly #adding = new Map<string, Promise<void>>()
  /** Made at the first call, for they need the gateway's clock. */
  #asked: { readonly store: VectorStore; readonly guard: Guard } | undefined

  constructor(options: NearStoreOptions, tally: CacheTally) {
    this.#options = options
    this.#tally = tally
  }

  /** The key of an entry: an entry that is found anywhere else is none. */
  async keyOf({ partition, question }: Place): Promise<string> {
    return `${partition}:${await sha256(question)}`
  }

  /** The nearest first; nothing where the store has nothing, or is at fault. */
  async search(call: Call, { partition, vector }: Place, threshold: number): Promise<Known[]> {
    const { store, guard } = this.#of(call.scope.clock)
    let matches: readonly VectorMatch[]
    try {
      const ask = () => store.search(partition, vector, { k: CANDIDATES, threshold })
      matches = await guard.ask({ operation: 'search', ask, check: aList, instead: none })
      this.#tally.works()
    } catch (error) {
      this.#tally.fault(call, 'get', error)
      return []
    }
    const known: Known[] = []
    for (const { id, score, payload } of matches) {
      if (!(score >= threshold - 1e-5 && score <= 1 + 1e-5)) continue // no store decides what is near enough
      try {
        known.push({ ...(await knownIn(partition, id, payload)), similarity: Math.min(1, score), key: `${partition}:${id}` })
      } catch (error) {
        this.#tally.fault(call, 'entry', error)
      }
    }
    return known
  }

  /** Not waited for, and heard of only in what is counted. */
  put(call: Call, { partition, vector, question }: Place, key: string, entry: string, { ttlMs, namespace }: Plan): void {
    const payload = `${JSON.stringify(question)}\n${entry}`
    const bytes = bytesOf(payload)
    if (bytes > this.#options.maxEntryBytes) return
    const { store, guard } = this.#of(call.scope.clock)
    this.#tally.stored(call, namespace, bytes)
    const ask = () => store.add({ partition, id: key.slice(partition.length + 1), vector, payload, ttlMs })
    const adding = guard.ask<unknown>({ operation: 'add', ask, check: (answer) => answer, instead: none }).then(
      () => this.#tally.works(),
      (error: unknown) => this.#tally.fault(call, 'set', error),
    )
    this.#adding.set(key, adding)
    void adding.then(() => this.#adding.get(key) === adding && this.#adding.delete(key))
  }

  /** For an answer that must not be given again. Not waited for; it is removed once it is there. */
  forget(call: Call, { partition }: Place, key: string): void {
    const { store, guard } = this.#of(call.scope.clock)
    const ask = () => store.remove(partition, key.slice(partition.length + 1))
    void Promise.resolve(this.#adding.get(key))
      .then(() => guard.ask<unknown>({ operation: 'remove', ask, check: (answer) => answer, instead: none }))
      .catch((error: unknown) => this.#tally.fault(call, 'delete', error))
  }

  #of(clock: Clock): { readonly store: VectorStore; readonly guard: Guard } {
    const { store, storeTimeoutMs: timeoutMs } = this.#options
    return (this.#asked ??= {
      store: store ?? memoryVectorStore({ clock }),
      guard: new Guard({ timeoutMs, onFailure: 'fail', onFault: undefined, restAfter: 3, restMs: 1_000, clock }),
    })
  }
}

/** Throws where the text is not the entry of its own question at this place. */
async function knownIn(partition: string, id: string, payload: unknown): Promise<Pick<Known, 'question' | 'entry'>> {
  if (typeof payload !== 'string') throw new TypeError('the store gave no text')
  const end = payload.indexOf('\n')
  const question: unknown = JSON.parse(payload.slice(0, end))
  if (end < 0 || typeof question !== 'string' || (await sha256(question)) !== id) throw new TypeError('the store gave what is no entry of its question')
  return { question, entry: readEntry(`${partition}:${id}`, payload.slice(end + 1)) }
}

function aList(answer: unknown): readonly VectorMatch[] {
  if (!Array.isArray(answer) || !answer.every((one) => typeof one === 'object' && one !== null)) throw new TypeError('the store gave no list of matches')
  return answer as VectorMatch[]
}

function none(): [] {
  return []
}
