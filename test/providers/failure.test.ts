import { describe, expect, it } from 'vitest'
import type { FailureReason } from '../../src/core/failure.ts'
import { meanings } from '../../src/core/failure.ts'
import { readFailure } from '../../src/providers/failure.ts'
import { host } from '../../src/providers/openai-compatible/index.ts'
import { callOf, chatCall, completion, failureOf, fakeFetch, json, sse, targetOf } from './call.ts'

const error = (code: string | null, message = 'No.', type?: string) => ({ error: { message, type: type ?? null, code, param: null } })

/** Status and body to reason, by the rows of the fault matrix. */
const table: ReadonlyArray<readonly [row: number, what: string, status: number, body: unknown, reason: FailureReason]> = [
  [2, 'request timeout', 408, '', 'server_error'],
  [2, 'conflict', 409, error(null), 'server_error'],
  [2, 'internal error', 500, error('server_error'), 'server_error'],
  [2, 'bad gateway, an HTML page', 502, '<html><h1>502</h1></html>', 'server_error'],
  [2, 'unavailable', 503, error(null), 'server_error'],
  [2, 'gateway timeout', 504, '', 'server_error'],
  [2, "Cloudflare's 520", 520, '', 'server_error'],
  [3, 'too many requests', 429, error('rate_limit_exceeded'), 'rate_limit'],
  [3, 'too many requests without a body', 429, '', 'rate_limit'],
  [3, "Groq's token limit", 429, error('rate_limit_exceeded', 'Rate limit reached for model in organization', 'tokens'), 'rate_limit'],
  [4, 'insufficient_quota', 429, error('insufficient_quota', 'You exceeded your current quota'), 'insufficient_quota'],
  [4, "Moonshot's quota", 429, error(null, 'check your plan and billing details', 'exceeded_current_quota_error'), 'insufficient_quota'],
  [4, 'credit_balance_exhausted', 429, error('credit_balance_exhausted'), 'insufficient_quota'],
  [4, 'a spend limit', 429, error('workspace_spend_limit_reached'), 'insufficient_quota'],
  [4, 'payment required', 402, error(null, 'Insufficient Balance'), 'insufficient_quota'],
  [4, 'a key without credits', 403, error(null, 'Your team has run out of credits'), 'insufficient_quota'],
  [5, '529', 529, error(null, 'Overloaded', 'overloaded_error'), 'overloaded'],
  [5, 'overloaded under 503', 503, error('engine_overloaded'), 'overloaded'],
  [5, 'overloaded under 429', 429, error(null, 'The engine is busy', 'engine_overloaded_error'), 'overloaded'],
  [14, 'context_length_exceeded', 400, error('context_length_exceeded'), 'context_length_exceeded'],
  [14, 'the same in words', 400, error(null, "This model's maximum context length is 8192 tokens"), 'context_length_exceeded'],
  [14, 'a body too large', 413, error('request_too_large'), 'context_length_exceeded'],
  [15, "Azure's content filter", 400, error('content_filter', 'The response was filtered'), 'content_filter'],
  [15, 'a policy violation', 400, error('content_policy_violation'), 'content_filter'],
  [15, "OpenRouter's moderation", 403, error(null, 'Your input was flagged by moderation_blocked'), 'content_filter'],
  [16, 'a bad request', 400, error('invalid_request_error'), 'bad_request'],
  [16, 'unprocessable', 422, { detail: [{ type: 'extra_forbidden', loc: ['body', 'seed'], msg: 'Extra inputs are not permitted' }] }, 'bad_request'],
  [16, 'not found', 404, error(null), 'model_not_found'],
  [16, 'no such model under 400', 400, error('model_not_found'), 'model_not_found'],
  [16, 'a model that is not there, in words', 400, error(null, 'The model `x` does not exist'), 'model_not_found'],
  [17, 'no key', 401, error('invalid_api_key'), 'authentication'],
  [17, "xAI's wrong key", 400, { code: 'Client specified an invalid argument', error: 'Incorrect API key provided: xa***. You can obtain one' }, 'authentication'],
  [17, 'not allowed', 403, error(null, 'Country not supported'), 'permission_denied'],
  [23, 'a redirect', 302, '', 'malformed_response'],
]

