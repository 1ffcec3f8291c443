/** The engine: runs calls, and accounts for each exactly once. */
import { addresses } from './addresses.ts'
import { checkConfig, type GatewayConfig } from './config.ts'
import { cacheStatsOf, type GatewayStats } from './core/cache-stats.ts'
import type { Call, Scope } from './core/call.ts'
import { callEnd, callStart } from './core/call-events.ts'
import { CallNotes } from './core/call-notes.ts'
import { type CallOptions, checkCallOptions } from './core/call-options.ts'
import { checkNumber } from './core/check.ts'
import { systemClock } from './core/clock.ts'
import { explain, GatewayError, sentence, toGatewayError } from './core/error.ts'
import { createEmitter } from './core/emitter.ts'
import type { Hook } from './core/event.ts'
import { type Comparison, type Experiment, experimentNamed } from './core/experiment.ts'
import { compose, type Handler } from './core/handler.ts'
import { StreamInterruptedError } from './core/interrupted.ts'
import type { Body, Operation } from './core/operation.ts'
import { orAborted } from './core/or-aborted.ts'
import { recordsOf } from './core/records-of.ts'
import { Answer, type CallFeedback, type KeptRecords } from './core/recorder.ts'
import { type Reply, type ReplyMeta, withStory } from './core/reply.ts'
import { middlewareIn } from './core/route.ts'
import { type Routes, routesOf } from './core/routes.ts'
import { runningCalls } from './core/running.ts'
import { LinkedSignal } from './core/signal.ts'
import { linkCall } from './core/link-call.ts'
import type { Targets } from './core/target-state.ts'
import { type StreamEnd, watch, whyEnded } from './core/stream.ts'
import type { Usage } from './core/usage.ts'
import { type WarmOptions, warmAll, type Warmth } from './core/warm.ts'
import { watchBody } from './core/watch-body.ts'
import { type Explain, explainer } from './explainer.ts'
import { type Fold, viewOf } from './operations/index.ts'
import { safeFold } from './operations/safe-fold.ts'

/** What a client asks of the engine. */
export interface CallRequest<Op extends Operation = Operation> {
  readonly operation: Op
  readonly body: Body<Op>
  readonly stream?: boolean
  readonly options?: CallOptions
  /** Whatever may cancel the call: the caller's signal, a stream's controller. */
  readonly signals?: ReadonlyArray<AbortSignal | undefined | null>
}

export interface Engine {
  /** Answers one call. Throws `GatewayError`, nothing else. */
  handle<Op extends Operation>(request: CallRequest<Op>): Promise<Reply<Op>>
  /** The names of the providers. */
  readonly providers: readonly string[]
  /** True where a provider of this name has the operation. */
  answers(provider: string, operation: Operation): boolean
  readonly routes: Routes
  /** What would be done with a call: nothing is sent, and nothing changes. Middleware is not asked. */
  readonly explain: Explain
  /** What is known of the targets, and what can be done to them while calls run. */
  readonly targets: Targets
  /** How often a hook threw or rejected. */
  readonly hookFailures: number
  /** The variants of an `experiment` or `canary` side by side. Throws `ConfigError` where none has this name. */
  compare(experiment: string): Comparison
  /** What was counted so far: by the caches in `use`, and by the config's `records`. */
  stats(): GatewayStats
  /** The same of calls, in the words of Prometheus. Throws `ConfigError` without `records`. */
  prometheus(): string
  /** The records that are kept. */
  readonly records: KeptRecords
  /** Keeps what somebody thought of an answer; false where nobody knows the call. Throws `ConfigError` where nobody could. */
  feedback(feedback: CallFeedback): boolean
  /** Connects to every provider ahead of the first call; tells how it went with each, and never fails for one. */
  warm(options?: WarmOptions): Promise<Readonly<Record<string, Warmth>>>
  /** Refuses new calls, waits `graceMs` for running ones (streams included), ends the rest, frees the sockets. @default 10_000 */
  close(options?: CloseOptions): Promise<void>
}

