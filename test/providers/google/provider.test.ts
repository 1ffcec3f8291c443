import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Reply } from '../../../src/core/reply.ts'
import { google, type GoogleOptions } from '../../../src/providers/google/index.ts'
import { callOf, chatCall, failureOf, fakeFetch, json, sse, targetOf } from '../call.ts'
import { answer, candidate, hello, type Json } from './fixtures.ts'

const target = targetOf('gemini', 'gemini-2.5-flash')

afterEach(() => void vi.unstubAllEnvs())

function clearEnvironment(): void {
  vi.stubEnv('GEMINI_API_KEY', undefined)
  vi.stubEnv('GOOGLE_API_KEY', undefined)
}

async function readAll(reply: Reply<'chat'>): Promise<unknown[]> {
  const events: unknown[] = []
  if (reply.stream) for await (const event of reply.events) events.push(event)
  return events
}

describe('a caller of older or other words', () => {
  const functions = [{ name: 'add 1', parameters: { type: 'object', properties: {} } }]
  const wire = answer([candidate([{ text: 'So:' }, { functionCall: { id: 'a', name: 'add_1', args: { a: 1 } } }], { finishReason: 'STOP' })])

  it('is answered in function_call, by its own name', async () => {
    const { fetch } = fakeFetch(() => json(wire))
    const reply = await google({ apiKey: 'k', fetch }).ask(chatCall({ functions }), target)
    expect(reply).toMatchObject({ value: { choices: [{ finish_reason: 'function_call', message: { content: 'So:', function_call: { name: 'add 1', arguments: '{"a":1}' } } }] } })
  })

  it('is answered so in a stream', async () => {
    const { fetch } = fakeFetch(() => sse(wire))
    const [chunk] = await readAll(await google({ apiKey: 'k', fetch }).ask(chatCall({ functions, stream: true }), target))
    expect(chunk).toMatchObject({ choices: [{ finish_reason: 'function_call', delta: { content: 'So:', function_call: { name: 'add 1', arguments: '{"a":1}' } } }] })
  })
})

