import OpenAI from 'openai'
import { zodFunction, zodResponseFormat } from 'openai/helpers/zod'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { createGateway } from '../../../src/gateway.ts'
import { anthropic } from '../../../src/providers/anthropic/index.ts'
import { callOf, chatCall, failureOf, fakeFetch, json, sse, targetOf } from '../call.ts'
import { answer, eventsOf, LENIENT, text } from './ask.ts'

const target = targetOf('claude', LENIENT)
const hello = () => json(answer([text('Hello')]), 200, { 'request-id': 'req_1' })
const KEY = 'sk-ant-secret-0001'

beforeEach(() => {
  for (const name of ['ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN', 'ANTHROPIC_BASE_URL']) vi.stubEnv(name, undefined)
})
afterEach(() => vi.unstubAllEnvs())

describe('anthropic()', () => {
  it.each([
    ['apiKey', { apiKey: KEY }, {}, { 'x-api-key': KEY }],
    ['apiKey as a function', { apiKey: async () => KEY }, {}, { 'x-api-key': KEY }],
    ['ANTHROPIC_API_KEY', {}, { ANTHROPIC_API_KEY: KEY, ANTHROPIC_AUTH_TOKEN: 't' }, { 'x-api-key': KEY }],
    ['authToken', { authToken: 'token' }, { ANTHROPIC_API_KEY: KEY }, { authorization: 'Bearer token' }],
    ['ANTHROPIC_AUTH_TOKEN', {}, { ANTHROPIC_AUTH_TOKEN: 'token' }, { authorization: 'Bearer token' }],
    ['no key', { apiKey: null }, {}, {}],
    ['headers of the user', { apiKey: KEY, headers: { 'x-team': 't' } }, {}, { 'x-api-key': KEY, 'x-team': 't' }],
    ['headers of the user, whatever their case', { apiKey: KEY, headers: { 'X-API-Key': 'mine' } }, {}, { 'x-api-key': 'mine' }],
  ])('identifies itself by %s', async (_what, options, env, headers) => {
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
    const { fetch, sent } = fakeFetch(hello)
    await anthropic({ ...options, fetch }).ask(chatCall(), target)
    const { 'anthropic-version': version, 'content-type': _, 'idempotency-key': _key, ...rest } = Object.fromEntries(sent[0]?.headers ?? [])
    expect([rest, version]).toEqual([headers, '2026-10-21'])
  })

  it('without any key says where one was looked for', async () => {
    const { fetch } = fakeFetch(hello)
    const error = await failureOf(() => anthropic({ fetch }).ask(chatCall(), target))
    expect(error).toMatchObject({ reason: 'authentication', message: 'no API key: pass anthropic({ apiKey }) or set ANTHROPIC_API_KEY' })
  })

  it.each([
    [undefined, {}, 'https://api.anthropic.com/v1/messages'],
    ['https://proxy.example', {}, 'https://proxy.example/v1/messages'],
    ['https://proxy.example/anthropic/', {}, 'https://proxy.example/anthropic/v1/messages'],
    ['https://proxy.example/v1', {}, 'https://proxy.example/v1/messages'],
    [undefined, { ANTHROPIC_BASE_URL: 'https://env.example' }, 'https://env.example/v1/messages'],
  ])('at %s is asked at %j %s', async (baseURL, env, url) => {
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
    const { fetch, sent } = fakeFetch(hello)
    await anthropic({ apiKey: KEY, baseURL, fetch }).ask(chatCall(), target)
    expect(sent[0]).toMatchObject({ url, method: 'POST', body: { model: LENIENT, messages: [{ role: 'user' }] } })
  })

  it.each([
    [{ apiKey: '' }, 'anthropic.apiKey'],
    [{ apiKey: 'k', authToken: 't' }, 'anthropic.authToken'],
    [{ baseURL: 'ftp://x' }, 'anthropic.baseURL'],
    [{ betas: 'x' }, 'anthropic.betas'],
    [{ apikey: 'k' }, 'anthropic.apikey'],
    [{ version: 1 }, 'anthropic.version'],
  ])('refuses %j, naming %s', (options, path) => {
    expect(() => anthropic(options as never)).toThrow(path)
  })

  it('lists models, with what Anthropic tells of them', async () => {
    const listed = { data: [{ type: 'model', id: 'claude-opus-5-5', display_name: 'Claude Opus 5.5', created_at: '2026-09-22T00:00:00Z' }], has_more: false }
    const { fetch, sent } = fakeFetch(() => json(listed))
    const reply = await anthropic({ apiKey: KEY, fetch }).ask(callOf('models', { model: 'claude/' }), target)
    expect(sent[0]?.url).toBe('https://api.anthropic.com/v1/models?limit=1000')
    expect(reply).toMatchObject({ value: { object: 'list', data: [{ id: 'claude-opus-5-5', object: 'model', created: 1_790_035_200, owned_by: 'anthropic', display_name: 'Claude Opus 5.5' }] } })
  })

  it('keeps the request id, and the key out of errors', async () => {
    const { fetch } = fakeFetch(hello)
    expect(await anthropic({ apiKey: KEY, fetch }).ask(chatCall(), target)).toMatchObject({ meta: { requestId: 'req_1' } })
    const refuse = fakeFetch(() => json({ type: 'error', error: { type: 'authentication_error', message: `invalid x-api-key ${KEY}` } }, 401, { 'request-id': 'req_2' }))
    const error = await failureOf(() => anthropic({ apiKey: KEY, fetch: refuse.fetch }).ask(chatCall(), target))
    expect(error).toMatchObject({ reason: 'authentication', status: 401, failure: { requestId: 'req_2' } })
    expect(JSON.stringify([error.message, error.failure])).not.toContain(KEY)
  })
})