describe('readFailure', () => {
  it.each(table)('row %i: %s (%i)', (_row, _what, status, body, reason) => {
    expect(readFailure({ status, headers: {}, body }).reason).toBe(reason)
  })

  it('calls for neither retry nor fallback where the matrix forbids them', () => {
    const forbidden = table.filter(([row]) => row === 14 || row === 15 || row === 16)
    for (const [, , , , reason] of forbidden) expect(meanings[reason]).toMatchObject({ retry: false, fallback: false })
  })

  it.each([
    ['{"error": {…}}', { error: { message: 'No.', type: 'bad', code: 'c', param: 'p' } }, { message: 'No.', code: 'c', param: 'p' }],
    ['{"error": "…"}', { error: 'No.' }, { message: 'No.' }],
    ['{"error": {…}} with a code that is a number', { error: { message: 'No.', code: 400 } }, { message: 'No.', code: '400' }],
    ['{"error": {…}} with a type only', { error: { message: 'No.', type: 'bad' } }, { message: 'No.', code: 'bad' }],
    ['{"error": null}', { error: null, message: 'No.' }, { message: 'No.' }],
    ['[{"error": {…}}]', [{ error: { message: 'No.', status: 'INVALID_ARGUMENT' } }], { message: 'No.', code: 'INVALID_ARGUMENT' }],
    ['{"detail": "…"}', { detail: 'No.' }, { message: 'No.' }],
    ['{"detail": […]}', { detail: [{ msg: 'No.' }] }, { message: '[{"msg":"No."}]' }],
    ['{"message": "…"}', { message: 'No.', type: 'invalid_request_error', code: 'wrong_api_format', param: 'p' }, { message: 'No.', code: 'wrong_api_format', param: 'p' }],
    ['{"message": {"detail": …}}', { object: 'error', message: { detail: 'No.' }, code: null }, { message: '{"detail":"No."}' }],
    ['{"msg": "…"}', { msg: 'No.' }, { message: 'No.' }],
    ['a string', 'No.', { message: 'No.' }],
    ['an HTML page', '<!doctype html><p>No.', { message: 'an HTML page instead of an answer' }],
    ['nothing', '', { message: 'HTTP 400' }],
    ['an empty object', {}, { message: 'HTTP 400' }],
    ['null', null, { message: 'HTTP 400' }],
    ['an empty list', [], { message: 'HTTP 400' }],
  ])('unwraps %s', (_, body, expected) => {
    const { message, code, param } = readFailure({ status: 400, headers: {}, body })
    expect({ message, code, param }).toEqual({ code: undefined, param: undefined, ...expected })
  })

  it('keeps an endless message short', () => {
    expect(readFailure({ status: 500, headers: {}, body: 'x'.repeat(1_000_000) }).message).toHaveLength(2000)
  })

  it.each([
    ['true', true],
    ['false', false],
    ['perhaps', undefined],
    [undefined, undefined],
  ])('reads x-should-retry: %s', (said, expected) => {
    const headers = said === undefined ? {} : { 'x-should-retry': said }
    expect(readFailure({ status: 500, headers, body: '' }).shouldRetry).toBe(expected)
  })

  it('gives the wait, the request id, the headers and the body', () => {
    const headers = { 'retry-after': '2', 'x-request-id': 'req_1' }
    expect(readFailure({ status: 429, headers, body: 'Slow down' })).toMatchObject({
      status: 429, retryAfterMs: 2000, requestId: 'req_1', headers, body: 'Slow down',
    })
  })
})

const KEY = 'sk-secret-0123456789abcdef'
const target = targetOf('house')

function houseOf(answer: () => Response) {
  return host({ factory: 'house', dialect: 'house', env: [], baseURL: 'https://house.example/v1' }, { apiKey: KEY, fetch: fakeFetch(answer).fetch })
}

async function drain(answer: () => Response): Promise<void> {
  const reply = await houseOf(answer).ask(chatCall({ stream: true }), target)
  if (!reply.stream) throw new Error('not a stream')
  for await (const _ of reply.events) continue
}