export interface CloseOptions {
  /** How long running calls may go on, in milliseconds. @default 10_000 */
  readonly graceMs?: number
}

/**
 * The gateway without a face: `createGateway` puts the OpenAI client in front of it.
 *
 * @example
 * import { createEngine, openai } from 'zerohop/core'
 *
 * const engine = createEngine({ providers: { openai: openai() } })
 * const reply = await engine.handle({
 *   operation: 'chat',
 *   body: { model: 'openai/gpt-5', messages: [{ role: 'user', content: 'Hello' }] },
 * })
 */
export function createEngine(config: GatewayConfig): Engine {
  checkConfig(config)
  const { providers, routes = {}, use = [], records, clock = systemClock, random = Math.random, maxAttempts = 10, timeoutMs, strict = false } = config
  const hooks = config.on === undefined ? [] : typeof config.on === 'function' ? [config.on] : config.on
  const emitter = createEmitter(hooks as readonly Hook[])
  const running = runningCalls(clock)
  const experiments = new Map<string, Experiment>()
  const resolve = addresses(config, { experiments, running })
  const ask: Handler = (call) => resolve(String(call.body.model), call.operation)(call)
  const entry = compose(use, ask)
  const kept = recordsOf(records, experiments)
  records?.open({ clock, routes: new Set(Object.keys(routes)), priceOf: (address) => resolve.factsOf(address).price, sinkFailed: emitter.sinkFailed })
  let closing: Promise<void> | undefined

  return {
    handle,
    providers: Object.keys(providers),
    answers: (name, operation) => Object.hasOwn(providers, name) && providers[name]?.operations.includes(operation) === true,
    routes: routesOf(routes),
    explain: explainer(resolve, clock, config),
    targets: resolve.targets,
    get hookFailures() {
      return emitter.failures
    },
    compare: (name) => experimentNamed(name, experiments).compare(),
    stats: () => ({ cache: cacheStatsOf([...use, ...Object.values(routes).flatMap(middlewareIn)]), calls: records?.stats() ?? null }),
    ...kept,
    warm: (options) => warmAll(providers, clock, options),
    close({ graceMs = 10_000 } = {}) {
      if (graceMs !== Infinity) checkNumber('close.graceMs', graceMs, { max: 2 ** 31 - 1 })
      return (closing ??= shut(graceMs))
    },
  }

  function handle<Op extends Operation>(request: CallRequest<Op>): Promise<Reply<Op>> {
    const { operation, body, stream = false, options = noOptions } = request
    const startedAt = clock.now()
    const signal = new LinkedSignal()
    const call: Call<Op> = { id: crypto.randomUUID(), operation, body, stream, signal, options, scope: scopeOf(operation, options, stream, startedAt), pulse: undefined, hasAlternative: undefined, isLastResort: undefined, isHedge: undefined, manner: undefined } // one shape from the beginning: copies stay cheap
    running.add(signal)
    emitter.emit?.(callStart(call, startedAt))
    try {
      if (closing !== undefined) throw new GatewayError({ reason: 'closed', message: 'the gateway is closed' })
      viewOf(operation).check(body)
      if (options !== noOptions) checkCallOptions(options)
      linkCall(signal, request, call.scope, startedAt)
      return orAborted(entry(call), signal, clock, { answered, failed })
    } catch (thrown) {
      return Promise.reject(failed(thrown))
    }

    function answered(reply: Reply<Op>): Reply<Op> {
      const meta = withStory(reply.meta, call.id, call.scope)
      if (reply.stream) return { stream: true, events: accounted(call, startedAt, reply), meta }
      const { value } = reply
      if (value instanceof Response) {
        const onEnd = (how: StreamEnd) => end(call, startedAt, whyEnded(how, signal), meta, undefined)
        return { stream: false, value: watchBody(value, signal, onEnd) as typeof value, meta }
      }
      end(call, startedAt, undefined, meta, viewOf(operation).usageOf(value), records && new Answer(value, undefined, undefined))
      return { stream: false, value, meta }
    }

    function failed(thrown: unknown): unknown {
      return end(call, startedAt, toGatewayError(signal.aborted ? signal.reason : thrown), undefined, undefined)
    }
  }

  async function shut(graceMs: number): Promise<void> {
    const since = clock.now()
    await running.drain(graceMs)
    if (records) await running.drain(HEED_MS) // those that were just ended are about to say so
    const leftMs = Math.max(0, graceMs - (clock.now() - since))
    await Promise.all([...Object.values(providers).map((provider) => provider.close?.()), records?.close(leftMs)])
  }

  function scopeOf(operation: Operation, options: CallOptions, stream: boolean, startedAt: number): Scope {
    const limit = options.timeoutMs ?? timeoutMs ?? (stream ? STREAM_TIMEOUT_MS : TIMEOUT_MS)
    return {
      clock,
      random,
      emit: emitter.emit,
      attempts: [],
      maxAttempts: options.maxAttempts ?? maxAttempts,
      deadline: limit === false ? Infinity : startedAt + limit,
      strict,
      tokens: config.tokens,
      running,
      verdicts: [],
      ask,
      notes: records && new CallNotes(operation),
    }
  }

  function accounted<Op extends Operation>(call: Call<Op>, startedAt: number, reply: Extract<Reply<Op>, { stream: true }>) {
    const { usageOf, isWanted, fold: begin } = viewOf(call.operation)
    const received = begin && safeFold(begin()) // of what the reader was given, and nothing else: an interruption tells it
    const answer = records && new Answer(undefined, received, clock.now())
    let usage: Usage | undefined
    return watch(reply.events, {
      signal: call.signal,
      onEvent(event) {
        usage = usageOf(event) ?? usage
        if (!isWanted(event, call.body)) return false
        received?.push(event)
        if (answer) answer.events += 1
        return true
      },
      onEnd(how) {
        const why = whyEnded(how, call.signal)
        const error = why === undefined || why.reason === 'aborted' || why.reason === 'guardrail' ? why : interrupted(why, call.operation, received, usage)
        return end(call, startedAt, error, reply.meta, usage, answer)
      },
    })
  }

  /** The one end of every call: listeners are taken back, the event goes out, the error tells the whole story. */
  function end(call: Call, startedAt: number, failed: GatewayError | undefined, meta: ReplyMeta | undefined, usage: Usage | undefined, answer?: Answer) {
    const { signal } = call as Call & { signal: LinkedSignal }
    signal.dispose()
    running.remove(signal)
    const error = failed && told(failed, call)
    emitter.emit?.(callEnd(call, startedAt, error, meta, usage))
    records?.end({ call, startedAt, endedAt: clock.now(), error, meta, usage, answer })
    return error
  }
}

