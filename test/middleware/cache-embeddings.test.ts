/** Embeddings in the cache: input by input, in order, and nothing is asked for twice. */
import { cache, createEngine, createGateway, hedge, use } from 'zerohop'
import { fakeClock, fakeProvider, recorder, turn } from 'zerohop/testing'
import { describe, expect, it } from 'vitest'
import { rejection } from '../support/collect.ts'

type Input = string | number[]

/** A vector says what it is of: the length of the input and its first letter. */
function stage(twist: (data: object[]) => object[] = (data) => data) {
  const clock = fakeClock()
  const seen = recorder()
  const provider = fakeProvider((call) => {
    const { input, encoding_format } = call.body as { input: Input | Input[]; encoding_format?: string }
    const inputs = Array.isArray(input) && typeof input[0] !== 'number' ? (input as Input[]) : [input as Input]
    const data = inputs.map((one, index) => ({ object: 'embedding', index, embedding: encoding_format === 'base64' ? `b64 ${String(one)}` : [one.length, String(one).charCodeAt(0)] }))
    return { value: { object: 'list', model: 'e-1', data: twist(data), usage: { prompt_tokens: inputs.length * 10, total_tokens: inputs.length * 10 } } as never }
  })
  const engine = createEngine({ providers: { a: provider }, use: [cache({ ttlMs: 1000 })], clock, on: seen })
  async function ask(input: Input | Input[], more: object = {}, options = {}) {
    const reply = await engine.handle({ operation: 'embeddings', body: { model: 'a/e', input, ...more } as never, options })
    await turn()
    if (reply.stream) throw new Error('a value was asked for')
    return reply
  }
  const asked = () => provider.calls.map(({ body }) => (body as unknown as { input: unknown }).input)
  return { clock, provider, seen, engine, ask, asked }
}

