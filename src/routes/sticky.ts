/** Sticky: the same user or conversation goes to the same child, in every process. */
import type { Call } from '../core/call.ts'
import { checkNumber, checkOneOf, checkOptions } from '../core/check.ts'
import { ConfigError } from '../core/error.ts'
import { explained, type Explanation, whyNot } from '../core/explanation.ts'
import { anyOf, type Handler, withProspects } from '../core/handler.ts'
import { checkChildren, isRoute, type Route, type RouteInput } from '../core/route.ts'
import { knowledge } from '../models/knowledge.ts'
import { assigner } from './assign.ts'
import type { WeightedChild } from './balance.ts'
import { readyOnly } from './built-balance.ts'
import { checkWeights } from './check-balance.ts'
import { conversationOf } from './conversation.ts'
import { noneReady, soonest, type WhenNoneReady, whenNoneReadyWords } from './ready.ts'

export interface StickyOptions {
  /**
   * What stays together. A call without a key goes by chance, in proportion to the weights.
   *
   * - `user`: the metadata's `user`, else the body's
   * - `conversation`: the metadata's `conversation`, else the body's `conversation` or `prompt_cache_key`, else the system's
   *   and the first user's text, which stay the same while a conversation grows
   * - a function of the call; one that throws gives no key, and the event `rule.failed`
   */
  readonly by: 'user' | 'conversation' | ((call: Call) => string | undefined)
  /** When every child is cooling or its circuit is open. @default 'try_first' */
  readonly whenNoneReady?: WhenNoneReady
}

export interface StickyRoute extends Route {
  /**
   * New weights, one a child, for the next call of every gateway it was built in. Keys move to children that gained a share
   * and from those that lost one, no others.
   *
   * @throws ConfigError for a weight that could not work; then none is changed
   */
  setWeights(weights: readonly number[]): void
}

/**
 * Sends calls with the same key to the same child, which may have the prompt in its cache. While that child is cooling, its
 * circuit is open or it cannot do what a call needs, the call goes to the next in the key's own order, and comes back
 * afterwards. When a child leaves the configuration, only its own keys move. A child that fails is not replaced: put a
 * `fallback` or a `retry` around it.
 *
 * @example
 * import { sticky } from 'zerohop'
 *
 * const chats = sticky([{ to: 'first/gpt-5', weight: 2 }, 'second/gpt-5'], { by: 'conversation' })
 * const tenants = sticky(['first/gpt-5', 'second/gpt-5'], { by: (call) => String(call.options.metadata?.tenant) })
 */
export function sticky(children: ReadonlyArray<RouteInput | WeightedChild>, options: StickyOptions): StickyRoute {
  const weighted = Array.isArray(children) ? children.map(asWeighted) : []
  let weights: readonly number[] = weighted.map(({ weight = 1 }) => weight)
  return {
    kind: 'sticky',
    knowledge,
    children: weighted.map(({ to }) => to),

    get detail() {
      return wordsOf(options?.by)
    },

    get details() {
      return weights.map((weight) => `weight ${weight}`)
    },

    setWeights(next) {
      checkWeights('sticky.setWeights', next, weighted.length)
      weights = [...next]
    },

    check(path) {
      if (!Array.isArray(children)) throw new ConfigError(`${path}.children`, 'must be an array')
      checkOptions(`${path}.options`, options, ['by', 'whenNoneReady'])
      if (typeof options.by !== 'function') checkOneOf(`${path}.options.by`, options.by ?? null, ['user', 'conversation'])
      checkOneOf(`${path}.options.whenNoneReady`, options.whenNoneReady, whenNoneReadyWords)
      weighted.forEach((child, at) => checkOptions(`${path}.children[${at}]`, child, ['to', 'weight']))
      weighted.forEach(({ weight }, at) => checkNumber(`${path}.children[${at}].weight`, weight))
      checkChildren(path, this.children)
      checkWeights(`${path}.children`, weights, weighted.length)
    },

    build(handlers) {
      const rules = { names: namesOf(this.children), weights: () => weights, ...options }
      return withProspects(sticking(handlers, rules), { ...anyOf(handlers), explain: explaining(handlers, rules) })
    },
  }
}

