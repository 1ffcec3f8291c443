/** Balance: one of several children per call, by weight. */
import { checkNumber, checkOneOf, checkOptions } from '../core/check.ts'
import { ConfigError } from '../core/error.ts'
import type { Handler } from '../core/handler.ts'
import { checkChildren, isRoute, type Route, type RouteInput } from '../core/route.ts'
import { type Picker, roundRobin, weightedRandom } from './pick.ts'

export interface WeightedChild {
  readonly to: RouteInput
  /** Its share, relative to the others; 0 means never. @default 1 */
  readonly weight?: number
}

export interface BalanceOptions {
  /** `weighted_random`, or `round_robin` (smooth: a child of weight 3 is spread among the others). @default 'weighted_random' */
  readonly strategy?: keyof typeof strategies
}

const strategies = { weighted_random: weightedRandom, round_robin: roundRobin }

/**
 * Sends each call to one child. A child that fails is not replaced: put a `fallback` or a `retry` around it.
 *
 * @example
 * import { balance } from 'zerohop'
 *
 * const cheap = balance([{ to: 'openai/gpt-5-mini', weight: 3 }, 'groq/llama-3.1-8b-instant'])
 * const even = balance(['openai/gpt-5-mini', 'azure/gpt-5-mini'], { strategy: 'round_robin' })
 */
export function balance(children: ReadonlyArray<RouteInput | WeightedChild>, options: BalanceOptions = {}): Route {
  const { strategy = 'weighted_random' } = options
  const weighted = Array.isArray(children) ? children.map(asWeighted) : []
  const weights = weighted.map(({ weight = 1 }) => weight)
  return {
    kind: 'balance',
    children: weighted.map(({ to }) => to),
    detail: strategy,
    details: weights.map((weight) => `weight ${weight}`),

    check(path) {
      if (!Array.isArray(children)) throw new ConfigError(`${path}.children`, 'must be an array')
      checkOptions(`${path}.options`, options, ['strategy'])
      checkOneOf(`${path}.options.strategy`, strategy, Object.keys(strategies))
      weighted.forEach((child, at) => checkOptions(`${path}.children[${at}]`, child, ['to', 'weight']))
      weights.forEach((weight, at) => checkNumber(`${path}.children[${at}].weight`, weight))
      checkChildren(path, this.children)
      if (!weights.some((weight) => weight > 0)) throw new ConfigError(`${path}.children`, 'have no weight above 0')
    },

    build: (handlers) => balanced(handlers, strategy, strategies[strategy](weights)),
  }
}

function balanced(handlers: readonly Handler[], strategy: string, pick: Picker): Handler {
  return function balanced(call) {
    const { random, emit, clock } = call.scope
    const picked = pick(random)
    emit?.({ type: 'balance.pick', callId: call.id, at: clock.now(), strategy, picked })
    return (handlers[picked] as Handler)(call)
  }
}

function asWeighted(child: RouteInput | WeightedChild): WeightedChild {
  return typeof child === 'object' && child !== null && !isRoute(child) ? child : { to: child }
}
