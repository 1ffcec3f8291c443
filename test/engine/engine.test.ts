import { getEventListeners } from 'node:events'
import { describe, expect, it, vi } from 'vitest'
import type { GatewayConfig } from '../../src/config.ts'
import type { CallOptions } from '../../src/core/call-options.ts'
import type { GatewayError } from '../../src/core/error.ts'
import type { CallEnd } from '../../src/core/event.ts'
import { closeReply, type Reply } from '../../src/core/reply.ts'
import type { EventStream } from '../../src/core/stream.ts'
import { createEngine } from '../../src/engine.ts'
import { fallback } from '../../src/routes/fallback.ts'
import { chatBody } from '../support/call.ts'
import { ManualClock, settle } from '../support/clock.ts'
import { collect, collectUntilError, rejection } from '../support/collect.ts'
import { answers, type Chunk, chunk, chunks, gives, hangs, scripted, type ScriptedProvider, streams, usageChunk } from '../support/provider.ts'

function ask(model: string, more: object = {}) {
  return { operation: 'chat', body: { ...chatBody, model }, ...more } as const
}

const passthrough = (model: string) => ({ operation: 'passthrough', body: { model, method: 'GET', path: '/files' } }) as const

function engineWith<Names extends string>(providers: Record<Names, ScriptedProvider>, config: Partial<GatewayConfig> = {}) {
  return createEngine({ providers, ...config })
}

/** Which provider and model was asked last. */
function lastAsked(providers: Record<string, ScriptedProvider>): string[] {
  return Object.values(providers).flatMap(({ asked }) => asked.map(({ target }) => target.address))
}

describe('addresses', () => {
  it.each<[string, Partial<GatewayConfig>, string, string]>([
    ["a route's name", { routes: { smart: 'a/m' } }, 'smart', 'a/m'],
    ["a route's name with a slash", { routes: { 'team/smart': 'a/m' } }, 'team/smart', 'a/m'],
    ['a route whose name begins like a provider', { routes: { 'bee/m': 'a/m' } }, 'bee/m', 'a/m'],
    ['provider/model', {}, 'b/gpt-5', 'b/gpt-5'],
    ['provider/model with further slashes', {}, 'b/meta-llama/llama-3.1:free', 'b/meta-llama/llama-3.1:free'],
    ['provider/model where defaultProvider is another', { defaultProvider: 'a' }, 'b/m', 'b/m'],
    ['a bare model, to defaultProvider', { defaultProvider: 'a' }, 'gpt-5', 'a/gpt-5'],
    ['a model with a slash that names no provider, to defaultProvider', { defaultProvider: 'a' }, 'meta/llama', 'a/meta/llama'],
    ['a model that begins with a slash, to defaultProvider', { defaultProvider: 'a' }, '/odd', 'a//odd'],
    ['a model named as every object has it', { defaultProvider: 'a' }, 'constructor/x', 'a/constructor/x'],
  ])('%s', async (_name, config, model, target) => {
    const providers = { a: scripted(answers()), b: scripted(answers()) }
    const engine = engineWith(providers, config)
    expect((await engine.handle(ask(model))).meta.target).toBe(target)
    expect((await engine.handle(ask(model))).meta.target).toBe(target)
    expect(lastAsked(providers)).toEqual([target, target])
  })

  it.each<[string, string, RegExp]>([
    ['nobody/gpt-5', 'nobody/gpt-5', /'nobody\/gpt-5' names no route and no provider\. Known: smart, a\/…, b\/…/],
    ['a bare model', 'gpt-5', /'gpt-5' names no route and no provider/],
    ['a misspelt route', 'smrat', /Did you mean 'smart'\? Known: smart/],
    ['a slash alone', '/', /'\/' names no route/],
    ['a property of every object', 'constructor', /'constructor' names no route/],
    ['a property of every object as a provider', 'toString/x', /'toString\/x' names no route/],
    ['a very long name, cut short', 'x'.repeat(5000), /'x{100}' names no route/],
  ])('%s is refused', async (_name, model, said) => {
    const engine = engineWith({ a: scripted(answers()), b: scripted(answers()) }, { routes: { smart: 'a/m' } })
    const error = (await rejection(engine.handle(ask(model)))) as GatewayError
    expect(error).toMatchObject({ reason: 'unknown_address', status: 404, code: 'model_not_found', failure: { param: 'model' }, target: undefined })
    expect(error.message).toMatch(said)
    expect(error.message.length).toBeLessThan(400)
  })

  it('made up at run time are remembered, but not without bound', async () => {
    const set = vi.spyOn(Map.prototype, 'set')
    let largest = 0
    const note = (): void => {
      for (const [at, [key]] of set.mock.calls.entries()) {
        if (String(key).startsWith('p/')) largest = Math.max(largest, (set.mock.contexts[at] as Map<unknown, unknown>).size)
      }
      set.mockClear()
    }
    try {
      const engine = engineWith({ p: scripted(answers()) })
      for (let at = 0; at < 25_000; at++) {
        await engine.handle(ask(`p/model-${at}`))
        if (at % 1000 === 0) note()
      }
      note()
      expect((await engine.handle(ask('p/model-1'))).meta.target).toBe('p/model-1')
    } finally {
      set.mockRestore()
    }
    expect(largest).toBeGreaterThan(0)
    expect(largest).toBeLessThanOrEqual(10_000)
  })

  it('of endpoints that are not translated do not mix with those of calls that are', async () => {
    const providers = { a: scripted(answers()), b: scripted(gives(new Response(null))) }
    const engine = engineWith(providers, { defaultProvider: 'a', passthrough: 'b' })
    const targets = []
    for (const call of [ask('m'), passthrough('m'), ask('m'), passthrough('m')]) targets.push((await engine.handle(call as never)).meta.target)
    expect(targets).toEqual(['a/m', 'b/m', 'a/m', 'b/m'])
  })
})

