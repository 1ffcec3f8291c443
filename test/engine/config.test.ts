import { describe, expect, it } from 'vitest'
import type { GatewayConfig } from '../../src/config.ts'
import { systemClock } from '../../src/core/clock.ts'
import { ConfigError } from '../../src/core/error.ts'
import { createEngine } from '../../src/engine.ts'
import { createGateway } from '../../src/gateway.ts'
import { breaker } from '../../src/middleware/breaker.ts'
import { inlineMedia } from '../../src/middleware/inline-media.ts'
import { keepReasoning } from '../../src/middleware/keep-reasoning.ts'
import { retry } from '../../src/middleware/retry.ts'
import { timeout } from '../../src/middleware/timeout.ts'
import { anthropic } from '../../src/providers/anthropic/index.ts'
import { google } from '../../src/providers/google/index.ts'
import { azure } from '../../src/providers/openai-compatible/azure.ts'
import { openaiCompatible } from '../../src/providers/openai-compatible/index.ts'
import { openai } from '../../src/providers/openai-compatible/openai.ts'
import { balance } from '../../src/routes/balance.ts'
import { canary } from '../../src/routes/canary.ts'
import { experiment } from '../../src/routes/experiment.ts'
import { fallback } from '../../src/routes/fallback.ts'
import { hedge } from '../../src/routes/hedge.ts'
import { shadow } from '../../src/routes/shadow.ts'
import { target } from '../../src/routes/target-route.ts'
import { use } from '../../src/routes/use.ts'
import { logger } from '../../src/telemetry/logger.ts'
import { http } from '../../src/transport/http.fetch.ts'
import { answers, scripted } from '../support/provider.ts'

const p = scripted(answers())
const providers = { p, openai: p }

/** A config with these routes, unchecked by TypeScript. */
const routes = (given: unknown): unknown => ({ providers, routes: given })
const more = (given: object): unknown => ({ providers, ...given })

