import OpenAI from 'openai'
import { LengthFinishReasonError } from 'openai/core/error'
import { zodResponseFormat } from 'openai/helpers/zod'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ConfigError } from '../../src/core/error.ts'
import { createGateway } from '../../src/gateway.ts'
import { retry } from '../../src/middleware/retry.ts'
import { deepFreeze } from '../support/call.ts'
import { rejection } from '../support/collect.ts'
import { jsonResponse } from '../support/fetch.ts'
import { answers, completion, fails, gives, metaOf, scripted } from '../support/provider.ts'
import { messages, overFetch, overScript } from './gateway.ts'

const ask = { model: 'p/m', messages }

describe('the client', () => {
  it('is a genuine OpenAI', () => {
    const { gateway } = overScript([answers()])
    expect(gateway).toBeInstanceOf(OpenAI)
    expect(gateway.chat.completions).toBeInstanceOf(OpenAI.Chat.Completions)
    expect(gateway.responses).toBeInstanceOf(OpenAI.Responses)
  })

  it('has no key and no address of its own to leak', () => {
    const { gateway } = overScript([answers()])
    expect([gateway.apiKey, gateway.baseURL, gateway.organization, gateway.project]).toEqual(['in-process', 'https://in-process.invalid', null, null])
  })

  it('knows its routes and its engine', () => {
    const gateway = createGateway({ providers: { p: scripted(answers()) }, routes: { smart: 'p/m' } })
    expect(gateway.routes.names).toEqual(['smart'])
    expect(String(gateway.routes)).toBe('smart: p/m')
    expect(gateway.engine.providers).toEqual(['p'])
  })

  it('closed, refuses further calls', async () => {
    const { gateway } = overScript([answers()])
    await gateway.close()
    expect(await rejection(gateway.chat.completions.create(ask))).toMatchObject({ reason: 'closed' })
  })
})

describe('chat.completions.create', () => {
  it('gives the value as the provider said it', async () => {
    const { gateway } = overScript([answers('Hello')])
    expect(await gateway.chat.completions.create(ask)).toEqual(completion('Hello'))
  })

  it("gives each caller an object of its own, with the provider's request id beside it", async () => {
    const value = deepFreeze(completion())
    const { gateway } = overScript([gives(value, { requestId: 'req_1' })])
    const first = await gateway.chat.completions.create(ask)
    expect(first).not.toBe(value)
    expect(first).toHaveProperty('_request_id', 'req_1')
    expect(Object.keys(first)).toEqual(Object.keys(value))
    expect(JSON.stringify(first)).toBe(JSON.stringify(value))
  })

  it('takes the same frozen reply from a middleware any number of times', async () => {
    const reply = deepFreeze({ stream: false as const, value: completion('cached'), meta: metaOf({ provider: 'p', model: 'm', address: 'p/m' }, { requestId: 'req_1', cache: 'hit' }) })
    const { gateway } = overScript([answers()], { use: [async () => reply as never] })
    for (let time = 0; time < 3; time++) {
      const { data, response } = await gateway.chat.completions.create(ask).withResponse()
      expect(data.choices[0]?.message.content).toBe('cached')
      expect(data).toHaveProperty('_request_id', 'req_1')
      expect(response.headers.get('x-zerohop-cache')).toBe('hit')
    }
  })

  it("hands the caller's own body on, untouched", async () => {
    const { gateway, provider } = overScript([answers()])
    const body = deepFreeze({ ...ask, temperature: 0.5, provider_options: { p: { top_k: 5 } } })
    await gateway.chat.completions.create(body)
    expect(provider.asked[0]?.call.body).toBe(body)
  })

  it('asks only once, however often the promise is read', async () => {
    const { gateway, provider } = overScript([answers()])
    const promise = gateway.chat.completions.create(ask)
    await Promise.all([promise, promise, promise.withResponse(), promise.asResponse()])
    expect(provider.asked).toHaveLength(1)
  })

  it('rejects only through the promise that was given, never unhandled', async () => {
    const { gateway } = overScript([fails('bad_request')])
    const promise = gateway.chat.completions.create(ask)
    const caught = await promise.catch((error: unknown) => error)
    expect(caught).toBeInstanceOf(OpenAI.BadRequestError)
  })
})

