/** The configuration: checked once, at creation; an error names its path. */
import { checkFunction, checkMade, checkNumber, checkObject, checkOptions, checkString, didYouMean, middlewareFactories, show } from './core/check.ts'
import type { Clock, Random } from './core/clock.ts'
import { ConfigError } from './core/error.ts'
import type { Hook } from './core/event.ts'
import type { Middleware } from './core/handler.ts'
import { checkModels, type ModelFacts, type TokenEstimator } from './core/model-facts.ts'
import type { Provider } from './core/provider.ts'
import type { Recorder } from './core/recorder.ts'
import { childPath, isRoute, middlewareIn, type RouteInput } from './core/route.ts'
import { type BreakerOptions, checkBreaker } from './middleware/breaker-options.ts'
import { checkTimeouts, type TimeoutOptions } from './middleware/timeout.ts'

export interface GatewayConfig<
  Providers extends Readonly<Record<string, Provider>> = Readonly<Record<string, Provider>>,
  Routes extends Readonly<Record<string, RouteInput>> = Readonly<Record<string, RouteInput>>,
> {
  /** Who can be asked, by the name used in addresses: `openai/gpt-5`. */
  readonly providers: Providers
  /** Named trees of targets, asked by their name: `model: 'smart'`. */
  readonly routes?: Routes | undefined
  /** Middleware around every call; the first listed is the outermost. */
  readonly use?: readonly Middleware[] | undefined
  /** Sees every step of every call; cannot change it, cannot break it. */
  readonly on?: Hook | readonly Hook[] | undefined
  /** Where a bare model name goes: `model: 'gpt-5'` becomes `openai/gpt-5`. @default none: a bare name must be a route */
  readonly defaultProvider?: (keyof Providers & string) | undefined
  /**
   * Who answers the endpoints that are not translated (files, images, audio, batches, …).
   *
   * @default `defaultProvider`, else the only provider that takes them
   */
  readonly passthrough?: (keyof Providers & string) | undefined
  /** At most this many attempts per call, over all retries and fallbacks. @default 10 */
  readonly maxAttempts?: number | undefined
  /** Every call must be over within this many milliseconds, streams included; `false`: no limit. @default 1_200_000; streams 3_600_000 */
  readonly timeoutMs?: number | false | undefined
  /** The deadlines of every attempt; `false`: none. One that passes fails over, while the call's own `timeoutMs` ends the call. */
  readonly timeouts?: TimeoutOptions | false | undefined
  /** The circuit breaker of every target and key; `false`: none. */
  readonly breaker?: BreakerOptions | false | undefined
  /**
   * What is known of models where the built-in table is wrong or says nothing, and what they cost: by address, by the model's
   * name, or by its beginning, `gpt-4*`. The more precise wins, field by field.
   */
  readonly models?: Readonly<Record<string, ModelFacts>> | undefined
  /** Counts the tokens of a text: a tokenizer of yours, where an estimate is not enough. @default an estimate by script, right to about a tenth */
  readonly tokens?: TokenEstimator | undefined
  /** True: a parameter that a target cannot take is an error, not a `param.dropped` event. @default false */
  readonly strict?: boolean | undefined
  /** Keeps a record of every call: `records()`. @default none is kept */
  readonly records?: Recorder | undefined
  /** @default the machine's */
  readonly clock?: Clock | undefined
  /** @default Math.random */
  readonly random?: Random | undefined
}

const keys = [
  'providers', 'routes', 'use', 'on', 'defaultProvider', 'passthrough', 'maxAttempts', 'timeoutMs', 'timeouts', 'breaker', 'models', 'tokens', 'strict', 'records', 'clock', 'random',
]

