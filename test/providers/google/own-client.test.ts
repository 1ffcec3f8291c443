import { GoogleGenAI } from '@google/genai'
import { GoogleGenerativeAI } from '@google/generative-ai'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { GatewayError } from '../../../src/core/error.ts'
import type { Reply } from '../../../src/core/reply.ts'
import { LinkedSignal } from '../../../src/core/signal.ts'
import { google, type GoogleOptions } from '../../../src/providers/google/index.ts'
import { callOf, chatCall, failureOf, fakeFetch, json, type Sent, sse, targetOf } from '../call.ts'
import { answer, bodyOf, candidate, folded, hello, type Json } from './fixtures.ts'

const target = targetOf('gemini', 'gemini-3.1-pro-preview')

/** Everything a body can hold that an SDK might lose: JSON Schema, signatures, fields of tomorrow. */
const full = {
  messages: [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Hi' },
    { role: 'assistant', content: null, tool_calls: [{ id: 'a', type: 'function', function: { name: 'add', arguments: '{}' } }], reasoning_details: [{ type: 'reasoning.encrypted', data: 'c2ln', id: 'a', format: 'google-gemini-v1', index: 0 }] },
    { role: 'tool', tool_call_id: 'a', content: '3' },
  ],
  tools: [{ type: 'function', function: { name: 'add', parameters: { type: 'object', properties: { a: { $ref: '#/$defs/n' } }, $defs: { n: { type: 'number' } } } } }],
  reasoning_effort: 'low',
  service_tier: 'flex',
  provider_options: { google: { tomorrow: { a: [1] }, generationConfig: { unheardOf: true } } },
}

interface Client {
  readonly options: GoogleOptions
  readonly sent: Sent[]
}

type Respond = (init: RequestInit) => Response | Promise<Response>

function spied(respond: Respond): { fetch: typeof globalThis.fetch; sent: Sent[] } {
  let last: RequestInit = {}
  const { fetch, sent } = fakeFetch(() => respond(last) as Response)
  return { sent, fetch: (input, init = {}) => { last = init; return fetch(input, init) } }
}

function genai(respond: Respond): Client {
  const { fetch, sent } = spied(respond)
  vi.stubGlobal('fetch', fetch) // versions without `httpOptions.fetch` use the platform's
  return { options: { client: new GoogleGenAI({ apiKey: 'key-of-theirs', httpOptions: { fetch } }) }, sent }
}

function generativeAi(respond: Respond): Client {
  const { fetch, sent } = spied(respond)
  vi.stubGlobal('fetch', fetch)
  return { options: { client: new GoogleGenerativeAI('key-of-theirs') }, sent }
}

afterEach(() => void vi.unstubAllGlobals())

async function readAll(reply: Reply<'chat'>): Promise<Json> {
  const events = []
  if (reply.stream) for await (const event of reply.events) events.push(event)
  return folded(events)
}

function firstMessage({ choices }: Json): Json {
  return (choices as Array<{ message: Json }>)[0]?.message ?? {}
}

