import { describe, expect, it } from 'vitest'
import { createGateway, type Event, fallback, GatewayError, retry } from 'zerohop'
import { fakeCall, fakeClock, fakeProvider, fakeTarget, recorder, turn } from 'zerohop/testing'
import { collect, thrownBy } from '../../src/testing/contracts/case.ts'

const hello = { model: 'fake/m', messages: [{ role: 'user' as const, content: 'Hi' }] }
const stream = { stream: true } as const

async function eventsOf(provider: ReturnType<typeof fakeProvider>, call = fakeCall(stream)) {
  const reply = await provider.ask(call, fakeTarget)
  if (!reply.stream) throw new TypeError('no stream')
  return reply.events
}

describe('what a fake provider says', () => {
  it('is a text, whole or streamed, as the SDK reads it', async () => {
    const gateway = createGateway({ providers: { fake: fakeProvider({ text: ['Hel', 'lo'] }) } })
    const whole = await gateway.chat.completions.create(hello)
    expect(whole.choices[0]?.message.content).toBe('Hello')
    expect(whole.model).toBe('m')
    const streamed = await gateway.chat.completions.stream({ ...hello, stream_options: { include_usage: true } }).finalChatCompletion()
    expect(streamed.choices[0]?.message.content).toBe('Hello')
    expect(streamed.usage).toEqual(whole.usage)
  })

  it('is tool calls and reasoning', async () => {
    const said = { reasoning: 'Hm.', toolCalls: [{ name: 'weather', arguments: { city: 'Bern' } }] }
    const gateway = createGateway({ providers: { fake: fakeProvider(said) } })
    for (const answer of [await gateway.chat.completions.create(hello), await gateway.chat.completions.stream(hello).finalChatCompletion()]) {
      const { message, finish_reason } = answer.choices[0] ?? {}
      expect(finish_reason).toBe('tool_calls')
      expect(message).toMatchObject({ content: null, tool_calls: [{ id: 'call_0', function: { name: 'weather', arguments: '{"city":"Bern"}' } }] })
    }
    expect((await gateway.chat.completions.create(hello)).choices[0]?.message).toHaveProperty('reasoning_content', 'Hm.')
  })

  it('is a value of any operation, as it is', async () => {
    const value = { object: 'list' as const, model: 'm', data: [{ object: 'embedding' as const, index: 0, embedding: [1, 2] }], usage: { prompt_tokens: 1, total_tokens: 1 } }
    const gateway = createGateway({ providers: { fake: fakeProvider({ value }) } })
    expect((await gateway.embeddings.create({ model: 'fake/m', input: 'x', encoding_format: 'float' })).data[0]?.embedding).toEqual([1, 2])
  })

  it('names what is missing where a text cannot answer an operation', async () => {
    await expect(fakeProvider('Hello').ask(fakeCall({ operation: 'embeddings' }), fakeTarget)).rejects.toThrow("needs a 'value' for 'embeddings'")
  })
})

describe('the script of a fake provider', () => {
  it('gives one answer per attempt, and the last one again and again', async () => {
    const fake = fakeProvider([{ error: 'overloaded' }, 'one', 'two'])
    const gateway = createGateway({ providers: { fake }, use: [retry({ backoff: () => 0 })] })
    const said: unknown[] = []
    for (let at = 0; at < 3; at++) said.push((await gateway.chat.completions.create(hello)).choices[0]?.message.content)
    expect(said).toEqual(['one', 'two', 'two'])
    expect(fake.calls.map(({ state }) => state)).toEqual(['failed', 'done', 'done', 'done'])
  })

  it('is exhausted where it is told to be', async () => {
    const fake = fakeProvider(['only'], { atEnd: 'throw' })
    await fake.ask(fakeCall(), fakeTarget)
    await expect(fake.ask(fakeCall(), fakeTarget)).rejects.toMatchObject({ reason: 'internal', message: "the fake's script of 1 answers is exhausted" })
  })

  it('may be a function of call, attempt and target', async () => {
    const fake = fakeProvider((call, attempt, { model }) => `${call.operation} ${attempt} ${model}`)
    const gateway = createGateway({ providers: { fake }, routes: { smart: fallback(['fake/a', 'fake/b']) } })
    await gateway.chat.completions.create({ ...hello, model: 'smart' })
    expect((await gateway.chat.completions.create({ ...hello, model: 'smart' })).choices[0]?.message.content).toBe('chat 2 a')
  })

  it.each([
    ['a reason', { error: 'rate_limit' } as const, { reason: 'rate_limit', target: 'fake/fake' }],
    ['a failure', { error: { reason: 'rate_limit', status: 429, retryAfterMs: 1200 } } as const, { reason: 'rate_limit', status: 429, retryAfterMs: 1200 }],
    ['an error of one\'s own', { error: new TypeError('own') }, { name: 'TypeError', message: 'own' }],
  ])('throws %s', async (_what, answer, expected) => {
    await expect(fakeProvider(answer).ask(fakeCall(), fakeTarget)).rejects.toMatchObject(expected)
  })
})