describe('a key that the provider echoes', () => {
  const said = `Incorrect API key provided: ${KEY}.`
  const chunk = { id: 'c', choices: [{ index: 0, delta: { content: 'Hi' }, finish_reason: null }] }

  it.each<readonly [string, () => Promise<unknown>]>([
    ['in the message of an error', () => houseOf(() => json({ error: { message: said, code: 'invalid_api_key' } }, 401)).ask(chatCall(), target)],
    ['deep in its body', () => houseOf(() => json({ error: { message: 'No.', metadata: { raw: [{ key: KEY }] } } }, 401)).ask(chatCall(), target)],
    ['in its headers', () => houseOf(() => json({ error: 'No.' }, 401, { 'x-key': KEY })).ask(chatCall(), target)],
    ['in plain text', () => houseOf(() => json(said, 403)).ask(chatCall(), target)],
    ['in an error inside a 200', () => houseOf(() => json({ error: { message: said } })).ask(chatCall(), target)],
    ['in a 200 that is not JSON', () => houseOf(() => json(said)).ask(chatCall(), target)],
    ['in a JSON body instead of a stream', () => drain(() => json({ error: { message: said } }))],
    ['in an error inside a stream', () => drain(() => sse(chunk, { error: { message: said, code: 401 } }))],
    ['in a frame that is not JSON', () => drain(() => sse(chunk, `data: {"oops": ${KEY}}`))],
  ])('%s is cut', async (_, run) => {
    const failure = await failureOf(run)
    const { message, cause, stack, failure: told } = failure
    expect(JSON.stringify({ message, told, cause: String(cause), stack })).not.toContain(KEY)
  })

  it('keeps its last four characters, to be told from others', async () => {
    const failure = await failureOf(() => houseOf(() => json({ error: { message: said } }, 401)).ask(chatCall(), target))
    expect(failure.message).toBe('Incorrect API key provided: …cdef.')
  })

  it('is cut after it was replaced, too', async () => {
    const keys = ['sk-old-key-0123456789', 'sk-new-key-0123456789']
    const { fetch } = fakeFetch(() => json({ error: 'sk-old-key-0123456789' }, 401))
    const provider = host({ factory: 'house', dialect: 'house', env: [], baseURL: 'https://house.example/v1' }, { apiKey: () => keys.shift() ?? '', fetch })
    await failureOf(() => provider.ask(chatCall(), target))
    const failure = await failureOf(() => provider.ask(chatCall(), target))
    expect(failure.message).toBe('…6789')
  })
})

describe('an error answer', () => {
  it('keeps status, code, headers and wait', async () => {
    const answer = () => json({ error: { message: 'Slow down', code: 'rate_limit_exceeded' } }, 429, { 'retry-after': '2', 'x-request-id': 'req_1' })
    const failure = await failureOf(() => houseOf(answer).ask(chatCall(), target))
    expect(failure).toMatchObject({ reason: 'rate_limit', status: 429, code: 'rate_limit_exceeded', retryAfterMs: 2000 })
    expect(failure.failure).toMatchObject({ requestId: 'req_1', headers: { 'retry-after': '2' }, body: { error: { message: 'Slow down' } } })
  })

  it.each<readonly [string, () => Response, FailureReason]>([
    ['an error body', () => json(error('server_error')), 'server_error'],
    ['a quota error', () => json(error('insufficient_quota')), 'insufficient_quota'],
    ['an HTML page', () => new Response('<html>', { headers: { 'content-type': 'text/html' } }), 'malformed_response'],
    ['an empty body', () => new Response(''), 'malformed_response'],
    ['no choices', () => json({ ...completion, choices: undefined }), 'malformed_response'],
    ['empty choices', () => json({ ...completion, choices: [] }), 'malformed_response'],
    ['a choice without a message', () => json({ ...completion, choices: [{ index: 0 }] }), 'malformed_response'],
    ['a list', () => json([]), 'malformed_response'],
    ['JSON that breaks off', () => json('{"id": "c1", "choices": [{"mess'), 'truncated'],
  ])('in a 200: %s', async (_, answer, reason) => {
    expect((await failureOf(() => houseOf(answer).ask(chatCall(), target))).reason).toBe(reason)
  })

  it('is also that of an operation the provider does not have', async () => {
    const failure = await failureOf(() => houseOf(() => json({})).ask(callOf('responses', { model: 'm', input: 'x' }), target))
    expect(failure.reason).toBe('unsupported')
  })
})
