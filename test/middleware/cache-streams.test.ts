/** Streams and the cache: kept as they came, given again in either form; single flight gives one stream to many. */
import { cache, type CacheOptions, type CallOptions, createEngine, createGateway, dedupe, type Middleware, type Reply } from 'zerohop'
import { chunksOf, completionOf, fakeCall, fakeClock, fakeProvider, type FakeScript, fakeTarget, gate, middlewareContract, recorder, turn } from 'zerohop/testing'
import { describe, expect, it } from 'vitest'
import { collect, collectUntilError, rejection } from '../support/collect.ts'

const body = { model: 'a/m', messages: [{ role: 'user' as const, content: 'Hello' }] }
const pieces = ['Hel', 'lo', ', ', 'world']
type StreamOf = Extract<Reply<'chat'>, { stream: true }>

function stage(options: CacheOptions = {}, script: FakeScript = { text: pieces }, use: Middleware[] = [cache(options)]) {
  const clock = fakeClock()
  const provider = fakeProvider(script)
  const seen = recorder()
  const engine = createEngine({ providers: { a: provider }, use, clock, on: seen })
  const open = async (more: object = {}, callOptions: CallOptions = {}, signals: AbortSignal[] = []) => {
    const reply = await engine.handle({ operation: 'chat', body: { ...body, ...more }, stream: true, options: callOptions, signals })
    if (!reply.stream) throw new Error('a stream was asked for')
    return reply
  }
  const value = async () => {
    const reply = await engine.handle({ operation: 'chat', body })
    if (reply.stream) throw new Error('a value was asked for')
    return reply
  }
  const usage = { stream_options: { include_usage: true } }
  return { clock, provider, seen, engine, open, value, usage }
}

const said = (chunks: ReadonlyArray<{ choices: ReadonlyArray<{ delta: { content?: string | null } }> }>) => chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')

describe('a cached stream', () => {
  it('comes again chunk by chunk, with its ids, and with the usage for those who want it', async () => {
    const { open, provider, usage } = stage()
    const first = await collect((await open(usage)).events)
    const again = await open(usage)
    expect(again.meta.cache).toBe('hit')
    expect(await collect(again.events)).toEqual(first)
    expect(first).toEqual(chunksOf({ text: pieces, model: 'm' }))
    expect((await collect((await open()).events)).length).toBe(first.length - 1)
    expect(provider.calls.length).toBe(1)
  })

  it('is a value for whoever wants one', async () => {
    const { open, value, provider } = stage()
    await collect((await open()).events)
    const { value: folded, meta } = await value()
    expect(meta).toMatchObject({ cache: 'hit', saved: { totalTokens: 8 } })
    expect(folded).toMatchObject({ id: 'chatcmpl-fake', choices: [{ finish_reason: 'stop', message: { role: 'assistant', content: 'Hello, world' } }], usage: { total_tokens: 8 } })
    expect(provider.calls.length).toBe(1)
  })

  it('is made of a value where that was kept, as the SDK reads it', async () => {
    const provider = fakeProvider({ text: 'It is a longer answer, which takes more than one piece to say.', reasoning: 'Let me see.' })
    const gateway = createGateway({ providers: { a: provider }, use: [cache()] })
    const whole = await gateway.chat.completions.create(body)
    const streamed = await gateway.chat.completions.stream({ ...body, stream_options: { include_usage: true } }).finalChatCompletion()
    expect(streamed.choices[0]?.message.content).toBe(whole.choices[0]?.message.content)
    expect(streamed.usage).toEqual(whole.usage)
    expect(provider.calls.length).toBe(1)
  })

  it('is not kept where it breaks off, or where its reader leaves', async () => {
    const { open, provider } = stage({}, [{ text: pieces, dieAfter: 2 }, { text: pieces }])
    expect((await collectUntilError((await open()).events)).error).toMatchObject({ reason: 'truncated' })
    for await (const _event of (await open()).events) break
    expect((await open()).meta.cache).toBe('miss')
    expect(provider.calls.length).toBe(3)
  })

  it.each([['length'], ['content_filter'], ['tool_calls']] as const)('is not kept where it ends with %s', async (finishReason) => {
    const { open, provider } = stage({}, { text: pieces, finishReason })
    await collect((await open()).events)
    await collect((await open()).events)
    expect(provider.calls.length).toBe(2)
  })

  it('is not kept where it is too large, and reaches its reader whole', async () => {
    const { open, provider } = stage({ maxEntryBytes: 500 })
    expect(said(await collect((await open()).events))).toBe('Hello, world')
    expect(said(await collect((await open()).events))).toBe('Hello, world')
    expect(provider.calls.length).toBe(2)
  })

  it('is paced where one wants that; an abort and a reader who leaves end the wait', async () => {
    const { open, clock } = stage({ paceMs: 10 })
    await collect((await open()).events)
    const slow = collect((await open()).events)
    let over = false
    void slow.then(() => (over = true))
    await clock.advance(49)
    expect(over).toBe(false)
    await clock.advance(1)
    expect(said(await slow)).toBe('Hello, world')

    const controller = new AbortController()
    const { events } = await open({}, {}, [controller.signal])
    await events.next()
    const waiting = events.next()
    waiting.catch(() => {})
    controller.abort()
    expect(await rejection(waiting)).toMatchObject({ reason: 'aborted' })

    const left = (await open()).events
    await left.next()
    const pending = left.next()
    await left.return()
    expect(await pending).toEqual({ done: true, value: undefined })
    expect(clock.pending).toBe(0)
  })
})