const bad: ReadonlyArray<[name: string, config: unknown, path: string, said?: RegExp]> = [
  ['no config', undefined, 'config', /must be an object, got undefined/],
  ['a config that is a list', [], 'config'],
  ['a misspelt option', more({ route: {} }), 'config.route', /Did you mean 'routes'\?/],
  ['a misspelt option, further off', more({ maxAttempt: 3 }), 'config.maxAttempt', /Did you mean 'maxAttempts'\?/],
  ['no providers', {}, 'providers', /must be an object, got undefined/],
  ['providers as a list', { providers: [p] }, 'providers', /got an array/],
  ['an empty set of providers', { providers: {} }, 'providers', /at least one/],
  ['a provider that was not called', { providers: { openai } }, 'providers.openai', /Did you forget to call it, as in openai\(\)\?/],
  ['a provider that is text', { providers: { p: 'openai' } }, 'providers.p', /must be a provider, got 'openai'/],
  ['a provider that is null', { providers: { p: null } }, 'providers.p'],
  ['a provider with a slash in its name', { providers: { 'a/b': p } }, "providers['a/b']", /without '\/'/],
  ['a provider without a name', { providers: { '': p } }, "providers['']"],
  ['routes as a list', routes(['p/m']), 'routes'],
  ['a route without a name', routes({ '': 'p/m' }), "routes['']"],
  ['a route named as a provider', routes({ p: 'p/m' }), 'routes.p', /has the name of a provider/],
  ['a route named as a target', routes({ 'p/m': 'p/n' }), "routes['p/m']", /would hide a target of provider 'p'/],
  ['a route that is a number', routes({ r: 5 }), 'routes.r', /must be an address or a route, got 5/],
  ['a route that is null', routes({ r: null }), 'routes.r'],
  ['a route that is a plain list', routes({ r: ['p/m'] }), 'routes.r', /got an array/],
  ['a route to nobody', routes({ r: 'nobody/m' }), 'routes.r', /names no route and no provider: 'nobody\/m'/],
  ['a route to a misspelt provider', routes({ r: 'opnai/gpt-5' }), 'routes.r', /Did you mean 'openai'\?/],
  ['a route to a misspelt route', routes({ smart: 'p/m', r: 'smrat' }), 'routes.r', /Did you mean 'smart'\?/],
  ['a route to a provider without a model', routes({ r: 'p/' }), 'routes.r', /names no model/],
  ['a bare model without defaultProvider', routes({ r: 'gpt-5' }), 'routes.r'],
  ['a route to itself', routes({ r: 'r' }), 'routes.r', /makes a cycle: r → r/],
  ['a cycle over two routes', routes({ a: 'b', b: 'a' }), 'routes.b', /a → b → a/],
  ['a cycle through nesting', routes({ a: fallback(['p/m', balance(['p/n', use('b')])]), b: fallback(['p/m', 'a']) }), 'routes.b.children[1]', /a → b → a/],
  ['an empty fallback', routes({ r: fallback([]) }), 'routes.r.children', /must not be empty/],
  ['a fallback that is given text', routes({ r: fallback('p/m' as never) }), 'routes.r.children', /must be an array/],
  ['a fallback that is given nothing', routes({ r: fallback(undefined as never) }), 'routes.r.children'],
  ['a child that is nothing', routes({ r: fallback(['p/m', undefined as never]) }), 'routes.r.children[1]'],
  ['a child that is empty text', routes({ r: fallback(['']) }), 'routes.r.children[0]'],
  ['a child that names nobody, deep down', routes({ r: fallback(['p/m', balance(['p/n', use('nobody/x')])]) }), 'routes.r.children[1].children[1].children[0]'],
  ['a fallback with a misspelt option', routes({ r: fallback(['p/m'], { onn: [] } as never) }), 'routes.r.options.onn', /Did you mean 'on'\?/],
  ['a fallback on a reason there is not', routes({ r: fallback(['p/m'], { on: ['timeout', 'ratelimit'] as never }) }), 'routes.r.options.on[1]', /Did you mean 'rate_limit'\?/],
  ['a fallback on text', routes({ r: fallback(['p/m'], { on: 'timeout' as never }) }), 'routes.r.options.on'],
  ['a fallback whose options are null', routes({ r: fallback(['p/m'], null as never) }), 'routes.r.options', /must be an object, got null/],
  ['a balance whose options are null', routes({ r: balance(['p/m'], null as never) }), 'routes.r.options', /must be an object, got null/],
  ['a hedge whose options are null', routes({ r: hedge(['p/m'], null as never) }), 'routes.r.options', /must be an object, got null/],
  ['a target whose options are null', routes({ r: target('p/m', null as never) }), 'routes.r.options', /must be an object, got null/],
  ['a shadow without options', routes({ r: shadow('p/m', undefined as never) }), 'routes.r.options', /must be an object, got undefined/],
  ['a canary without options', routes({ r: canary(undefined as never) }), 'routes.r', /must be an object, got undefined/],
  ['an experiment without options', routes({ r: experiment(undefined as never) }), 'routes.r', /must be an object, got undefined/],
  ['an empty balance', routes({ r: balance([]) }), 'routes.r.children'],
  ['a balance that is given no list', routes({ r: balance({ to: 'p/m' } as never) }), 'routes.r.children', /must be an array/],
  ['a negative weight', routes({ r: balance(['p/m', { to: 'p/n', weight: -1 }]) }), 'routes.r.children[1].weight', /at least 0, got -1/],
  ['a weight that is no number', routes({ r: balance([{ to: 'p/m', weight: Number.NaN }]) }), 'routes.r.children[0].weight', /got NaN/],
  ['a weight without end', routes({ r: balance([{ to: 'p/m', weight: Infinity }]) }), 'routes.r.children[0].weight'],
  ['a weight that is text', routes({ r: balance([{ to: 'p/m', weight: '3' as never }]) }), 'routes.r.children[0].weight', /got '3'/],
  ['weights that are all 0', routes({ r: balance([{ to: 'p/m', weight: 0 }, { to: 'p/n', weight: 0 }]) }), 'routes.r.children', /no weight above 0/],
  ['a misspelt weight', routes({ r: balance([{ to: 'p/m', wieght: 1 } as never]) }), 'routes.r.children[0].wieght', /Did you mean 'weight'\?/],
  ['a balanced child without a target', routes({ r: balance([{ weight: 1 } as never]) }), 'routes.r.children[0]'],
  ['a balanced child that is null', routes({ r: balance([null as never]) }), 'routes.r.children[0]'],
  ['a balanced child that is a number', routes({ r: balance([5 as never]) }), 'routes.r.children[0]'],
  ['a strategy there is not', routes({ r: balance(['p/m'], { strategy: 'roundrobin' as never }) }), 'routes.r.options.strategy', /Did you mean 'round_robin'\?/],
  ['a balance with a misspelt option', routes({ r: balance(['p/m'], { stratgy: 'round_robin' } as never) }), 'routes.r.options.stratgy', /Did you mean 'strategy'\?/],
  ['middleware on a route that is no function', routes({ r: use('p/m', {} as never) }), 'routes.r.middleware[0]', /must be a function/],
  ['middleware on a route that is missing', routes({ r: fallback([use('p/m', retry(), undefined as never)]) }), 'routes.r.children[0].middleware[1]'],
  ['middleware around nothing', routes({ r: use(undefined as never) }), 'routes.r.children[0]'],
  ['middleware that is no list', more({ use: retry() }), 'use', /must be an array of middleware, got a function/],
  ['middleware that is no function', more({ use: [retry(), 'retry'] }), 'use[1]', /must be a function, got 'retry'/],
  ...[breaker, inlineMedia, keepReasoning, retry, timeout].map(
    (factory): (typeof bad)[number] => [`${factory.name} that was not called`, more({ use: [factory] }), 'use[0]', new RegExp(`what ${factory.name}\\(\\) makes`)],
  ),
  ['middleware on a route that was not called', routes({ r: use('p/m', retry as never) }), 'routes.r.middleware[0]', /what retry\(\) makes; it was not called/],
  ['a logger that was not called', more({ on: logger }), 'on', /what logger\(\) makes/],
  ['a logger of several hooks that was not called', more({ on: [() => {}, logger] }), 'on[1]', /what logger\(\) makes/],
  ['a clock without methods', more({ clock: {} }), 'clock.now', /must be a function, got null/],
  ['a clock without timers', more({ clock: { ...systemClock, clearTimeout: undefined } }), 'clock.clearTimeout'],
  ['a clock that is a number', more({ clock: 5 }), 'clock', /must be a clock, got 5/],
  ['a random that is a number', more({ random: 0.5 }), 'random', /must be a function, got 0.5/],
  ['middleware that is missing', more({ use: [undefined] }), 'use[0]'],
  ['a hook that is no function', more({ on: 'log' }), 'on'],
  ['a hook of several that is no function', more({ on: [() => {}, {}] }), 'on[1]'],
  ['an unknown defaultProvider', more({ defaultProvider: 'opnai' }), 'defaultProvider', /Did you mean 'openai'\?/],
  ['an empty defaultProvider', more({ defaultProvider: '' }), 'defaultProvider'],
  ['a defaultProvider that every object has', more({ defaultProvider: 'constructor' }), 'defaultProvider'],
  ['an unknown passthrough', more({ passthrough: 'x' }), 'passthrough'],
  ['a maxAttempts of 0', more({ maxAttempts: 0 }), 'maxAttempts', /whole number of at least 1, got 0/],
  ['a maxAttempts in pieces', more({ maxAttempts: 2.5 }), 'maxAttempts'],
  ['a timeoutMs of 0', more({ timeoutMs: 0 }), 'timeoutMs'],
  ['a timeoutMs that timers cannot wait', more({ timeoutMs: 2 ** 31 }), 'timeoutMs'],
  ['a timeoutMs that is text', more({ timeoutMs: '5s' }), 'timeoutMs', /got '5s'/],
  ['a strict that is text', more({ strict: 'yes' }), 'strict', /must be true or false/],
]