const noOptions: CallOptions = {}

/** Calls that were ended end within this time, also those that do not heed it. */
const HEED_MS = 50

/** Room for two attempts of ten minutes, the patience of the providers' own SDKs. */
const TIMEOUT_MS = 1_200_000

/** A stream that is neither silent nor over may go on for long. */
const STREAM_TIMEOUT_MS = 3_600_000

function told(error: GatewayError, { operation, body, scope: { attempts } }: Call): GatewayError {
  const { failure, target, cause } = error
  const who = operation === 'passthrough' && target?.endsWith('/') ? `${target} (${endpointOf(body as Body<'passthrough'>)})` : target
  return error.with({ message: explain(failure, who, attempts), attempts, cause })
}

/** Where no model is named, the endpoint says what was asked. */
function endpointOf({ method, path }: Body<'passthrough'>): string {
  return `${method} ${path}`
}

/** The failure of a stream that somebody has begun to read, with what that reader has. */
function interrupted<Op extends Operation>(why: GatewayError, operation: Op, fold: Fold<Op> | undefined, usage: Usage | undefined): GatewayError {
  const { failure, target, cause } = why
  const count = fold?.characters() ?? 0
  const message = `${sentence(failure.message)} The stream broke off after ${count} character${count === 1 ? '' : 's'}; the error's 'partial' has what came.`
  return new StreamInterruptedError({ ...failure, message, target, cause }, { operation, partial: fold?.value(), usage })
}
