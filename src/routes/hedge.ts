/** Hedge: another attempt where the first is slow; the first content wins. */
import type { Call } from '../core/call.ts'
import { checkBoolean, checkNumber, checkOneOf, checkOptions, checkReasons } from '../core/check.ts'
import { ConfigError, type GatewayError } from '../core/error.ts'
import type { FailureReason } from '../core/failure.ts'
import { anyOf, type Handler, withProspects } from '../core/handler.ts'
import { checkChildren, isRoute, type Route, type RouteInput } from '../core/route.ts'
import { knowledge } from '../models/knowledge.ts'
import { explainHedge } from './explain-hedge.ts'
import { alternativeTo, goingOn, mindsRefusals } from './going-on.ts'
import { Pace } from './hedge-pace.ts'
import { Race } from './hedge-race.ts'

export interface HedgeOptions {
  /**
   * How long a child is waited for, in milliseconds, before another is asked. `p95`: longer than 95 % of its latest answers
   * took to their first content, or as values as a whole; where `maxExtra` pays for less than 5 %, longer than that share. At
   * least 20; 5,000 until there were `minSamples`.
   * @default 'p95'
   */
  readonly delayMs?: number | 'p95'
  /** Attempts in all, the first included. One that takes the place of a failed one does not count. @default 2 */
  readonly max?: number
  /** The extra attempts, as a share of all calls that may be hedged; from 0 to 1. The first comes on credit; what is not used is saved for ten at most. @default 0.03 */
  readonly maxExtra?: number
  /** Answers that a child must have given before its `p95` is believed. @default 50 */
  readonly minSamples?: number
  /** True: calls with tools are hedged as well, though a tool of the provider's may then run twice. @default false */
  readonly hedgeTools?: boolean
  /**
   * Which failures go on to the next child, as in `fallback`: a list of reasons, or a predicate; one that throws does not go on.
   * @default every reason another target could cure
   */
  readonly on?: readonly FailureReason[] | ((error: GatewayError) => boolean)
}

/**
 * Asks the first child; where its first content is late, the next that is ready as well, and keeps whichever is faster: the
 * other is stopped at once. With one child that one is asked again. A child that fails is followed by the next at once, as in a
 * `fallback`; when all fail, one error tells every attempt.
 *
 * Never hedged are passthrough calls and responses that run in the background or belong to a conversation.
 *
 * @example
 * import { balance, hedge } from 'zerohop'
 *
 * const quick = hedge(['openai/gpt-5-mini', 'azure/gpt-5-mini'])
 * const either = hedge(balance(['first/gpt-5-mini', 'second/gpt-5-mini']), { delayMs: 800, maxExtra: 0.1 })
 */
export function hedge(children: RouteInput | readonly RouteInput[], options: HedgeOptions = {}): Route {
  const list = typeof children === 'string' || isRoute(children) ? [children] : children
  const { delayMs = 'p95', max = 2, maxExtra = 0.03, minSamples = 50, hedgeTools = false, on } = options ?? {}
  const isIdle = max === 1 || maxExtra === 0
  const what = isIdle ? 'without extra attempts' : delayMs === 'p95' ? 'after p95' : `after ${delayMs} ms`
  return {
    kind: 'hedge',
    knowledge,
    children: list,
    detail: what,

    check(path) {
      if (!Array.isArray(list)) throw new ConfigError(`${path}.children`, 'must be an array or a route')
      checkChildren(path, list)
      checkOptions(`${path}.options`, options, ['delayMs', 'max', 'maxExtra', 'minSamples', 'hedgeTools', 'on'])
      if (typeof delayMs === 'string') checkOneOf(`${path}.options.delayMs`, delayMs, ['p95'])
      else checkNumber(`${path}.options.delayMs`, delayMs, { max: 2 ** 31 - 1 }) // a platform's timer holds no more
      checkNumber(`${path}.options.max`, max, { min: 1, integer: true })
      checkNumber(`${path}.options.maxExtra`, maxExtra, { max: 1 })
      checkNumber(`${path}.options.minSamples`, minSamples, { min: 1, integer: true })
      checkBoolean(`${path}.options.hedgeTools`, hedgeTools)
      if (typeof on !== 'function') checkReasons(`${path}.options.on`, on)
    },

    build(handlers) {
      const goesOn = goingOn(on)
      const pace = new Pace({ delayMs, maxExtra, minSamples })
      const alternatives = handlers.map((_, at) => alternativeTo(at, handlers, goesOn))
      const course = { handlers, goesOn, mindsRefusals: mindsRefusals(on), alternatives, maxHedges: max - 1, pace }
      const ask: Handler = (call) => {
        const mayHedge = isHarmlessTwice(call, hedgeTools)
        if (mayHedge) pace.called()
        return new Race(call, course, mayHedge).run()
      }
      return withProspects(ask, {
        ...anyOf(handlers),
        explain: (call) => explainHedge(call, { inputs: list, handlers, what, pace, isIdle, mayHedge: isHarmlessTwice(call, hedgeTools) }),
      })
    },
  }
}

/** What a body may hold that acts on the world when it is sent. */
interface Acting {
  readonly tools?: unknown
  readonly functions?: unknown
  readonly background?: unknown
  readonly conversation?: unknown
}

function isHarmlessTwice({ operation, body }: Call, hedgeTools: boolean): boolean {
  if (operation === 'passthrough') return false
  const { tools, functions, background, conversation } = body as Acting
  if (background || (operation === 'responses' && conversation)) return false
  return hedgeTools || (isEmpty(tools) && isEmpty(functions))
}

function isEmpty(list: unknown): boolean {
  return !list || (Array.isArray(list) && list.length === 0)
}