describe('a bad config is refused at its creation, with the path of what is wrong', () => {
  it.each(bad)('%s', (_name, config, path, said = /./) => {
    let thrown: unknown
    try {
      createEngine(config as GatewayConfig)
    } catch (error) {
      thrown = error
    }
    expect(thrown).toBeInstanceOf(ConfigError)
    expect(thrown).toMatchObject({ path })
    expect((thrown as Error).message).toMatch(said)
    expect((thrown as Error).message.startsWith(`zerohop config: ${path} `)).toBe(true)
  })

  it('by createGateway just as by createEngine', () => {
    expect(() => createGateway({ providers: {} })).toThrow(ConfigError)
    for (const none of [null, undefined, 5, []]) expect(() => createGateway(none as never)).toThrow(expect.objectContaining({ path: 'config' }))
  })
})

describe('bad options are refused by the factory that takes them', () => {
  it.each<[string, () => unknown, string, RegExp?]>([
    ['a misspelt option of openai', () => openai({ apikey: 'k' } as never), 'openai.apikey', /Did you mean 'apiKey'\?/],
    ['an empty key', () => openai({ apiKey: '' }), 'openai.apiKey'],
    ['a key that is a number', () => openai({ apiKey: 5 as never }), 'openai.apiKey'],
    ['a host without a base URL', () => openaiCompatible({}), 'openaiCompatible.baseURL', /is missing/],
    ['a base URL that is none', () => openaiCompatible({ baseURL: 'localhost' }), 'openaiCompatible.baseURL'],
    ['a base URL of another protocol', () => openaiCompatible({ baseURL: 'ftp://x' }), 'openaiCompatible.baseURL', /http or https/],
    ['a fetch that is no function', () => openai({ fetch: {} as never }), 'openai.fetch'],
    ['a base URL that is none, of the transport itself', () => http({ baseURL: 'nonsense', headers: () => ({}) }), 'http.baseURL', /got 'nonsense'/],
    ['a base URL with a query', () => openaiCompatible({ baseURL: 'https://x/v1?key=k' }), 'openaiCompatible.baseURL', /has a query/],
    ['a base URL with a password', () => anthropic({ baseURL: 'https://u:secret@x' }), 'anthropic.baseURL', /^(?!.*secret).*has credentials/],
    ['a base URL with a password, of no protocol that is known', () => google({ baseURL: 'ftp://u:secret@x' }), 'google.baseURL', /^(?!.*secret).*http or https/],
    ['a misspelt option of openai alone', () => openai({ organisation: 'o' } as never), 'openai.organisation', /Did you mean 'organization'\?/],
    ['a misspelt option of azure alone', () => azure({ endpiont: 'https://x' } as never), 'azure.endpoint'],
    ['a misspelt option of azure alone, beside an endpoint', () => azure({ endpoint: 'https://x', apiVersoin: 'v1' } as never), 'azure.apiVersoin', /Did you mean 'apiVersion'\?/],
    ['an endpoint of azure that is no URL', () => azure({ endpoint: 'acme', apiVersion: '2024-10-21' }), 'azure.endpoint', /got 'acme'/],
    ['azure without an endpoint', () => azure({ apiKey: 'k' }), 'azure.endpoint', /AZURE_OPENAI_ENDPOINT/],
    ['a logger with a misspelt level', () => logger({ level: 'inf' as never }), 'logger.level', /Did you mean 'info'\?/],
    ['a logger with a misspelt option', () => logger({ levl: 'info' } as never), 'logger.levl', /Did you mean 'level'\?/],
    ['a logger with a format there is not', () => logger({ format: 'json' as never }), 'logger.format'],
    ['a logger to a sink without methods', () => logger({ sink: { info() {} } as never }), 'logger.sink', /has no method 'debug'/],
    ['a logger to nothing', () => logger({ sink: null as never }), 'logger.sink'],
  ])('%s', (_name, make, path, said = /./) => {
    expect(make).toThrow(ConfigError)
    expect(make).toThrow(expect.objectContaining({ path }))
    expect(make).toThrow(said)
  })
})

