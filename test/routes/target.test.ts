import { describe, expect, it } from 'vitest'
import { GatewayError } from '../../src/core/error.ts'
import type { GatewayEvent } from '../../src/core/event.ts'
import type { Target } from '../../src/core/provider.ts'
import type { StreamReply } from '../../src/core/reply.ts'
import { target } from '../../src/routes/target.ts'
import { chatCall } from '../support/call.ts'
import { collect, collectUntilError, rejection } from '../support/collect.ts'
import { answers, type Chunk, chunk, chunks, completion, fails, gives, hangs, roleChunk, scripted, type Step, streams, textOf, throws, usageChunk } from '../support/provider.ts'

const at = (address: string): Target => {
  const slash = address.indexOf('/')
  return { provider: address.slice(0, slash), model: address.slice(slash + 1), address }
}

const types = (events: readonly GatewayEvent[]) => events.map((event) => event.type)

async function streamed(step: Step, call = chatCall({ stream: true })) {
  const provider = scripted(step)
  const reply = (await target(at('p/m'), provider)(call)) as StreamReply<'chat'>
  return { provider, reply, call }
}

describe('target', () => {
  it('asks its provider for its model', async () => {
    const provider = scripted(answers())
    const call = chatCall()
    await target(at('p/deep/er'), provider)(call)
    expect(provider.asked).toEqual([{ call, target: { provider: 'p', model: 'deep/er', address: 'p/deep/er' } }])
  })

  it('keeps an account of an attempt that succeeds', async () => {
    const call = chatCall()
    const provider = scripted(async (asked, at) => {
      call.scope.clock.time += 250
      return answers()(asked, at)
    })
    await target(at('p/m'), provider)(call)
    expect(call.scope.attempts).toEqual([
      { number: 1, target: 'p/m', startedAt: 1000, durationMs: 250, firstContentMs: undefined, outcome: 'ok', reason: undefined, status: undefined, error: undefined },
    ])
    expect(call.events).toEqual([
      { type: 'attempt.start', callId: 'call-1', at: 1000, attempt: 1, target: 'p/m' },
      {
        type: 'attempt.end',
        callId: 'call-1',
        at: 1250,
        attempt: 1,
        target: 'p/m',
        outcome: 'ok',
        durationMs: 250,
        firstContentMs: undefined,
        usage: { inputTokens: 7, outputTokens: 3, totalTokens: 10, cachedTokens: 0, reasoningTokens: 0 },
        failure: undefined,
      },
    ])
  })

  it('keeps an account of an attempt that fails', async () => {
    const call = chatCall()
    const error = await rejection(target(at('p/m'), scripted(fails('rate_limit', { status: 429, retryAfterMs: 5 })))(call))
    expect(error).toMatchObject({ reason: 'rate_limit', target: 'p/m' })
    expect(call.scope.attempts).toMatchObject([{ outcome: 'failed', reason: 'rate_limit', status: 429, error }])
    expect(call.events[1]).toMatchObject({ type: 'attempt.end', outcome: 'failed', failure: { reason: 'rate_limit', retryAfterMs: 5 } })
  })

  it('numbers the attempts of a call over all its targets', async () => {
    const call = chatCall()
    await target(at('a/x'), scripted(answers()))(call)
    await target(at('b/y'), scripted(answers()))(call)
    expect(call.scope.attempts.map(({ number, target: at }) => [number, at])).toEqual([[1, 'a/x'], [2, 'b/y']])
  })

  it('does not hide a target that the failure already names', async () => {
    const error = await rejection(target(at('p/m'), scripted(fails('timeout', { target: 'elsewhere/m' })))(chatCall()))
    expect(error).toMatchObject({ target: 'elsewhere/m' })
  })

  it('refuses an attempt above the budget, without asking', async () => {
    const provider = scripted(answers())
    const call = chatCall({ scope: { maxAttempts: 1 } })
    const ask = target(at('p/m'), provider)
    await ask(call)
    expect(await rejection(ask(call))).toMatchObject({ reason: 'attempts_exhausted', target: 'p/m' })
    expect(provider.asked).toHaveLength(1)
    expect(call.scope.attempts).toHaveLength(1)
  })

  it('does not begin an attempt of a call that is over', async () => {
    const call = chatCall()
    const gone = new GatewayError({ reason: 'aborted', message: 'gone' })
    call.signal.abort(gone)
    expect(await rejection(target(at('p/m'), scripted(answers()))(call))).toBe(gone)
    expect([call.scope.attempts, call.events]).toEqual([[], []])
  })

  it('refuses what its provider does not answer, as a failure that another target may cure', async () => {
    const provider = { ...scripted(answers()), operations: ['embeddings'] as const }
    const call = chatCall()
    const error = await rejection(target(at('p/m'), provider)(call))
    expect(error).toMatchObject({ reason: 'unsupported', target: 'p/m', message: "provider 'p' does not answer 'chat' calls" })
    expect(types(call.events)).toEqual(['attempt.start', 'attempt.end'])
  })

  it("counts an attempt as aborted when the caller left, also where the provider throws an error of its own", async () => {
    const call = chatCall()
    const provider = scripted(
      (asked) => new Promise((_resolve, reject) => asked.signal.onAbort(() => reject(new DOMException('This operation was aborted', 'AbortError')))),
    )
    const asked = rejection(target(at('p/m'), provider)(call))
    call.signal.abort(new GatewayError({ reason: 'aborted', message: 'the caller cancelled' }))
    expect(await asked).toMatchObject({ reason: 'aborted' })
    expect(call.scope.attempts).toMatchObject([{ outcome: 'aborted', reason: 'aborted' }])
  })

  it('makes no events where nobody listens', async () => {
    const call = chatCall({ scope: { emit: undefined } })
    await target(at('p/m'), scripted(answers()))(call)
    await rejection(target(at('p/m'), scripted(fails('timeout')))(call))
    expect(call.events).toEqual([])
    expect(call.scope.attempts).toHaveLength(2)
  })
})

