/** The exact cache: the same question of the same tenant is asked once; nothing that is no whole answer is kept. */
import { type CacheOptions, type CallOptions, cache, type ConfigError, createEngine, createGateway, fallback, memoryStore, use } from 'zerohop'
import { completionOf, fakeClock, fakeProvider, type FakeScript, middlewareContract, recorder, turn } from 'zerohop/testing'
import type { Body, Operation } from 'zerohop'
import { describe, expect, it } from 'vitest'

const hello = { role: 'user' as const, content: 'Hello' }

function stage(options: CacheOptions = {}, script: FakeScript = (_, attempt) => `answer ${attempt}`) {
  const clock = fakeClock()
  const provider = fakeProvider(script)
  const seen = recorder()
  const engine = createEngine({ providers: { a: provider, b: provider }, use: [cache(options)], clock, on: seen })
  async function ask(more: object = {}, callOptions: CallOptions = {}, operation: Operation = 'chat') {
    const body = { model: 'a/m', messages: [hello], ...more } as Body<Operation>
    const reply = await engine.handle({ operation, body, options: callOptions })
    await turn()
    if (reply.stream) throw new Error('a value was asked for')
    return reply as unknown as { value: { choices: [{ message: { content: string | null } }] }; meta: typeof reply.meta }
  }
  const textOf = async (...args: Parameters<typeof ask>) => (await ask(...args)).value.choices[0].message.content
  return { clock, provider, seen, engine, ask, textOf }
}