describe('dedupe', () => {
  for (const { name, run } of middlewareContract(() => dedupe())) it(name, run)
})

for (const [name, make] of [['cache', () => cache()], ['dedupe', () => dedupe()]] as const) {
  describe(`single flight, by ${name}()`, () => {
    it('makes a thousand concurrent calls one, each with an answer of its own', async () => {
      const { value, provider, seen } = stage({}, 'one', [make()])
      const replies = await Promise.all(Array.from({ length: 1000 }, value))
      expect(provider.calls.length).toBe(1)
      expect(new Set(replies.map((reply) => reply.value)).size).toBe(1000)
      for (const reply of replies) expect(reply.value).toEqual(completionOf({ text: 'one', model: 'm' }))
      expect(seen.of('cache.share').length).toBe(999)
      const ends = seen.of('call.end')
      expect(ends.filter((end) => end.cache === 'shared').length).toBe(999)
      expect(ends.reduce((sum, { usage }) => sum + (usage?.totalTokens ?? 0), 0)).toBe(8)
      expect(ends.reduce((sum, { attempts }) => sum + attempts.length, 0)).toBe(1)
      expect(ends.every(({ target }) => target === 'a/m')).toBe(true)
    })

    it('gives a stream to all, late ones included, from its first event on; who reads slowly holds nobody', async () => {
      const { open, provider } = stage({}, { text: pieces }, [make()])
      const [fast, slow] = await Promise.all([open(), open()])
      const read = [(await fast.events.next()).value, (await fast.events.next()).value]
      const late = await open()
      const rest = await collect(fast.events)
      expect(said([...read, ...rest] as never)).toBe('Hello, world')
      expect(said(await collect(late.events))).toBe('Hello, world')
      expect(said(await collect(slow.events))).toBe('Hello, world')
      expect(provider.calls.length).toBe(1)
    })

    it('gives each reader events of its own', async () => {
      const { open } = stage({}, { text: pieces }, [make()])
      const [one, two] = await Promise.all([open(), open()])
      for await (const chunk of one.events) for (const choice of chunk.choices) choice.delta.content = 'changed'
      expect(said(await collect(two.events))).toBe('Hello, world')
    })

    it('lets each leave alone, and stops the provider when the last one has left', async () => {
      const { provider, engine } = stage({}, { hang: true }, [make()])
      const controllers = [new AbortController(), new AbortController()]
      const calls = controllers.map(({ signal }) => rejection(engine.handle({ operation: 'chat', body, signals: [signal] })))
      await turn()
      controllers[0]?.abort()
      expect(await calls[0]).toMatchObject({ reason: 'aborted' })
      expect(provider.calls[0]?.state).toBe('running')
      controllers[1]?.abort()
      expect(await calls[1]).toMatchObject({ reason: 'aborted' })
      expect(provider.calls[0]?.state).toBe('aborted')
      expect(provider.calls.length).toBe(1)
    })

    it('lets each reader of a stream leave alone', async () => {
      const { open, provider } = stage({}, { text: pieces, hangAfter: 2 }, [make()])
      const [one, two] = (await Promise.all([open(), open()])) as [StreamOf, StreamOf]
      await one.events.next()
      await one.events.return()
      expect(provider.calls[0]?.state).toBe('running')
      await two.events.next()
      await two.events.next()
      const waiting = two.events.next()
      await two.events.return()
      expect(await waiting).toMatchObject({ done: true })
      expect(provider.calls[0]?.state).toBe('closed')
    })

    it('keeps to the deadline of each', async () => {
      const { engine, clock, provider } = stage({}, { text: 'late', delayMs: 500 }, [make()])
      const ask = (timeoutMs?: number) => engine.handle({ operation: 'chat', body, options: timeoutMs === undefined ? {} : { timeoutMs } })
      const short = rejection(ask(100))
      const long = ask()
      await clock.advance(100)
      expect(await short).toMatchObject({ reason: 'timeout' })
      await clock.advance(400)
      expect(await long).toMatchObject({ meta: { cache: 'shared' } })
      expect(provider.calls.length).toBe(1)
      expect(clock.pending).toBe(0)
    })

    it('gives an error to all who wait, and to nobody after them', async () => {
      const { value, provider } = stage({}, [{ error: 'overloaded' }, 'well again'], [make()])
      const failed = await Promise.all([1, 2, 3].map(() => rejection(value())))
      for (const error of failed) expect(error).toMatchObject({ reason: 'overloaded' })
      expect((await value()).value.choices[0]?.message.content).toBe('well again')
      expect(provider.calls.length).toBe(2)
    })

    it('gives a stream that breaks off to all, each with what came', async () => {
      const { open } = stage({}, { text: pieces, dieAfter: 2, error: 'connection' }, [make()])
      const both = await Promise.all([open(), open()])
      for (const { events } of both) {
        const { events: read, error } = await collectUntilError(events)
        expect([said(read), (error as { reason: string }).reason]).toEqual(['Hello', 'connection'])
      }
    })

    it.each<[string, CallOptions]>([
      ['another tenant', { tenant: 'acme' }],
      ['other headers', { headers: { 'x-beta': '1' } }],
      ['another idempotency key', { idempotencyKey: 'k1' }],
      ['fewer attempts', { maxAttempts: 1 }],
      ['its own way', { cache: false }],
    ])('never joins a call with %s', async (_, options) => {
      const { engine, provider } = stage({}, 'one', [make()])
      await Promise.all([{}, options].map((own) => engine.handle({ operation: 'chat', body, options: own })))
      expect(provider.calls.length).toBe(2)
    })

    it('ends with the gateway', async () => {
      const { engine, clock, provider } = stage({}, { hang: true }, [make()])
      const calls = [1, 2].map(() => rejection(engine.handle({ operation: 'chat', body })))
      await turn()
      const closing = engine.close({ graceMs: 50 })
      await clock.advance(50)
      await closing
      for (const error of await Promise.all(calls)) expect(error).toMatchObject({ reason: 'closed' })
      expect(provider.running).toBe(0)
    })
  })
}

