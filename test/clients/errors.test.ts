import OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import { GatewayError, isGatewayError } from '../../src/core/error.ts'
import { type FailureReason, meanings } from '../../src/core/failure.ts'
import { toOpenAIError } from '../../src/clients/openai/errors.ts'
import { fallback } from '../../src/routes/fallback.ts'
import { retry } from '../../src/middleware/retry.ts'
import { ManualClock, settle } from '../support/clock.ts'
import { rejection } from '../support/collect.ts'
import { jsonResponse } from '../support/fetch.ts'
import { answers, fails, hangs, throws } from '../support/provider.ts'
import { messages, overFetch, overScript } from './gateway.ts'

const ask = { model: 'p/m', messages }

type Class = abstract new (...args: never[]) => Error

const table: Readonly<Record<FailureReason, readonly [Class, status: number | undefined]>> = {
  connection: [OpenAI.APIConnectionError, undefined],
  timeout: [OpenAI.APIConnectionTimeoutError, undefined],
  server_error: [OpenAI.InternalServerError, 500],
  overloaded: [OpenAI.InternalServerError, 503],
  rate_limit: [OpenAI.RateLimitError, 429],
  insufficient_quota: [OpenAI.RateLimitError, 429],
  authentication: [OpenAI.AuthenticationError, 401],
  permission_denied: [OpenAI.PermissionDeniedError, 403],
  model_not_found: [OpenAI.NotFoundError, 404],
  context_length_exceeded: [OpenAI.BadRequestError, 400],
  content_filter: [OpenAI.BadRequestError, 400],
  guardrail: [OpenAI.BadRequestError, 400],
  bad_request: [OpenAI.BadRequestError, 400],
  unsupported: [OpenAI.BadRequestError, 400],
  truncated: [OpenAI.APIConnectionError, undefined],
  malformed_response: [OpenAI.APIConnectionError, undefined],
  too_large: [OpenAI.APIConnectionError, undefined],
  aborted: [OpenAI.APIUserAbortError, undefined],
  unknown_address: [OpenAI.NotFoundError, 404],
  attempts_exhausted: [OpenAI.APIConnectionError, undefined],
  circuit_open: [OpenAI.InternalServerError, 503],
  store_failed: [OpenAI.InternalServerError, 503],
  closed: [OpenAI.APIConnectionError, undefined],
  internal: [OpenAI.APIConnectionError, undefined],
}

describe('every failure has a class that OpenAI users catch', () => {
  it.each(Object.entries(table) as Array<[FailureReason, (typeof table)[FailureReason]]>)('%s', async (reason, [expected, status]) => {
    const { gateway } = overScript([fails(reason)])
    const error = (await rejection(gateway.chat.completions.create(ask))) as Error & Record<string, unknown>
    expect(error).toBeInstanceOf(OpenAI.APIError)
    expect(error.constructor).toBe(expected)
    expect(isGatewayError(error)).toBe(true)
    expect(error).toMatchObject({ status, reason, target: 'p/m', attempts: [{ number: 1, target: 'p/m', reason }] })
    expect(error.message).toBe(`p/m: ${reason}: scripted ${reason}. ${meanings[reason].advice}`)
    expect(error.cause).toBeInstanceOf(GatewayError)
  })
})

describe("the provider's own status decides the class where there is one", () => {
  it.each<[number, Class]>([
    [400, OpenAI.BadRequestError],
    [401, OpenAI.AuthenticationError],
    [402, OpenAI.APIError],
    [403, OpenAI.PermissionDeniedError],
    [404, OpenAI.NotFoundError],
    [408, OpenAI.APIError],
    [409, OpenAI.ConflictError],
    [413, OpenAI.APIError],
    [418, OpenAI.APIError],
    [422, OpenAI.UnprocessableEntityError],
    [429, OpenAI.RateLimitError],
    [500, OpenAI.InternalServerError],
    [503, OpenAI.InternalServerError],
    [504, OpenAI.InternalServerError],
    [529, OpenAI.InternalServerError],
  ])('%i', async (status, expected) => {
    const theirs = { message: 'No.', type: 'some_type', code: 'some_code', param: 'model' }
    const { gateway } = overFetch(() => jsonResponse({ error: theirs }, status, { 'x-request-id': 'req_7', 'retry-after': '3' }))
    const error = (await rejection(gateway.chat.completions.create({ ...ask, model: 'openai/m' }))) as InstanceType<typeof OpenAI.APIError>
    expect(error.constructor).toBe(expected)
    expect(error).toMatchObject({ status, code: 'some_code', param: 'model', type: 'some_type', requestID: 'req_7', error: theirs })
    expect(error.headers?.get('retry-after')).toBe('3')
    expect(error.message).toContain('No.')
  })
})

