/** Cache: an exact answer to the same question, for the same tenant, without asking again. */
import type { Call } from '../core/call.ts'
import type { CacheStats } from '../core/cache-stats.ts'
import { checkBoolean, checkNumber, checkOptions } from '../core/check.ts'
import { ConfigError } from '../core/error.ts'
import type { Handler, Middleware } from '../core/handler.ts'
import type { Operation } from '../core/operation.ts'
import type { Reply } from '../core/reply.ts'
import type { CacheStore } from '../stores/store.ts'
import { isCache, isStore } from '../stores/parts.ts'
import { AnswerStore } from './answer-store.ts'
import { inBackground } from './background.ts'
import type { KeepOptions } from './cache-answers.ts'
import { cacheEmbeddings } from './cache-embeddings.ts'
import type { Entry } from './cache-entry.ts'
import { keyOf, mannersOf, USUAL_MANNERS } from './cache-key.ts'
import { Recording } from './cache-recording.ts'
import { isReplayed, marked, replay } from './cache-replay.ts'
import { type CacheRule, checkRules, checkShared, type Plan, planOf } from './cache-rules.ts'
import { CacheTally } from './cache-tally.ts'
import { type FlightOptions, Flights } from './flight.ts'

export interface CacheOptions {
  /** Where answers are kept. @default in this process, within the bounds of `memoryStore()` */
  readonly store?: CacheStore
  /** A store that has not answered after so many milliseconds has nothing. @default 50 */
  readonly storeTimeoutMs?: number
  /** How long an answer is given again, in milliseconds. @default 3_600_000 */
  readonly ttlMs?: number
  /** For so many milliseconds after `ttlMs` the old answer is given at once, while a new one is asked for in the background. @default 0 */
  readonly staleMs?: number
  /** Exceptions: the first that fits a call applies to it. @default none */
  readonly rules?: readonly CacheRule[]
  /** Answers of one namespace are never given in another: letters, digits, `_`, `-` and `.`. A cache below a route needs one of its own. @default 'all' */
  readonly namespace?: string
  /** Whose call it is; nothing is cached where it throws. @default the call's option `tenant` */
  readonly tenantOf?: (call: Call) => string | undefined
  /** What is kept beyond the defaults. @default nothing */
  readonly keep?: KeepOptions
  /** A larger answer is not kept. @default 1_048_576 (1 MiB) */
  readonly maxEntryBytes?: number
  /** True: calls that are the same at the same time become one. @default true */
  readonly dedupe?: boolean
  /** Between the events of a stream that was kept, in milliseconds. @default 0: as fast as they are read */
  readonly paceMs?: number
}

/** A middleware that counts what it saves. */
export interface Cache extends Middleware {
  stats(): CacheStats
}

/**
 * Answers chat completions, responses and embeddings (input by input) that were answered before. Two calls are the same
 * where they ask the same of the same address for the same tenant, whatever the order of their fields, streamed or not. What an answer must
 * not be to be kept: an error, refused, cut short, interrupted, or empty. Calls with tools or a `temperature` above 0 pass, as do
 * those that continue a `conversation`.
 *
 * The call's metadata is no part of the question: where a route looks at it, give each kind of call a namespace by a rule.
 *
 * @throws ConfigError where an option makes no sense
 * @example
 * import { cache, createGateway, openai } from 'zerohop'
 *
 * const gateway = createGateway({ providers: { openai: openai() }, use: [cache({ ttlMs: 600_000, staleMs: 3_600_000 })] })
 * const forAcme = gateway.with({ tenant: 'acme' })
 */