describe('google', () => {
  it.each<[GoogleOptions, string]>([
    [{}, 'https://generativelanguage.googleapis.com/v1beta'],
    [{ apiVersion: 'v1alpha' }, 'https://generativelanguage.googleapis.com/v1alpha'],
    [{ baseURL: 'https://proxy.example/gemini/' }, 'https://proxy.example/gemini/v1beta'],
    [{ baseURL: 'https://proxy.example/v1beta' }, 'https://proxy.example/v1beta'],
  ])('with %j asks at %s', async (options, base) => {
    const { fetch, sent } = fakeFetch(() => json(hello))
    await google({ apiKey: 'key-from-option', fetch, ...options }).ask(chatCall(), target)
    expect(sent[0]?.url).toBe(`${base}/models/gemini-2.5-flash:generateContent`)
  })

  it('sends the key in a header, never in the URL, and headers of your own', async () => {
    const { fetch, sent } = fakeFetch(() => json(hello))
    await google({ apiKey: 'key-from-option', fetch, headers: { 'x-team': 'search' } }).ask(chatCall(), target)
    expect(Object.fromEntries(sent[0]?.headers ?? [])).toMatchObject({ 'x-goog-api-key': 'key-from-option', 'x-team': 'search', 'content-type': 'application/json' })
    expect(sent[0]?.url).not.toContain('key-from-option')
  })

  it.each(['GEMINI_API_KEY', 'GOOGLE_API_KEY'])('reads %s at the call, not before', async (variable) => {
    clearEnvironment()
    const { fetch, sent } = fakeFetch(() => json(hello))
    const provider = google({ fetch })
    vi.stubEnv(variable, 'key-from-env')
    await provider.ask(chatCall(), target)
    expect(sent[0]?.headers.get('x-goog-api-key')).toBe('key-from-env')
  })

  it('without a key names the option and both variables', async () => {
    clearEnvironment()
    const { fetch, sent } = fakeFetch(() => json(hello))
    const error = await failureOf(() => google({ fetch }).ask(chatCall(), target))
    expect(error).toMatchObject({ reason: 'authentication', code: 'missing_api_key', message: 'no API key: pass google({ apiKey }) or set GEMINI_API_KEY or GOOGLE_API_KEY' })
    expect(sent).toEqual([])
  })

  it.each<[object, string]>([
    [{ apikey: 'k' }, "google.apikey is not an option. Did you mean 'apiKey'?"],
    [{ apiKey: '' }, 'google.apiKey must be a non-empty string, a function or null'],
    [{ baseURL: 'nowhere' }, "google.baseURL must be an http or https URL, got 'nowhere'"],
    [{ apiVersion: '' }, 'google.apiVersion must be a non-empty string'],
    [{ schema: 'open' }, "google.schema must be one of 'json', 'subset'"],
    [{ fetch: 1 }, 'google.fetch must be a function'],
    [{ client: {} }, 'google.client must be a GoogleGenAI or a GoogleGenerativeAI'],
  ])('refuses %j', (options, message) => {
    expect(() => google(options as GoogleOptions)).toThrow(message)
  })

  it('answers', async () => {
    const { fetch } = fakeFetch(() => json(hello))
    const reply = await google({ apiKey: 'k', fetch }).ask(chatCall(), target)
    expect(reply).toMatchObject({ stream: false, value: { choices: [{ message: { content: 'Hello' } }] }, meta: { target: 'gemini/gemini-2.5-flash', status: 200 } })
  })

  it('streams', async () => {
    const { fetch, sent } = fakeFetch(() => sse(answer([candidate([{ text: 'Hel' }])]), answer([candidate([{ text: 'lo' }], { finishReason: 'STOP' })])))
    const events = await readAll(await google({ apiKey: 'k', fetch }).ask(chatCall({ stream: true }), target))
    expect(sent[0]?.url).toMatch(/:streamGenerateContent\?alt=sse$/)
    expect(events).toMatchObject([{ choices: [{ delta: { role: 'assistant', content: 'Hel' } }] }, { choices: [{ finish_reason: 'stop' }] }, { usage: { total_tokens: 12 } }])
  })

  it('never changes the body of the caller, who may ask another next', async () => {
    const tool = { type: 'function', function: { name: 'add', strict: true, parameters: { type: 'object', properties: { a: { const: 1 } }, additionalProperties: false } } }
    const body = { tools: [tool], response_format: { type: 'json_schema', json_schema: { name: 'x', strict: true, schema: tool.function.parameters } }, provider_options: { google: { generationConfig: { topK: 1 } } } }
    const before = structuredClone(body)
    const { fetch } = fakeFetch(() => json(hello))
    const newer = targetOf('gemini', 'gemini-3.8-flash') // takes tools and a schema at once
    for (const schema of ['json', 'subset'] as const) await google({ apiKey: 'k', fetch, schema }).ask(chatCall(body), newer) // frozen: a change would throw
    expect(body).toEqual(before)
  })

  it.each<[string, () => Response, string]>([
    ['429', () => json({ error: { code: 429, status: 'RESOURCE_EXHAUSTED', message: 'Slow' } }, 429), 'rate_limit'],
    ['a bare body under text/event-stream', () => new Response('{"error":{"code":503,"status":"UNAVAILABLE","message":"Busy"}}', { status: 503, headers: { 'content-type': 'text/event-stream' } }), 'overloaded'],
    ['a list of one', () => json([{ error: { code: 400, status: 'INVALID_ARGUMENT', message: 'API key not valid' } }], 400), 'authentication'],
    ['JSON where a stream was asked', () => json({ error: { code: 503, status: 'UNAVAILABLE', message: 'Busy' } }), 'overloaded'],
    ['an empty stream', () => new Response('', { headers: { 'content-type': 'text/event-stream' } }), 'truncated'],
  ])('tells %s by its reason', async (_, respond, reason) => {
    const { fetch } = fakeFetch(respond)
    const provider = google({ apiKey: 'k', fetch })
    expect(await failureOf(async () => readAll(await provider.ask(chatCall({ stream: true }), target)))).toMatchObject({ reason })
  })

  it('cuts its key out of what Google says', async () => {
    const { fetch } = fakeFetch(() => json({ error: { code: 400, status: 'INVALID_ARGUMENT', message: 'API key not valid: AIzaSECRETSECRET' } }, 400))
    const error = await failureOf(() => google({ apiKey: 'AIzaSECRETSECRET', fetch }).ask(chatCall(), target))
    expect(JSON.stringify(error.failure)).not.toContain('AIzaSECRETSECRET')
  })

  it('sends the headers of the call, its idempotency key among them', async () => {
    const { fetch, sent } = fakeFetch(() => json(hello))
    await google({ apiKey: 'k', fetch }).ask(chatCall({}, { options: { headers: { 'x-a': 'b' }, idempotencyKey: 'once' } }), target)
    expect(Object.fromEntries(sent[0]?.headers ?? [])).toMatchObject({ 'x-a': 'b', 'idempotency-key': 'once' })
  })
})

