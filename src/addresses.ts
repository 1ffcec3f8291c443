/** Addresses to handlers: routes are built once, at creation; targets named at run time are made when first asked for. */
import type { GatewayConfig } from './config.ts'
import { didYouMean } from './core/check.ts'
import { GatewayError } from './core/error.ts'
import type { Handler } from './core/handler.ts'
import type { FactsOf } from './core/model-facts.ts'
import type { Operation } from './core/operation.ts'
import { type House, knowledgeIn, type RouteInput } from './core/route.ts'
import type { Targets } from './core/target-state.ts'
import { factsOf } from './models/facts.ts'
import { targets as targetsOf } from './targets.ts'

/** The handler of an address: a route's name, else `provider/model`, else a model of the default provider. */
export interface Resolve {
  (address: string, operation: Operation): Handler
  readonly targets: Targets
  readonly factsOf: FactsOf
}

/** `rest`: what the engine knows of the house. */
export function addresses(config: GatewayConfig, rest: Pick<House, 'experiments' | 'running'>): Resolve {
  const { providers, routes = {}, defaultProvider } = config
  const passthrough = config.passthrough ?? defaultProvider ?? onlyPassthrough(providers)
  const knowledge = knowledgeIn(Object.values(routes))
  const house: House = { factsOf: factsOf(config.models, knowledge?.familyOf), timeouts: config.timeouts, ...rest }
  const targets = targetsOf(config, house, knowledge?.fitOf)
  const built = new Map<string, Handler>()
  for (const name of Object.keys(routes)) buildRoute(name)
  targets.keep()
  return Object.assign(resolve, { targets: targets.control, factsOf: house.factsOf })

  function resolve(address: string, operation: Operation): Handler {
    const known = built.get(address) ?? targets.known(address)
    if (known) return known
    const slash = address.indexOf('/')
    const named = slash > 0 ? address.slice(0, slash) : ''
    if (Object.hasOwn(providers, named)) return targets.of(named, address.slice(slash + 1))
    const bare = operation === 'passthrough' ? passthrough : defaultProvider
    if (bare === undefined) throw unknown(address, operation, config)
    return targets.of(bare, address) // the same bare name may be another target for another operation
  }

  function buildRoute(name: string): Handler {
    const done = built.get(name) ?? build(routes[name] as RouteInput)
    built.set(name, done)
    return done
  }

  function build(node: RouteInput): Handler {
    if (typeof node !== 'string') return node.build(node.children.map(build), house)
    return Object.hasOwn(routes, node) ? buildRoute(node) : resolve(node, 'chat')
  }
}

function unknown(address: string, operation: Operation, { routes = {}, providers }: GatewayConfig): GatewayError {
  if (operation === 'passthrough') {
    const message = "this endpoint is not translated and no provider is named for it: set 'passthrough' in the config"
    return new GatewayError({ reason: 'unknown_address', message, param: 'passthrough', code: 'no_passthrough' })
  }
  const known = [...Object.keys(routes), ...Object.keys(providers).map((name) => `${name}/…`)]
  const guess = didYouMean(address, Object.keys(routes))
  const message = `'${address.slice(0, 100)}' names no route and no provider${guess || '.'} Known: ${known.join(', ')}`
  return new GatewayError({ reason: 'unknown_address', message, param: 'model', status: 404, code: 'model_not_found' })
}

function onlyPassthrough(providers: GatewayConfig['providers']): string | undefined {
  const able = Object.keys(providers).filter((name) => providers[name]?.operations.includes('passthrough'))
  return able.length === 1 ? able[0] : undefined
}