interface Rules extends StickyOptions {
  /** What the children are known by in every process. */
  readonly names: readonly string[]
  readonly weights: () => readonly number[]
}

function sticking(handlers: readonly Handler[], { by, names, weights, whenNoneReady = 'try_first' }: Rules): Handler {
  const assign = assigner('sticky', names, keyOf(by, failed))

  return async function sticky(call) {
    const { clock, emit } = call.scope
    const now = clock.now()
    const open = readyOnly(call, handlers, weights(), now)
    if (open === undefined) {
      const first = soonest(call, handlers, now, (at) => weights()[at] !== 0)
      if (whenNoneReady === 'fail_fast') throw noneReady(first.readyInMs)
      return (handlers[first.at] as Handler)({ ...call, isLastResort: true })
    }
    const { at } = assign(call, open)
    emit?.({ type: 'balance.pick', callId: call.id, at: now, strategy: 'sticky', picked: at })
    return (handlers[at] as Handler)(call)
  }

  function failed({ id, scope }: Call, error: unknown): void {
    scope.emit?.({ type: 'rule.failed', callId: id, at: scope.clock.now(), rule: 'by', error })
  }
}

/** The key's order, whoever is ready: the first that is ready is chosen. */
function explaining(handlers: readonly Handler[], { by, names, weights, whenNoneReady = 'try_first' }: Rules): (call: Call) => Explanation {
  const assign = assigner('sticky', names, keyOf(by, () => undefined))
  return (call) => {
    const now = call.scope.clock.now()
    const open = readyOnly(call, handlers, weights(), now)
    const quiet = { ...call, scope: { ...call.scope, random: () => 0.5 } } // the heaviest is the likeliest, and no chance is spent
    const { at, how } = assign(quiet, open ?? weights())
    const chosen = open ? at : whenNoneReady === 'try_first' ? soonest(call, handlers, now, (at) => weights()[at] !== 0).at : -1
    const left = [...weights()]
    const children: Explanation[] = []
    for (let place = 1; left.some((weight) => weight > 0); place++) {
      const { at } = assign(quiet, left)
      const handler = handlers[at] as Handler
      const rank = how === 'key' ? `place ${place} for this key` : `weight ${weights()[at]}`
      const rest = whyNot(handler, call, now)
      children.push(explained(handler, call, at === chosen ? 'chosen' : 'skipped', rest === undefined ? rank : `${rank}, ${rest}`))
      left[at] = 0
    }
    const why = open === undefined ? 'none is ready' : how === 'key' ? 'by the key of the call' : 'by chance: the call has no key'
    return { kind: 'sticky', what: wordsOf(by), verdict: chosen === -1 ? 'skipped' : 'chosen', why, children }
  }
}

function wordsOf(by: StickyOptions['by']): string {
  return `by ${typeof by === 'function' ? by.name.replace(/^by$/, '') || 'a function' : by}`
}

function keyOf(by: StickyOptions['by'], failed: (call: Call, error: unknown) => void): 'user' | ((call: Call) => string | undefined) {
  if (by === 'user') return by
  const key = by === 'conversation' ? conversationOf : by
  return (call) => {
    try {
      return key(call)
    } catch (error) {
      failed(call, error)
      return undefined
    }
  }
}

/** By the addresses in them, so that keys stay when children change places or weights. The same one twice is told apart by its turn. */
function namesOf(children: readonly RouteInput[]): string[] {
  const names = children.map(nameOf)
  return names.map((name, at) => `${name}#${names.slice(0, at).filter((other) => other === name).length}`)
}

function nameOf(route: RouteInput): string {
  return typeof route === 'string' ? route : `${route.kind}(${route.children.map(nameOf).join(', ')})`
}

function asWeighted(child: RouteInput | WeightedChild): WeightedChild {
  return typeof child === 'object' && child !== null && !isRoute(child) ? child : { to: child }
}
