/** Balance: one of several children per call, by a strategy. */
import { anyOf, type Handler, withProspects } from '../core/handler.ts'
import { type House, isRoute, type Route, type RouteInput } from '../core/route.ts'
import { knowledge } from '../models/knowledge.ts'
import { BalanceState, type ChildState } from './balance-state.ts'
import { type BuiltBalance, readyOnly } from './built-balance.ts'
import { checkBalance, checkWeights } from './check-balance.ts'
import { explainBalance } from './explain-balance.ts'
import type { FastestOptions } from './pick/fastest.ts'
import { strategies, type StrategyName } from './pick/index.ts'
import type { Child, Limits } from './pick/strategy.ts'
import { visited } from './pick/visit.ts'
import { noneReady, soonest, type WhenNoneReady } from './ready.ts'

export interface WeightedChild {
  readonly to: RouteInput
  /** Its share, relative to the others; 0 means never. @default 1 */
  readonly weight?: number
  /** For `most_headroom`: what it takes in a minute, where its provider does not say it in headers. @default unknown */
  readonly limits?: Limits
}

export interface BalanceOptions extends FastestOptions {
  /**
   * - `weighted_random`: by chance, in proportion to the weights
   * - `round_robin`: in turn; smooth: a child of weight 3 is spread among the others
   * - `least_busy`: of two drawn by weight, the one with fewer calls in flight for its weight
   * - `fastest`: the one that answers soonest lately, times what it has to do already; `by`, `halfLifeMs`, `explore` and
   *   `penaltyMs` are its options
   * - `cheapest`: the least price of this call's estimated tokens; what is free wins, what has no known price comes last
   * - `most_headroom`: the one that takes the most further calls like this, by the `remaining` of its provider's headers and by `limits`
   *
   * @default 'weighted_random'
   */
  readonly strategy?: StrategyName
  /** When every child is cooling or its circuit is open. @default 'try_first' */
  readonly whenNoneReady?: WhenNoneReady
}

/** A balance that can be watched and changed while its gateways run. */
export interface BalanceRoute extends Route {
  /**
   * New weights, one a child, for the next call of every gateway it was built in.
   *
   * @throws ConfigError for a weight that could not work; then none is changed
   */
  setWeights(weights: readonly number[]): void
  /** Each child as it is now, over all gateways of this process. */
  state(): readonly ChildState[]
}

/**
 * Sends each call to one child; one that is cooling or whose circuit is open is left out. A child that fails is not replaced: put a `fallback` or a `retry` around it.
 *
 * @example
 * import { balance } from 'zerohop'
 *
 * const cheap = balance([{ to: 'openai/gpt-5-mini', weight: 3 }, 'groq/llama-3.1-8b-instant'])
 * const even = balance(['openai/gpt-5-mini', 'azure/gpt-5-mini'], { strategy: 'round_robin' })
 * cheap.setWeights([1, 1])
 * console.log(even.state().map(({ inFlight }) => inFlight))
 */
export function balance(children: ReadonlyArray<RouteInput | WeightedChild>, options: BalanceOptions = {}): BalanceRoute {
  const { strategy: name = 'weighted_random', whenNoneReady = 'try_first' } = options ?? {}
  const weighted = Array.isArray(children) ? children.map(asWeighted) : []
  const inputs = weighted.map(({ to }) => to)
  const state = new BalanceState(weighted.map(({ weight = 1 }) => weight))
  return {
    kind: 'balance',
    knowledge,
    children: inputs,
    detail: name,
    get details() {
      return state.weights.map((weight) => `weight ${weight}`)
    },

    check: (path) => checkBalance(path, children, weighted, options),

    setWeights(weights) {
      checkWeights('balance.setWeights', weights, inputs.length)
      state.weights = [...weights]
    },

    state: () => state.read(),

    build(handlers, house) {
      const seen = weighted.map(({ to, limits = {} }): Child => ({ picks: 0, inFlight: 0, facts: factsOf(to, house), limits }))
      const strategy = strategies[name](seen, options)
      const built: BuiltBalance = { name, inputs, handlers, state, seen, strategy, whenNoneReady }
      state.add(built)
      return withProspects(balanced(built), { ...anyOf(handlers), explain: (call) => explainBalance(call, built) })
    },
  }
}

function balanced(built: BuiltBalance): Handler {
  const { name, handlers, seen, strategy, whenNoneReady } = built
  const canRest = handlers.some(({ readyAt, unfit }) => readyAt ?? unfit)

  return function balance(call) {
    const { emit, clock } = call.scope
    const now = clock.now()
    const { weights } = built.state
    const open = canRest ? readyOnly(call, handlers, weights, now) : weights
    if (open === undefined) {
      const first = soonest(call, handlers, now, (at) => weights[at] !== 0)
      if (whenNoneReady === 'fail_fast') return Promise.reject(noneReady(first.readyInMs))
      return visited({ ...call, isLastResort: true }, now, first.at, handlers[first.at] as Handler, seen[first.at] as Child, strategy)
    }
    const picked = strategy.pick(call, open, now)
    emit?.({ type: 'balance.pick', callId: call.id, at: now, strategy: name, picked })
    return visited(call, now, picked, handlers[picked] as Handler, seen[picked] as Child, strategy)
  }
}

/** Of a target, also where it alone stands under a `use`; of a route that has several, nobody can say. */
function factsOf(input: RouteInput, house: House): ReturnType<House['factsOf']> {
  if (typeof input === 'string') return house.factsOf(input)
  const [only, ...others] = input.children
  return only === undefined || others.length > 0 ? {} : factsOf(only, house)
}

function asWeighted(child: RouteInput | WeightedChild): WeightedChild {
  return typeof child === 'object' && child !== null && !isRoute(child) ? child : { to: child }
}
