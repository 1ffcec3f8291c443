/** The semantic cache: a question in almost the same words is asked once; whatever else differs, it is asked again. */
import { cache, type CallOptions, ConfigError, createEngine, fallback, memoryVectorStore, seededRandom, semanticCache, type SemanticCacheOptions, type VectorStore } from 'zerohop'
import { completionOf, fakeClock, fakeProvider, type FakeReply, type FakeScript, gate, middlewareContract, recorder, turn } from 'zerohop/testing'
import type { Body, Middleware, Operation } from 'zerohop'
import { describe, expect, it } from 'vitest'

/** Whatever it is given looks the same to it. */
const blind = (texts: string[]): Promise<number[][]> => Promise.resolve(texts.map(() => [1, 0, 0]))

const hello = 'How do I reset my password?'
const again = 'How can I reset my password?'
const said = (content: unknown) => ({ messages: [{ role: 'user', content }] })

interface StageOptions extends Partial<SemanticCacheOptions> {
  readonly script?: FakeScript
  readonly before?: readonly Middleware[]
}

function stage({ script = (_, attempt) => `answer ${attempt}`, before = [], ...options }: StageOptions = {}) {
  const clock = fakeClock()
  const provider = fakeProvider(script)
  const vectors = fakeProvider({ value: { object: 'list', model: 'v', usage: { prompt_tokens: 3, total_tokens: 3 }, data: [{ object: 'embedding', index: 0, embedding: [0.6, 0.8] }] } as never })
  const seen = recorder()
  const near = semanticCache({ embed: blind, ...options })
  const engine = createEngine({ providers: { a: provider, b: provider, v: vectors }, use: [...before, near], clock, on: seen })
  async function ask(content: unknown = hello, more: object = {}, callOptions: CallOptions = {}, operation: Operation = 'chat') {
    const body = { model: 'a/m', ...(operation === 'chat' ? said(content) : { input: content }), ...more } as Body<Operation>
    const reply = await engine.handle({ operation, body, options: callOptions })
    await turn()
    if (reply.stream) throw new Error('a value was asked for')
    return reply as unknown as { value: { choices: [{ message: { content: string | null } }] }; meta: typeof reply.meta }
  }
  const textOf = async (...args: Parameters<typeof ask>) => (await ask(...args)).value.choices[0].message.content
  return { clock, provider, vectors, seen, engine, ask, textOf }
}

