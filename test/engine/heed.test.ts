/** What an abort or a deadline does to those who do not listen. */
import { createEngine, type EventStream, finished, type Provider } from 'zerohop/core'
import { fakeClock, fakeProvider, faultServer, openaiStream, recorder, turn } from 'zerohop/testing'
import { describe, expect, it } from 'vitest'
import { openaiCompatible } from '../../src/providers/openai-compatible/index.ts'

const body = { model: 'a/m', messages: [{ role: 'user' as const, content: 'hi' }] }

/** A provider that never answers and never looks at the signal. */
const deaf: Provider = { dialect: 'deaf', operations: ['chat'], ask: () => new Promise(() => {}) }

describe('an abort', () => {
  it('ends a stream that nobody reads: the attempt and the call are over, and closing waits for nothing', async () => {
    const events = recorder()
    const engine = createEngine({ providers: { a: fakeProvider({ text: ['one', 'two'], hangAfter: 1 }) }, on: events })
    const caller = new AbortController()
    const reply = await engine.handle({ operation: 'chat', body, stream: true, signals: [caller.signal] })
    caller.abort()
    await turn()
    expect(events.types()).toEqual(['call.start', 'attempt.start', 'attempt.end', 'call.end'])
    expect(events.of('attempt.end')[0]).toMatchObject({ outcome: 'aborted' })
    if (!reply.stream) throw new Error('a stream was asked for')
    await expect(reply.events.next()).rejects.toMatchObject({ reason: 'aborted' })
    expect(await reply.events.next()).toEqual(finished)
    await engine.close()
  })

  it('frees the caller of a provider that ignores it', async () => {
    const clock = fakeClock()
    const caller = new AbortController()
    const engine = createEngine({ providers: { a: deaf }, clock })
    const answer = engine.handle({ operation: 'chat', body, signals: [caller.signal] })
    const told = expect(answer).rejects.toMatchObject({ reason: 'aborted' })
    caller.abort()
    await clock.advance(25)
    await told
    expect(clock.pending).toBe(0)
  })

  it('closes an answer that comes after its caller has gone', async () => {
    const clock = fakeClock()
    let answer: (() => void) | undefined
    let closed = false
    const events = { next: () => new Promise(() => {}), return: async () => ((closed = true), finished), [Symbol.asyncIterator]: () => events } as unknown as EventStream<never>
    const use = [
      () => new Promise<never>((resolve) => {
        answer = () => resolve({ stream: true, events, meta: { target: 'a/m', headers: {}, status: 200 } } as never)
      }),
    ]
    const caller = new AbortController()
    const engine = createEngine({ providers: { a: deaf }, clock, use })
    const told = expect(engine.handle({ operation: 'chat', body, stream: true, signals: [caller.signal] })).rejects.toMatchObject({ reason: 'aborted' })
    caller.abort()
    await clock.advance(25)
    await told
    answer?.()
    await turn()
    expect(closed).toBe(true)
  })
})

describe('a deadline', () => {
  it('frees the caller of a provider that ignores it', async () => {
    const clock = fakeClock()
    const engine = createEngine({ providers: { a: deaf }, clock, timeoutMs: 1000 })
    const told = expect(engine.handle({ operation: 'chat', body })).rejects.toMatchObject({ reason: 'timeout' })
    await clock.advance(1025)
    await told
  })
})

describe('a stream', () => {
  it('gives readers that ask at once their events in turn', async () => {
    await using server = await faultServer(openaiStream(['a', 'b', 'c']))
    const engine = createEngine({ providers: { a: openaiCompatible({ baseURL: server.baseURL, apiKey: null }) } })
    const reply = await engine.handle({ operation: 'chat', body, stream: true })
    if (!reply.stream) throw new Error('a stream was asked for')
    const results = await Promise.all(Array.from({ length: 12 }, () => reply.events.next()))
    const text = results.map(({ value }) => value?.choices[0]?.delta.content ?? '').join('')
    expect(text).toBe('abc')
    expect(results.at(-1)).toEqual(finished)
    await engine.close()
  })

  it('that begins with events without end and without content is cut', async () => {
    const empty = { id: 'x', object: 'chat.completion.chunk' as const, created: 0, model: 'm', choices: [] }
    const engine = createEngine({ providers: { a: fakeProvider({ events: Array.from({ length: 10_002 }, () => empty) }) } })
    await expect(engine.handle({ operation: 'chat', body, stream: true })).rejects.toMatchObject({ reason: 'too_large' })
  })
})