describe('endpoints that are not translated go', () => {
  const able = () => scripted(gives(new Response(null)))
  const unable = (): ScriptedProvider => ({ ...able(), operations: ['chat'] })

  it.each<[string, Partial<GatewayConfig>, string, string]>([
    ['to the provider its model names', {}, 'b/dall-e', 'b/dall-e'],
    ['to the route its model names', { routes: { pictures: fallback(['b/dall-e']) } }, 'pictures', 'b/dall-e'],
    ['to passthrough without a model', { passthrough: 'b', defaultProvider: 'a' }, '', 'b/'],
    ['to passthrough for a bare model', { passthrough: 'b', defaultProvider: 'a' }, 'dall-e', 'b/dall-e'],
    ['to defaultProvider where there is no passthrough', { defaultProvider: 'b' }, '', 'b/'],
  ])('%s', async (_name, config, model, target) => {
    const engine = createEngine({ providers: { a: able(), b: able() }, ...config })
    expect((await engine.handle(passthrough(model))).meta.target).toBe(target)
  })

  it('to the only provider that takes them', async () => {
    const engine = createEngine({ providers: { a: unable(), b: able(), c: unable() } })
    expect((await engine.handle(passthrough(''))).meta.target).toBe('b/')
  })

  it.each([
    ['several could take them', { a: able(), b: able() }],
    ['none could take them', { a: unable() }],
  ])('nowhere where %s and none is named', async (_name, providers) => {
    const error = (await rejection(createEngine({ providers }).handle(passthrough('')))) as GatewayError
    expect(error).toMatchObject({ reason: 'unknown_address', code: 'no_passthrough', failure: { param: 'passthrough' } })
    expect(error.message).toContain("set 'passthrough' in the config")
  })
})

