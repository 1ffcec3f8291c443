import { describe, expect, it, vi } from 'vitest'
import type { Call } from '../../src/core/call.ts'
import { GatewayError } from '../../src/core/error.ts'
import { compose, type Handler, type Middleware } from '../../src/core/handler.ts'
import { closeReply, type Reply } from '../../src/core/reply.ts'
import { streamOf } from '../../src/core/stream.ts'
import { createEngine } from '../../src/engine.ts'
import { chatBody, chatCall, deepFreeze, handler } from '../support/call.ts'
import { rejection } from '../support/collect.ts'
import { answers, completion, metaOf, scripted } from '../support/provider.ts'

const target = { provider: 'p', model: 'm', address: 'p/m' }
const reply: Reply<'chat'> = { stream: false, value: completion(), meta: metaOf(target) }
const replies: Handler = handler(async () => reply)

function traced(name: string, trace: string[]): Middleware {
  return async (call, next) => {
    trace.push(`${name} in`)
    const answered = await next(call)
    trace.push(`${name} out`)
    return answered
  }
}

describe('compose', () => {
  it('runs in array order, first middleware outermost', async () => {
    const trace: string[] = []
    const composed = compose([traced('a', trace), traced('b', trace), traced('c', trace)], handler(async () => (trace.push('handler'), reply)))
    await composed(chatCall())
    expect(trace).toEqual(['a in', 'b in', 'c in', 'handler', 'c out', 'b out', 'a out'])
  })

  it('is the handler itself where there is no middleware', async () => {
    expect(compose([], replies)).toBe(replies)
  })

  it('hands the reply through untouched', async () => {
    const trace: string[] = []
    expect(await compose([traced('a', trace), traced('b', trace)], replies)(chatCall())).toBe(reply)
  })

  it.each([0, 1, 2, 7])('lets a middleware call next %i times', async (times) => {
    const asked = vi.fn(async () => reply)
    const repeat: Middleware = async (call, next) => {
      for (let time = 0; time < times; time++) await next(call)
      return reply as never
    }
    await compose([repeat], handler(asked))(chatCall())
    expect(asked).toHaveBeenCalledTimes(times)
  })

  it('lets a middleware call next several times at once', async () => {
    let running = 0
    let most = 0
    const slow = handler(async () => {
      most = Math.max(most, (running += 1))
      await Promise.resolve()
      running -= 1
      return reply
    })
    const hedged: Middleware = async (call, next) => Promise.any([next(call), next(call), next(call)])
    await compose([hedged], slow)(chatCall())
    expect(most).toBe(3)
  })

  it('runs the inner middleware again each time an outer one calls next', async () => {
    const trace: string[] = []
    const twice: Middleware = async (call, next) => {
      await next(call)
      return next(call)
    }
    await compose([twice, traced('inner', trace)], replies)(chatCall())
    expect(trace).toEqual(['inner in', 'inner out', 'inner in', 'inner out'])
  })

  it('gives a changed copy to those inside and leaves the call of those outside as it was', async () => {
    const seen: number[] = []
    const outer: Middleware = async (call, next) => {
      const answered = await next(call)
      seen.push((call.body as Call<'chat'>['body']).temperature ?? -1)
      return answered
    }
    const changing: Middleware = async (call, next) => next({ ...call, body: { ...call.body, temperature: 0.5 } })
    const asked = handler(async (call) => (seen.push(call.body.temperature ?? -1), reply))
    await compose([outer, changing], asked)(deepFreeze({ ...chatCall(), signal: undefined, scope: undefined }) as never)
    expect(seen).toEqual([0.5, -1])
  })

  it('lets an outer middleware catch and replace what an inner one throws', async () => {
    const failing: Middleware = async () => {
      throw new RangeError('inner')
    }
    const catching: Middleware = async (call, next) => {
      try {
        return await next(call)
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError)
        return reply as never
      }
    }
    expect(await compose([catching, failing], replies)(chatCall())).toBe(reply)
  })

  it('folds once: the same wrapped handler serves every call', async () => {
    const wrap = vi.fn<Middleware>(async (call, next) => next(call))
    const composed = compose([wrap as Middleware], replies)
    await composed(chatCall())
    await composed(chatCall())
    expect(wrap.mock.calls[0]?.[1]).toBe(wrap.mock.calls[1]?.[1])
  })
})

describe("whatever is thrown becomes one GatewayError at the engine's edge", () => {
  const thrown: ReadonlyArray<[string, unknown, string]> = [
    ['an error', new RangeError('out of range'), 'out of range'],
    ['a string', 'just text', 'just text'],
    ['a number', 42, '42'],
    ['undefined', undefined, 'undefined'],
    ['null', null, 'null'],
    ['a symbol', Symbol('why'), 'Symbol(why)'],
    ['an object', { code: 1 }, 'an object was thrown'],
    ['an object without a prototype', Object.create(null), 'an object was thrown'],
    ['false', false, 'false'],
  ]

  it.each(thrown)('%s thrown by a middleware', async (_name, value, said) => {
    const ends: unknown[] = []
    const engine = createEngine({
      providers: { p: scripted(answers()) },
      use: [
        async () => {
          throw value
        },
      ],
      on: (event) => void (event.type === 'call.end' && ends.push(event.outcome)),
    })
    const error = await rejection(engine.handle({ operation: 'chat', body: { ...chatBody, model: 'p/m' } }))
    expect(error).toBeInstanceOf(GatewayError)
    expect(error).toMatchObject({ reason: 'internal' })
    expect((error as Error).cause).toBe(value)
    expect((error as Error).message).toContain(said)
    expect(ends).toEqual(['failed'])
  })

  it.each(thrown)('%s thrown by a provider, with the target it came from', async (_name, value) => {
    const provider = scripted(async () => {
      throw value
    })
    const engine = createEngine({ providers: { p: provider } })
    const error = await rejection(engine.handle({ operation: 'chat', body: { ...chatBody, model: 'p/m' } }))
    expect(error).toBeInstanceOf(GatewayError)
    expect(error).toMatchObject({ reason: 'internal', target: 'p/m', attempts: [{ outcome: 'failed', reason: 'internal' }] })
  })

  it('a GatewayError keeps its reason and gains the attempts', async () => {
    const failing: Middleware = async () => {
      throw new GatewayError({ reason: 'content_filter', message: 'no', code: 'guard', status: 400 })
    }
    const engine = createEngine({ providers: { p: scripted(answers()) }, use: [failing] })
    const error = await rejection(engine.handle({ operation: 'chat', body: { ...chatBody, model: 'p/m' } }))
    expect(error).toMatchObject({ reason: 'content_filter', code: 'guard', status: 400, attempts: [] })
  })
})

describe('closeReply', () => {
  it('stops the upstream of a stream', async () => {
    const events = streamOf([1, 2, 3])
    const stop = vi.spyOn(events, 'return')
    await closeReply({ stream: true, events: events as never, meta: metaOf(target) })
    expect(stop).toHaveBeenCalledOnce()
  })

  it('has nothing to do for a value', async () => {
    await expect(closeReply(reply as unknown as Reply)).resolves.toBeUndefined()
  })
})
