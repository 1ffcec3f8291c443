/** The same replies through the vendors' own clients: one attempt a call, their key, our words. */
import Anthropic from '@anthropic-ai/sdk'
import { GoogleGenAI } from '@google/genai'
import { GoogleGenerativeAI } from '@google/generative-ai'
import { describe, expect, it } from 'vitest'
import { anthropic, google } from 'zerohop'
import type { StrictScript } from 'zerohop/testing'
import type { Json } from './arbitrary.ts'
import { claude, folded, gemini, hello, messageOf, type Provide, read, type Stage, time, weather, whole } from './stage.ts'

interface Client {
  readonly name: string
  readonly model: string
  /** A model of the host's list. */
  readonly listed: string
  readonly key: string
  readonly sentKey: string
  /** Frames of a stream before its second piece of text. */
  readonly untilSecond: number
  /** The client shows headers of errors. */
  readonly tellsHeaders: boolean
  stage(script?: StrictScript): Promise<Stage>
}

const over = (start: typeof claude, provide: Provide) => (script?: StrictScript) => start(script, provide)

const clients: readonly Client[] = [
  {
    name: 'Anthropic', model: 'claude-sonnet-4-5', listed: 'claude-opus-5-5', key: 'authorization', sentKey: 'Bearer key-of-the-user', untilSecond: 4, tellsHeaders: true,
    stage: over(claude, (baseURL) => anthropic({ client: new Anthropic({ baseURL, apiKey: 'key-of-the-user' }) })),
  },
  {
    name: 'GoogleGenAI', model: 'gemini-3.8-flash', listed: 'gemini-2.5-pro', key: 'x-goog-api-key', sentKey: 'key-of-the-user', untilSecond: 1, tellsHeaders: false,
    stage: over(gemini, (baseUrl) => google({ client: new GoogleGenAI({ apiKey: 'key-of-the-user', httpOptions: { baseUrl } }) })),
  },
  {
    name: 'GoogleGenerativeAI', model: 'gemini-3.8-flash', listed: 'gemini-2.5-pro', key: 'x-goog-api-key', sentKey: 'key-of-the-user', untilSecond: 1, tellsHeaders: false,
    stage: over(gemini, (baseURL) => google({ client: new GoogleGenerativeAI('key-of-the-user'), baseURL })),
  },
]

const both = [['whole', whole], ['streamed', folded]] as const