describe('a good config', () => {
  it.each<[string, unknown]>([
    ['one provider', { providers: { p } }],
    ['everything undefined that may be', more({ routes: undefined, use: undefined, on: undefined, defaultProvider: undefined, timeoutMs: undefined, strict: undefined })],
    ['a bare model under defaultProvider', more({ defaultProvider: 'p', routes: { r: fallback(['gpt-5', 'meta/llama']) } })],
    ['routes in many layers, each naming the next twice', { providers, routes: Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`r${at}`, at === 39 ? 'p/m' : fallback([`r${at + 1}`, `r${at + 1}`])])) }],
    ['two routes to the same third', routes({ a: 'p/m', b: fallback(['a', 'a']), c: fallback(['a', 'b']) })],
    ['a route with a slash in its name', routes({ 'team/smart': 'p/m', r: 'team/smart' })],
    ['a route named as every object has it', routes({ constructor: 'p/m', r: 'constructor' })],
    ['a weight of 0 beside another', routes({ r: balance([{ to: 'p/m', weight: 0 }, 'p/n']) })],
    ['one hook, or several', more({ on: [() => {}, () => {}] })],
  ])('with %s is accepted', (_name, config) => {
    expect(() => createEngine(config as GatewayConfig)).not.toThrow()
  })

  it('is not read again, and not changed', () => {
    const config = Object.freeze({ providers: Object.freeze({ p }), routes: Object.freeze({ r: 'p/m' }), use: Object.freeze([retry()]) })
    expect(() => createEngine(config as never)).not.toThrow()
  })
})
