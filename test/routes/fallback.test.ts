import { describe, expect, it, vi } from 'vitest'
import type { Call } from '../../src/core/call.ts'
import { GatewayError } from '../../src/core/error.ts'
import { type FailureReason, meanings } from '../../src/core/failure.ts'
import type { Handler } from '../../src/core/handler.ts'
import type { StreamReply } from '../../src/core/reply.ts'
import { createEngine } from '../../src/engine.ts'
import { openaiCompatible } from '../../src/providers/openai-compatible/index.ts'
import { fallback, type FallbackOptions } from '../../src/routes/fallback.ts'
import { chatBody, chatCall, deepFreeze, handler, house } from '../support/call.ts'
import { collect, collectUntilError, rejection } from '../support/collect.ts'
import { answers, type Chunk, chunk, completion, fails, hangs, metaOf, roleChunk, scripted, type Step, streams, textOf } from '../support/provider.ts'
import { json, loopback } from '../support/server.ts'

const reasons = Object.keys(meanings) as FailureReason[]
const ok = handler(async () => ({ stream: false, value: completion('ok'), meta: metaOf({ provider: 'b', model: 'm', address: 'b/m' }) }))

function failing(reason: FailureReason): Handler {
  return handler(async () => {
    throw new GatewayError({ reason, message: reason })
  })
}

function build(children: readonly Handler[], options?: FallbackOptions): Handler {
  return fallback(children.map((_, at) => `p${at}/m`), options).build(children, house)
}

function engineOf(steps: readonly Step[], options?: FallbackOptions, maxAttempts?: number) {
  const providers = Object.fromEntries(steps.map((step, at) => [`p${at}`, scripted(step)]))
  const smart = fallback(Object.keys(providers).map((name) => `${name}/m`), options)
  return { engine: createEngine({ providers, routes: { smart }, maxAttempts }), providers }
}

const smartCall = { operation: 'chat', body: { ...chatBody, model: 'smart' } } as const
const smartStream = { ...smartCall, stream: true } as const