describe.each(clients)('through your own $name', ({ name, model, key, sentKey, untilSecond, tellsHeaders, stage }) => {
  const body = (more: Json = {}): Json => ({ model: `it/${model}`, messages: hello, ...more })

  describe.each(both)('%s', (_, ask) => {
    it('comes text, with the usage, under the key of the client', async () => {
      const stages = await stage({ text: ['Grü', 'ße 🙂'], usage: { input: 7, output: 5, thinking: 0, cacheRead: 2 } })
      const { choices, usage } = await ask(stages, body())
      expect(choices).toMatchObject([{ finish_reason: 'stop', message: { role: 'assistant', content: 'Grüße 🙂' } }])
      expect(usage).toMatchObject({ completion_tokens: 5, prompt_tokens_details: { cached_tokens: 2 } })
      expect(stages.server.requests.map(({ headers }) => headers[key])).toEqual([sentKey])
    })

    it('comes thought with its signatures and calls, which go back as they came', async () => {
      const stages = await stage([{ reasoning: 'Let me see.', toolCalls: [{ name: 'weather', input: { city: 'Bern' } }, { name: 'time' }] }])
      const more = { tools: [weather, time], reasoning_effort: 'low', max_completion_tokens: 6_000 }
      const first = messageOf(await ask(stages, body(more)))
      expect(first).toMatchObject({ reasoning_content: 'Let me see.', tool_calls: [{ function: { name: 'weather' } }, { function: { name: 'time' } }] })
      expect(first.reasoning_details?.length).toBeGreaterThan(0)
      const results = (first.tool_calls ?? []).map(({ id }) => ({ role: 'tool', tool_call_id: id, content: 'Fine' }))
      expect(messageOf(await ask(stages, body({ ...more, messages: [...hello, first, ...results] }))).content).toMatch(/^The tools said: .*Fine.*Fine/)
    })

    it('comes JSON by a schema', async () => {
      const schema = { type: 'object', properties: { ok: { type: 'boolean' } }, required: ['ok'], additionalProperties: false }
      const answer = await ask(await stage(), body({ response_format: { type: 'json_schema', json_schema: { name: 'answer', schema } } }))
      expect(JSON.parse(String(messageOf(answer).content))).toEqual({ ok: false })
    })

    it.each([[429, 'rate_limit'], [401, 'authentication'], [500, 'server_error'], [504, 'server_error']] as const)('fails %d as %s after one attempt, however the client would retry', async (status, reason) => {
      const stages = await stage({ error: { status, message: 'No.', headers: { 'retry-after': '3' } } })
      await expect(ask(stages, body())).rejects.toMatchObject({ reason, status, message: expect.stringContaining('No.') as string })
      expect(stages.server.requests).toHaveLength(1)
      const failure = { reason, ...(tellsHeaders && { retryAfterMs: 3_000 }) }
      expect(stages.events).toContainEqual(expect.objectContaining({ type: 'attempt.end', failure: expect.objectContaining(failure) as object }))
    })
  })

  it('tells an error in the middle of a stream after what came before it', async () => {
    const { text, error } = await read(await stage({ text: ['Hel', 'lo'], failAfter: untilSecond, error: { status: 503, type: name === 'Anthropic' ? 'overloaded_error' : 'UNAVAILABLE', message: 'Busy' } }), body())
    expect([text, error]).toEqual(['Hel', expect.objectContaining({ reason: 'overloaded' })])
  })

  it.each(['whole', 'close', 'reset'] as const)('takes a stream that ends early (%s) for truncated', async (cutEnd) => {
    const { text, chunks, error } = await read(await stage({ text: ['Hel', 'lo'], cutAfter: untilSecond, cutEnd }), body())
    expect([text, error]).toEqual(['Hel', expect.objectContaining({ reason: 'truncated' })])
    expect(chunks.some(({ choices }) => choices[0]?.finish_reason)).toBe(false)
  })

  it('stops when the caller does: before, and in the middle', async () => {
    const stages = await stage({ text: ['Hel', 'lo'], cutAfter: untilSecond, cutEnd: 'stall' })
    const { completions } = stages.gateway.chat
    await expect(completions.create(body() as never, { signal: AbortSignal.abort() })).rejects.toMatchObject({ reason: 'aborted' })
    expect(stages.server.requests).toHaveLength(0)
    const controller = new AbortController()
    const events = (await completions.create({ ...body(), stream: true } as never, { signal: controller.signal })) as unknown as AsyncIterable<unknown>
    const reading = (async () => {
      for await (const _ of events) controller.abort()
    })()
    await expect(reading).rejects.toMatchObject({ reason: 'aborted' })
    expect(stages.events).toContainEqual(expect.objectContaining({ type: 'call.end', outcome: 'aborted' }))
  })

  it('leaves a stream that nobody reads on', async () => {
    const stages = await stage({ text: ['Hel', 'lo'], cutAfter: untilSecond, cutEnd: 'stall' })
    const events = (await stages.gateway.chat.completions.create({ ...body(), stream: true } as never)) as unknown as AsyncIterable<unknown>
    let seen = 0
    for await (const _ of events) {
      seen += 1
      break
    }
    expect(seen).toBe(1)
    expect(stages.events.map(({ type }) => type)).toContain('call.end')
  })
})

describe('through your own clients', () => {
  it.each([clients[1] as Client, clients[2] as Client])('comes the time to wait, from the details of an error ($name)', async ({ stage, model }) => {
    const details = [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '2s' }]
    const stages = await stage({ error: { status: 429, message: 'Slow', details } })
    await expect(whole(stages, { model: `it/${model}`, messages: hello })).rejects.toMatchObject({ reason: 'rate_limit' })
    expect(stages.events).toContainEqual(expect.objectContaining({ failure: expect.objectContaining({ retryAfterMs: 2_000 }) as object }))
  })

  it.each([clients[1] as Client, clients[2] as Client])('come embeddings ($name)', async ({ stage }) => {
    const { gateway } = await stage()
    const { data } = await gateway.embeddings.create({ model: 'it/gemini-embedding-001', input: ['one', 'two'], encoding_format: 'float' })
    expect(data.map(({ index, embedding }) => [index, embedding.length])).toEqual([[0, 8], [1, 8]])
  })

  it.each([clients[0] as Client, clients[1] as Client])('come models ($name)', async ({ stage, listed }) => {
    const { gateway } = await stage()
    const ids = []
    for await (const { id } of gateway.models.list()) ids.push(id)
    expect(ids).toContain(`it/${listed}`)
  })
})