describe('embeddings', () => {
  it('are asked for where they are new, and come in the order of the inputs', async () => {
    const { ask, asked, seen, engine } = stage()
    await ask(['aa', 'b'])
    const { value, meta } = await ask(['b', 'cc', 'aa', 'cc', 'ddd'])
    expect(asked()).toEqual([['aa', 'b'], ['cc', 'ddd']])
    expect(value).toEqual({
      object: 'list',
      model: 'e-1',
      data: [[1, 98], [2, 99], [2, 97], [2, 99], [3, 100]].map((embedding, index) => ({ object: 'embedding', index, embedding })),
      usage: { prompt_tokens: 20, total_tokens: 20 },
    })
    expect(meta).toMatchObject({ cache: 'miss', target: 'a/e', saved: { inputTokens: 20 } })
    expect(seen.of('cache.hit')).toMatchObject([{ savedUsage: { inputTokens: 20 }, stale: false }])
    expect(engine.stats().cache).toMatchObject({ hits: 2, misses: 4, stored: 4, savedInputTokens: 20 })
  })

  it('of inputs that are all known cost nothing', async () => {
    const { ask, asked, seen } = stage()
    await ask('aa')
    const { value, meta } = await ask(['aa', 'aa'])
    expect(asked()).toEqual(['aa'])
    expect(value).toMatchObject({ model: 'e-1', data: [{ index: 0, embedding: [2, 97] }, { index: 1, embedding: [2, 97] }], usage: { prompt_tokens: 0, total_tokens: 0 } })
    expect(value.data[0]?.embedding).not.toBe(value.data[1]?.embedding)
    expect(meta).toMatchObject({ cache: 'hit', ageMs: 0, saved: { inputTokens: 10 } })
    expect(seen.of('call.end')[1]).toMatchObject({ cache: 'hit', usage: undefined, attempts: [] })
  })

  it('are one for a list of tokens, and several for a list of lists', async () => {
    const { ask, asked } = stage()
    await ask([1, 2, 3])
    expect((await ask([[1, 2, 3], [4]])).value.data.map(({ embedding }) => embedding[0])).toEqual([3, 1])
    expect(asked()).toEqual([[1, 2, 3], [[4]]])
  })

  it.each([
    ['another format', { encoding_format: 'base64' }, {}],
    ['other dimensions', { dimensions: 2 }, {}],
    ['another model', { model: 'a/other' }, {}],
    ['another tenant', {}, { tenant: 'acme' }],
    ['a fresh answer', {}, { cache: 'refresh' }],
    ['no cache', {}, { cache: false }],
  ])('are asked for again with %s', async (_, more, options) => {
    const { ask, asked } = stage()
    await ask('aa')
    await ask('aa', more, options)
    expect(asked()).toEqual(['aa', 'aa'])
  })

  it('are the same after a refresh as the refresh gave', async () => {
    let round = 0
    const { ask } = stage((data) => data.map((one) => ({ ...one, embedding: [(round += 1)] })))
    expect([await ask('a'), await ask('a', {}, { cache: 'refresh' }), await ask('a')].map(({ value }) => value.data[0]?.embedding)).toEqual([[1], [2], [2]])
  })

  it('are forgotten after their time', async () => {
    const { ask, asked, clock } = stage()
    await ask('aa')
    await clock.advance(1000)
    await ask('aa')
    expect(asked()).toEqual(['aa', 'aa'])
  })

  it('that come in another order are put where they belong', async () => {
    const { ask } = stage((data) => [...data].reverse())
    await ask(['aa', 'b'])
    expect((await ask(['b', 'aa', 'ccc', 'd'])).value.data.map(({ embedding }) => embedding[0])).toEqual([1, 2, 3, 1])
  })

  it.each<[string, (data: object[]) => object[]]>([
    ['too few', (data) => data.slice(1)],
    ['the same place twice', (data) => data.map((one) => ({ ...one, index: 0 }))],
    ['a place that is none', (data) => data.map((one) => ({ ...one, index: -1 }))],
    ['nothing in them', (data) => data.map((one) => ({ ...one, embedding: [] }))],
  ])('are neither kept nor mixed where there are %s', async (_, twist) => {
    let isOdd = true
    const { ask, asked } = stage((data) => (isOdd ? twist(data) : data))
    await ask(['aa', 'b'])
    isOdd = false
    await ask(['aa', 'b'])
    expect(asked().length).toBe(2)
    isOdd = true
    expect(await rejection(ask(['aa', 'cc', 'dd']))).toMatchObject({ reason: 'malformed_response' })
  })

  it('are asked for once by many at a time', async () => {
    const { ask, asked } = stage()
    const replies = await Promise.all([ask(['aa', 'b']), ask(['aa', 'b']), ask(['aa', 'b'])])
    expect(asked().length).toBe(1)
    expect(replies.map(({ meta }) => meta.cache)).toEqual(['miss', 'shared', 'shared'])
    expect(new Set(replies.map(({ value }) => value.data[0])).size).toBe(3)
  })

  it('are asked for anew by a hedge, which does not wait for the slow call that it is to overtake', async () => {
    const vectors = { object: 'list', model: 'e-1', data: [{ object: 'embedding', index: 0, embedding: [1] }], usage: { prompt_tokens: 1, total_tokens: 1 } }
    const clock = fakeClock()
    const provider = fakeProvider([{ hang: true }, { value: vectors as never }])
    const engine = createEngine({ providers: { a: provider }, routes: { quick: hedge(use('a/e', cache()), { delayMs: 100, maxExtra: 1 }) }, clock })
    const asked = engine.handle({ operation: 'embeddings', body: { model: 'quick', input: 'aa' } })
    await clock.advance(100)
    expect([(await asked).stream, provider.calls.length]).toEqual([false, 2])
  })

  it('reach the SDK, which asks for base64, as numbers', async () => {
    const vector = Buffer.from(new Float32Array([0.5, -1]).buffer).toString('base64')
    const provider = fakeProvider({ value: { object: 'list', model: 'e', data: [{ object: 'embedding', index: 0, embedding: vector }], usage: { prompt_tokens: 1, total_tokens: 1 } } as never })
    const gateway = createGateway({ providers: { a: provider }, use: [cache()] })
    for (let at = 0; at < 2; at++) expect((await gateway.embeddings.create({ model: 'a/e', input: 'x' })).data[0]?.embedding).toEqual([0.5, -1])
    expect(provider.calls.length).toBe(1)
  })
})