describe('target of a stream', () => {
  it('gives every event, ends its attempt at the end, and knows the time to first content', async () => {
    const call = chatCall({ stream: true })
    const { reply } = await streamed(async (asked, at) => {
      call.scope.clock.time += 80
      return streams(chunks(['Hel', 'lo']))(asked, at)
    }, call)
    expect(call.scope.attempts).toMatchObject([{ outcome: 'running', firstContentMs: 80 }])
    expect(types(call.events)).toEqual(['attempt.start'])
    call.scope.clock.time += 20
    expect(textOf(await collect<Chunk>(reply.events))).toBe('Hello')
    expect(call.scope.attempts).toMatchObject([{ outcome: 'ok', durationMs: 100, firstContentMs: 80 }])
    expect(call.events[1]).toMatchObject({ type: 'attempt.end', outcome: 'ok', firstContentMs: 80, usage: { totalTokens: 10 } })
  })

  it('hands on the usage-only chunk, for the accounts of the layers around it', async () => {
    const { reply, call } = await streamed(streams(chunks(['Hi'])))
    const events = await collect<Chunk>(reply.events)
    expect(events.at(-1)).toEqual(usageChunk)
    expect(call.events[1]).toMatchObject({ usage: { inputTokens: 7, outputTokens: 3 } })
  })

  it('is an ordinary failure until the first content', async () => {
    const call = chatCall({ stream: true })
    const cut = new GatewayError({ reason: 'truncated', message: 'cut' })
    const error = await rejection(target(at('p/m'), scripted(streams([roleChunk], { error: cut })))(call))
    expect(error).toMatchObject({ reason: 'truncated', target: 'p/m' })
    expect(call.scope.attempts).toMatchObject([{ outcome: 'failed', firstContentMs: undefined }])
    expect(types(call.events)).toEqual(['attempt.start', 'attempt.end'])
  })

  it('reaches the reader typed when it fails after the first content, after everything that came before', async () => {
    const { reply, call } = await streamed(streams([roleChunk, chunk({ content: 'a' }), chunk({ content: 'b' })], { error: new RangeError('broken') }))
    const { events, error } = await collectUntilError<Chunk>(reply.events)
    expect(textOf(events)).toBe('ab')
    expect(error).toBeInstanceOf(GatewayError)
    expect(error).toMatchObject({ reason: 'internal', target: 'p/m', message: 'broken' })
    expect(call.events[1]).toMatchObject({ outcome: 'failed', failure: { reason: 'internal' } })
  })

  it('closes its upstream when the reader leaves, and counts the attempt as aborted', async () => {
    const { reply, call, provider } = await streamed(streams([roleChunk, chunk({ content: 'a' })], { hang: true }))
    for await (const _ of reply.events) break
    expect(provider.closed.count).toBe(1)
    expect(call.events[1]).toMatchObject({ type: 'attempt.end', outcome: 'aborted', failure: { reason: 'aborted' } })
  })

  it('closes its upstream where an event before the first content is not what the protocol says', async () => {
    const call = chatCall({ stream: true })
    const provider = scripted(streams([{ no: 'choices' }], { hang: true }))
    expect(await rejection(target(at('p/m'), provider)(call))).toMatchObject({ reason: 'internal', target: 'p/m' })
    expect(provider.closed.count).toBe(1)
    expect(call.scope.attempts).toMatchObject([{ outcome: 'failed' }])
  })

  it('closes its upstream where a later event is not what the protocol says', async () => {
    const { reply, call, provider } = await streamed(streams([chunk({ content: 'a' }), null], { hang: true }))
    const { events, error } = await collectUntilError<Chunk>(reply.events)
    expect(textOf(events)).toBe('a')
    expect(error).toMatchObject({ reason: 'internal', target: 'p/m' })
    expect(provider.closed.count).toBe(1)
    expect(call.scope.attempts).toMatchObject([{ outcome: 'failed' }])
  })

  it('rejects at once when the call is aborted before the first content', async () => {
    const call = chatCall({ stream: true })
    const gone = new GatewayError({ reason: 'timeout', message: 'late' })
    const asked = rejection(target(at('p/m'), scripted(hangs))(call))
    call.signal.abort(gone)
    expect(await asked).toMatchObject({ reason: 'timeout' })
    expect(call.scope.attempts).toMatchObject([{ outcome: 'failed', reason: 'timeout' }])
  })
})

describe('target with odd providers', () => {
  it.each([['a value', completion()], ['a value without usage', completion('x', { usage: null as never })], ['a value of another shape', {}]])(
    'hands on %s as it is',
    async (_name, value) => {
      expect(await target(at('p/m'), scripted(gives(value)))(chatCall())).toMatchObject({ stream: false, value })
    },
  )

  it('survives a provider that throws before it returns a promise', async () => {
    const provider = {
      ...scripted(answers()),
      ask: () => {
        throw new TypeError('sync')
      },
    }
    expect(await rejection(target(at('p/m'), provider)(chatCall()))).toMatchObject({ reason: 'internal', message: 'sync' })
    expect(await rejection(target(at('p/m'), scripted(throws('text')))(chatCall()))).toMatchObject({ reason: 'internal', message: 'text' })
  })
})
