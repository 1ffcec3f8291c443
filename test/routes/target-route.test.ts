import { describe, expect, it } from 'vitest'
import type { GatewayConfig } from '../../src/config.ts'
import { ConfigError, type GatewayError } from '../../src/core/error.ts'
import type { Call } from '../../src/core/call.ts'
import type { Handler } from '../../src/core/handler.ts'
import type { Body, Operation } from '../../src/core/operation.ts'
import { printRoute } from '../../src/core/route.ts'
import { createEngine } from '../../src/engine.ts'
import { fallback } from '../../src/routes/fallback.ts'
import { target, type TargetOptions } from '../../src/routes/target-route.ts'
import { chatCall, deepFreeze, houseOf } from '../support/call.ts'
import { ManualClock } from '../support/clock.ts'
import { answers, fails, gives, hangs, scripted } from '../support/provider.ts'

/** One target, adjusted, behind the route `r`. */
function stage(options: TargetOptions, config: Partial<GatewayConfig> = {}) {
  const p = scripted(answers())
  const engine = createEngine({ providers: { p }, routes: { r: target('p/m', options) }, ...config })
  const ask = (body: object = {}, headers?: Record<string, string>) =>
    engine.handle({ operation: 'chat', body: deepFreeze({ model: 'r', messages: [{ role: 'user', content: 'Hi' }], ...body }), options: headers ? { headers } : {} })
  /** The fields, besides model and messages, that the provider was asked with. */
  const sent = async (body?: object): Promise<object> => {
    await ask(body)
    const { model: _, messages: __, ...fields } = (p.asked.at(-1) as (typeof p.asked)[number]).call.body as Body<'chat'>
    return fields
  }
  return { p, engine, ask, sent }
}

describe('the name of the model', () => {
  it('upstream is what `as` says; the address stays what it was', async () => {
    const { p, engine, ask } = stage({ as: 'm-2025' })
    const { meta } = await ask()
    expect(p.asked[0]?.target).toEqual({ provider: 'p', model: 'm-2025', address: 'p/m' })
    expect(meta.attempts?.map(({ target }) => target)).toEqual(['p/m'])
    await engine.handle({ operation: 'chat', body: { model: 'p/m', messages: [{ role: 'user', content: 'Hi' }] } })
    expect(p.asked[1]?.target).toEqual({ provider: 'p', model: 'm', address: 'p/m' })
  })

  it('shares the circuit of its address', async () => {
    const p = scripted(fails('server_error'))
    const engine = createEngine({ providers: { p }, routes: { r: target('p/m', { as: 'other' }) } })
    for (let at = 0; at < 5; at++) await engine.handle({ operation: 'chat', body: { model: 'r', messages: [{ role: 'user', content: 'Hi' }] } }).catch(() => {})
    expect(engine.targets.list()).toMatchObject([{ address: 'p/m', circuit: 'open' }])
  })
})