export function cache(options: CacheOptions = {}): Cache {
  check(options)
  const { ttlMs = 3_600_000, staleMs = 0, rules = [], namespace = 'all', tenantOf, keep = {}, maxEntryBytes = 1_048_576, dedupe = true, paceMs = 0 } = options
  const defaults = { ttlMs, staleMs, rules, namespace, tenantOf, keep }
  const tally = new CacheTally()
  const store = new AnswerStore({ store: options.store, storeTimeoutMs: options.storeTimeoutMs ?? 50, maxEntryBytes }, tally)
  const flights = new Flights()
  const refreshing = new Set<string>()
  const embeddings = cacheEmbeddings({ store, tally, flights, dedupe })

  return Object.assign(caching, { label: 'cache', stats: () => tally.stats() })

  /** Without a promise of its own where neither the digest nor the store makes one. */
  function caching<Op extends Operation>(call: Call<Op>, next: Handler): Promise<Reply<Op>> {
    const plan = planOf(call, defaults, (error) => tally.fault(call, 'rule', error))
    if (plan === undefined) return passed(call, next)
    if (call.operation === 'embeddings') return embedded(call, next, plan)
    const key = keyOf(call, plan.tenant, plan.namespace)
    return typeof key === 'object' ? key.then((key) => keyed(call, next, plan, key)) : keyed(call, next, plan, key)
  }

  async function embedded<Op extends Operation>(call: Call<Op>, next: Handler, plan: Plan): Promise<Reply<Op>> {
    const reply = await embeddings(call as unknown as Call<'embeddings'>, next, plan)
    return reply === undefined ? passed(call, next) : (reply as unknown as Reply<Op>)
  }

  function keyed<Op extends Operation>(call: Call<Op>, next: Handler, plan: Plan, key: string | undefined): Promise<Reply<Op>> {
    if (key === undefined) return passed(call, next)
    if (plan.refresh) return asked(call, next, plan, key, 'refresh')
    if (flights.size > 0 && isShared(call) && flights.has(flightKey(call, key, 'miss'))) return asked(call, next, plan, key, 'miss')
    const found = store.get(call, key, plan)
    return found instanceof Promise ? found.then((entry) => answered(call, next, plan, key, entry)) : answered(call, next, plan, key, found)
  }

  function answered<Op extends Operation>(call: Call<Op>, next: Handler, plan: Plan, key: string, entry: Entry | undefined): Promise<Reply<Op>> {
    const reply = entry && given(call, next, plan, key, entry)
    return reply === undefined ? asked(call, next, plan, key, 'miss') : Promise.resolve(reply)
  }

  async function passed<Op extends Operation>(call: Call<Op>, next: Handler): Promise<Reply<Op>> {
    tally.bypassed += 1
    const reply = await next(call)
    return marked(reply, reply.meta.cache ?? 'bypass')
  }

  /** `undefined` where the entry is too old, or makes no answer. */
  function given<Op extends Operation>(call: Call<Op>, next: Handler, plan: Plan, key: string, entry: Entry): Reply<Op> | undefined {
    const ageMs = Math.max(0, call.scope.clock.date() - entry.at)
    const freshMs = Math.min(entry.ttlMs, plan.ttlMs)
    if (ageMs >= freshMs + plan.staleMs) return undefined
    const stale = ageMs >= freshMs
    let reply: Reply<Op>
    try {
      reply = replay(call, entry, { ageMs, stale, paceMs, forget: () => store.forget(call, key, plan) })
    } catch (error) {
      tally.fault(call, 'entry', error)
      return undefined
    }
    tally.hit(call, plan.namespace, { ageMs, stale, usage: reply.meta.saved, tookMs: entry.tookMs })
    if (stale) refresh(call, next, plan, key, freshMs + plan.staleMs - ageMs)
    return reply
  }

  async function asked<Op extends Operation>(call: Call<Op>, next: Handler, plan: Plan, key: string, how: 'miss' | 'refresh'): Promise<Reply<Op>> {
    const { reply: coming, leader, forget } = flights.ask(isShared(call) ? flightKey(call, key, how) : undefined, call, next, recordingOf(call, plan, key))
    if (leader) tally.shared(call, plan.namespace, leader)
    else tally.miss(call, plan.namespace)
    const reply = await coming
    return marked(reply, leader ? 'shared' : isReplayed(reply.meta) ? reply.meta.cache : how, () => {
      forget()
      store.forget(call, key, plan)
    })
  }

  /** A hedge is asked because the call it would join is slow. */
  function isShared(call: Call): boolean {
    return dedupe && !call.isHedge
  }

  /** Asks anew beside the call; whatever goes wrong, the stale answer stays until its time is over too. */
  function refresh<Op extends Operation>(call: Call<Op>, next: Handler, plan: Plan, key: string, limitMs: number): void {
    const flight = flightKey(call, key, 'background')
    if (refreshing.has(flight)) return
    refreshing.add(flight)
    void inBackground(call, limitMs, async (copy) => {
      const reply = await flights.ask(flight, copy, next, recordingOf(copy, plan, key)).reply
      if (reply.stream) for await (const _event of reply.events);
    })
      .catch((error: unknown) => tally.fault(call, 'refresh', error))
      .finally(() => refreshing.delete(flight))
  }

  function recordingOf<Op extends Operation>(call: Call<Op>, plan: Plan, key: string): FlightOptions<Op> {
    return new Recording({ call, plan, keep, maxBytes: maxEntryBytes, put: (facts, form, json) => store.put(call, key, facts, form, json, plan) })
  }
}

/** A refresh joins no call that began before it, and a call no refresh in the background: that would keep it waiting for what it need not. */
function flightKey(call: Call, key: string, how: 'miss' | 'refresh' | 'background'): string {
  const manners = mannersOf(call)
  return how === 'miss' && manners === USUAL_MANNERS ? key : `${how} ${manners} ${key}` // the usual flight has the key as it is: a new text is hashed anew
}

const keys: ReadonlyArray<keyof CacheOptions> = [
  'store', 'storeTimeoutMs', 'ttlMs', 'staleMs', 'rules', 'namespace', 'tenantOf', 'keep', 'maxEntryBytes', 'dedupe', 'paceMs',
]

function check(options: CacheOptions): void {
  checkOptions('cache', options, keys)
  checkShared('cache', options)
  checkNumber('cache.staleMs', options.staleMs)
  checkNumber('cache.paceMs', options.paceMs)
  checkBoolean('cache.dedupe', options.dedupe)
  checkRules('cache.rules', options.rules)
  if (options.store !== undefined && !(isStore(options.store) && isCache(options.store))) throw new ConfigError('cache.store', 'must be a store: get, set and delete')
}
