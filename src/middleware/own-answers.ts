/** Answers in the memory of this process, for a cache that was given no store: at once, and without what a text from outside needs. */
import type { Clock } from '../core/clock.ts'
import type { Usage } from '../core/usage.ts'
import { Shelf } from '../stores/shelf.ts'
import type { Entry, EntryFacts, Form } from './cache-entry.ts'

/** As `memoryStore()` has them. */
const MAX_ENTRIES = 10_000
const MAX_BYTES = 64 * 1024 * 1024

/** What the facts take, in characters, counted generously. */
const FACTS_CHARS = 256

/** One object for all there is: thousands of them live long, and the garbage collector looks at each. */
interface Kept {
  readonly at: number
  readonly ttlMs: number
  readonly tookMs: number
  readonly target: string
  readonly status: number
  readonly requestId: string | undefined
  readonly headers: EntryFacts['meta']['headers']
  readonly usage: Usage | undefined
  readonly form: Form
  readonly json: string
}

export class OwnAnswers {
  readonly #shelf: Shelf<Kept>
  readonly #clock: Clock

  constructor(clock: Clock) {
    this.#clock = clock
    this.#shelf = new Shelf({ maxEntries: MAX_ENTRIES, maxBytes: MAX_BYTES, now: () => clock.now() })
  }

  /** Made anew for everybody: what becomes of it is nothing to the next. */
  get(key: string): Entry | undefined {
    const kept = this.#shelf.get(key)
    if (kept === undefined) return undefined
    const { at, ttlMs, tookMs, target, status, requestId, headers, usage, form, json } = kept
    const answer: unknown = JSON.parse(json)
    const isValue = form === 'value'
    const meta = { target, status, requestId, headers: { ...headers } }
    return { at, ttlMs, tookMs, meta, usage: usage && { ...usage }, value: isValue ? answer : undefined, notes: isValue ? undefined : answer }
  }

  delete(key: string): void {
    this.#shelf.delete(key)
  }

  put(key: string, { at, ttlMs, tookMs, meta, usage }: EntryFacts, form: Form, json: string, forMs: number): void {
    const { target, status, requestId, headers } = meta
    const kept: Kept = { at, ttlMs, tookMs, target, status, requestId, headers, usage, form, json }
    this.#shelf.put(key, kept, json.length + FACTS_CHARS, this.#clock.now() + forMs)
  }
}