describe('withResponse and asResponse', () => {
  it('tell the target, the attempts, the cache and the ids', async () => {
    const { gateway, ends } = overScript([fails('server_error'), answers('Hello', { requestId: 'req_9', headers: { 'x-ratelimit-remaining-requests': '5', 'openai-version': 'v', 'content-length': '999', date: 'today' } })], {
      use: [retry({ backoff: () => 0 })],
    })
    const { data, response, request_id } = await gateway.chat.completions.create(ask).withResponse()
    expect(data.choices[0]?.message.content).toBe('Hello')
    expect(request_id).toBe('req_9')
    expect(Object.fromEntries(response.headers)).toEqual({
      'content-type': 'application/json',
      'x-zerohop-call-id': ends()[0]?.callId,
      'x-zerohop-target': 'p/m',
      'x-zerohop-attempts': '2',
      'x-zerohop-cache': 'off',
      'x-request-id': 'req_9',
      'x-ratelimit-remaining-requests': '5',
      'openai-version': 'v',
    })
  })

  it('give the value again as a JSON body', async () => {
    const { gateway } = overScript([answers('Hello')])
    const response = await gateway.chat.completions.create(ask).asResponse()
    expect([response.status, response.ok]).toEqual([200, true])
    expect(await response.json()).toEqual(completion('Hello'))
  })

  it('survive a target whose name no header can carry', async () => {
    const { gateway } = overScript([answers()])
    const response = await gateway.chat.completions.create({ ...ask, model: 'p/模型\n' }).asResponse()
    expect(response.headers.get('x-zerohop-target')).toBe('p/???')
  })

  it('survive provider headers that are no Latin-1', async () => {
    const { gateway } = overScript([answers('Hello', { headers: { 'x-region': '東京', 'x-plain': 'a' }, requestId: 'é東' })])
    const { data, response } = await gateway.chat.completions.create(ask).withResponse()
    expect(data.choices[0]?.message.content).toBe('Hello')
    expect(response.headers.get('x-plain')).toBe('a')
  })
})

describe('chat.completions.parse', () => {
  const Answer = z.object({ city: z.string(), degrees: z.number() })

  it('parses what a json_schema asked for', async () => {
    const { gateway, provider } = overScript([answers('{"city":"Bern","degrees":7}')])
    const parsed = await gateway.chat.completions.parse({ ...ask, response_format: zodResponseFormat(Answer, 'weather') })
    expect(parsed.choices[0]?.message.parsed).toEqual({ city: 'Bern', degrees: 7 })
    expect(provider.asked[0]?.call.body).toMatchObject({ response_format: { type: 'json_schema', json_schema: { name: 'weather' } } })
  })

  it('keeps the request id', async () => {
    const { gateway } = overScript([answers('{"city":"Bern","degrees":7}', { requestId: 'req_p' })])
    const parsed = await gateway.chat.completions.parse({ ...ask, response_format: zodResponseFormat(Answer, 'weather') })
    expect(parsed).toHaveProperty('_request_id', 'req_p')
  })

  it("throws the SDK's own error for an answer that is cut by its length", async () => {
    const value = completion('{"city":', { choices: [{ index: 0, finish_reason: 'length', logprobs: null, message: { role: 'assistant', content: '{"city":', refusal: null } }] })
    const { gateway } = overScript([gives(value)])
    const error = await rejection(gateway.chat.completions.parse({ ...ask, response_format: zodResponseFormat(Answer, 'weather') }))
    expect(error).toBeInstanceOf(LengthFinishReasonError)
  })
})