describe('embeddings of Gemini', () => {
  const embed = async (body: Json, wire: unknown) => {
    const { fetch, sent } = fakeFetch(() => json(wire))
    const reply = await google({ apiKey: 'k', fetch }).ask(callOf('embeddings', { model: 'gemini/e', ...body }), targetOf('gemini', 'gemini-embedding-001'))
    return { sent: sent[0], value: reply.stream ? undefined : reply.value }
  }
  const two = { embeddings: [{ values: [1, 2] }, { values: [3, 4] }] }

  it('are asked for in one batch', async () => {
    const { sent, value } = await embed({ input: ['a', 'b'], dimensions: 2, provider_options: { google: { taskType: 'RETRIEVAL_QUERY' } } }, two)
    const request = (text: string) => ({ model: 'models/gemini-embedding-001', content: { parts: [{ text }] }, outputDimensionality: 2, taskType: 'RETRIEVAL_QUERY' })
    expect(sent).toMatchObject({ method: 'POST', url: expect.stringMatching(/\/v1beta\/models\/gemini-embedding-001:batchEmbedContents$/), body: { requests: [request('a'), request('b')] } })
    expect(value).toEqual({
      object: 'list', model: 'gemini/e',
      data: [{ object: 'embedding', index: 0, embedding: [1, 2] }, { object: 'embedding', index: 1, embedding: [3, 4] }],
    })
  })

  it('come in base64 where that was asked for, and with their count where Gemini tells it', async () => {
    const { value } = await embed({ input: 'a', encoding_format: 'base64' }, { embeddings: [{ values: [1, -2.5] }], usageMetadata: { promptTokenCount: 3 } })
    const text = value?.data[0]?.embedding as unknown as string
    expect(Array.from(new Float32Array(Uint8Array.from(atob(text), (char) => char.charCodeAt(0)).buffer))).toEqual([1, -2.5])
    expect(value?.usage).toEqual({ prompt_tokens: 3, total_tokens: 3 })
  })

  it('tell what Vertex counted of each text', async () => {
    const counted = (tokenCount: number) => ({ values: [1], statistics: { tokenCount } })
    const { value } = await embed({ input: ['a', 'b'] }, { embeddings: [counted(2), counted(3)] })
    expect(value?.usage).toEqual({ prompt_tokens: 5, total_tokens: 5 })
  })

  it.each<[string, Json, unknown, string]>([
    ['of tokens', { input: [1, 2] }, two, 'unsupported'],
    ['of lists of tokens', { input: [[1], [2]] }, two, 'unsupported'],
    ['fewer than asked', { input: ['a', 'b', 'c'] }, two, 'truncated'],
    ['none', { input: 'a' }, {}, 'malformed_response'],
    ['without values', { input: 'a' }, { embeddings: [{}] }, 'malformed_response'],
    ['in error', { input: 'a' }, { error: { code: 404, status: 'NOT_FOUND', message: 'x' } }, 'model_not_found'],
  ])('%s are a failure', async (_, body, wire, reason) => {
    expect(await failureOf(() => embed(body, wire))).toMatchObject({ reason })
  })
})

describe('models of Gemini', () => {
  const list = async (wire: unknown) => {
    const { fetch, sent } = fakeFetch(() => json(wire))
    const reply = await google({ apiKey: 'k', fetch }).ask(callOf('models', { model: 'gemini/' }), targetOf('gemini', ''))
    return { sent: sent[0], value: reply.stream ? undefined : reply.value }
  }

  it('are listed under the names one asks them by, a thousand a page', async () => {
    const { sent, value } = await list({ models: [{ name: 'models/gemini-2.5-flash', inputTokenLimit: 9, supportedGenerationMethods: ['generateContent'] }, { name: 'tunedModels/a' }], nextPageToken: 'x' })
    expect(sent).toMatchObject({ method: 'GET', url: 'https://generativelanguage.googleapis.com/v1beta/models?pageSize=1000' })
    expect(value).toMatchObject({ object: 'list', data: [{ id: 'gemini-2.5-flash', object: 'model', created: 0, owned_by: 'google', inputTokenLimit: 9 }, { id: 'tunedModels/a' }] })
  })

  it.each([[{}], [[]], ['x']])('that come as %j are malformed', async (wire) => {
    expect(await failureOf(() => list(wire))).toMatchObject({ reason: 'malformed_response' })
  })
})