describe('an error', () => {
  it('of an unknown address is a 404 that names the field', async () => {
    const { gateway } = overScript([answers()])
    const error = await rejection(gateway.chat.completions.create({ ...ask, model: 'nobody/m' }))
    expect(error).toBeInstanceOf(OpenAI.NotFoundError)
    expect(error).toMatchObject({ status: 404, code: 'model_not_found', param: 'model', target: undefined, attempts: [] })
  })

  it('of a bad body is a 400 that names the field', async () => {
    const { gateway, provider } = overScript([answers()])
    const error = await rejection(gateway.chat.completions.create({ model: 'p/m', messages: [{ role: 'human', content: 'Hi' }] } as never))
    expect(error).toBeInstanceOf(OpenAI.BadRequestError)
    expect(error).toMatchObject({ status: 400, code: 'invalid_request', param: 'messages[0].role' })
    expect(provider.asked).toEqual([])
  })

  it('of no body at all is a 400', async () => {
    const { gateway } = overScript([answers()])
    expect(await rejection(gateway.chat.completions.create({} as never))).toMatchObject({ status: 400, param: 'model' })
  })

  it('of something thrown keeps it as the cause of its cause', async () => {
    const thrown = new RangeError('out')
    const { gateway } = overScript([throws(thrown)])
    const error = (await rejection(gateway.chat.completions.create(ask))) as Error
    expect(error).toMatchObject({ reason: 'internal' })
    expect((error.cause as Error).cause).toBe(thrown)
  })

  it('of several targets tells the whole trail, and each failure', async () => {
    const { gateway } = overScript([fails('rate_limit', { status: 429 }), fails('server_error', { status: 500 })], { routes: { smart: fallback(['p/a', 'p/b']) } })
    const error = (await rejection(gateway.chat.completions.create({ ...ask, model: 'smart' }))) as Error & { attempts: unknown }
    expect(error).toBeInstanceOf(OpenAI.InternalServerError)
    expect(error.message).toContain('Tried 2: p/a (rate_limit), then p/b (server_error).')
    expect(error.attempts).toMatchObject([{ target: 'p/a', status: 429 }, { target: 'p/b', status: 500 }])
    expect((error.cause as Error).cause).toBeInstanceOf(AggregateError)
  })

  it('of a provider whose headers are no Latin-1 is still typed', async () => {
    const { gateway } = overScript([fails('rate_limit', { status: 429, headers: { 'x-why': '請求過多', 'retry-after': '3' } })])
    const error = await rejection(gateway.chat.completions.create(ask))
    expect(error).toBeInstanceOf(OpenAI.RateLimitError)
    expect((error as InstanceType<typeof OpenAI.APIError>).headers?.get('retry-after')).toBe('3')
  })

  it('of an open circuit says in how long it is asked again: in words, in milliseconds and as a header', async () => {
    const clock = new ManualClock()
    const { gateway } = overScript(Array.from({ length: 5 }, () => fails('server_error')), { clock })
    for (let at = 0; at < 5; at++) await rejection(gateway.chat.completions.create(ask))
    const error = await rejection(gateway.chat.completions.create(ask))
    expect(error).toMatchObject({ reason: 'circuit_open', retryAfterMs: 30_000, message: expect.stringContaining('it is asked again in 30 s.') })
    expect((error as InstanceType<typeof OpenAI.APIError>).headers?.get('retry-after')).toBe('30')
    if (!isGatewayError(error)) expect.fail('an error of the gateway')
    expect(error.retryAfterMs).toBe(30_000)
  })

  it('has no retry-after where nobody said one, and keeps the one a provider sent', async () => {
    const { gateway } = overScript([fails('rate_limit', { status: 429 }), fails('rate_limit', { status: 429, retryAfterMs: 2_500 }), fails('rate_limit', { status: 429, retryAfterMs: 1_500, headers: { 'retry-after': '1.5' } })])
    for (const expected of [null, '3', '1.5']) {
      const error = await rejection(gateway.chat.completions.create(ask))
      expect((error as InstanceType<typeof OpenAI.APIError>).headers?.get('retry-after')).toBe(expected)
    }
  })

  it('inside a 200 for a stream is no 200', async () => {
    const { gateway } = overFetch(() => jsonResponse({ error: { message: 'Overloaded', type: 'overloaded_error' } }))
    const error = await rejection(gateway.chat.completions.create({ ...ask, model: 'openai/m', stream: true }))
    expect(error).toBeInstanceOf(OpenAI.InternalServerError)
    expect(error).toMatchObject({ reason: 'overloaded', status: 503 })
  })

  it('never has the key that a provider echoes', async () => {
    const { gateway } = overFetch(() => jsonResponse({ error: { message: 'Incorrect API key provided: sk-test-0123456789' } }, 401))
    const error = (await rejection(gateway.chat.completions.create({ ...ask, model: 'openai/m' }))) as Error
    expect(error).toBeInstanceOf(OpenAI.AuthenticationError)
    expect(JSON.stringify([error, error.message, error.stack, error.cause, (error.cause as Error).message])).not.toContain('sk-test-0123456789')
  })

  it('that is dressed already is left as it is', () => {
    const dressed = toOpenAIError(new GatewayError({ reason: 'rate_limit', message: 'x' }))
    expect(toOpenAIError(dressed)).toBe(dressed)
  })
})

