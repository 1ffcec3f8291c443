/** Fallback: the next target when one fails, with the caller's own call, untouched by the attempt before. */
import { attemptsLeft, type Call } from '../core/call.ts'
import { checkOneOf, checkOptions, checkReasons } from '../core/check.ts'
import { ConfigError, type GatewayError, toGatewayError } from '../core/error.ts'
import { type Explanation, explained, whyNot } from '../core/explanation.ts'
import type { FailureReason } from '../core/failure.ts'
import { anyOf, type Handler, withProspects } from '../core/handler.ts'
import type { Operation } from '../core/operation.ts'
import type { Reply } from '../core/reply.ts'
import { checkChildren, type Route, type RouteInput } from '../core/route.ts'
import { knowledge } from '../models/knowledge.ts'
import { continued } from './continue.ts'
import { alternativeTo, goingOn, mindsRefusals, spent, together } from './going-on.ts'
import { nextReady, noneReady, soonest, type WhenNoneReady, whenNoneReadyWords } from './ready.ts'
import { unlessRefused } from './refusal.ts'

export interface FallbackOptions {
  /**
   * Which failures go on to the next child: a list of reasons, or a predicate; one that throws does not go on.
   *
   * Where the list has `content_filter`, an answer that is itself a refusal goes on as well, as long as there is another child.
   *
   * @default every reason another target could cure: not a bad request, an unknown model, a full context window, a
   * content filter or the caller's own abort. A full context window goes on to a child whose window is known to be larger.
   */
  readonly on?: readonly FailureReason[] | ((error: GatewayError) => boolean)
  /** When every child is cooling or its circuit is open. @default 'try_first' */
  readonly whenNoneReady?: WhenNoneReady
  /**
   * What becomes of a stream that breaks off after its first content. `continue` lets the next child go on: it is sent the
   * caller's messages, the text so far and a request to go on, and its text follows the first in the same stream. Two models
   * then wrote one answer, and the reader pays for the prompt twice. Only for one choice of plain text: not once a tool was
   * called, nor with a `response_format`. @default 'fail'
   */
  readonly onInterrupt?: 'fail' | 'continue'
}

/**
 * Tries each child in order until one answers; one that is cooling or whose circuit is open is passed over. A stream falls back until its first content; after that it is committed.
 * When all fail, one error tells every attempt; the last failure decides its class.
 *
 * @example
 * import { fallback } from 'zerohop'
 *
 * const smart = fallback(['openai/gpt-5', 'groq/llama-3.3-70b-versatile'])
 * const picky = fallback(['openai/gpt-5', 'groq/llama-3.3-70b-versatile'], { on: ['rate_limit', 'overloaded'] })
 * const talk = fallback(['openai/gpt-5', 'groq/llama-3.3-70b-versatile'], { onInterrupt: 'continue' })
 */
export function fallback(children: readonly RouteInput[], options: FallbackOptions = {}): Route {
  const { on, whenNoneReady = 'try_first', onInterrupt = 'fail' } = options ?? {}
  return {
    kind: 'fallback',
    knowledge,
    children,
    detail: Array.isArray(on) ? `on ${on.join(', ')}` : undefined,

    check(path) {
      if (!Array.isArray(children)) throw new ConfigError(`${path}.children`, 'must be an array')
      checkChildren(path, children)
      checkOptions(`${path}.options`, options, ['on', 'whenNoneReady', 'onInterrupt'])
      if (typeof on !== 'function') checkReasons(`${path}.options.on`, on)
      checkOneOf(`${path}.options.whenNoneReady`, whenNoneReady, whenNoneReadyWords)
      checkOneOf(`${path}.options.onInterrupt`, onInterrupt, ['fail', 'continue'])
    },

    build(handlers) {
      return withProspects(fallingBack(handlers, options), { ...anyOf(handlers), explain: (call) => explain(call, handlers, this.detail, whenNoneReady) })
    },
  }
}

function fallingBack(handlers: readonly Handler[], { on, whenNoneReady = 'try_first', onInterrupt = 'fail' }: FallbackOptions): Handler {
  const goesOn = goingOn(on)
  const alternatives = handlers.map((_, at) => alternativeTo(at, handlers, goesOn))
  const rules: Rules = { goesOn, seeksLarger: on === undefined, whenNoneReady, onInterrupt, alternatives, mindsRefusals: mindsRefusals(on) }
  return (call) => fallBack(call, handlers, rules)
}

interface Rules {
  readonly goesOn: (error: GatewayError) => boolean
  /** True: a full window goes on to the children known to have a larger one, and to no other. */
  readonly seeksLarger: boolean
  readonly whenNoneReady: WhenNoneReady
  readonly onInterrupt: 'fail' | 'continue'
  /** For each child, whether one after it would be asked; `undefined` for the last. */
  readonly alternatives: ReadonlyArray<Call['hasAlternative']>
  /** True: an answer that is a refusal goes on like a failure, where there is another child. */
  readonly mindsRefusals: boolean
}