describe('fields of the body', () => {
  it.each<[string, TargetOptions, caller: object, sent: object]>([
    ['a default is put in where the caller said nothing', { defaults: { chat: { temperature: 0.2 } } }, {}, { temperature: 0.2 }],
    ['a default is put in where the caller said undefined', { defaults: { chat: { temperature: 0.2 } } }, { temperature: undefined }, { temperature: 0.2 }],
    ['a default gives way to what the caller said', { defaults: { chat: { temperature: 0.2 } } }, { temperature: 0 }, { temperature: 0 }],
    ['a default gives way to a null, which is said as well', { defaults: { chat: { temperature: 0.2 } } }, { temperature: null }, { temperature: null }],
    ['a default of undefined says nothing', { defaults: { chat: { temperature: undefined } } }, {}, {}],
    ['a default of one limit gives way to the other name of it', { defaults: { chat: { max_tokens: 50 } } }, { max_completion_tokens: 9 }, { max_completion_tokens: 9 }],
    ['an override replaces what the caller said', { overrides: { chat: { temperature: 1 } } }, { temperature: 0 }, { temperature: 1 }],
    ['an override is put in where the caller said nothing', { overrides: { chat: { temperature: 1 } } }, {}, { temperature: 1 }],
    ['an override of null takes the field out', { overrides: { chat: { temperature: null } } }, { temperature: 0 }, {}],
    ['an override of undefined takes the field out', { overrides: { chat: { temperature: undefined } } }, { temperature: 0 }, {}],
    ['an override of one limit takes out the other name of it', { overrides: { chat: { max_tokens: 50 } } }, { max_completion_tokens: 9 }, { max_tokens: 50 }],
    ['an override wins over a default', { defaults: { chat: { top_p: 0.1 } }, overrides: { chat: { top_p: 0.9 } } }, {}, { top_p: 0.9 }],
    ["a provider's own field is a field", { defaults: { chat: { top_k: 5 } } }, {}, { top_k: 5 }],
    ['what the target does not name stays', { overrides: { chat: { seed: 1 } } }, { user: 'u' }, { user: 'u', seed: 1 }],
    ['what is said for another operation is not for this one', { overrides: { responses: { temperature: 1 } } }, {}, {}],
  ])('%s', async (_name, options, caller, fields) => {
    const sent = await stage(options).sent(caller)
    expect(sent).toEqual(fields)
    expect(Object.keys(sent).toSorted()).toEqual(Object.keys(fields).toSorted()) // toEqual takes a key of undefined for none
  })

  it.each<[Operation, object]>([
    ['responses', { input: 'Hi' }],
    ['input_tokens', { input: 'Hi' }],
    ['embeddings', { input: 'Hi' }],
  ])('of %s are its own', async (operation, body) => {
    const p = scripted(gives({ object: 'any' }))
    const fields = Object.fromEntries(['chat', 'responses', 'input_tokens', 'embeddings'].map((name) => [name, { user: `of ${name}` }]))
    const engine = createEngine({ providers: { p }, routes: { r: target('p/m', { overrides: fields }) } })
    await engine.handle({ operation, body: { model: 'r', ...body } as Body<typeof operation> })
    expect(p.asked[0]?.call.body).toEqual({ model: 'r', ...body, user: `of ${operation}` })
  })

  it('are for one target: the next of a fallback is asked what the caller asked', async () => {
    const [one, two] = [scripted(fails('overloaded')), scripted(answers())]
    const engine = createEngine({
      providers: { one, two },
      routes: { r: fallback([target('one/m', { as: 'x', overrides: { chat: { seed: 1 } }, headers: { 'x-one': '1' } }), 'two/m']) },
    })
    const body = deepFreeze<Body<'chat'>>({ model: 'r', messages: [{ role: 'user', content: 'Hi' }] })
    await engine.handle({ operation: 'chat', body })
    expect(one.asked[0]?.call.body).toEqual({ ...body, seed: 1 })
    expect(two.asked[0]?.call.body).toBe(body)
    expect(two.asked[0]?.target.model).toBe('m')
    expect(two.asked[0]?.call.options.headers).toBeUndefined()
  })

  it('are there before the target is asked what it can and would do', () => {
    const seen: unknown[] = []
    const leaf: Handler = Object.assign(async () => Promise.reject(new Error('not asked')), {
      readyAt: () => 5,
      window: 1_000,
      unfit: ({ body }: Call) => void seen.push(body),
      explain({ body }: Call) {
        seen.push(body)
        return { kind: 'target', what: 'p/m', verdict: 'chosen', why: '' } as const
      },
    })
    const { readyAt, window, unfit, explain } = target('p/m', { overrides: { chat: { seed: 1 } } }).build([leaf], houseOf())
    unfit?.(chatCall())
    explain?.(chatCall())
    expect(seen).toMatchObject([{ seed: 1 }, { seed: 1 }])
    expect([readyAt?.(0), window]).toEqual([5, 1_000])
  })
})

describe('headers', () => {
  it("are sent; the call's own of the same name come first, in whichever case", async () => {
    const { p, ask } = stage({ headers: { 'X-One': 'target', 'x-two': 'target' } })
    await ask({}, { 'x-ONE': 'call', 'x-three': 'call' })
    expect(p.asked[0]?.call.options.headers).toEqual({ 'x-one': 'call', 'x-two': 'target', 'x-three': 'call' })
  })
})