describe('semanticCache', () => {
  for (const { name, run } of middlewareContract(() => semanticCache({ embed: blind }))) it(name, run)

  it('answers a question in other words without asking, and says so', async () => {
    const { ask, provider, seen, clock, engine } = stage()
    const first = await ask()
    await clock.advance(1000)
    const second = await ask(again)
    expect(provider.calls.length).toBe(1)
    expect(second.value).toEqual(first.value)
    expect(first.meta.cache).toBe('miss')
    expect(second.meta).toMatchObject({ cache: 'semantic', similarity: 1, ageMs: 1000, target: 'a/m', saved: { totalTokens: 8 } })
    expect(seen.of('cache.hit')).toMatchObject([{ similarity: 1, ageMs: 1000, namespace: 'semantic', savedUsage: { totalTokens: 8 } }])
    expect(seen.of('call.end').map(({ cache: how, usage }) => [how, usage?.totalTokens])).toEqual([['miss', 8], ['semantic', undefined]])
    expect(engine.stats().cache).toMatchObject({ hits: 1, misses: 1, stored: 1, faults: 0, savedInputTokens: 5 })
  })

  it('gives a stream for a value, and a value for a stream', async () => {
    const { engine, provider } = stage({ script: 'the same words' })
    const read = async (content: string, stream: boolean) => {
      const reply = await engine.handle({ operation: 'chat', body: { model: 'a/m', ...said(content), stream } as Body<'chat'>, stream })
      if (!reply.stream) return reply.value.choices[0]?.message.content
      let text = ''
      for await (const { choices } of reply.events) text += choices[0]?.delta.content ?? ''
      await turn()
      return text
    }
    expect([await read(hello, true), await read(again, false), await read(again, true)]).toEqual(Array(3).fill('the same words'))
    expect(provider.calls.length).toBe(1)
  })

  it.each<[string, unknown, unknown]>([
    ['content in parts', [{ type: 'text', text: hello }], [{ type: 'text', text: again }]],
    ['a context before the question', [{ type: 'text', text: 'About mail:' }, { type: 'text', text: hello }], [{ type: 'text', text: 'About mail:' }, { type: 'text', text: again }]],
  ])('knows %s', async (_, one, other) => {
    const { textOf } = stage()
    expect([await textOf(one), await textOf(other)]).toEqual(['answer 1', 'answer 1'])
  })

  it('knows the Responses API', async () => {
    const value = { id: 'r', object: 'response', status: 'completed', model: 'm', output: [{ type: 'message', content: [{ type: 'output_text', text: 'So.' }] }] } as never
    const { ask, provider } = stage({ script: { value } })
    await ask(hello, {}, {}, 'responses')
    expect((await ask(again, {}, {}, 'responses')).meta.cache).toBe('semantic')
    const parts = (text: string) => [{ role: 'user', content: [{ type: 'input_text', text }] }]
    await ask(parts(hello), {}, {}, 'responses')
    expect((await ask(parts(again), {}, {}, 'responses')).meta.cache).toBe('semantic')
    expect(provider.calls.length).toBe(2)
  })

  it.each<[string, object, CallOptions?]>([
    ['another model', { model: 'b/m' }],
    ['another system prompt', { messages: [{ role: 'system', content: 'Be brief.' }, { role: 'user', content: hello }] }],
    ['another message before', { messages: [{ role: 'user', content: 'Hi' }, { role: 'assistant', content: 'Hi' }, { role: 'user', content: hello }] }],
    ['a name on the message', { messages: [{ role: 'user', name: 'ada', content: hello }] }],
    ['another form of the message', said([{ type: 'text', text: hello }])],
    ['another format', { response_format: { type: 'json_object' } }],
    ['another parameter', { seed: 1 }],
    ['a field nobody knows', { unknown: null }],
    ['another tenant', {}, { tenant: 'acme' }],
    ['another namespace', {}, { cache: { namespace: 'other' } }],
    ['another header', {}, { headers: { 'x-beta': '1' } }],
  ])('asks again for %s, however near the question', async (_, more, options) => {
    const { textOf } = stage()
    expect([await textOf(), await textOf(hello, more, options), await textOf(hello, more, options)]).toEqual(['answer 1', 'answer 2', 'answer 2'])
  })

  it.each<[string, unknown, object?]>([
    ['a picture', [{ type: 'image_url', image_url: { url: 'https://a.example/1.png' } }, { type: 'text', text: hello }]],
    ['a sound', [{ type: 'text', text: hello }, { type: 'input_audio', input_audio: { data: '', format: 'wav' } }]],
    ['a file', [{ type: 'text', text: hello }, { type: 'file', file: { file_id: 'f' } }]],
    ['nothing in it', '  '],
    ['a long text', 'x'.repeat(1001)],
    ['a temperature', hello, { temperature: 0.5 }],
    ['tools', hello, { tools: [{ type: 'function', function: { name: 'f' } }] }],
    ['the result of a tool at its end', '', { messages: [{ role: 'user', content: hello }, { role: 'tool', tool_call_id: '1', content: '7' }] }],
    ['a body that is no JSON', hello, { seed: 1n }],
  ])('lets a call with %s pass', async (_, content, more = {}) => {
    const { ask, provider, engine } = stage()
    await ask(content, more)
    expect((await ask(content, more)).meta.cache).toBe('bypass')
    expect(provider.calls.length).toBe(2)
    expect(engine.stats().cache).toMatchObject({ bypassed: 2, hits: 0, stored: 0 })
  })

  it.each<[string, FakeScript]>([
    ['a filtered answer', { text: 'part', finishReason: 'content_filter' }],
    ['an answer cut short', { text: 'part', finishReason: 'length' }],
    ['an empty answer', ''],
    ['an answer without choices', { value: { ...completionOf({ text: 'x' }), choices: [] } as never }],
  ])('never keeps %s', async (_, script) => {
    const { ask, provider, engine } = stage({ script })
    await ask()
    await ask(again)
    expect(provider.calls.length).toBe(2)
    expect(engine.stats().cache.stored).toBe(0)
  })

  it('never keeps an error, or a stream that broke off or was left', async () => {
    const { engine, ask, textOf } = stage({ script: [{ error: 'server_error' }, { text: 'one two three', dieAfter: 2 }, 'left by its reader', 'well again'] })
    const body = { model: 'a/m', ...said(hello), stream: true } as Body<'chat'>
    await expect(ask()).rejects.toMatchObject({ reason: 'server_error' })
    for (const leave of [false, true]) {
      const reply = await engine.handle({ operation: 'chat', body, stream: true })
      if (!reply.stream) throw new Error('a stream was asked for')
      const read = async () => {
        for await (const _event of reply.events) if (leave) break
      }
      if (leave) await read()
      else await expect(read()).rejects.toMatchObject({ reason: 'truncated' })
    }
    expect(await textOf(again)).toBe('well again')
    expect(engine.stats().cache).toMatchObject({ hits: 0, stored: 1 })
  })

  it('gives no answer to a near miss, and tells which check saw it but not what was asked', async () => {
    const { textOf, seen } = stage()
    const answers = [await textOf('Refund within 14 days?'), await textOf('Refund within 30 days?')]
    expect(answers).toEqual(['answer 1', 'answer 2'])
    expect(seen.of('cache.miss').map(({ near }) => near)).toEqual([undefined, { similarity: 1, why: 'numbers' }])
  })

  it('asks again below the threshold, which a rule may set for some', async () => {
    const embed = async ([text]: string[]) => [text === hello ? [1, 0] : [0.97, Math.sqrt(1 - 0.97 ** 2)]]
    const rules = [{ when: ({ options }: { options: CallOptions }) => options.metadata?.careful === true, threshold: 0.98 }]
    const { textOf } = stage({ embed, rules })
    expect([await textOf(), await textOf(again)]).toEqual(['answer 1', 'answer 1'])
    const careful = stage({ embed, rules })
    const options = { metadata: { careful: true } }
    expect([await careful.textOf(hello, {}, options), await careful.textOf(again, {}, options)]).toEqual(['answer 1', 'answer 2'])
  })

  it('forgets after its time, by its rules and by the call, and asks anew when told to', async () => {
    const { textOf, clock } = stage({ ttlMs: 1000 })
    expect(await textOf()).toBe('answer 1')
    await clock.advance(500)
    expect(await textOf(again, {}, { cache: { ttlMs: 400 } })).toBe('answer 2')
    expect(await textOf(again, {}, { cache: 'refresh' })).toBe('answer 3')
    await clock.advance(999)
    expect(await textOf(again)).toBe('answer 3')
    await clock.advance(1)
    expect(await textOf(again)).toBe('answer 4')
    expect(await textOf(again, {}, { cache: false })).toBe('answer 5')
  })

  it('asks verify last, which says no where it fails, hangs or makes no sense', async () => {
    const asked: string[][] = []
    const yes = stage({ verify: (...pair) => (asked.push(pair.slice(0, 2) as string[]), true) })
    expect([await yes.textOf(), await yes.textOf(again)]).toEqual(['answer 1', 'answer 1'])
    expect(asked).toEqual([[hello, again]])
    for (const verify of [() => { throw new Error('out of order') }, () => 'yes' as never, async () => false]) {
      const { textOf } = stage({ verify })
      expect([await textOf(), await textOf(again)]).toEqual(['answer 1', 'answer 2'])
    }
    const signals: AbortSignal[] = []
    const slow = stage({ verify: (_a, _b, signal) => (signals.push(signal), new Promise(() => {})), verifyTimeoutMs: 30 })
    await slow.ask()
    const second = slow.textOf(again)
    await slow.clock.advance(30)
    expect(await second).toBe('answer 2')
    expect(signals.map(({ aborted }) => aborted)).toEqual([true])
    expect(slow.seen.of('cache.fault').map(({ what }) => what)).toEqual(['verify'])
  })

  it.each<[string, SemanticCacheOptions['embed']]>([
    ['throws', () => { throw new Error('no model') }],
    ['gives nothing', async () => []],
    ['gives one too many', async () => [[1], [1]]],
    ['gives no numbers', async () => [['1']] as never],
    ['gives zeros', async () => [[0, 0]]],
    ['gives an address of no provider', 'nowhere/m'],
    ['gives the address of what makes no vectors', 'a/m'],
  ])('goes on without an embedder that %s', async (_, embed) => {
    const { ask, engine, seen } = stage({ embed })
    expect((await ask()).meta.cache).toBe('bypass')
    expect(engine.stats().cache).toMatchObject({ faults: 1, bypassed: 1, stored: 0 })
    expect(seen.of('cache.fault').map(({ what }) => what)).toEqual(['embed'])
  })

  it('waits for an embedder no longer than its time, tells it, and soon leaves it alone', async () => {
    const signals: AbortSignal[] = []
    const { textOf, clock, engine } = stage({ embed: (_, signal) => (signals.push(signal), new Promise(() => {})), embedTimeoutMs: 200 })
    for (const at of [1, 2, 3]) {
      const answer = textOf()
      await clock.advance(200)
      expect(await answer).toBe(`answer ${at}`)
    }
    expect(await textOf()).toBe('answer 4')
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true, true])
    expect([engine.stats().cache.faults, clock.pending]).toEqual([4, 0])
  })

  it('ends with its caller while it waits for the embedder, which is no fault of that', async () => {
    const opened = gate()
    const { engine } = stage({ embed: async (texts) => (await opened, blind(texts)) })
    const controller = new AbortController()
    const answer = engine.handle({ operation: 'chat', body: { model: 'a/m', ...said(hello) } as Body<'chat'>, signals: [controller.signal] })
    await turn()
    controller.abort()
    opened.open()
    await expect(answer).rejects.toMatchObject({ reason: 'aborted' })
    expect(engine.stats().cache).toMatchObject({ faults: 0, bypassed: 0 })
  })

  it('asks a provider of the gateway for vectors: among the attempts of the call, but not at their cost', async () => {
    const { ask, vectors, provider } = stage({ embed: 'v/m' })
    const options = { maxAttempts: 1, idempotencyKey: 'k', tenant: 't', headers: { 'x-beta': '1' } }
    expect((await ask(hello, {}, options)).meta).toMatchObject({ cache: 'miss', attempts: [{ target: 'v/m', outcome: 'ok' }, { target: 'a/m', outcome: 'ok' }] })
    expect((await ask(again, {}, options)).meta).toMatchObject({ cache: 'semantic', attempts: [{ target: 'v/m' }] })
    expect(vectors.calls.map(({ body, call }) => [(body as Body<'embeddings'>).input, call.options])).toEqual([
      [[hello], { tenant: 't', metadata: undefined }],
      [[again], { tenant: 't', metadata: undefined }],
    ])
    expect(provider.calls.length).toBe(1)
  })

  it('never compares the vectors of different models behind one address', async () => {
    const clock = fakeClock()
    const one = { object: 'list', model: 'v', usage: { prompt_tokens: 3, total_tokens: 3 }, data: [{ object: 'embedding', index: 0, embedding: [1, 0] }] } as never
    const a = fakeProvider((_, attempt) => `answer ${attempt}`)
    const first = fakeProvider([{ value: one }, { error: 'server_error' }])
    const engine = createEngine({
      providers: { a, first, second: fakeProvider({ value: one }) }, clock,
      routes: { vectors: fallback(['first/m', 'second/m']) }, use: [semanticCache({ embed: 'vectors' })],
    })
    for (const content of [hello, again]) {
      await engine.handle({ operation: 'chat', body: { model: 'a/m', ...said(content) } as Body<'chat'> })
      await turn()
    }
    expect([a.calls.length, engine.stats().cache]).toMatchObject([2, { hits: 0, misses: 2 }])
  })

  it('stands behind a cache, which does not keep what it was given by likeness', async () => {
    const { ask, seen, engine, provider, clock } = stage({ before: [cache({ ttlMs: 1000 })], ttlMs: 1500 })
    expect((await ask()).meta.cache).toBe('miss')
    expect((await ask()).meta.cache).toBe('hit')
    await clock.advance(999)
    expect((await ask(again)).meta).toMatchObject({ cache: 'semantic', ageMs: 999 })
    expect((await ask(again)).meta.cache).toBe('semantic')
    expect(seen.of('cache.store').map(({ namespace }) => namespace)).toEqual(['semantic', 'all'])
    expect(seen.of('call.end').at(-1)).toMatchObject({ cache: 'semantic', usage: undefined })
    await clock.advance(501)
    expect((await ask(again)).meta.cache).toBe('miss')
    expect([provider.calls.length, engine.stats().cache.byNamespace.semantic?.hits]).toEqual([2, 2])
  })

  it.each<[string, Partial<VectorStore>]>([
    ['throws', { search: () => { throw new Error('down') } }],
    ['rejects', { search: () => Promise.reject(new Error('down')) }],
    ['gives no list', { search: async () => 'nonsense' as never }],
    ['cannot add', { add: () => Promise.reject(new Error('full')) }],
  ])('goes on without a store that %s', async (_, broken) => {
    const inner = memoryVectorStore()
    const store: VectorStore = { search: (...args) => inner.search(...args), add: (one) => inner.add(one), remove: (...args) => inner.remove(...args), ...broken }
    const { textOf, engine } = stage({ store, embedder: 'blind' })
    expect([await textOf(), await textOf(again)]).toEqual(['answer 1', 'answer 2'])
    expect(engine.stats().cache).toMatchObject({ hits: 0, misses: 2, faults: 2 })
  })

  it('is never poisoned: of 3,000 calls that go wrong in every way, no hit gives anything but a whole answer', async () => {
    const random = seededRandom(11)
    const bad: readonly FakeReply[] = [
      { text: 'cut', finishReason: 'length' }, { text: 'filtered', finishReason: 'content_filter' }, { error: 'server_error' }, { text: 'broken off here', dieAfter: 2 }, '',
      { toolCalls: [{ name: 'look' }] }, { value: { ...completionOf({ text: 'none' }), choices: [] } as never },
    ]
    const answered: FakeScript = ({ stream }) => {
      const answer = random() < 0.1 ? 'whole' : (bad[Math.floor(random() * bad.length)] as FakeReply)
      return typeof answer !== 'string' && answer.dieAfter !== undefined && !stream ? { error: 'truncated' } : answer
    }
    const { engine, clock } = stage({ script: answered, ttlMs: 1e12 })
    let hits = 0
    for (let count = 0; count < 3_000; count++) {
      await clock.advance(60_000) // no circuit stays open
      const [room, stream, leaves] = [`room ${Math.floor(random() * 300)}`, random() < 0.5, random() < 0.2]
      const body = { model: 'a/m', seed: room, ...said(random() < 0.5 ? hello : again), stream } as unknown as Body<'chat'>
      const reply = await engine.handle({ operation: 'chat', body, stream }).catch(() => undefined)
      let text = ''
      if (reply?.stream) {
        try {
          for await (const { choices } of reply.events) {
            text += choices[0]?.delta.content ?? ''
            if (leaves && reply.meta.cache !== 'semantic') break
          }
        } catch {
          text = 'broken off'
        }
      } else text = reply?.value.choices[0]?.message.content ?? ''
      if (reply?.meta.cache !== 'semantic') continue
      hits += 1
      expect(text).toBe('whole')
    }
    expect(hits).toBeGreaterThan(300)
  })

  it('waits for a store no longer than its time', async () => {
    const store: VectorStore = { search: () => new Promise(() => {}), add: () => new Promise(() => {}), remove: async () => false }
    const { textOf, clock } = stage({ store, embedder: 'blind', storeTimeoutMs: 20 })
    const answer = textOf()
    await clock.advance(20)
    expect(await answer).toBe('answer 1')
    await clock.advance(20)
    expect(clock.pending).toBe(0)
  })

  it('takes from a store nothing but the entry of a near question in its own place', async () => {
    const inner = memoryVectorStore()
    let all: Awaited<ReturnType<VectorStore['search']>> = []
    let bend = (one: (typeof all)[number]): (typeof all)[number] => one
    const store: VectorStore = {
      search: async (...args) => ((all = [...all, ...(await inner.search(...args))]), all.map(bend)),
      add: (one) => inner.add(one),
      remove: (...args) => inner.remove(...args),
    }
    const { textOf } = stage({ store, embedder: 'blind' })
    expect([await textOf(), await textOf(again)]).toEqual(['answer 1', 'answer 1'])
    expect(await textOf(hello, { seed: 1 })).toBe('answer 2') // the store gives what is of another partition
    for (const bent of [
      (one: (typeof all)[number]) => ({ ...one, score: 0.5 }),
      (one: (typeof all)[number]) => ({ ...one, score: Number.NaN }),
      (one: (typeof all)[number]) => ({ ...one, id: 'other' }),
      (one: (typeof all)[number]) => ({ ...one, payload: one.payload.replace('password', 'passport') }),
      (one: (typeof all)[number]) => ({ ...one, payload: 7 as never }),
      (one: (typeof all)[number]) => ({ ...one, payload: one.payload.replace('choices', 'chances') }),
      () => undefined as never,
    ]) {
      bend = bent
      expect(await textOf(again, { user: 'any' })).toMatch(/answer [^12]/)
    }
  })

  it('remembers only what fits', async () => {
    const { textOf } = stage({ maxEntryBytes: 100 })
    expect([await textOf(), await textOf(again)]).toEqual(['answer 1', 'answer 2'])
    const few = stage({ store: memoryVectorStore({ maxEntries: 1 }), embedder: 'blind' })
    expect([await few.textOf(), await few.textOf('Where is my parcel?'), await few.textOf(again)]).toEqual(['answer 1', 'answer 2', 'answer 3'])
  })

  it.each<[string, object]>([
    ['semanticCache.embed', {}],
    ['semanticCache.embed', { embed: 7 }],
    ['semanticCache.embedder', { embed: blind, store: memoryVectorStore() }],
    ['semanticCache.threshold', { embed: blind, threshold: 0.2 }],
    ['semanticCache.store', { embed: blind, store: {} }],
    ['semanticCache.verify', { embed: blind, verify: true }],
    ['semanticCache.treshold', { embed: blind, treshold: 1 }],
    ['semanticCache.rules[0].threshold', { embed: blind, rules: [{ when: () => true, threshold: 2 }] }],
    ['semanticCache.rules[0].staleMs', { embed: blind, rules: [{ when: () => true, staleMs: 2 }] }],
    ['semanticCache.keep.tools', { embed: blind, keep: { tools: 1 } }],
  ])('refuses %s where it makes no sense', (path, options) => {
    expect(() => semanticCache(options as SemanticCacheOptions)).toThrow(ConfigError)
    expect(() => semanticCache(options as SemanticCacheOptions)).toThrow(path)
  })
})
