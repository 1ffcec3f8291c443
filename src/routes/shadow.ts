/** Shadow: a share of the calls is asked of somebody else as well, and the caller never notices. */
import type { Call } from '../core/call.ts'
import { checkFunction, checkNumber, checkOptions } from '../core/check.ts'
import { type GatewayError, toGatewayError } from '../core/error.ts'
import { explained } from '../core/explanation.ts'
import { type Handler, isReady, withProspects } from '../core/handler.ts'
import type { Operation, Value } from '../core/operation.ts'
import type { Reply } from '../core/reply.ts'
import { checkChildren, type House, type Route, type RouteInput } from '../core/route.ts'
import { watch, whyEnded } from '../core/stream.ts'
import { knowledge } from '../models/knowledge.ts'
import { mirror, quietFold } from './mirror.ts'

export interface ShadowOptions {
  /** Who is asked as well. */
  readonly to: RouteInput
  /** The share of the calls that is mirrored, by chance. @default 10 */
  readonly percent?: number | undefined
  /** More mirrored calls than this are not run at a time: those beyond are dropped, and counted. @default 10 */
  readonly maxInFlight?: number | undefined
  /** A mirrored call must be over within this many milliseconds, its stream read to the end. @default 60_000 */
  readonly timeoutMs?: number | undefined
  /** Told of each pair of answers. It is not waited for; what it throws is counted. */
  readonly onResult?: ((result: ShadowResult) => void | Promise<void>) | undefined
  /** How many pairs `results()` keeps: the latest. @default 100 */
  readonly keep?: number | undefined
}

/** Two answers to one call. They are the caller's own objects: to be read, not changed. */
export interface ShadowResult {
  readonly callId: string
  readonly operation: Operation
  readonly primary: ShadowAnswer
  readonly shadow: ShadowAnswer
}

export interface ShadowAnswer {
  /** The whole answer, of a stream what its events make; beside an `error`, what had come by then. */
  readonly value: Value<Operation> | undefined
  readonly error: GatewayError | undefined
  /** Who answered; `undefined` where nobody did. */
  readonly target: string | undefined
  /** Until the value, or the end of the stream: of the primary's, as fast as its caller read it. */
  readonly ms: number
}

export interface ShadowRoute extends Route {
  /** The latest pairs of answers, the oldest first. */
  results(): readonly ShadowResult[]
  /** How many calls were mirrored; how many were not, for too many were running or the shadow was not ready; how often `onResult` failed. */
  readonly counts: { readonly mirrored: number; readonly dropped: number; readonly failedHooks: number }
}

/**
 * Answers by the route, and asks `to` the same beside it. The shadow is asked after the route was, has its own deadline, attempts and
 * abort, and can neither delay nor fail the caller's answer; its events have `shadow: true`. A call that asks for
 * something to be done is done twice: the tools of a model are called by whoever reads its answer, so a shadow calls none, but what a
 * provider does itself (stored responses, hosted tools) happens again, and the tokens are paid for. Endpoints that are not
 * translated are never mirrored.
 *
 * @example
 * import { createGateway, openai, shadow } from 'zerohop'
 *
 * const watched = shadow('openai/gpt-4.1', { to: 'openai/gpt-5', percent: 5 })
 * const gateway = createGateway({ providers: { openai: openai() }, routes: { smart: watched } })
 * await gateway.chat.completions.create({ model: 'smart', messages: [{ role: 'user', content: 'Hello' }] })
 * for (const { primary, shadow } of watched.results()) console.log(primary.ms, shadow.ms, shadow.error?.reason)
 */
export function shadow(route: RouteInput, options: ShadowOptions): ShadowRoute {
  const { to, percent = 10, maxInFlight = 10, timeoutMs = 60_000, onResult, keep = 100 } = options ?? {}
  const kept: ShadowResult[] = []
  const counts = { mirrored: 0, dropped: 0, failedHooks: 0 }
  let inFlight = 0

  return {
    kind: 'shadow',
    knowledge,
    children: [route, to],
    detail: `${percent} %`,
    details: ['answers', 'shadow'],
    paths: ['children[0]', 'options.to'],
    counts,
    results: () => [...kept],

    check(path) {
      checkOptions(`${path}.options`, options, ['to', 'percent', 'maxInFlight', 'timeoutMs', 'onResult', 'keep'])
      checkChildren(path, this.children, this.paths)
      checkNumber(`${path}.options.percent`, percent, { max: 100 })
      checkNumber(`${path}.options.maxInFlight`, maxInFlight, { min: 1, integer: true })
      checkNumber(`${path}.options.timeoutMs`, timeoutMs, { min: 1, max: 2 ** 31 - 1 })
      checkNumber(`${path}.options.keep`, keep, { integer: true })
      checkFunction(`${path}.options.onResult`, onResult)
    },

    build([primary, second], house) {
      const [asked, other] = [primary as Handler, second as Handler]
      const { readyAt, whyNotReady, unfit } = asked
      return withProspects((call) => (isMirrored(call, other) ? both(call, asked, other, house) : asked(call)), {
        readyAt,
        whyNotReady,
        unfit,
        explain: (call) => ({
          kind: 'shadow',
          what: `${percent} %`,
          verdict: 'chosen',
          why: '',
          children: [explained(asked, call), explained(other, call, 'skipped', `a shadow of ${percent} % of the calls: its answers reach nobody`)],
        }),
      })
    },
  }

  function isMirrored(call: Call, other: Handler): boolean {
    if (call.operation === 'passthrough' || call.operation === 'models' || call.signal.aborted) return false
    if (call.scope.random() * 100 >= percent) return false
    if (inFlight < maxInFlight && isReady(other, call, call.scope.clock.now())) return true
    counts.dropped += 1
    return false
  }

  async function both<Op extends Operation>(call: Call<Op>, asked: Handler, other: Handler, house: House): Promise<Reply<Op>> {
    let ended: (answer: ShadowAnswer) => void = () => {}
    const primary = new Promise<ShadowAnswer>((resolve) => void (ended = resolve))
    const reply = observed(call, asked, ended)
    counts.mirrored += 1
    inFlight += 1
    const second = mirror(call, other, timeoutMs, house).finally(() => void (inFlight -= 1))
    void Promise.all([primary, second]).then(([primary, shadow]) => tell({ callId: call.id, operation: call.operation, primary, shadow }))
    return reply
  }

  async function tell(result: ShadowResult): Promise<void> {
    kept.push(result)
    if (kept.length > keep) kept.shift()
    try {
      await onResult?.(result)
    } catch {
      counts.failedHooks += 1 // whoever compares must not fail whoever asked
    }
  }
}

/** The reply as it is; `ended` is told what it was. */
async function observed<Op extends Operation>(call: Call<Op>, handler: Handler, ended: (answer: ShadowAnswer) => void): Promise<Reply<Op>> {
  const { clock } = call.scope
  const startedAt = clock.now()
  const since = (): number => clock.now() - startedAt
  let reply: Reply<Op>
  try {
    reply = await handler(call)
  } catch (thrown) {
    ended({ value: undefined, error: toGatewayError(thrown), target: undefined, ms: since() })
    throw thrown
  }
  const { target } = reply.meta
  if (!reply.stream) {
    ended({ value: reply.value, error: undefined, target, ms: since() })
    return reply
  }
  const fold = quietFold(call)
  const events = watch(reply.events, {
    onEvent(event) {
      fold.push(event)
      return true
    },
    onEnd: (end) => ended({ value: fold.value(), error: whyEnded(end, call.signal), target, ms: since() }),
  })
  return { ...reply, events }
}