describe.each([['GoogleGenAI', genai], ['GoogleGenerativeAI', generativeAi]] as const)('your own %s', (name, clientOf) => {
  it('sends the body as it was made, with its own key, to the version that has it all', async () => {
    const { options, sent } = clientOf(() => json(hello))
    await google(options).ask(chatCall(full), target)
    expect(sent).toHaveLength(1)
    expect(sent[0]).toMatchObject({ method: 'POST', url: 'https://generativelanguage.googleapis.com/v1beta/models/gemini-3.1-pro-preview:generateContent', body: bodyOf(full, { model: target.model }) })
    expect(sent[0]?.headers.get('x-goog-api-key')).toBe('key-of-theirs')
  })

  it('answers with thoughts, calls and signatures', async () => {
    const parts = [{ text: 'Hm.', thought: true }, { text: 'So:' }, { functionCall: { id: 'a', name: 'add', args: { a: 1 } }, thoughtSignature: 'c2ln' }]
    const { options } = clientOf(() => json(answer([candidate(parts, { finishReason: 'STOP' })])))
    const reply = await google(options).ask(chatCall(), target)
    expect(reply).toMatchObject({ value: { model: 'gemini-2.5-flash', choices: [{ finish_reason: 'tool_calls', message: { content: 'So:', reasoning_content: 'Hm.', reasoning_details: [{ data: 'c2ln', id: 'a' }] } }], usage: { total_tokens: 12 } } })
  })

  it('streams the same', async () => {
    const { options, sent } = clientOf(() =>
      sse(answer([candidate([{ text: 'Hm.', thought: true }])]), answer([candidate([{ text: 'So:' }])]), answer([candidate([{ functionCall: { id: 'a', name: 'add', args: {} }, thoughtSignature: 'c2ln' }], { finishReason: 'STOP' })])),
    )
    const fold = await readAll(await google(options).ask(chatCall({ ...full, stream: true }), target))
    expect(firstMessage(fold)).toMatchObject({ content: 'So:', reasoning_content: 'Hm.', tool_calls: [{ id: 'a' }], reasoning_details: [{ data: 'c2ln' }] })
    expect(sent[0]?.url).toMatch(/:streamGenerateContent\?alt=sse$/)
    expect(sent[0]?.body).toMatchObject(bodyOf({ ...full, stream: true }, { model: target.model }))
  })

  it('does not retry: that is ours', async () => {
    const { options, sent } = clientOf(() => json({ error: { code: 503, status: 'UNAVAILABLE', message: 'Busy' } }, 503))
    expect(await failureOf(() => google(options).ask(chatCall(), target))).toMatchObject({ reason: 'overloaded', status: 503, failure: { message: 'Busy' } })
    expect(sent).toHaveLength(1)
  })

  it('tells a daily quota from a rate, and when to come back', async () => {
    const error = (quotaId: string) => ({
      error: {
        code: 429, status: 'RESOURCE_EXHAUSTED', message: 'You exceeded your current quota, please check your plan and billing details.',
        details: [{ '@type': 'type.googleapis.com/google.rpc.QuotaFailure', violations: [{ quotaId }] }, { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '34s' }],
      },
    })
    const ask = (quotaId: string) => failureOf(() => google(clientOf(() => json(error(quotaId), 429)).options).ask(chatCall(), target))
    expect(await ask('GenerateRequestsPerMinutePerProjectPerModel')).toMatchObject({ reason: 'rate_limit', retryAfterMs: 34_000, failure: { message: expect.stringMatching(/^You exceeded .* details\.$/) } })
    expect(await ask('GenerateRequestsPerDayPerProjectPerModel-FreeTier')).toMatchObject({ reason: 'insufficient_quota' })
  })

  it('with a network that is down is a connection failure', async () => {
    const { options } = clientOf(() => { throw new TypeError('fetch failed') })
    expect(await failureOf(() => google(options).ask(chatCall(), target))).toMatchObject({ reason: 'connection' })
  })

  it.each(['data: {"candidates":[{"conte', `data: ${JSON.stringify(answer([candidate([{ text: 'a' }])]))}\n\n`])('whose stream is cut after %j is a truncation', async (text) => {
    const { options } = clientOf(() => new Response(text, { headers: { 'content-type': 'text/event-stream' } }))
    expect(await failureOf(async () => readAll(await google(options).ask(chatCall({ stream: true }), target)))).toMatchObject({ reason: 'truncated' })
  })

  it('whose stream breaks is a truncation, and nothing else fails unheard', async () => {
    const unheard: unknown[] = []
    const listen = (error: unknown) => void unheard.push(error)
    process.on('unhandledRejection', listen)
    const body = () => new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(`data: ${JSON.stringify(answer([candidate([{ text: 'a' }])]))}\n\n`))
      },
      pull: (controller) => controller.error(new TypeError('terminated')),
    }, { highWaterMark: 0 })
    const { options } = clientOf(() => new Response(body(), { headers: { 'content-type': 'text/event-stream' } }))
    expect(await failureOf(async () => readAll(await google(options).ask(chatCall({ stream: true }), target)))).toMatchObject({ reason: 'truncated' })
    await new Promise((resolve) => setImmediate(resolve))
    process.off('unhandledRejection', listen)
    expect(unheard).toEqual([])
  })

  it('is not asked with a signal that has aborted already', async () => {
    const { options, sent } = clientOf(() => json(hello))
    const signal = new LinkedSignal()
    signal.abort(new GatewayError({ reason: 'aborted', message: 'gone' }))
    expect(await failureOf(() => google(options).ask({ ...chatCall(), signal }, target))).toMatchObject({ reason: 'aborted' })
    expect(sent).toEqual([])
  })

  it('is stopped by an abort while it waits', async () => {
    const signal = new LinkedSignal()
    const { options } = clientOf((init) => new Promise((_, reject) => {
      init.signal?.addEventListener('abort', () => reject(new DOMException('This operation was aborted', 'AbortError')))
      queueMicrotask(() => signal.abort(new GatewayError({ reason: 'aborted', message: 'gone' })))
    }))
    expect(await failureOf(() => google(options).ask({ ...chatCall(), signal }, target))).toMatchObject({ reason: 'aborted' })
  })

  it('is stopped upstream when the reader closes the stream', async () => {
    let upstream: AbortSignal | null | undefined
    const { options } = clientOf((init) => {
      upstream = init.signal
      return sse(answer([candidate([{ text: 'a' }])]), answer([candidate([{ text: 'b' }], { finishReason: 'STOP' })]))
    })
    const reply = await google(options).ask(chatCall({ stream: true }), target)
    if (!reply.stream) throw new Error('not a stream')
    await reply.events.next()
    await reply.events.return()
    expect(upstream?.aborted).toBe(true)
  })

  it('reads a blocked prompt', async () => {
    const { options } = clientOf(() => json({ promptFeedback: { blockReason: 'SAFETY' } }))
    expect(await failureOf(() => google(options).ask(chatCall(), target))).toMatchObject({ reason: 'content_filter', code: 'SAFETY' })
  })

  it('embeds', async () => {
    const { options, sent } = clientOf(() => json({ embeddings: [{ values: [1] }, { values: [2] }] }))
    const reply = await google(options).ask(callOf('embeddings', { model: 'x', input: ['a', 'b'], dimensions: 1 }), targetOf('gemini', 'gemini-embedding-001'))
    expect(reply).toMatchObject({ value: { data: [{ embedding: [1] }, { embedding: [2] }] } })
    const request = (text: string) => ({ model: 'models/gemini-embedding-001', content: { parts: [{ text }] }, outputDimensionality: 1 })
    expect(sent[0]).toMatchObject({ url: expect.stringMatching(/gemini-embedding-001:batchEmbedContents$/), body: { requests: [request('a'), request('b')] } })
  })

  it('lists models, where it can', async () => {
    const { options } = clientOf(() => json({ models: [{ name: 'models/gemini-2.5-flash', inputTokenLimit: 9 }] }))
    const asked = Promise.resolve(google(options).ask(callOf('models', { model: 'gemini/' }), targetOf('gemini', '')))
    if (name === 'GoogleGenAI') expect(await asked).toMatchObject({ value: { data: [{ id: 'gemini-2.5-flash', inputTokenLimit: 9 }] } })
    else expect(await failureOf(() => asked)).toMatchObject({ reason: 'unsupported' })
  })
})