describe('a fake stream', () => {
  it('dies after so many events, with the error it was given or as truncated', async () => {
    for (const [answer, reason] of [[{}, 'truncated'], [{ error: 'connection' }, 'connection']] as const) {
      const fake = fakeProvider({ text: ['a', 'b', 'c'], dieAfter: 2, ...answer })
      const read: unknown[] = []
      expect(await thrownBy(collect(await eventsOf(fake), read), 'the stream')).toMatchObject({ reason })
      expect(read).toHaveLength(2)
      expect(fake.calls[0]).toMatchObject({ state: 'failed', eventsRead: 2 })
    }
  })

  it('waits on the call\'s clock before the answer and before each event', async () => {
    const clock = fakeClock()
    const fake = fakeProvider({ text: 'a', delayMs: 100, eventDelayMs: 10 })
    const times: number[] = []
    const reading = (async () => {
      for await (const _event of await eventsOf(fake, fakeCall({ ...stream, clock }))) times.push(clock.now())
    })()
    await clock.advance(1000)
    await reading
    expect(times).toEqual([110, 120, 130])
    expect(clock.pending).toBe(0)
  })

  it('hands out nothing that was not asked for', async () => {
    const fake = fakeProvider({ text: ['a', 'b'] })
    const events = await eventsOf(fake)
    await turn()
    expect(fake.calls[0]?.eventsRead).toBe(0)
    await events.next()
    expect(fake.calls[0]?.eventsRead).toBe(1)
    expect(fake.running).toBe(1)
  })

  it('has the rest of a packet ready, and never what comes behind it', async () => {
    const fake = fakeProvider({ text: ['a', 'b', 'c', 'd'], eventsPerPacket: 2, hangAfter: 3 })
    const events = await eventsOf(fake)
    const said = (event: Event<'chat'> | undefined): string | null | undefined => event?.choices[0]?.delta.content
    expect(events.ready?.()).toBeUndefined()
    expect([said((await events.next()).value), said(events.ready?.()), said(events.ready?.())]).toEqual(['a', 'b', undefined])
    expect([said((await events.next()).value), said(events.ready?.())]).toEqual(['c', undefined])
    await events.return()
    expect(events.ready?.()).toBeUndefined()
  })

  it('is closed by its reader, also while it hangs, and leaves no listener', async () => {
    const fake = fakeProvider({ text: ['a', 'b'], hangAfter: 1 })
    const call = fakeCall(stream)
    const events = await eventsOf(fake, call)
    await events.next()
    const waiting = events.next()
    await events.return()
    expect(await waiting).toEqual({ done: true, value: undefined })
    expect(fake.calls[0]?.state).toBe('closed')
    expect([fake.running, call.signal.listening]).toEqual([0, 0])
  })
})

describe('an abort', () => {
  const reason = new GatewayError({ reason: 'aborted', message: 'enough' })

  it.each([
    ['while the fake waits', { delayMs: 1000 }],
    ['while the fake hangs', { hang: true }],
  ])('%s ends the call at once', async (_when, answer) => {
    const fake = fakeProvider(answer)
    const call = fakeCall()
    const pending = fake.ask(call, fakeTarget)
    call.signal.abort(reason)
    expect(await thrownBy(pending, 'the call')).toBe(reason)
    expect(fake.calls[0]?.state).toBe('aborted')
    expect(call.signal.listening).toBe(0)
  })

  it.each([['between events', {}], ['while an event is waited for', { hangAfter: 1 }]])('%s reaches the reader', async (_when, answer) => {
    const fake = fakeProvider({ text: ['a', 'b'], ...answer })
    const call = fakeCall(stream)
    const events = await eventsOf(fake, call)
    await events.next()
    const waiting = 'hangAfter' in answer ? events.next() : undefined
    call.signal.abort(reason)
    expect(await thrownBy(waiting ?? events.next(), 'the stream')).toBe(reason)
    expect(fake.calls[0]?.state).toBe('aborted')
  })

  it('before the call is asked is recorded and thrown', async () => {
    const fake = fakeProvider('Hello')
    const call = fakeCall()
    call.signal.abort(reason)
    expect(await thrownBy(fake.ask(call, fakeTarget), 'the call')).toBe(reason)
  })
})

describe('recorder', () => {
  it('keeps events in order, by type, until cleared', async () => {
    const seen = recorder()
    const gateway = createGateway({ providers: { fake: fakeProvider('Hello') }, on: seen })
    await gateway.chat.completions.create(hello)
    expect(seen.types()).toEqual(['call.start', 'attempt.start', 'attempt.end', 'call.end'])
    expect(seen.of('attempt.end')[0]?.usage?.totalTokens).toBe(8)
    seen.clear()
    expect(seen.events).toEqual([])
  })

  it('is told when the gateway closes its providers', async () => {
    const fake = fakeProvider()
    await createGateway({ providers: { fake } }).close()
    expect(fake.closed).toBe(true)
  })
})