describe('chat.completions.runTools', () => {
  it('runs the loop of tools to its end', async () => {
    const called = completion(undefined, {
      choices: [
        {
          index: 0,
          finish_reason: 'tool_calls',
          logprobs: null,
          message: {
            role: 'assistant',
            content: null,
            refusal: null,
            tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Bern"}' } }],
          },
        },
      ],
    })
    const { gateway, provider } = overScript([gives(called), answers('7 degrees in Bern')])
    const cities: string[] = []
    const runner = gateway.chat.completions.runTools({
      ...ask,
      tools: [
        {
          type: 'function',
          function: {
            name: 'weather',
            description: 'the weather',
            parameters: { type: 'object', properties: { city: { type: 'string' } } },
            parse: JSON.parse as (text: string) => { city: string },
            function: ({ city }: { city: string }) => {
              cities.push(city)
              return '7'
            },
          },
        },
      ],
    })
    expect(await runner.finalContent()).toBe('7 degrees in Bern')
    expect(cities).toEqual(['Bern'])
    const second = provider.asked[1]?.call.body as { messages: Array<{ role: string; tool_call_id?: string }> }
    expect(second.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool'])
    expect(second.messages[2]).toMatchObject({ tool_call_id: 'call_1', content: '7' })
  })
})

describe('the options of a request', () => {
  it('timeout becomes the deadline of the call', async () => {
    const deadlines: number[] = []
    const { gateway } = overScript([answers()], {
      use: [
        async (call, next) => {
          deadlines.push(call.options.timeoutMs ?? -1)
          return next(call)
        },
      ],
    })
    await gateway.chat.completions.create(ask, { timeout: 1234 })
    await gateway.chat.completions.create(ask)
    expect(deadlines).toEqual([1234, -1])
  })

  it.each([
    [0, 1],
    [1, 2],
    [9, 4],
  ])('maxRetries %i bounds retry(): %i attempts', async (maxRetries, attempts) => {
    const { gateway } = overScript([fails('server_error')], { use: [retry({ maxAttempts: 4, backoff: () => 0 })] })
    const error = (await rejection(gateway.chat.completions.create(ask, { maxRetries }))) as { attempts: unknown[] }
    expect(error.attempts).toHaveLength(attempts)
  })

  it('never makes the SDK retry on top of us', async () => {
    const { gateway, provider } = overScript([fails('server_error')])
    await rejection(gateway.chat.completions.create(ask))
    expect(provider.asked).toHaveLength(1)
  })

  it('idempotencyKey is the same on every attempt', async () => {
    let tries = 0
    const { gateway, sent } = overFetch(() => ((tries += 1) < 3 ? jsonResponse({ error: {} }, 500) : jsonResponse(completion())), { use: [retry({ backoff: () => 0 })] })
    await gateway.chat.completions.create({ ...ask, model: 'openai/m' }, { idempotencyKey: 'once' })
    expect(sent.map(({ headers }) => headers.get('idempotency-key'))).toEqual(['once', 'once', 'once'])
  })

  it('headers and query reach the provider; what the SDK says of itself does not', async () => {
    const { gateway, sent } = overFetch(() => jsonResponse(completion()))
    await gateway.chat.completions.create(
      { ...ask, model: 'openai/m' },
      { headers: { 'X-Team': 'search', 'x-stainless-helper-method': 'secret', 'x-null': null, 'x-undefined': undefined }, query: { trace: '1' } },
    )
    const [request] = sent
    expect(request?.url).toBe('https://upstream.test/v1/chat/completions?trace=1')
    expect(request?.headers.get('x-team')).toBe('search')
    expect([...(request?.headers.keys() ?? [])].filter((name) => name.startsWith('x-stainless'))).toEqual([])
    expect(request?.headers.get('authorization')).toBe('Bearer sk-test-0123456789')
  })

  it.each<[string, NonNullable<Parameters<OpenAI['chat']['completions']['create']>[1]>['headers']]>([
    ['an object', { 'x-a': '1' }],
    ['a list', [['x-a', '1']]],
    ['web Headers', new Headers({ 'x-a': '1' })],
  ])('headers may be %s', async (_name, headers) => {
    const { gateway, sent } = overFetch(() => jsonResponse(completion()))
    await gateway.chat.completions.create({ ...ask, model: 'openai/m' }, { headers })
    expect(sent[0]?.headers.get('x-a')).toBe('1')
  })

  it.each(['Authorization', 'api-key', 'x-api-key', 'x-goog-api-key', 'cookie'])('the credential %s is refused per call', async (name) => {
    const { gateway, sent } = overFetch(() => jsonResponse(completion()))
    const error = await rejection(gateway.chat.completions.create({ ...ask, model: 'openai/m' }, { headers: { [name]: 'Bearer mine' } }))
    expect(error).toBeInstanceOf(OpenAI.BadRequestError)
    expect(error).toMatchObject({ reason: 'bad_request', param: `headers.${name.toLowerCase()}` })
    expect(sent).toEqual([])
  })
})

describe('with', () => {
  it('binds options to every call made through it, and adds up what adds up', async () => {
    const { gateway, provider, starts } = overScript([answers()])
    const bound = gateway.with({ metadata: { user: 'ada', team: 'search' }, headers: { 'x-a': '1' }, query: { q: '1' }, timeoutMs: 5000 })
    const again = bound.with({ metadata: { user: 'grace' }, headers: { 'x-b': '2' }, query: { r: '2' }, maxAttempts: 2 })
    await again.chat.completions.create(ask, { headers: { 'x-a': '3' } })
    await gateway.chat.completions.create(ask)
    expect(provider.asked[0]?.call.options).toEqual({
      metadata: { user: 'grace', team: 'search' }, headers: { 'x-a': '3', 'x-b': '2' }, query: { q: '1', r: '2' }, timeoutMs: 5000, maxAttempts: 2,
    })
    expect(starts().map(({ metadata }) => metadata)).toEqual([{ user: 'grace', team: 'search' }, undefined])
  })

  it('gives a gateway like the first: same class, same engine', () => {
    const { gateway } = overScript([answers()])
    const bound = gateway.with({ metadata: {} })
    expect(bound).toBeInstanceOf(OpenAI)
    expect(bound).not.toBe(gateway)
    expect(bound.engine).toBe(gateway.engine)
  })

  it.each([{ timeoutMs: 0 }, { maxRetries: -1 }, { headers: { authorization: 'x' } }])('refuses %j at once', (options) => {
    const { gateway } = overScript([answers()])
    expect(() => gateway.with(options)).toThrow(expect.objectContaining({ reason: 'bad_request' }))
  })
})

describe('headers', () => {
  it('of one name are one header, whatever their case: the last wins', async () => {
    const { gateway, sent } = overFetch(() => jsonResponse({ choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }] }))
    await gateway.with({ headers: { 'X-Tag': 'bound' } }).chat.completions.create({ model: 'openai/m', messages }, { headers: { 'x-tag': 'own' } })
    expect(sent[0]?.headers.get('x-tag')).toBe('own')
  })
})