describe('deadlines', () => {
  /** Asks a target that never answers, and tells when the attempt was over, and why. */
  async function patience(own: TargetOptions['timeouts'], timeouts: GatewayConfig['timeouts'], stream = false): Promise<string> {
    const clock = new ManualClock()
    const routes = { r: target('p/m', own === undefined ? {} : { timeouts: own }) }
    const engine = createEngine({ providers: { p: scripted(hangs) }, routes, timeouts, timeoutMs: 5_000_000, clock })
    const began = clock.now()
    const asked = engine.handle({ operation: 'chat', stream, body: { model: 'r', messages: [{ role: 'user', content: 'Hi' }] } })
    const error: GatewayError = await clock.run(asked).then(() => expect.fail('it answered'), (thrown) => thrown)
    return `${error.reason} after ${clock.now() - began}`
  }

  it.each<[string, own: TargetOptions['timeouts'], gateway: GatewayConfig['timeouts'], stream: boolean, when: number]>([
    ["are the gateway's where it has none of its own", undefined, { totalMs: 2_000 }, false, 2_000],
    ["may be shorter than the gateway's", { totalMs: 500 }, { totalMs: 2_000 }, false, 500],
    ["may be longer than the gateway's", { totalMs: 9_000 }, { totalMs: 2_000 }, false, 9_000],
    ["leave the gateway's others as they are", { totalMs: 9_000 }, { firstTokenMs: 700 }, true, 700],
    ['may be none', false, { totalMs: 2_000 }, false, 5_000_000],
    ['may be set where the gateway has none', { totalMs: 500 }, false, false, 500],
  ])('%s', async (_name, own, gateway, stream, when) => {
    expect(await patience(own, gateway, stream)).toBe(`timeout after ${when}`)
  })
})

describe('a target', () => {
  it('without options is the target itself', async () => {
    const { p, ask } = stage({})
    const { meta } = await ask()
    expect(meta.target).toBe('p/m')
    expect(p.asked[0]?.call.body.model).toBe('r')
  })

  it('prints what is its own', () => {
    expect(printRoute(target('p/m', { as: 'x', defaults: { chat: { temperature: 0 } } }))).toBe('target (as x, defaults)\n└─ p/m')
    expect(printRoute(target('p/m'))).toBe('target\n└─ p/m')
  })

  it.each<[string, unknown, path: string, said: RegExp]>([
    ['a misspelt option', { default: {} }, 'options.default', /Did you mean 'defaults'\?/],
    ['an empty name', { as: '' }, 'options.as', /non-empty/],
    ['fields for no operation', { defaults: { temperature: 1 } }, 'options.defaults.temperature', /is no operation: say for which of chat/],
    ['fields for an operation without parameters', { overrides: { passthrough: {} } }, 'options.overrides.passthrough', /is no operation/],
    ['fields that are none', { defaults: { chat: 1 } }, 'options.defaults.chat', /must be an object/],
    ['fields that are null', { overrides: null }, 'options.overrides', /must be an object/],
    ['a model', { overrides: { chat: { model: 'x' } } }, 'options.overrides.chat.model', /'as'/],
    ['a stream', { defaults: { chat: { stream: true } } }, 'options.defaults.chat.stream', /caller's/],
    ['messages', { defaults: { chat: { messages: [] } } }, 'options.defaults.chat.messages', /caller's/],
    ['an input', { defaults: { responses: { input: '' } } }, 'options.defaults.responses.input', /caller's/],
    ['a prototype', { defaults: { chat: JSON.parse('{"__proto__":{}}') } }, 'options.defaults.chat.__proto__', /no field/],
    ['a credential', { headers: { Authorization: 'x' } }, 'options.headers.Authorization', /is a credential: it belongs to the provider's options/],
    ['a header that is no text', { headers: { 'x-a': 1 } }, 'options.headers.x-a', /must be text, got 1/],
    ['a header that cannot be sent', { headers: { 'x-a': 'a\nb' } }, 'options.headers.x-a', /has a character/],
    ['headers that are text', { headers: 'x' }, 'options.headers', /must be an object/],
    ['a deadline of 0', { timeouts: { totalMs: 0 } }, 'options.timeouts.totalMs', /at least 1|from 1/],
  ])('refuses %s when the gateway is made', (_name, options, path, said) => {
    let thrown: unknown
    try {
      stage(options as TargetOptions)
    } catch (error) {
      thrown = error
    }
    expect(thrown).toBeInstanceOf(ConfigError)
    expect(thrown).toMatchObject({ path: `routes.r.${path}`, message: expect.stringMatching(said) })
  })

  it.each<[string, unknown]>([
    ['a route, which has many', 'other'],
    ['nothing', ''],
    ['no address', undefined],
  ])('refuses to stand around %s', (_name, address) => {
    const make = () => createEngine({ providers: { p: scripted(answers()) }, routes: { other: 'p/n', r: target(address as string) } })
    expect(make).toThrow(expect.objectContaining({ name: 'ConfigError', path: 'routes.r.children[0]' }))
  })
})