describe('close', () => {
  async function closing(step = streams(chunks(['a']), { hang: true })) {
    const clock = new ManualClock()
    const close = vi.fn(async () => {})
    const provider = Object.assign(scripted(step), { close })
    const engine = createEngine({ providers: { p: provider, q: scripted(answers()) }, clock })
    const reply = await engine.handle(ask('p/m', { stream: true }))
    if (!reply.stream) throw new Error('expected a stream')
    return { clock, close, engine, provider, events: reply.events as EventStream<unknown> }
  }

  it('of a gateway at rest closes every provider, without a wait', async () => {
    const clock = new ManualClock()
    const close = vi.fn(async () => {})
    const engine = createEngine({ providers: { p: Object.assign(scripted(answers()), { close }), q: scripted(answers()) }, clock })
    await engine.handle(ask('p/m'))
    const waits = clock.waits.length // those of the call itself
    await engine.close()
    expect(close).toHaveBeenCalledOnce()
    expect(clock.waits).toHaveLength(waits)
  })

  it('refuses new calls at once', async () => {
    const { engine, provider, events } = await closing()
    const closed = engine.close()
    expect(await rejection(engine.handle(ask('p/m')))).toMatchObject({ reason: 'closed' })
    expect(provider.asked).toHaveLength(1)
    await events.return()
    await closed
  })

  it.each<[string, (events: EventStream<unknown>) => Promise<unknown>]>([
    ['read to its end', (events) => collect(events)],
    ['closed by its reader', (events) => events.return()],
  ])('waits for a running stream until it is %s, then closes the providers', async (_name, end) => {
    const { clock, close, engine, events } = await closing(streams(chunks(['a'])))
    const closed = engine.close()
    await settle()
    expect(close).not.toHaveBeenCalled()
    await end(events)
    await closed
    expect(close).toHaveBeenCalledOnce()
    expect(clock.pending).toBe(0)
  })

  it('ends what still runs after the grace, and tells its reader', async () => {
    const { clock, close, engine, events } = await closing()
    const read = collectUntilError(events)
    const closed = engine.close({ graceMs: 500 })
    await clock.advance(499)
    expect(close).not.toHaveBeenCalled()
    await clock.advance(1)
    await closed
    expect(await read).toMatchObject({ error: { reason: 'closed' } })
    expect(close).toHaveBeenCalledOnce()
  })

  it('asked for several times ends them all as soon as nothing runs', async () => {
    const { clock, engine, events } = await closing()
    const closed = [engine.close(), engine.close({ graceMs: 60_000 })]
    await events.return()
    await Promise.all(closed)
    expect(clock.pending).toBe(0)
  })
})

describe('timeoutMs', () => {
  const timed = (step = hangs, config: Partial<GatewayConfig> = {}) => {
    const clock = new ManualClock()
    const provider = scripted(step)
    const ends: CallEnd[] = []
    const engine = createEngine({ providers: { p: provider }, clock, timeouts: false, on: (event) => void (event.type === 'call.end' && ends.push(event)), ...config })
    return { clock, provider, engine, ends }
  }

  it.each<[string, Partial<GatewayConfig>, CallOptions | undefined, number]>([
    ['of the gateway', { timeoutMs: 500 }, undefined, 500],
    ['of the call', {}, { timeoutMs: 300 }, 300],
    ["of the call before the gateway's, when shorter", { timeoutMs: 500 }, { timeoutMs: 300 }, 300],
    ["of the call before the gateway's, when longer", { timeoutMs: 500 }, { timeoutMs: 900 }, 900],
  ])('%s ends a call that takes longer', async (_name, config, options, ms) => {
    const { clock, engine, ends } = timed(hangs, config)
    const answered = rejection(engine.handle(ask('p/m', options && { options })))
    await clock.advance(ms - 1)
    expect(ends).toEqual([])
    await clock.advance(1)
    const error = (await answered) as GatewayError
    expect(error).toMatchObject({ reason: 'timeout', attempts: [{ target: 'p/m', reason: 'timeout' }] })
    expect(error.message).toContain(`longer than its ${ms} ms`)
    expect(ends).toMatchObject([{ outcome: 'failed', durationMs: ms }])
    expect(clock.pending).toBe(0)
  })

  it('ends a stream after its first content', async () => {
    const { clock, engine, ends } = timed(streams([chunk({ content: 'a' })], { hang: true }), { timeoutMs: 500 })
    const reply = await engine.handle(ask('p/m', { stream: true }))
    if (!reply.stream) throw new Error('expected a stream')
    const read = collectUntilError(reply.events as AsyncIterable<unknown>)
    await clock.advance(500)
    expect(await read).toMatchObject({ events: [{}], error: { reason: 'timeout' } })
    expect(ends).toMatchObject([{ outcome: 'failed', failure: { reason: 'timeout' }, attempts: [{ outcome: 'failed', reason: 'timeout' }] }])
  })

  it('leaves no timer once the call or the stream is over', async () => {
    const { clock, engine } = timed(answers(), { timeoutMs: 500 })
    await engine.handle(ask('p/m'))
    expect(clock.pending).toBe(0)
    const reply = await engine.handle(ask('p/m', { stream: true }))
    expect(clock.pending).toBe(1)
    if (reply.stream) await reply.events.return()
    expect(clock.pending).toBe(0)
    await rejection(engine.handle(ask('nobody/m')))
    expect([clock.pending, clock.waits]).toEqual([0, [500, 500, 500]])
  })

  it('tells a middleware its deadline', async () => {
    const deadlines: number[] = []
    const { engine, clock } = timed(answers(), {
      use: [
        async (call, next) => {
          deadlines.push(call.scope.deadline)
          return next(call)
        },
      ],
    })
    await engine.handle(ask('p/m', { options: { timeoutMs: 250 } }))
    await engine.handle(ask('p/m'))
    await engine.handle(ask('p/m', { stream: true })).then((reply) => closeReply(reply))
    expect(deadlines).toEqual([clock.time + 250, clock.time + 1_200_000, clock.time + 3_600_000])
  })
})