/** Throws `ConfigError` for the first thing that could not work. */
export function checkConfig(config: GatewayConfig): void {
  checkOptions('config', config, keys)
  const { providers, routes = {}, use = [], on, maxAttempts, timeoutMs, timeouts, breaker, strict } = config
  checkObject('providers', providers)
  if (Object.keys(providers).length === 0) throw new ConfigError('providers', 'must name at least one provider')
  for (const [name, provider] of Object.entries(providers)) checkProvider(name, provider)
  checkObject('routes', routes)
  const names = Object.keys(routes)
  for (const [name, route] of Object.entries(routes)) {
    if (name === '') throw new ConfigError("routes['']", 'needs a name')
    if (Object.hasOwn(providers, name)) throw new ConfigError(`routes.${name}`, 'has the name of a provider; choose another')
    const namesake = Object.keys(providers).find((provider) => name.startsWith(`${provider}/`))
    if (namesake !== undefined) throw new ConfigError(`routes['${name}']`, `would hide a target of provider '${namesake}'; choose a name that does not begin with '${namesake}/'`)
    checkRoute(`routes.${name}`, route, config, names)
  }
  checkCycles(routes)
  if (!Array.isArray(use)) throw new ConfigError('use', `must be an array of middleware, got ${show(use)}`)
  use.forEach((middleware, at) => checkMade(`use[${at}]`, middleware, middlewareFactories))
  for (const { asks = [] } of [...use, ...Object.values(routes).flatMap(middlewareIn)]) for (const { path, address } of asks) checkAddress(path, address, config)
  if (Array.isArray(on)) on.forEach((hook, at) => checkMade(`on[${at}]`, hook, ['logger']))
  else if (on !== undefined) checkMade('on', on, ['logger'])
  checkProviderName('defaultProvider', config.defaultProvider, config)
  checkProviderName('passthrough', config.passthrough, config)
  if (config.passthrough !== undefined && !providers[config.passthrough]?.operations.includes('passthrough')) {
    throw new ConfigError('passthrough', `names '${config.passthrough}', whose dialect cannot take endpoints that are not translated`)
  }
  if (config.models !== undefined) checkModels('models', config.models)
  checkFunction('tokens', config.tokens)
  checkFunction('random', config.random)
  if (config.records !== undefined) checkRecorder(config.records)
  if (config.clock !== undefined) checkClock(config.clock)
  checkNumber('maxAttempts', maxAttempts, { min: 1, integer: true })
  if (timeoutMs !== false) checkNumber('timeoutMs', timeoutMs, { min: 1, max: 2 ** 31 - 1 })
  if (timeouts !== undefined && timeouts !== false) checkTimeouts('timeouts', timeouts)
  if (breaker !== undefined && breaker !== false) checkBreaker('breaker', breaker)
  if (strict !== undefined && typeof strict !== 'boolean') throw new ConfigError('strict', `must be true or false, got ${show(strict)}`)
}

/** Looked at by its methods: a clock may be an instance of a class. */
function checkClock(clock: unknown): void {
  if (typeof clock !== 'object' || clock === null) throw new ConfigError('clock', `must be a clock, got ${show(clock)}`)
  for (const method of ['now', 'date', 'setTimeout', 'clearTimeout']) checkFunction(`clock.${method}`, Reflect.get(clock, method) ?? null)
}

function checkRecorder(records: unknown): void {
  if (typeof records === 'object' && records !== null && 'end' in records && 'open' in records) return
  throw new ConfigError('records', `must be what records() makes, got ${show(records)}.${typeof records === 'function' ? ' Did you forget to call it?' : ''}`)
}

function checkProvider(name: string, provider: unknown): void {
  if (name === '' || name.includes('/')) throw new ConfigError(`providers['${name}']`, "needs a name without '/'")
  if (typeof provider === 'object' && provider !== null && 'ask' in provider && 'operations' in provider) return
  const hint = typeof provider === 'function' ? ' Did you forget to call it, as in openai()?' : ''
  throw new ConfigError(`providers.${name}`, `must be a provider, got ${show(provider)}.${hint}`)
}

function checkProviderName(path: string, name: string | undefined, { providers }: GatewayConfig): void {
  checkString(path, name)
  if (name === undefined || Object.hasOwn(providers, name)) return
  throw new ConfigError(path, `names no provider: '${name}'${didYouMean(name, Object.keys(providers))}`)
}

function checkRoute(path: string, route: unknown, config: GatewayConfig, names: readonly string[]): void {
  if (typeof route === 'string') return checkAddress(path, route, config)
  if (!isRoute(route)) throw new ConfigError(path, `must be an address or a route, got ${show(route)}`)
  route.check(path, names)
  route.children.forEach((child, at) => checkRoute(childPath(path, route.paths, at), child, config, names))
}

function checkAddress(path: string, address: string, { providers, routes = {}, defaultProvider }: GatewayConfig): void {
  if (Object.hasOwn(routes, address)) return
  const slash = address.indexOf('/')
  if (slash > 0 && Object.hasOwn(providers, address.slice(0, slash))) {
    if (slash === address.length - 1) throw new ConfigError(path, `names no model: '${address}'`)
    return
  }
  if (defaultProvider !== undefined) return
  const guess = slash > 0 ? didYouMean(address.slice(0, slash), Object.keys(providers)) : didYouMean(address, Object.keys(routes))
  throw new ConfigError(path, `names no route and no provider: '${address}'${guess}`)
}

/** Follows routes that name routes, each once: what was followed to its end is on no cycle. */
function checkCycles(routes: Readonly<Record<string, RouteInput>>): void {
  const done = new Set<string>()
  const follow = (node: RouteInput, path: string, above: readonly string[]): void => {
    if (typeof node !== 'string') return node.children.forEach((child, at) => follow(child, childPath(path, node.paths, at), above))
    if (Object.hasOwn(routes, node)) enter(node, path, above)
  }
  const enter = (name: string, path: string, above: readonly string[]): void => {
    if (above.includes(name)) throw new ConfigError(path, `makes a cycle: ${[...above, name].join(' → ')}`)
    if (done.has(name)) return
    follow(routes[name] as RouteInput, `routes.${name}`, [...above, name])
    done.add(name)
  }
  for (const name of Object.keys(routes)) enter(name, `routes.${name}`, [])
}