describe('an abort', () => {
  it.each([
    ['before the call', true],
    ['during the call', false],
  ])('%s is an APIUserAbortError', async (_name, before) => {
    const { gateway, ends } = overScript([hangs])
    const caller = new AbortController()
    if (before) caller.abort()
    const failed = rejection(gateway.chat.completions.create(ask, { signal: caller.signal }))
    await settle()
    caller.abort()
    const error = await failed
    expect(error).toBeInstanceOf(OpenAI.APIUserAbortError)
    expect(error).toMatchObject({ reason: 'aborted', attempts: before ? [] : [{ outcome: 'aborted' }] })
    expect(ends()).toMatchObject([{ outcome: 'aborted' }])
  })

  it('reaches the request on its way', async () => {
    const caller = new AbortController()
    const { gateway, sent } = overFetch(
      ({ signal }) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
    )
    const failed = rejection(gateway.chat.completions.create({ ...ask, model: 'openai/m' }, { signal: caller.signal }))
    await settle()
    caller.abort()
    expect(await failed).toBeInstanceOf(OpenAI.APIUserAbortError)
    expect(sent[0]?.signal.aborted).toBe(true)
  })
})

describe('a timeout', () => {
  it('is an APIConnectionTimeoutError', async () => {
    const clock = new ManualClock()
    const { gateway } = overScript([hangs], { clock })
    const failed = rejection(gateway.chat.completions.create(ask, { timeout: 500 }))
    await clock.advance(500)
    const error = await failed
    expect(error).toBeInstanceOf(OpenAI.APIConnectionTimeoutError)
    expect(error).toMatchObject({ reason: 'timeout', attempts: [{ reason: 'timeout' }] })
    expect((error as Error).message).toContain('the call took longer than its 500 ms')
    expect(clock.pending).toBe(0)
  })

  it('during a backoff rejects at once', async () => {
    const clock = new ManualClock()
    const { gateway } = overScript([fails('server_error')], { clock, use: [retry({ backoff: () => 400 })] })
    const caller = new AbortController()
    const failed = rejection(gateway.chat.completions.create(ask, { signal: caller.signal, timeout: 500 }))
    await clock.advance(100)
    caller.abort()
    expect(await failed).toBeInstanceOf(OpenAI.APIUserAbortError)
    expect(clock.pending).toBe(0)
  })
})
