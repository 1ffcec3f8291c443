/** What an operator sees of the targets, and may do to them, while the gateway runs. */
import type { GatewayConfig } from './config.ts'
import { checkNumber, checkOptions, didYouMean, show } from './core/check.ts'
import { systemClock } from './core/clock.ts'
import { ConfigError } from './core/error.ts'
import type { Tally } from './core/tally.ts'
import type { KeyState, Targets, TargetState } from './core/target-state.ts'
import type { Breaker } from './middleware/breaker.ts'
import { ON, type Switch } from './middleware/switch.ts'

/** What stands around one target. */
export interface Controls {
  readonly power: Switch
  readonly breaker: Pick<Breaker, 'state' | 'reset'> | undefined
  /** With each of several keys. */
  readonly keys?: ReadonlyArray<{ readonly key: string; readonly breaker: Pick<Breaker, 'state'> | undefined }>
  readonly tally: Tally
}

/** The targets known so far, by address. */
export interface Known {
  all(): Iterable<readonly [address: string, controls: Controls]>
  /** Those of a target, known from then on. */
  of(provider: string, model: string): Controls
}

export function targetControl({ providers, routes = {}, defaultProvider, clock = systemClock }: GatewayConfig, known: Known): Targets {
  return {
    list() {
      const now = clock.now()
      const named = [...known.all()].filter(([address]) => !address.endsWith('/')) // without a model it is a provider, asked for its list
      return named.map(([address, controls]) => stateOf(address, controls, now))
    },

    disable(address, options = {}) {
      checkOptions('targets.disable.options', options, ['forMs'])
      checkNumber('targets.disable.options.forMs', options.forMs, { min: 1 })
      const { forMs = Infinity } = options
      find(address, 'disable').power.offUntil = clock.now() + forMs
    },

    enable(address) {
      find(address, 'enable').power.offUntil = ON
    },

    reset(address) {
      find(address, 'reset').breaker?.reset()
    },
  }

  function find(address: string, asked: 'disable' | 'enable' | 'reset'): Controls {
    const path = `targets.${asked}`
    if (typeof address !== 'string' || address === '') throw new ConfigError(path, `needs an address, got ${show(address)}`)
    if (Object.hasOwn(routes, address)) throw new ConfigError(path, `takes a target; '${address}' is a route: name its targets one by one`)
    const slash = address.indexOf('/')
    if (slash > 0 && Object.hasOwn(providers, address.slice(0, slash))) {
      if (slash === address.length - 1) throw new ConfigError(path, `names no model: '${address}'`)
      return known.of(address.slice(0, slash), address.slice(slash + 1))
    }
    if (Object.hasOwn(providers, address)) throw new ConfigError(path, `takes a target; '${address}' is a provider: name one of its models, '${address}/<model>'`)
    if (defaultProvider !== undefined) return known.of(defaultProvider, address)
    throw new ConfigError(path, `names no provider: ${show(address)}${didYouMean(address.slice(0, Math.max(slash, 0)), Object.keys(providers))}`)
  }
}

function stateOf(address: string, { power, breaker, tally, keys }: Controls, now: number): TargetState {
  const disabled = now < power.offUntil
  const health = healthOf(breaker, now)
  const state: TargetState = disabled
    ? { address, disabled, ...health, readyInMs: Math.max(health.readyInMs, power.offUntil - now), why: 'it is disabled', ...tally }
    : { address, disabled, ...health, ...tally }
  return keys === undefined ? state : { ...state, keys: keys.map(({ key, breaker }) => ({ key, ...healthOf(breaker, now) })) }
}

function healthOf(breaker: Pick<Breaker, 'state'> | undefined, now: number): Omit<KeyState, 'key'> {
  const { circuit = 'closed', keyCircuit = 'closed', readyAt = now, why } = breaker?.state(now) ?? {}
  return { circuit, keyCircuit, readyInMs: Math.max(0, readyAt - now), why }
}