async function fallBack<Op extends Operation>(call: Call<Op>, handlers: readonly Handler[], rules: Rules): Promise<Reply<Op>> {
  const skipped: number[] = []
  const errors: GatewayError[] = []
  let from = -1
  let tooSmall = 0 // the largest window that has been full
  for (let at = nextReady(call, handlers, 0, skipped); at < handlers.length; at = nextReady(call, handlers, at + 1, skipped)) {
    if (!isLarger(handlers[at] as Handler, tooSmall)) continue
    if (from >= 0) announce(call, errors, from, at)
    try {
      const reply = await ask(call, handlers, rules, at)
      return rules.onInterrupt === 'continue' ? goOn(call, handlers, rules, reply, at) : reply
    } catch (thrown) {
      const error = note(errors, thrown, call, rules, at)
      if (rules.seeksLarger && error.reason === 'context_length_exceeded') tooSmall = Math.max(tooSmall, handlers[at]?.window ?? Infinity)
      else if (!rules.goesOn(error)) throw together(errors)
      from = at
    }
  }
  const left = skipped.filter((at) => isLarger(handlers[at] as Handler, tooSmall))
  return lastResort(call, handlers, rules, left, errors, from)
}

function isLarger({ window = 0 }: Handler, tooSmall: number): boolean {
  return tooSmall === 0 || window > tooSmall
}

function ask<Op extends Operation>(call: Call<Op>, handlers: readonly Handler[], { alternatives, mindsRefusals }: Rules, at: number): Promise<Reply<Op>> {
  const hasAlternative = alternatives[at]
  if (hasAlternative === undefined) return (handlers[at] as Handler)(call)
  const reply = (handlers[at] as Handler)({ ...call, hasAlternative })
  return mindsRefusals ? reply.then((one) => unlessRefused(call, one)) : reply
}

function goOn<Op extends Operation>(call: Call<Op>, handlers: readonly Handler[], rules: Rules, reply: Reply<Op>, at: number): Reply<Op> {
  return continued(call, reply, at, {
    goesOn: rules.goesOn,
    ask: (call, to) => ask(call, handlers, rules, to),
    nextReady(from) {
      const to = nextReady(call, handlers, from, [])
      return to < handlers.length ? to : undefined
    },
  })
}

/** Every ready child has failed, or none was ready: the one that recovers first is tried, if the route says so. */
async function lastResort<Op extends Operation>(
  call: Call<Op>,
  handlers: readonly Handler[],
  { whenNoneReady }: Rules,
  skipped: readonly number[],
  errors: GatewayError[],
  from: number,
): Promise<Reply<Op>> {
  const first = soonest(call, handlers, call.scope.clock.now(), (at) => skipped.includes(at))
  if (first.at === -1 || whenNoneReady === 'fail_fast') throw errors.length === 0 ? noneReady(first.readyInMs) : together(errors)
  if (from >= 0) announce(call, errors, from, first.at)
  try {
    return await (handlers[first.at] as Handler)({ ...call, isLastResort: true })
  } catch (thrown) {
    const error = toGatewayError(thrown)
    throw together(error.reason === 'circuit_open' ? [error, ...errors] : [...errors, error]) // who was not even asked has not the last word
  }
}

/** Keeps the failure; throws where nobody may be asked any more. */
function note(errors: GatewayError[], thrown: unknown, call: Call, { alternatives }: Rules, at: number): GatewayError {
  const error = toGatewayError(thrown)
  errors.push(error)
  if (call.signal.aborted) throw together(errors)
  const { clock, maxAttempts } = call.scope
  const isNext = (after: Call['hasAlternative']): boolean => after?.(clock.now(), error, call) === true
  if (!attemptsLeft(call)) throw isNext(alternatives[at]) && !isNext(call.hasAlternative) ? spent(together(errors), maxAttempts) : together(errors)
  return error
}

function announce({ id, scope }: Call, errors: readonly GatewayError[], from: number, to: number): void {
  const { reason } = errors.at(-1) as GatewayError
  scope.emit?.({ type: 'fallback.next', callId: id, at: scope.clock.now(), reason, from, to })
}

function explain(call: Call, handlers: readonly Handler[], detail: string | undefined, whenNoneReady: WhenNoneReady): Explanation {
  const now = call.scope.clock.now()
  const doubts = handlers.map((handler) => whyNot(handler, call, now))
  const ready = doubts.indexOf(undefined)
  const asked = ready === -1 && whenNoneReady === 'try_first' ? soonest(call, handlers, now, () => true).at : ready
  const children = handlers.map((handler, at) => {
    const doubt = doubts[at]
    if (at === asked) return explained(handler, call, 'chosen', doubt && `none is ready, and this one is the nearest to it: ${doubt}`)
    return explained(handler, call, doubt === undefined ? 'spare' : 'skipped', doubt)
  })
  const why = asked === -1 ? 'none is ready' : ready === -1 ? 'none is ready, one is tried all the same' : 'the first that is ready'
  return { kind: 'fallback', what: detail ?? '', verdict: asked === -1 ? 'skipped' : 'chosen', why, children }
}