describe('fallback', () => {
  it('asks the next child only when one fails', async () => {
    const [first, second, third] = [vi.fn(failing('timeout')), vi.fn(ok), vi.fn(ok)]
    await build([first as Handler, second as Handler, third as Handler])(chatCall())
    expect([first, second, third].map((child) => child.mock.calls.length)).toEqual([1, 1, 0])
  })

  it('gives each child the very call it was given', async () => {
    const call = chatCall()
    const seen: Array<Call<'chat'>> = []
    const noting = handler(async (given) => {
      seen.push(given)
      throw new GatewayError({ reason: 'timeout', message: 'x' })
    })
    await rejection(build([noting, noting, noting])(call))
    expect(seen.map((given) => ({ ...given, hasAlternative: undefined }))).toEqual([call, call, call].map((one) => ({ ...one, hasAlternative: undefined })))
    expect(seen.every(({ body, signal, scope }) => body === call.body && signal === call.signal && scope === call.scope)).toBe(true)
  })

  it('says from which child to which, and why', async () => {
    const call = chatCall()
    await build([failing('rate_limit'), failing('timeout'), ok])(call)
    expect(call.events).toEqual([
      { type: 'fallback.next', callId: 'call-1', at: 1000, reason: 'rate_limit', from: 0, to: 1 },
      { type: 'fallback.next', callId: 'call-1', at: 1000, reason: 'timeout', from: 1, to: 2 },
    ])
  })

  describe('by default goes on after what another target could cure', () => {
    it.each(reasons)('%s', async (reason) => {
      const next = vi.fn(ok)
      const answered = build([failing(reason), next as Handler])(chatCall())
      if (meanings[reason].fallback) await answered
      else expect(await rejection(answered)).toMatchObject({ reason })
      expect(next).toHaveBeenCalledTimes(meanings[reason].fallback ? 1 : 0)
    })
  })

  describe('with a list goes on after those reasons only', () => {
    it.each(reasons)('%s', async (reason) => {
      const next = vi.fn(ok)
      const on: FailureReason[] = ['content_filter', 'bad_request']
      await build([failing(reason), next as Handler], { on })(chatCall()).catch(() => {})
      expect(next).toHaveBeenCalledTimes(on.includes(reason) ? 1 : 0)
    })
  })

  it('with a predicate asks it, with the error', async () => {
    const on = vi.fn((error: GatewayError) => error.status === 418)
    const teapot = handler(async () => {
      throw new GatewayError({ reason: 'bad_request', message: 'tea', status: 418 })
    })
    await build([teapot, ok], { on })(chatCall())
    expect(await rejection(build([failing('timeout'), ok], { on })(chatCall()))).toMatchObject({ reason: 'timeout' })
    expect(on.mock.calls.map(([error]) => error.reason)).toEqual(['bad_request', 'timeout'])
  })

  it("with a predicate that throws does not go on, and fails as the target did", async () => {
    const on = () => {
      throw new TypeError('mine')
    }
    const next = vi.fn(ok)
    expect(await rejection(build([failing('timeout'), next as Handler], { on })(chatCall()))).toMatchObject({ reason: 'timeout' })
    expect(next).not.toHaveBeenCalled()
  })

  it('with an empty list never goes on', async () => {
    expect(await rejection(build([failing('timeout'), ok], { on: [] })(chatCall()))).toMatchObject({ reason: 'timeout' })
  })

  it('takes whatever a child throws for an internal failure, and goes on', async () => {
    const throwing = handler(async () => {
      throw 'text'
    })
    expect(await build([throwing, ok])(chatCall())).toMatchObject({ stream: false })
  })

  it('does not go on once the call was aborted', async () => {
    const call = chatCall()
    const next = vi.fn(ok)
    const aborting = handler(async () => {
      call.signal.abort(new GatewayError({ reason: 'aborted', message: 'gone' }))
      throw new GatewayError({ reason: 'timeout', message: 'x' })
    })
    await rejection(build([aborting, next as Handler])(call))
    expect(next).not.toHaveBeenCalled()
  })

  it('does not go on once the attempt budget is spent, and says both what failed and that it is spent', async () => {
    const { engine, providers } = engineOf([fails('timeout'), fails('overloaded'), answers()], undefined, 2)
    const error = await rejection(engine.handle(smartCall))
    expect(error).toMatchObject({ reason: 'overloaded', attempts: [{ target: 'p0/m' }, { target: 'p1/m' }] })
    expect((error as Error).message).toContain("The call's budget of 2 attempts is spent")
    expect(providers.p2?.asked).toEqual([])
  })

  describe('when every child failed', () => {
    const steps = [fails('rate_limit', { status: 429 }), fails('timeout'), fails('server_error', { status: 503 })]

    it('throws one error: the last decides its class, and each failure is one of its causes', async () => {
      const error = (await rejection(engineOf(steps).engine.handle(smartCall))) as GatewayError
      expect(error).toBeInstanceOf(GatewayError)
      expect(error).toMatchObject({ reason: 'server_error', status: 503, target: 'p2/m' })
      expect(error.cause).toBeInstanceOf(AggregateError)
      const causes = (error.cause as AggregateError).errors as GatewayError[]
      expect(causes.map(({ reason, target }) => [reason, target])).toEqual([['rate_limit', 'p0/m'], ['timeout', 'p1/m'], ['server_error', 'p2/m']])
    })

    it('tells the trail in its message and in its attempts', async () => {
      const error = (await rejection(engineOf(steps).engine.handle(smartCall))) as GatewayError
      expect(error.message).toContain('Tried 3: p0/m (rate_limit), then p1/m (timeout), then p2/m (server_error).')
      expect(error.attempts.map(({ number, target, outcome, reason, status }) => [number, target, outcome, reason, status])).toEqual([
        [1, 'p0/m', 'failed', 'rate_limit', 429],
        [2, 'p1/m', 'failed', 'timeout', undefined],
        [3, 'p2/m', 'failed', 'server_error', 503],
      ])
    })

    it('throws the failure itself where only one was tried', async () => {
      const error = (await rejection(engineOf([fails('bad_request'), answers()]).engine.handle(smartCall))) as GatewayError
      expect(error.reason).toBe('bad_request')
      expect(error.cause).not.toBeInstanceOf(AggregateError)
    })
  })

  it('nests: a fallback inside a fallback is exhausted before the outer one goes on', async () => {
    const asked: string[] = []
    const tracing = (name: string) =>
      scripted(async (call, target) => {
        asked.push(`${name}/${target.model}`)
        return fails('timeout')(call, target)
      })
    const providers = { a: tracing('a'), b: tracing('b'), c: tracing('c') }
    const engine = createEngine({ providers, routes: { smart: fallback([fallback(['a/1', 'b/2']), 'c/3']) } })
    const error = (await rejection(engine.handle(smartCall))) as GatewayError
    expect(asked).toEqual(['a/1', 'b/2', 'c/3'])
    expect(error.attempts).toHaveLength(3)
  })
})