describe('withOptions', () => {
  it('takes what makes sense where no HTTP is spoken', async () => {
    const { gateway, provider } = overScript([answers()])
    const changed = gateway.withOptions({ timeout: 5000, maxRetries: 1, defaultHeaders: { 'x-a': '1' }, defaultQuery: { q: '1' }, logLevel: 'off', logger: console })
    expect(changed).toBeInstanceOf(OpenAI)
    await changed.chat.completions.create(ask)
    expect(provider.asked[0]?.call.options).toEqual({ timeoutMs: 5000, maxRetries: 1, headers: { 'x-a': '1' }, query: { q: '1' } })
    expect(changed.logLevel).toBe('off')
  })

  it('keeps what with() bound', async () => {
    const { gateway, starts } = overScript([answers()])
    await gateway.with({ metadata: { user: 'ada' } }).withOptions({ timeout: 5000 }).chat.completions.create(ask)
    expect(starts()[0]?.metadata).toEqual({ user: 'ada' })
  })

  it.each(['apiKey', 'baseURL', 'organization', 'project', 'fetch', 'fetchOptions', 'dangerouslyAllowBrowser', 'webhookSecret', 'nonsense'])('refuses %s: it belongs to a provider', (name) => {
    const { gateway } = overScript([answers()])
    expect(() => gateway.withOptions({ [name]: 'x' })).toThrow(ConfigError)
    expect(() => gateway.withOptions({ [name]: 'x' })).toThrow(expect.objectContaining({ path: `withOptions.${name}` }))
  })

  it('refuses credentials among its default headers', () => {
    const { gateway } = overScript([answers()])
    expect(() => gateway.withOptions({ defaultHeaders: { Authorization: 'Bearer x' } })).toThrow(expect.objectContaining({ reason: 'bad_request' }))
  })
})
