import OpenAI from 'openai'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { toOpenAIError } from '../../src/clients/openai/errors.ts'
import { GatewayError, isGatewayError } from '../../src/core/error.ts'
import type { CallEnd } from '../../src/core/event.ts'
import type { FailureReason } from '../../src/core/failure.ts'
import { interruptedBrand, StreamInterruptedError } from '../../src/core/interrupted.ts'
import type { Value } from '../../src/core/operation.ts'
import { createEngine, type CallRequest } from '../../src/engine.ts'
import { messages, overFetch, overScript } from '../clients/gateway.ts'
import { ManualClock, settle } from '../support/clock.ts'
import { collectUntilError, rejection } from '../support/collect.ts'
import { sseResponse } from '../support/fetch.ts'
import { chunk, roleChunk, scripted, type Step, streams, usage, usageChunk } from '../support/provider.ts'

const cut = (reason: FailureReason = 'truncated') => new GatewayError({ reason, message: 'cut', code: 'c', status: 599 })
const said = [roleChunk, chunk({ content: 'Hel' }), chunk({ content: 'lo' })]
const ask = { operation: 'chat', body: { model: 'p/m', messages }, stream: true } as const

async function readingOf(step: Step, more: Partial<CallRequest<'chat'>> = {}) {
  const ends: CallEnd[] = []
  const clock = new ManualClock()
  const engine = createEngine({ providers: { p: scripted(step) }, clock, on: (event) => void (event.type === 'call.end' && ends.push(event)) })
  const reply = await engine.handle({ ...ask, ...more })
  if (!reply.stream) throw new Error('expected a stream')
  return { engine, clock, ends, events: reply.events }
}

/** Fails the test where an error is none of ours. */
function interrupted(error: unknown) {
  if (!(error instanceof StreamInterruptedError) || error.operation !== 'chat') throw error
  return error
}

describe('a stream that fails after its first content', () => {
  it.each<FailureReason>(['truncated', 'connection', 'timeout', 'overloaded', 'malformed_response', 'too_large', 'content_filter', 'internal'])('for %s is interrupted, with what came', async (reason) => {
    const { events, ends } = await readingOf(streams(said, { error: cut(reason) }))
    const { error } = await collectUntilError(events)
    expect(error).toBeInstanceOf(StreamInterruptedError)
    expect(error).toBeInstanceOf(GatewayError)
    expect(error).toMatchObject({ name: 'StreamInterruptedError', reason, code: 'c', status: 599, target: 'p/m', operation: 'chat', usage: undefined })
    expect(error).toMatchObject({ attempts: [{ target: 'p/m', outcome: 'failed', reason }] })
    expect(interrupted(error).partial).toMatchObject({ id: 'chatcmpl-1', choices: [{ finish_reason: null, message: { role: 'assistant', content: 'Hello' } }] })
    expect(ends).toMatchObject([{ outcome: 'failed', failure: { reason } }])
  })

  it('says what happened, how much had come, and what to do', async () => {
    const { events } = await readingOf(streams(said, { error: cut() }))
    const { error } = await collectUntilError(events)
    expect((error as Error).message).toBe(
      "p/m: truncated: cut. The stream broke off after 5 characters; the error's 'partial' has what came. The connection ended early; retry.",
    )
  })

  it('has exactly what its reader was handed: no more, and not the counts it did not ask for', async () => {
    const step = streams([...said, usageChunk], { error: cut() })
    const quiet = await collectUntilError((await readingOf(step)).events)
    expect(interrupted(quiet.error).partial).not.toHaveProperty('usage')
    const counted = await collectUntilError((await readingOf(step, { body: { ...ask.body, stream_options: { include_usage: true } } })).events)
    expect(interrupted(counted.error).partial).toMatchObject({ usage })
    for (const { error } of [quiet, counted]) expect(interrupted(error).usage).toMatchObject({ inputTokens: 7, outputTokens: 3 })
  })

  it('before anything was read has nothing', async () => {
    const { engine, clock, events } = await readingOf(streams(said, { hang: true }))
    await clock.run(engine.close({ graceMs: 0 }))
    const error = await rejection(events.next())
    expect(error).toMatchObject({ reason: 'closed', partial: undefined, usage: undefined })
    expect(error).toBeInstanceOf(StreamInterruptedError)
  })

  it("at the call's deadline is interrupted too", async () => {
    const { events, clock } = await readingOf(streams(said, { hang: true }), { options: { timeoutMs: 500 } })
    const reading = collectUntilError(events)
    await clock.advance(500)
    const { error } = await reading
    expect(interrupted(error)).toMatchObject({ reason: 'timeout', partial: { choices: [{ message: { content: 'Hello' } }] } })
  })

  it('but by its caller is only aborted', async () => {
    const caller = new AbortController()
    const { events, ends } = await readingOf(streams(said, { hang: true }), { signals: [caller.signal] })
    const reading = collectUntilError(events)
    await settle()
    caller.abort()
    const { error } = await reading
    expect(error).toMatchObject({ reason: 'aborted' })
    expect(error).not.toBeInstanceOf(StreamInterruptedError)
    expect(ends).toMatchObject([{ outcome: 'aborted' }])
  })

  it('of the Responses API has the response so far', async () => {
    const events = [
      { type: 'response.created', response: { id: 'resp_1', object: 'response', status: 'in_progress', output: [] } },
      { type: 'response.output_text.delta', output_index: 0, content_index: 0, item_id: 'msg_1', delta: 'Hello' },
    ]
    const engine = createEngine({ providers: { p: scripted(streams(events, { error: cut() })) } })
    const reply = await engine.handle({ operation: 'responses', body: { model: 'p/m', input: 'Hi' }, stream: true })
    if (!reply.stream) throw new Error('expected a stream')
    const { error } = await collectUntilError(reply.events)
    if (!(error instanceof StreamInterruptedError) || error.operation !== 'responses') throw error
    expect(error.partial).toMatchObject({ id: 'resp_1', output_text: 'Hello' })
    expect(error.message).toContain('after 5 characters')
  })

  it('before its first content is an ordinary failure', async () => {
    const engine = createEngine({ providers: { p: scripted(streams([roleChunk], { error: cut() })) } })
    expect(await rejection(engine.handle(ask))).not.toBeInstanceOf(StreamInterruptedError)
  })
})

