/** Semantic cache: the answer to a question that was asked in almost the same words. */
import { sha256 } from '#sha256'
import type { Call } from '../core/call.ts'
import type { NearMiss } from '../core/cache-event.ts'
import type { Handler } from '../core/handler.ts'
import type { Operation } from '../core/operation.ts'
import type { Reply } from '../core/reply.ts'
import type { VectorStore } from '../stores/vector-store.ts'
import type { Cache, CacheOptions } from './cache.ts'
import { type EntryFacts, type Form, writeEntry } from './cache-entry.ts'
import { Recording } from './cache-recording.ts'
import { isReplayed, marked, replay } from './cache-replay.ts'
import { type CacheRule, planOf, type Plan } from './cache-rules.ts'
import { CacheTally } from './cache-tally.ts'
import { type Embed, Embedder } from './embedder.ts'
import { Flights } from './flight.ts'
import { type Known, NearStore, type Place } from './near-store.ts'
import { guardFor } from './near-miss/guard.ts'
import { checkSemantic } from './semantic-check.ts'
import { partitionText, type Question, questionOf } from './semantic-question.ts'
import { type Verify, Verifier } from './verifier.ts'

/** How some calls are cached by likeness. */
export interface SemanticCacheRule extends Omit<CacheRule, 'staleMs'> {
  /** How near a question must be. @default `threshold` of the cache */
  readonly threshold?: number
}

export interface SemanticCacheOptions extends Pick<CacheOptions, 'storeTimeoutMs' | 'ttlMs' | 'tenantOf' | 'keep'> {
  /**
   * What makes vectors: a function, or the address of an embeddings model of the gateway, such as `openai/text-embedding-3-small`. An address
   * needs the cache to stand in the gateway's `use`: elsewhere nothing below it knows addresses, and every call is let pass.
   */
  readonly embed: Embed | string
  /** The name and version of the model behind a function: vectors of different models are never compared. Needed where there is a `store`. @default 'own' */
  readonly embedder?: string
  /** After so many milliseconds without a vector the call goes on without the cache. @default 500 */
  readonly embedTimeoutMs?: number
  /** How near a question must be to one that was answered: the cosine of their vectors, from 0.5 to 1. @default 0.95 */
  readonly threshold?: number
  /** Asked before an answer is given: may the one question have the other's answer? What fails or is late says no. @default nobody */
  readonly verify?: Verify
  /** How long `verify` may take, in milliseconds. @default 500 */
  readonly verifyTimeoutMs?: number
  /** Where vectors and answers are kept. @default memoryVectorStore(), in this process */
  readonly store?: VectorStore
  /** Exceptions: the first that fits a call applies to it. @default none */
  readonly rules?: readonly SemanticCacheRule[]
  /** Answers of one namespace are never given in another: letters, digits, `_`, `-` and `.`. @default 'semantic' */
  readonly namespace?: string
  /** A larger answer is not kept. @default 262_144 (256 KiB) */
  readonly maxEntryBytes?: number
  /** Of a longer question a vector says too little: it is let pass. @default 1_000 */
  readonly maxQuestionChars?: number
}

/**
 * Answers chat completions and responses whose last user message means what an earlier one meant. All else must be the same: tenant, address,
 * earlier messages, tools and every parameter. Before an answer is given, a guard compares numbers, names, negations, opposites and more
 * of the two questions. It works with words, knows a dozen languages, and can be wrong: use it where a wrong answer does little harm.
 *
 * Behind a `cache()` it sees only what that has not.
 *
 * @throws ConfigError where an option makes no sense
 * @example
 * import { cache, createGateway, openai, semanticCache } from 'zerohop'
 *
 * const gateway = createGateway({
 *   providers: { openai: openai() },
 *   use: [cache(), semanticCache({ embed: 'openai/text-embedding-3-small', threshold: 0.96 })],
 * })
 */