describe("a client of the user's own", () => {
  /** What an `Anthropic` instance does with a request, as far as we are concerned. */
  function clientOf(respond: () => Response | Promise<Response>) {
    const asked: Record<string, unknown>[] = []
    const request = (options: Record<string, unknown>) => ({
      asResponse: async () => {
        asked.push(options)
        return respond()
      },
    })
    return { asked, client: { request } as never }
  }

  it('is asked once, without retries, at its own base URL', async () => {
    const { asked, client } = clientOf(hello)
    const reply = await anthropic({ client }).ask(chatCall(), target)
    expect(reply).toMatchObject({ value: { choices: [{ message: { content: 'Hello' } }] } })
    expect(asked).toEqual([expect.objectContaining({ method: 'post', path: '/v1/messages', maxRetries: 0, stream: false, headers: { 'anthropic-version': '2026-10-21', 'idempotency-key': 'call-1' }, signal: expect.any(AbortSignal) })])
  })

  it('streams', async () => {
    const { client } = clientOf(() => sse(...eventsOf(answer([text('Hello')]))))
    const reply = await anthropic({ client }).ask(chatCall({ stream: true }), target)
    if (!reply.stream) throw new Error('no stream')
    let said = ''
    for await (const chunk of reply.events) said += chunk.choices[0]?.delta.content ?? ''
    expect(said).toBe('Hello')
  })

  it('tells its errors as the provider told them', async () => {
    const body = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' }, request_id: 'req_3' }
    const thrown = Object.assign(new Error('529 {…}'), { status: 529, headers: new Headers({ 'request-id': 'req_3' }), error: body })
    const { client } = clientOf(() => Promise.reject(thrown))
    expect(await failureOf(() => anthropic({ client }).ask(chatCall(), target))).toMatchObject({ reason: 'overloaded', status: 529, message: 'Overloaded', failure: { requestId: 'req_3' } })
  })
})