describe('the error of an interrupted stream', () => {
  const error = new StreamInterruptedError({ reason: 'truncated', message: 'cut' }, { operation: 'chat', partial: { secret: 'said' } as never, usage: undefined })

  it('is known by its brand, whichever copy of the package made it', () => {
    expect(Object.assign(new Error('x'), { [interruptedBrand]: true })).toBeInstanceOf(StreamInterruptedError)
    expect(interruptedBrand).toBe(Symbol.for('zerohop.interrupted'))
    for (const other of [new Error('x'), new GatewayError({ reason: 'truncated', message: 'x' }), null, undefined, 'text']) {
      expect((other as unknown) instanceof StreamInterruptedError).toBe(false)
    }
  })

  it('does not make other errors instances of its subclasses', () => {
    class Mine extends StreamInterruptedError {}
    expect(error).not.toBeInstanceOf(Mine)
    expect(new Mine({ reason: 'truncated', message: 'x' }, { operation: 'chat', partial: undefined, usage: undefined })).toBeInstanceOf(Mine)
  })

  it('stays one when it is told with more', () => {
    expect(error.with({ target: 'p/m' })).toMatchObject({ name: 'StreamInterruptedError', target: 'p/m', partial: error.partial })
  })

  it('is not logged with what the model said, in either class', () => {
    for (const one of [error, toOpenAIError(error)]) expect(JSON.stringify({ ...one })).not.toContain('said')
  })

  it("tells TypeScript whose partial it is", () => {
    const check = (thrown: unknown): void => {
      if (!(thrown instanceof StreamInterruptedError)) return
      expectTypeOf(thrown.reason).toEqualTypeOf<FailureReason>()
      if (thrown.operation === 'chat') expectTypeOf(thrown.partial).toEqualTypeOf<Value<'chat'> | undefined>()
      if (thrown.operation === 'responses') expectTypeOf(thrown.partial).toEqualTypeOf<Value<'responses'> | undefined>()
    }
    expect(() => check(error)).not.toThrow()
  })
})

describe('at the OpenAI face', () => {
  it("an interrupted stream throws the SDK's class, and is an interruption all the same", async () => {
    const { gateway } = overScript([streams([...said, usageChunk], { error: new GatewayError({ reason: 'truncated', message: 'cut' }) })])
    const { error } = await collectUntilError(await gateway.chat.completions.create({ model: 'p/m', messages, stream: true }))
    expect(error).toBeInstanceOf(OpenAI.APIConnectionError)
    expect(isGatewayError(error)).toBe(true)
    const { partial, usage: spent, reason, target, attempts } = interrupted(error)
    expect(partial?.choices[0]?.message.content).toBe('Hello')
    expect([spent?.totalTokens, reason, target, attempts.length]).toEqual([10, 'truncated', 'p/m', 1])
  })

  it("so does an error inside the provider's stream, after `.stream()` too", async () => {
    const { gateway } = overFetch(() => sseResponse([...said, { error: { message: 'Overloaded', type: 'overloaded_error' } }]))
    const body = { model: 'openai/m', messages }
    const { error } = await collectUntilError(await gateway.chat.completions.create({ ...body, stream: true }))
    expect(interrupted(error)).toMatchObject({ reason: 'overloaded', partial: { choices: [{ message: { content: 'Hello' } }] } })
    expect(error).toBeInstanceOf(OpenAI.InternalServerError)
    expect(interrupted(await rejection(gateway.chat.completions.stream(body).finalChatCompletion())).partial?.choices[0]?.message.content).toBe('Hello')
  })

  it('an ordinary failure has none of it', () => {
    const error = toOpenAIError(new GatewayError({ reason: 'truncated', message: 'x' }))
    expect(error).not.toBeInstanceOf(StreamInterruptedError)
    expect(error).not.toHaveProperty('partial')
  })
})