describe('the caller', () => {
  it.each<[string, () => AbortSignal]>([
    ['for a reason', () => AbortSignal.abort('early')],
    ['without one', () => AbortSignal.abort()],
  ])('who left before, %s, asks nobody', async (_name, signal) => {
    const provider = scripted(answers())
    const left = signal()
    const error = await rejection(createEngine({ providers: { p: provider } }).handle(ask('p/m', { signals: [left] })))
    expect(error).toMatchObject({ reason: 'aborted', cause: left.reason })
    expect(provider.asked).toEqual([])
  })

  it('who leaves during the call is told at once, and why', async () => {
    const caller = new AbortController()
    const engine = createEngine({ providers: { p: scripted(hangs) } })
    const answered = rejection(engine.handle(ask('p/m', { signals: [undefined, null, caller.signal] })))
    const why = new Error('bored')
    caller.abort(why)
    expect(await answered).toMatchObject({ reason: 'aborted', cause: why, attempts: [{ outcome: 'aborted' }] })
  })

  it('who leaves during a stream ends it with a typed error', async () => {
    const caller = new AbortController()
    const engine = createEngine({ providers: { p: scripted(streams([chunk({ content: 'a' })], { hang: true })) } })
    const reply = await engine.handle(ask('p/m', { stream: true, signals: [caller.signal] }))
    if (!reply.stream) throw new Error('expected a stream')
    await reply.events.next()
    const pending = rejection(reply.events.next())
    caller.abort()
    expect(await pending).toMatchObject({ reason: 'aborted' })
    expect(await reply.events.next()).toEqual({ done: true, value: undefined })
  })

  it.each<[string, object, ScriptedProvider, (reply: Awaited<ReturnType<ReturnType<typeof createEngine>['handle']>>) => Promise<unknown>]>([
    ['a value', {}, scripted(answers()), async () => {}],
    ['a stream read to its end', { stream: true }, scripted(answers()), async (reply) => reply.stream && collect(reply.events as AsyncIterable<unknown>)],
    ['a stream that was closed', { stream: true }, scripted(answers()), async (reply) => reply.stream && reply.events.return()],
  ])('has no listener of ours on the signal after %s', async (_name, more, provider, read) => {
    const { signal } = new AbortController()
    const reply = await createEngine({ providers: { p: provider } }).handle(ask('p/m', { ...more, signals: [signal] }))
    await read(reply as never)
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })

  it('has no listener of ours on the signal after any failure', async () => {
    const { signal } = new AbortController()
    const engine = createEngine({ providers: { p: scripted(answers()) } })
    await rejection(engine.handle(ask('nobody/m', { signals: [signal] })))
    await rejection(engine.handle({ ...ask('p/m', { signals: [signal] }), body: {} as never }))
    await rejection(engine.handle(ask('p/m', { signals: [signal], options: { maxRetries: -1 } })))
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })
})