describe("the OpenAI SDK's helpers over Claude", () => {
  function gatewayOf(...answers: ReadonlyArray<Record<string, unknown>>) {
    let at = 0
    const stream = () => sent.at(-1)?.body.stream === true
    const { fetch, sent } = fakeFetch(() => {
      const one = answers[Math.min(at++, answers.length - 1)] as Record<string, unknown>
      return stream() ? sse(...eventsOf(one)) : json(one)
    })
    const gateway: OpenAI = createGateway({ providers: { claude: anthropic({ apiKey: 'k', fetch }) } })
    return { gateway, sent }
  }

  const messages = [{ role: 'user' as const, content: 'Hi' }]
  const model = `claude/${LENIENT}`
  const thought = { type: 'thinking', thinking: 'hm', signature: 'sig' }
  const weather = answer([thought, text('I look'), { type: 'tool_use', id: 't1', name: 'weather', input: { city: 'Bern' } }], { stop_reason: 'tool_use' })

  it('create() and a stream', async () => {
    const { gateway } = gatewayOf(answer([text('Hello')]))
    const value = await gateway.chat.completions.create({ model, messages })
    expect(value.choices[0]?.message.content).toBe('Hello')
    let said = ''
    for await (const chunk of await gateway.chat.completions.create({ model, messages, stream: true })) {
      expect(chunk.choices.length).toBe(1) // the usage was not asked for
      said += chunk.choices[0]?.delta.content ?? ''
    }
    expect(said).toBe('Hello')
  })

  it('stream() accumulates the whole answer, signatures included', async () => {
    const { gateway } = gatewayOf(weather)
    const completion = await gateway.chat.completions.stream({ model, messages, stream_options: { include_usage: true } }).finalChatCompletion()
    expect(completion.choices[0]).toMatchObject({
      finish_reason: 'tool_calls',
      message: {
        content: 'I look', tool_calls: [{ id: 't1', function: { name: 'weather', arguments: '{"city":"Bern"}' } }],
        reasoning_details: [{ type: 'reasoning.text', text: 'hm', signature: 'sig' }],
      },
    })
    expect(completion.usage?.total_tokens).toBe(15)
  })

  it.each([LENIENT, 'claude-opus-4-1', 'claude-opus-5-5'])('parse() with a zod format on %s', async (name) => {
    const said = name === 'claude-opus-4-1' ? answer([{ type: 'tool_use', id: 't1', name: 'json_response', input: { city: 'Bern' } }], { stop_reason: 'tool_use' }) : answer([text('{"city":"Bern"}')])
    const { gateway, sent } = gatewayOf(said)
    const response_format = zodResponseFormat(z.object({ city: z.string() }), 'place')
    const parsed = await gateway.chat.completions.parse({ model: `claude/${name}`, messages, response_format })
    expect(parsed.choices[0]?.message.parsed).toEqual({ city: 'Bern' })
    const streamed = await gateway.chat.completions.stream({ model: `claude/${name}`, messages, response_format }).finalChatCompletion()
    expect(streamed.choices[0]?.message.parsed).toEqual({ city: 'Bern' })
    expect(sent[0]?.body[name === 'claude-opus-4-1' ? 'tool_choice' : 'output_config']).toBeDefined()
  })

  const tools = [zodFunction({ name: 'weather', parameters: z.object({ city: z.string() }), function: ({ city }) => `rain in ${city}` })]
  const asked = { role: 'user', content: [text('Hi')] }
  const look = [text('I look'), { type: 'tool_use', id: 't1', name: 'weather', input: { city: 'Bern' } }]
  const told = { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't1', content: 'rain in Bern' }] }

  it.each([false, true])('runTools() goes round (stream: %s), its thoughts sent back, signed, though the SDK leaves them behind', async (stream) => {
    const { gateway, sent } = gatewayOf(weather, answer([text('Rain')]))
    const body = { model, messages, tools, reasoning_effort: 'low' as const }
    const runner = stream ? gateway.chat.completions.runTools({ ...body, stream }) : gateway.chat.completions.runTools(body)
    expect(await runner.finalContent()).toBe('Rain')
    const thinking = { type: 'enabled', budget_tokens: 4_096 }
    expect(sent.map(({ body }) => body.thinking)).toEqual([thinking, thinking])
    expect(sent[1]?.body.messages).toEqual([asked, { role: 'assistant', content: [thought, ...look] }, told])
  })

  it('a loop of ones own sends the thoughts back, signed', async () => {
    const { gateway, sent } = gatewayOf(weather, answer([text('Rain')]))
    const body = { model, tools, reasoning_effort: 'low' as const }
    const first = await gateway.chat.completions.create({ ...body, messages })
    const message = first.choices[0]?.message as OpenAI.ChatCompletionMessage
    await gateway.chat.completions.create({ ...body, messages: [...messages, message, { role: 'tool', tool_call_id: 't1', content: 'rain in Bern' }] })
    expect(sent[1]?.body).toMatchObject({ thinking: { type: 'enabled' }, messages: [asked, { role: 'assistant', content: [thought, ...look] }, told] })
  })

  it('an error is one of OpenAI, typed', async () => {
    const { fetch } = fakeFetch(() => json({ type: 'error', error: { type: 'rate_limit_error', message: 'Slow.' } }, 429))
    const gateway = createGateway({ providers: { claude: anthropic({ apiKey: 'k', fetch }) } })
    await expect(gateway.chat.completions.create({ model, messages })).rejects.toBeInstanceOf(OpenAI.RateLimitError)
  })
})
