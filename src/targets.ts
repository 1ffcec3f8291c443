/** Every target with what protects it: its switch and its circuit breaker outside, its deadlines inside. */
import type { GatewayConfig } from './config.ts'
import { compose, type Handler, type Middleware, withProspects } from './core/handler.ts'
import type { Knowledge } from './core/model-facts.ts'
import type { Provider, Target } from './core/provider.ts'
import type { House } from './core/route.ts'
import { newTally } from './core/tally.ts'
import type { Targets } from './core/target-state.ts'
import { type Breaker, breakers } from './middleware/breaker.ts'
import { ON, targetSwitch } from './middleware/switch.ts'
import { deadlines } from './middleware/timeout.ts'
import { prospectsOf } from './models/prospects.ts'
import { overKeys } from './routes/keys.ts'
import { target } from './routes/target.ts'
import { type Controls, targetControl } from './target-control.ts'

/** Targets named at run time are remembered, but not without bound. */
const MAX_TARGETS = 10_000

/** Longer names are no model's: an attacker's, perhaps, and not worth the memory. */
const MAX_REMEMBERED = 200

export interface TargetHouse {
  /** The handler of `provider/model`, where it is remembered. */
  known(address: string): Handler | undefined
  /** The same, made where it is not. */
  of(provider: string, model: string): Handler
  /** Those made so far are the routes': they are never forgotten. */
  keep(): void
  readonly control: Targets
}

interface Kept extends Controls {
  readonly handler: Handler
}

export function targets(config: GatewayConfig, house: Pick<House, 'factsOf'>, fitOf: Knowledge['fitOf'] | undefined): TargetHouse {
  const { providers, breaker, timeouts } = config
  const breakerOf = breaker === false ? undefined : breakers(breaker, keyOf)
  const usual: Middleware = timeouts === false ? (call, next) => next(call) : deadlines(timeouts)
  const timing: Middleware = (call, next) => (call.manner?.timing ?? usual)(call, next)
  const known = new Map<string, Kept>()
  let permanent = 0

  return {
    known: (address) => known.get(address)?.handler,
    of(provider, model) {
      const address = `${provider}/${model}`
      return (known.get(address) ?? (address.length > MAX_REMEMBERED ? make(provider, model) : remember(provider, model))).handler
    },
    keep: () => void (permanent = known.size),
    control: targetControl(config, {
      all: () => known,
      of: (provider, model) => known.get(`${provider}/${model}`) ?? remember(provider, model),
    }),
  }

  function make(provider: string, model: string): Kept {
    const asked: Target = { provider, model, address: `${provider}/${model}` }
    const power = targetSwitch(asked)
    const tally = newTally()
    const spoken = providers[provider] as Provider
    const known = prospectsOf(asked, spoken, house.factsOf(asked.address), fitOf)
    const isKeyed = spoken.keys !== undefined && spoken.keys.length > 0
    const keys = isKeyed ? spoken.keys : [spoken]
    const guards: Breaker[] = []
    const handlers = keys.map((one, at) => {
      const named = !isKeyed ? asked : { ...asked, keyNumber: at + 1 }
      const guard = breakerOf?.(named)
      if (guard) guards.push(guard)
      return compose(guard ? [guard, timing] : [timing], withProspects(target(named, one, tally), known))
    })
    const handler = handlers.length === 1 ? (handlers[0] as Handler) : overKeys(handlers)
    const keyed = isKeyed && { keys: keys.map(({ key }, at) => ({ key: key ?? `#${at + 1}`, breaker: guards[at] })) }
    return { handler: compose([power], handler), power, breaker: readiest(guards), tally, ...keyed }
  }

  function remember(provider: string, model: string): Kept {
    if (known.size >= MAX_TARGETS + permanent) forget()
    const made = make(provider, model)
    known.set(`${provider}/${model}`, made)
    return made
  }

  /** The routes' own came first. One that is turned off must stay so. */
  function forget(): void {
    const named = [...known].slice(permanent)
    for (const [address, { power }] of named) if (power.offUntil === ON) known.delete(address)
  }
}

function keyOf({ provider, keyNumber }: Target): string {
  return keyNumber === undefined ? provider : `${provider}#${keyNumber}`
}

/** The breakers of one target's keys as one: it is as ready as the readiest. */
function readiest(guards: readonly Breaker[]): Kept['breaker'] {
  if (guards.length < 2) return guards[0]
  return {
    state: (now) => guards.map((guard) => guard.state(now)).reduce((best, one) => (one.readyAt < best.readyAt ? one : best)),
    reset: () => guards.forEach((guard) => guard.reset()),
  }
}