describe('the options of a call', () => {
  it.each<[CallOptions, string]>([
    [{ timeoutMs: 0 }, 'timeoutMs'],
    [{ timeoutMs: -5 }, 'timeoutMs'],
    [{ timeoutMs: Number.NaN }, 'timeoutMs'],
    [{ timeoutMs: 2 ** 31 }, 'timeoutMs'],
    [{ timeoutMs: '5' as never }, 'timeoutMs'],
    [{ maxAttempts: 0 }, 'maxAttempts'],
    [{ maxAttempts: 1.5 }, 'maxAttempts'],
    [{ maxRetries: -1 }, 'maxRetries'],
    [{ maxRetries: Number.NaN }, 'maxRetries'],
    [{ headers: { Authorization: 'Bearer x' } }, 'headers.Authorization'],
    [{ headers: { 'X-API-Key': 'x' } }, 'headers.X-API-Key'],
    [{ headers: { 'api-key': 'x' } }, 'headers.api-key'],
    [{ headers: { 'x-goog-api-key': 'x' } }, 'headers.x-goog-api-key'],
    [{ headers: { cookie: 'x' } }, 'headers.cookie'],
    [{ headers: { 'Proxy-Authorization': 'x' } }, 'headers.Proxy-Authorization'],
    [{ headers: { 'ocp-apim-subscription-key': 'x' } }, 'headers.ocp-apim-subscription-key'],
    [{ headers: { Expect: '100-continue' } }, 'headers.Expect'],
    [{ headers: { 'x a': 'b' } }, 'headers.x a'],
    [{ headers: { 'x-a:': 'b' } }, 'headers.x-a:'],
    [{ headers: { 'Content-Length': '5' } }, 'headers.Content-Length'],
    [{ headers: { host: 'evil.example' } }, 'headers.host'],
    [{ headers: { 'x-a': 'b\r\nx-c: d' } }, 'headers.x-a'],
    [{ headers: { 'x-a': '東京' } }, 'headers.x-a'],
    [{ idempotencyKey: 'a\nb' }, 'idempotencyKey'],
  ])('%j is refused, naming %s, before anybody is asked', async (options, param) => {
    const provider = scripted(answers())
    const error = (await rejection(createEngine({ providers: { p: provider } }).handle(ask('p/m', { options })))) as GatewayError
    expect(error).toMatchObject({ reason: 'bad_request', status: 400, failure: { param } })
    expect(error.message).toContain(param)
    expect(provider.asked).toEqual([])
  })

  it('maxAttempts bounds one call', async () => {
    const engine = engineWith({ p: scripted(answers()) }, { use: [async (call, next) => (await next(call), next(call))] })
    expect(await rejection(engine.handle(ask('p/m', { options: { maxAttempts: 1 } })))).toMatchObject({ reason: 'attempts_exhausted' })
    expect(await engine.handle(ask('p/m'))).toMatchObject({ stream: false })
  })
})

describe('a stream', () => {
  it('gives its usage-only chunk only to a caller who asked for it', async () => {
    const engine = engineWith({ p: scripted(streams(chunks(['Hi']))) })
    for (const include_usage of [undefined, false, true]) {
      const body = { ...chatBody, model: 'p/m', ...(include_usage !== undefined && { stream_options: { include_usage } }) }
      const reply = await engine.handle({ operation: 'chat', body, stream: true })
      const events = reply.stream ? await collect<Chunk>(reply.events) : []
      expect(events.filter(({ choices }) => choices.length === 0)).toEqual(include_usage === true ? [usageChunk] : [])
    }
  })

  it('is not read ahead of its reader', async () => {
    let given = 0
    const endless: ScriptedProvider = scripted(async (_call, target): Promise<Reply> => ({
      stream: true,
      meta: { target: target.address, status: 200, headers: {} },
      events: {
        next: async () => {
          given += 1
          return { done: false, value: chunk({ content: 'x' }) as never }
        },
        return: async () => ({ done: true, value: undefined }),
        [Symbol.asyncIterator]() {
          return this
        },
      },
    }))
    const reply = await engineWith({ p: endless }).handle(ask('p/m', { stream: true }))
    await settle()
    expect(given).toBe(1)
    if (!reply.stream) throw new Error('expected a stream')
    for (let at = 0; at < 5; at++) await reply.events.next()
    await settle()
    expect(given).toBe(5)
  })
})
