/** Balance: one of several children per call, by weight. */
import type { Call } from '../core/call.ts'
import { checkNumber, checkOneOf, checkOptions } from '../core/check.ts'
import { ConfigError } from '../core/error.ts'
import { anyOf, type Handler, isReady, withProspects } from '../core/handler.ts'
import { checkChildren, isRoute, type Route, type RouteInput } from '../core/route.ts'
import { type Picker, roundRobin, weightedRandom } from './pick.ts'
import { noneReady, soonest, type WhenNoneReady, whenNoneReadyWords } from './ready.ts'

export interface WeightedChild {
  readonly to: RouteInput
  /** Its share, relative to the others; 0 means never. @default 1 */
  readonly weight?: number
}

export interface BalanceOptions {
  /** `weighted_random`, or `round_robin` (smooth: a child of weight 3 is spread among the others). @default 'weighted_random' */
  readonly strategy?: keyof typeof strategies
  /** When every child is cooling or its circuit is open. @default 'try_first' */
  readonly whenNoneReady?: WhenNoneReady
}

const strategies = { weighted_random: weightedRandom, round_robin: roundRobin }

/**
 * Sends each call to one child; one that is cooling or whose circuit is open is left out. A child that fails is not replaced: put a `fallback` or a `retry` around it.
 *
 * @example
 * import { balance } from 'zerohop'
 *
 * const cheap = balance([{ to: 'openai/gpt-5-mini', weight: 3 }, 'groq/llama-3.1-8b-instant'])
 * const even = balance(['openai/gpt-5-mini', 'azure/gpt-5-mini'], { strategy: 'round_robin' })
 */
export function balance(children: ReadonlyArray<RouteInput | WeightedChild>, options: BalanceOptions = {}): Route {
  const { strategy = 'weighted_random', whenNoneReady = 'try_first' } = options
  const weighted = Array.isArray(children) ? children.map(asWeighted) : []
  const weights = weighted.map(({ weight = 1 }) => weight)
  return {
    kind: 'balance',
    children: weighted.map(({ to }) => to),
    detail: strategy,
    details: weights.map((weight) => `weight ${weight}`),

    check(path) {
      if (!Array.isArray(children)) throw new ConfigError(`${path}.children`, 'must be an array')
      checkOptions(`${path}.options`, options, ['strategy', 'whenNoneReady'])
      checkOneOf(`${path}.options.strategy`, strategy, Object.keys(strategies))
      checkOneOf(`${path}.options.whenNoneReady`, whenNoneReady, whenNoneReadyWords)
      weighted.forEach((child, at) => checkOptions(`${path}.children[${at}]`, child, ['to', 'weight']))
      weights.forEach((weight, at) => checkNumber(`${path}.children[${at}].weight`, weight))
      checkChildren(path, this.children)
      if (!weights.some((weight) => weight > 0)) throw new ConfigError(`${path}.children`, 'have no weight above 0')
    },

    build: (handlers) => withProspects(balanced(handlers, weights, strategy, strategies[strategy](), whenNoneReady), anyOf(handlers)),
  }
}

function balanced(handlers: readonly Handler[], weights: readonly number[], strategy: string, pick: Picker, whenNoneReady: WhenNoneReady): Handler {
  const canRest = handlers.some(({ readyAt, unfit }) => readyAt ?? unfit)

  return async function balance(call) {
    const { random, emit, clock } = call.scope
    const now = clock.now()
    const open = canRest ? readyOnly(call, handlers, weights, now) : weights
    if (open === undefined) {
      const first = soonest(call, handlers, now, (at) => weights[at] !== 0)
      if (whenNoneReady === 'fail_fast') throw noneReady(first.readyInMs)
      return (handlers[first.at] as Handler)({ ...call, isLastResort: true })
    }
    const picked = pick(random, open)
    emit?.({ type: 'balance.pick', callId: call.id, at: now, strategy, picked })
    return (handlers[picked] as Handler)(call)
  }
}

/** The weights of those that are ready, 0 for the others; `undefined` where none is. Nothing is made while all are. */
function readyOnly(call: Call, handlers: readonly Handler[], weights: readonly number[], now: number): readonly number[] | undefined {
  if (handlers.every((handler) => isReady(handler, call, now))) return weights
  const open = weights.map((weight, at) => (isReady(handlers[at] as Handler, call, now) ? weight : 0))
  return open.some((weight) => weight > 0) ? open : undefined
}

function asWeighted(child: RouteInput | WeightedChild): WeightedChild {
  return typeof child === 'object' && child !== null && !isRoute(child) ? child : { to: child }
}