describe('fallback of streams', () => {
  it.each<[string, Step]>([
    ['fails outright', fails('overloaded')],
    ['breaks off before any event', streams([], { error: new GatewayError({ reason: 'truncated', message: 'cut' }) })],
    ['breaks off after its role, before any content', streams([roleChunk], { error: new GatewayError({ reason: 'truncated', message: 'cut' }) })],
  ])('goes on unseen where the first target %s', async (_name, first) => {
    const { engine } = engineOf([first, answers('second')])
    const reply = (await engine.handle(smartStream)) as StreamReply<'chat'>
    const events = await collect<Chunk>(reply.events)
    expect(textOf(events)).toBe('second')
    expect(events.filter((event) => event.choices[0]?.delta.role)).toHaveLength(1)
    expect(reply.meta).toMatchObject({ target: 'p1/m' })
    expect(reply.meta.attempts?.map(({ outcome }) => outcome)).toEqual(['failed', 'ok'])
  })

  it.each<[string, Chunk]>([
    ['text', chunk({ content: 'first' })],
    ['reasoning', chunk({ reasoning_content: 'hm' } as never)],
    ['a tool call', chunk({ tool_calls: [{ index: 0, id: 'c', type: 'function', function: { name: 'f', arguments: '' } }] })],
    ['a refusal', chunk({ refusal: 'no' })],
    ['a finish reason', chunk({}, 'stop')],
  ])('never goes on after %s was handed out', async (_name, content) => {
    const cut = new GatewayError({ reason: 'truncated', message: 'cut' })
    const { engine, providers } = engineOf([streams([roleChunk, content], { error: cut }), answers('second')])
    const reply = (await engine.handle(smartStream)) as StreamReply<'chat'>
    const { events, error } = await collectUntilError(reply.events)
    expect(events).toEqual([roleChunk, content])
    expect(error).toMatchObject({ reason: 'truncated', target: 'p0/m' })
    expect(providers.p1?.asked).toEqual([])
  })

  it('stops when the caller leaves during the first attempt', async () => {
    const { engine, providers } = engineOf([hangs, answers()])
    const caller = new AbortController()
    const answered = rejection(engine.handle({ ...smartStream, signals: [caller.signal] }))
    caller.abort()
    expect(await answered).toMatchObject({ reason: 'aborted' })
    expect(providers.p1?.asked).toEqual([])
  })
})

describe("the caller's own body", () => {
  const body = deepFreeze({
    temperature: 0.25,
    messages: [
      { role: 'system', content: 'Be brief. ✓ 漢字 \u2028 "quoted"' },
      { role: 'user', content: [{ type: 'text', text: 'Hi', unknown_part_field: { b: 1, a: [1e21, -0, 1e-7] } }] },
    ],
    zeta: { y: 1, x: null },
    model: 'smart',
    alpha: [true, false],
    max_tokens: 5,
  })
  const sent = (model: string) => JSON.stringify({ ...body, model })

  it('reaches each target byte for byte, only its model replaced', async () => {
    const server = await loopback((_request, response) => json(response, { error: { message: 'busy' } }, 503, { 'x-should-retry': 'false' }))
    try {
      const provider = () => openaiCompatible({ baseURL: server.baseURL, apiKey: null })
      const engine = createEngine({
        providers: { a: provider(), b: provider(), c: provider() },
        routes: { smart: fallback(['a/model-a', fallback(['b/model-b', 'c/deep/er'])]) },
      })
      const error = await rejection(engine.handle({ operation: 'chat', body: body as never }))
      await engine.close()
      expect(error).toMatchObject({ attempts: [{ status: 503 }, { status: 503 }, { status: 503 }] })
      const raw = server.received.map((request) => request.body.toString('utf8'))
      expect(raw).toEqual([sent('model-a'), sent('model-b'), sent('deep/er')])
    } finally {
      await server.close()
    }
  })

  it('is not copied on its way to a provider', async () => {
    const { engine, providers } = engineOf([fails('timeout'), answers()])
    const frozen = deepFreeze({ model: 'smart', messages: [{ role: 'user', content: 'Hi' }] } as const)
    await engine.handle({ operation: 'chat', body: frozen as never })
    expect(providers.p0?.asked[0]?.call.body).toBe(frozen)
    expect(providers.p1?.asked[0]?.call.body).toBe(frozen)
  })
})