describe('a stream that became too long to join', () => {
  it('is asked for again by those who come late, and keeps no more than its readers have to read', async () => {
    const { open, provider } = stage({}, { text: pieces }, [dedupe({ maxStreamBytes: 10 })])
    const [one, two] = await Promise.all([open(), open()])
    await one.events.next()
    const late = await open()
    expect(said(await collect(late.events))).toBe('Hello, world')
    expect(said(await collect(two.events))).toBe('Hello, world')
    expect(said(await collect(one.events))).toBe('lo, world')
    expect(provider.calls.length).toBe(2)
  })
})

describe('a call whose caller has left before it is asked', () => {
  it('asks nobody', async () => {
    const provider = fakeProvider('never')
    const call = fakeCall({ clock: fakeClock() })
    call.signal.abort(new Error('gone'))
    await expect(dedupe()(call, (next) => provider.ask(next, fakeTarget))).rejects.toThrow('gone')
    expect(provider.calls.length).toBe(0)
  })
})

describe('what comes late', () => {
  it('is found although the store does not have it yet', async () => {
    const written = gate()
    const { engine, provider } = stage({ store: { get: async () => undefined, set: () => written, delete: async () => true } }, 'one')
    for (const expected of ['miss', 'hit', 'hit']) expect((await engine.handle({ operation: 'chat', body })).meta.cache).toBe(expected)
    expect(provider.calls.length).toBe(1)
    written.open()
    await turn()
    expect((await engine.handle({ operation: 'chat', body })).meta.cache).toBe('miss')
  })
})