export function semanticCache(options: SemanticCacheOptions): Cache {
  checkSemantic(options)
  const { threshold: usual = 0.95, ttlMs = 3_600_000, rules = [], namespace = 'semantic', tenantOf, keep = {} } = options
  const { maxEntryBytes = 262_144, maxQuestionChars = 1_000 } = options
  const defaults = { ttlMs, staleMs: 0, namespace, tenantOf, keep }
  const tally = new CacheTally()
  const embedder = new Embedder({ embed: options.embed, name: options.embedder ?? 'own', timeoutMs: options.embedTimeoutMs ?? 500 })
  const store = new NearStore({ store: options.store, storeTimeoutMs: options.storeTimeoutMs ?? 50, maxEntryBytes }, tally)
  const verifier = new Verifier({ verify: options.verify, timeoutMs: options.verifyTimeoutMs ?? 500 })
  const flights = new Flights()

  return Object.assign(semanticCaching, { label: 'semanticCache', stats: () => tally.stats() })

  async function semanticCaching<Op extends Operation>(original: Call<Op>, next: Handler): Promise<Reply<Op>> {
    const question = questionOf(original)
    const ruled = question && isShort(question) ? ruledBy(original) : undefined
    if (question === undefined || ruled === undefined) return passed(original, next)
    const { plan, threshold } = ruled
    const before = original.scope.attempts.length
    const place = await placeOf(original, next, question, plan)
    original.signal.throwIfAborted()
    const call = repaid(original, before)
    if (place === undefined) return passed(call, next)
    const { known, near } = plan.refresh ? unknown : await lookUp(call, place, plan, threshold)
    original.signal.throwIfAborted()
    const reply = known && given(call, plan, place, known)
    return reply ?? asked(call, next, plan, place, near)
  }

  function isShort({ text }: Question): boolean {
    return text.trim() !== '' && text.length <= maxQuestionChars
  }

  async function passed<Op extends Operation>(call: Call<Op>, next: Handler): Promise<Reply<Op>> {
    tally.bypassed += 1
    const reply = await next(call)
    return marked(reply, reply.meta.cache ?? 'bypass')
  }

  /** The first rule that fits is asked for once, so that its plan and its threshold are of one mind. */
  function ruledBy(call: Call): { readonly plan: Plan; readonly threshold: number } | undefined {
    const failed = (error: unknown): void => tally.fault(call, 'rule', error)
    let rule: SemanticCacheRule | undefined
    try {
      rule = rules.find(({ when }) => when(call) === true)
    } catch (error) {
      failed(error)
      return undefined
    }
    const plan = planOf(call, { ...defaults, rules: rule ? [{ ...rule, when: always }] : [] }, failed)
    return plan && { plan, threshold: rule?.threshold ?? usual }
  }

  /** `undefined` where there is no vector, or the body is no JSON: whoever has to send it will say so. */
  async function placeOf(call: Call, next: Handler, question: Question, plan: Plan): Promise<Place | undefined> {
    try {
      const embedded = await embedder.embed(call, next, question.text)
      if (embedded === undefined) return undefined
      const { vector, by } = embedded
      return { partition: await sha256(partitionText(call, question, plan, by)), vector, question: question.text }
    } catch (error) {
      tally.fault(call, 'embed', error instanceof Error ? (error.cause ?? error) : error)
      return undefined
    }
  }

  /** The nearest that the guard lets pass, if `verify` says so too; else why the nearest is not near enough. */
  async function lookUp(call: Call, place: Place, plan: Plan, threshold: number): Promise<{ known?: Known; near?: NearMiss }> {
    const guard = guardFor(place.question)
    let near: NearMiss | undefined
    for (const known of await store.search(call, place, threshold)) {
      const { question, similarity, entry } = known
      if (call.scope.clock.date() - entry.at >= Math.min(entry.ttlMs, plan.ttlMs)) continue
      let why = guard(question)
      if (why === undefined) {
        const verdict = await verifier.ask(call, question, place.question)
        if (verdict.error !== undefined) tally.fault(call, 'verify', verdict.error)
        if (verdict.same) return { known }
        why = 'verify'
      }
      near ??= { similarity, why: why.replace(/:.*/su, '') } // not what was asked: events are logged
      if (why === 'verify') break // one question of that kind is enough for one call
    }
    return near ? { near } : {}
  }

  /** `undefined` where the entry makes no answer. */
  function given<Op extends Operation>(call: Call<Op>, { namespace: room }: Plan, place: Place, { entry, similarity, key }: Known): Reply<Op> | undefined {
    const ageMs = Math.max(0, call.scope.clock.date() - entry.at)
    try {
      const reply = replay(call, entry, { ageMs, stale: false, paceMs: 0, forget: () => store.forget(call, place, key) })
      tally.hit(call, room, { ageMs, stale: false, usage: reply.meta.saved, tookMs: entry.tookMs, similarity })
      return { ...reply, meta: { ...reply.meta, cache: 'semantic', similarity } }
    } catch (error) {
      tally.fault(call, 'entry', error)
      return undefined
    }
  }

  async function asked<Op extends Operation>(call: Call<Op>, next: Handler, plan: Plan, place: Place, near: NearMiss | undefined): Promise<Reply<Op>> {
    tally.miss(call, plan.namespace, 1, near)
    const key = await store.keyOf(place)
    const put = (facts: EntryFacts, form: Form, json: string): void => store.put(call, place, key, writeEntry(key, facts, form, json), plan)
    const { reply: coming, forget } = flights.ask(undefined, call, next, new Recording({ call, plan, keep, maxBytes: maxEntryBytes, put }))
    const reply = await coming
    return marked(reply, isReplayed(reply.meta) ? reply.meta.cache : plan.refresh ? 'refresh' : 'miss', () => {
      forget()
      store.forget(call, place, key)
    })
  }
}

const unknown: { readonly known?: Known; readonly near?: NearMiss } = {}

function always(): boolean {
  return true
}

/** What the embedder was asked is told among the call's attempts, but not taken from them. */
function repaid<Op extends Operation>(call: Call<Op>, before: number): Call<Op> {
  const used = call.scope.attempts.length - before
  return used === 0 ? call : { ...call, scope: { ...call.scope, maxAttempts: call.scope.maxAttempts + used } }
}