describe('cache', () => {
  for (const { name, run } of middlewareContract(() => cache())) it(name, run)
  for (const { name, run } of middlewareContract(() => cache({ dedupe: false }))) it(`without dedupe: ${name}`, run)

  it('answers the same question again without asking, and says so', async () => {
    const { ask, provider, seen, clock } = stage()
    const first = await ask()
    await clock.advance(1000)
    const again = await ask({ stream: false, user: 'ada', metadata: { any: 'thing' } })
    expect(provider.calls.length).toBe(1)
    expect(again.value).toEqual(first.value)
    expect(first.meta.cache).toBe('miss')
    expect(again.meta).toMatchObject({ cache: 'hit', target: 'a/m', status: 200, ageMs: 1000, saved: { inputTokens: 5, outputTokens: 3 } })
    expect(seen.of('cache.store')).toMatchObject([{ bytes: expect.any(Number) as number, namespace: 'all' }])
    expect(seen.of('cache.hit')).toMatchObject([{ ageMs: 1000, stale: false, namespace: 'all', savedMs: 0, savedUsage: { totalTokens: 8 } }])
    expect(seen.of('call.end').map(({ cache, usage, saved, attempts }) => [cache, usage?.totalTokens, saved?.totalTokens, attempts.length])).toEqual([
      ['miss', 8, undefined, 1],
      ['hit', undefined, 8, 0],
    ])
  })

  it('gives everybody an answer of their own, to change as they like', async () => {
    const { ask } = stage({}, 'untouched')
    for (let at = 0; at < 3; at++) {
      const { value } = await ask()
      expect(value.choices[0].message.content).toBe('untouched')
      value.choices[0].message.content = 'changed'
    }
  })

  it('is safe with the client of the SDK, which writes on what it is given', async () => {
    const provider = fakeProvider({ value: Object.freeze(completionOf({ text: 'frozen' })) as never })
    const gateway = createGateway({ providers: { a: provider }, use: [cache()] })
    const body = { model: 'a/m', messages: [hello] }
    const [one, two] = [await gateway.chat.completions.create(body), await gateway.chat.completions.create(body)]
    expect(one).toEqual(two)
    const { response } = await gateway.chat.completions.create(body).withResponse()
    expect(response.headers.get('x-zerohop-cache')).toBe('hit')
    expect(gateway.stats().cache).toMatchObject({ hits: 2, misses: 1, savedInputTokens: 10, savedOutputTokens: 6 })
  })

  it.each<[string, object, CallOptions?]>([
    ['another model', { model: 'b/m' }],
    ['another message', { messages: [{ ...hello, content: 'Hello ' }] }],
    ['another system prompt', { messages: [{ role: 'system', content: 'Be brief.' }, hello] }],
    ['another parameter', { seed: 1 }],
    ['a field nobody knows', { unknown: null }],
    ['provider options', { provider_options: { fake: { top_k: 1 } } }],
    ['a tenant', {}, { tenant: 'acme' }],
    ['a namespace', {}, { cache: { namespace: 'other' } }],
    ['a header', {}, { headers: { 'x-beta': '1' } }],
    ['a query', {}, { query: { beta: true } }],
  ])('asks again for %s', async (_, more, options) => {
    const { textOf } = stage()
    expect([await textOf(), await textOf(more, options), await textOf(more, options)]).toEqual(['answer 1', 'answer 2', 'answer 2'])
  })

  it('keeps tenants apart, whoever says who they are', async () => {
    const { textOf } = stage({ tenantOf: ({ options }) => options.metadata?.team as string })
    const ask = (team: string) => textOf({}, { metadata: { team }, tenant: 'one for all' })
    expect([await ask('red'), await ask('blue'), await ask('red'), await ask('blue')]).toEqual(['answer 1', 'answer 2', 'answer 1', 'answer 2'])
  })

  it('keeps nothing where it cannot be told whose call it is', async () => {
    for (const tenantOf of [() => 1 as never, () => { throw new Error('who?') }]) {
      const { ask, provider, seen } = stage({ tenantOf })
      await ask()
      expect((await ask()).meta.cache).toBe('bypass')
      expect(provider.calls.length).toBe(2)
      expect(seen.of('cache.fault')[0]?.what).toBe('rule')
    }
  })

  it.each<[string, FakeScript]>([
    ['a refusal', { value: { ...completionOf({ text: 'x' }), choices: [{ index: 0, finish_reason: 'stop', logprobs: null, message: { role: 'assistant', content: null, refusal: 'No.' } }] } as never }],
    ['a refusal with words of its own', { value: { ...completionOf({ text: 'x' }), choices: [{ index: 0, finish_reason: 'stop', logprobs: null, message: { role: 'assistant', content: 'Sorry.', refusal: 'No.' } }] } as never }],
    ['a filtered answer', { text: 'part', finishReason: 'content_filter' }],
    ['an answer cut short', { text: 'part', finishReason: 'length' }],
    ['a call of a tool', { toolCalls: [{ name: 'look' }] }],
    ['an empty answer', ''],
    ['an answer without choices', { value: { ...completionOf({ text: 'x' }), choices: [] } as never }],
    ['an answer that is not finished', { value: { ...completionOf({ text: 'x' }), choices: [{ ...completionOf({ text: 'x' }).choices[0], finish_reason: null }] } as never }],
    ['an answer that is no answer', { value: 'nonsense' as never }],
  ])('never keeps %s', async (_, script) => {
    const { ask, provider } = stage({}, script)
    await ask()
    await ask()
    expect(provider.calls.length).toBe(2)
  })

  it('never keeps an error', async () => {
    const { ask, textOf } = stage({}, [{ error: 'server_error' }, 'well again'])
    await expect(ask()).rejects.toMatchObject({ reason: 'server_error' })
    expect(await textOf()).toBe('well again')
  })

  it.each<[string, object, Operation?]>([
    ['tools', { tools: [{ type: 'function', function: { name: 'f' } }] }],
    ['a temperature', { temperature: 0.1 }],
    ['a temperature that is a text', { temperature: '0.5' }],
    ['a search of the web', { web_search_options: {} }],
    ['a search in words of xAI', { search_parameters: { mode: 'auto' } }],
    ['a plugin', { plugins: [{ id: 'web' }] }],
    ['tools in words of a provider', { provider_options: { google: { tools: [{ googleSearch: {} }] } } }],
    ['servers of tools in words of a provider', { provider_options: { anthropic: { mcp_servers: [{ name: 'm' }] } } }],
    ['a temperature in words of a provider', { provider_options: { google: { generationConfig: { temperature: 1 } } } }],
    ['a conversation that goes on', { input: 'x', conversation: 'conv_1' }, 'responses'],
    ['work in the background', { input: 'x', background: true }, 'responses'],
    ['the number of tokens', { input: 'x' }, 'input_tokens'],
    ['a body that is no JSON', { seed: 1n }],
  ])('lets a call with %s pass', async (_, more, operation) => {
    const { ask, provider, engine } = stage({}, { text: 'Hi', value: operation === 'responses' ? ({ output: [] } as never) : undefined } as never)
    await ask(more, {}, operation)
    expect((await ask(more, {}, operation)).meta.cache).toBe('bypass')
    expect(provider.calls.length).toBe(2)
    expect(engine.stats().cache).toMatchObject({ bypassed: 2, hits: 0, misses: 0, stored: 0 })
  })

  it('keeps what it is told to keep', async () => {
    const keep = { tools: true, temperature: true, truncated: true }
    for (const [more, script] of [
      [{ temperature: 1 }, 'warm'],
      [{ provider_options: { google: { tools: [{ googleSearch: {} }], generationConfig: { temperature: 1 } } } }, 'searched'],
      [{ tools: [{ type: 'function', function: { name: 'f' } }] }, { toolCalls: [{ name: 'f' }] }],
      [{}, { text: 'part', finishReason: 'length' }],
    ] as Array<[object, FakeScript]>) {
      const { ask, provider } = stage({ keep }, script)
      await ask(more)
      expect((await ask(more)).meta.cache).toBe('hit')
      expect(provider.calls.length).toBe(1)
    }
  })

  it('forgets after its time: that of the first rule that fits, else its own', async () => {
    const { textOf, clock } = stage({ ttlMs: 1000, rules: [{ when: ({ options }) => options.metadata?.slow === true, ttlMs: 5000, namespace: 'slow' }, { when: ({ body }) => body.model === 'b/m', ttlMs: false }] })
    const all = async () => [await textOf(), await textOf({}, { metadata: { slow: true } }), await textOf({ model: 'b/m' })]
    expect(await all()).toEqual(['answer 1', 'answer 2', 'answer 3'])
    await clock.advance(999)
    expect(await all()).toEqual(['answer 1', 'answer 2', 'answer 4'])
    await clock.advance(1)
    expect(await all()).toEqual(['answer 5', 'answer 2', 'answer 6'])
  })

  it('caches other operations where a rule says so, and nothing that is a response of the web', async () => {
    const { ask, provider } = stage({ rules: [{ when: () => true }] }, 'any')
    await ask({ input: 'x' }, {}, 'input_tokens')
    expect((await ask({ input: 'x' }, {}, 'input_tokens')).meta.cache).toBe('hit')
    expect(provider.calls.length).toBe(1)
  })

  it('does for one call what the call says', async () => {
    const { ask, textOf, clock } = stage()
    expect(await textOf()).toBe('answer 1')
    expect((await ask({}, { cache: false })).meta.cache).toBe('bypass')
    expect(await textOf()).toBe('answer 1')
    const fresh = await ask({}, { cache: 'refresh' })
    expect([fresh.meta.cache, fresh.value.choices[0].message.content]).toEqual(['refresh', 'answer 3'])
    expect(await textOf()).toBe('answer 3')
    await clock.advance(500)
    expect(await textOf({}, { cache: { ttlMs: 600 } })).toBe('answer 3')
    expect(await textOf({}, { cache: { ttlMs: 400 } })).toBe('answer 4')
  })

  it.each<[CallOptions, string]>([
    [{ tenant: '' }, 'tenant'],
    [{ tenant: 1 as never }, 'tenant'],
    [{ cache: true as never }, 'cache'],
    [{ cache: { ttlMs: -1 } }, 'cache.ttlMs'],
    [{ cache: { ttlMs: Infinity } }, 'cache.ttlMs'],
    [{ cache: { namespace: 'a b' } }, 'cache.namespace'],
    [{ cache: { ttl: 1 } as never }, 'cache.ttl'],
  ])('refuses %o', async (options, param) => {
    await expect(stage().ask({}, options)).rejects.toMatchObject({ reason: 'bad_request', failure: { param } })
  })

  it.each<[CacheOptions, string]>([
    [{ ttlMs: 0 }, 'cache.ttlMs'],
    [{ staleMs: -1 }, 'cache.staleMs'],
    [{ namespace: 'a:b' }, 'cache.namespace'],
    [{ store: {} as never }, 'cache.store'],
    [{ rules: {} as never }, 'cache.rules'],
    [{ rules: [{ ttlMs: 1 } as never] }, 'cache.rules[0].when'],
    [{ rules: [{ when: () => true, ttlMs: -1 }] }, 'cache.rules[0].ttlMs'],
    [{ keep: { tools: 1 as never } }, 'cache.keep.tools'],
    [{ dedupe: 'no' as never }, 'cache.dedupe'],
    [{ ttl: 1 } as never, 'cache.ttl'],
  ])('refuses the options %o', (options, path) => {
    expect(() => cache(options)).toThrow(expect.objectContaining({ path }) as ConfigError)
  })

  it('asks again where the store has garbage, another version, or what was kept for another key', async () => {
    const good = memoryStore()
    const filled = stage({ store: good })
    await filled.ask()
    let kept: unknown
    const spy = { get: async (key: string) => (kept = await good.get(key)), set: good.set, delete: good.delete }
    const copy = stage({ store: spy })
    expect((await copy.ask()).meta.cache).toBe('hit')
    const text = String(kept)
    const entry = JSON.parse(text) as Record<string, unknown>
    for (const poison of ['', '{', 'null', '1', '[]', '{}', text.slice(0, -1), 1, {}, entry, JSON.stringify({ ...entry, v: 2 }), JSON.stringify({ ...entry, key: 'other' }), JSON.stringify({ ...entry, at: null }), JSON.stringify({ ...entry, meta: {} }), JSON.stringify({ ...entry, value: { choices: [] } }), JSON.stringify({ ...entry, value: 1 })]) {
      const { ask, seen } = stage({ store: { get: async () => poison, set: async () => {}, delete: async () => true } })
      const { meta, value } = await ask()
      expect([meta.cache, value.choices[0].message.content]).toEqual(['miss', 'answer 1'])
      expect(seen.of('cache.fault')[0]?.what).toBe('entry')
    }
  })

  it('waits for no store that hangs, and tells of a broken one once', async () => {
    const hang = () => new Promise<never>(() => {})
    const slow = stage({ store: { get: hang, set: hang, delete: hang }, storeTimeoutMs: 20 })
    const pending = slow.textOf()
    await slow.clock.advance(20)
    expect(await pending).toBe('answer 1')

    const fail = async () => { throw new Error('the store is gone') }
    const { ask, seen, engine } = stage({ store: { get: fail, set: fail, delete: fail } })
    for (let at = 0; at < 3; at++) expect((await ask()).meta.cache).toBe('miss')
    expect(seen.of('cache.fault').length).toBe(1)
    expect(engine.stats().cache.faults).toBeGreaterThanOrEqual(6)
  })

  it('keeps no answer that is larger than it may be', async () => {
    const { ask, provider } = stage({ maxEntryBytes: 2000 }, 'ä'.repeat(900))
    await ask()
    await ask()
    expect(provider.calls.length).toBe(2)
  })

  it('counts by address and namespace, and in sum over all caches', async () => {
    const { ask, engine } = stage({ rules: [{ when: ({ body }) => body.model === '__proto__', namespace: 'odd' }] })
    await ask()
    await ask()
    await ask({ model: 'b/m' })
    const { cache } = engine.stats()
    expect(cache).toMatchObject({ hits: 1, misses: 2, stored: 2, savedInputTokens: 5, byNamespace: { all: { hits: 1, misses: 2 } } })
    expect(cache.byAddress['a/m']).toMatchObject({ hits: 1, misses: 1 })
    expect(cache.byAddress['b/m']).toMatchObject({ hits: 0, misses: 1 })
  })

  it('counts by tag: by what the metadata of calls says in few words', async () => {
    const { ask, engine, seen } = stage({})
    const tagged = (metadata: Record<string, unknown>) => ask({}, { metadata })
    await tagged({ team: 'search', tier: 1, ['__proto__']: 'odd', who: { name: 'Ada' }, nobody: null })
    await tagged({ team: 'search', isNew: false })
    await tagged({ team: 'ads' })
    await ask()
    const { byTag } = engine.stats().cache
    expect(Object.keys(byTag).sort()).toEqual(['__proto__', 'isNew', 'team', 'tier'])
    expect(byTag.team).toMatchObject({ search: { hits: 1, misses: 1, savedInputTokens: 5 }, ads: { hits: 1, misses: 0 } })
    expect([byTag.tier?.['1'], byTag.isNew?.false]).toMatchObject([{ misses: 1 }, { hits: 1 }])
    expect(seen.of('cache.hit').map(({ metadata, address, namespace }) => [metadata?.team, address, namespace])).toEqual([
      ['search', 'a/m', 'all'], ['ads', 'a/m', 'all'], [undefined, 'a/m', 'all'],
    ])
    expect(seen.of('cache.miss')).toMatchObject([{ address: 'a/m', metadata: { team: 'search' }, namespace: 'all' }])
  })

  it('counts no more tags than it can hold: the rest together, and once', async () => {
    const { ask, engine } = stage({})
    for (let n = 0; n < 150; n++) await ask({}, { metadata: { request: `r${n}`, long: 'x'.repeat(201) } })
    await ask({}, { metadata: Object.fromEntries(Array.from({ length: 15 }, (_, n) => [`name${n}`, 'x'.repeat(201)])) })
    const { byTag, hits, misses } = engine.stats().cache
    expect(Object.keys(byTag)).toHaveLength(11)
    expect([Object.keys(byTag.request ?? {}).length, byTag.request?.['…'], byTag.long]).toMatchObject([101, { hits: 50 }, { '…': { hits: 149, misses: 1 } }])
    expect([byTag['…'], hits + misses]).toMatchObject([{ '…': { hits: 1 } }, 151])
  })

  it('counts caches in routes too, each once', async () => {
    const inner = cache({ namespace: 'inner' })
    const provider = fakeProvider('one')
    const engine = createEngine({ providers: { a: provider }, routes: { r: fallback([use('a/m', inner), use('a/n', inner)]) }, use: [cache()] })
    const ask = (model: string) => engine.handle({ operation: 'chat', body: { model, messages: [hello] } })
    await ask('r')
    await ask('r')
    expect(engine.stats().cache).toMatchObject({ hits: 1, misses: 2, byNamespace: { all: { hits: 1, misses: 1 }, inner: { hits: 0, misses: 1 } } })
  })
})
