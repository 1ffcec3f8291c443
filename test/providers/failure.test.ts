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
  [4, "OpenAI's hard limit", 400, error('billing_hard_limit_reached', 'Billing hard limit has been reached'), 'insufficient_quota'],
  [4, "OpenAI's hard limit under 429", 429, error('billing_hard_limit_reached'), 'insufficient_quota'],
  [4, 'billing that is not active', 429, error('billing_not_active', 'Your account is not active, please check your billing details on our website.', 'billing_not_active'), 'insufficient_quota'],
  [4, 'a quota under 401, as Perplexity says', 401, error('401', 'You exceeded your current quota, please check your plan and billing details.', 'insufficient_quota'), 'insufficient_quota'],
  [4, 'a credit balance in words', 400, error(null, 'Your credit balance is too low to access the API.', 'invalid_request_error'), 'insufficient_quota'],
  [4, "xAI's spending limit", 429, { code: 'Some resource has been exhausted', error: 'Your team t has either used all available credits or reached its monthly spending limit.' }, 'insufficient_quota'],
  [4, "xAI's spending limit under 403", 403, { code: 'personal-team-blocked:spending-limit', error: 'No.' }, 'insufficient_quota'],
  [4, "SiliconFlow's balance", 403, { code: 30001, message: 'Sorry, your account balance is insufficient', data: null }, 'insufficient_quota'],
  [4, "DashScope's arrears", 400, error('Arrearage', 'Access denied, please make sure your account is in good standing.'), 'insufficient_quota'],
  [4, "Zhipu's balance", 429, error('1113', '您的账户余额不足'), 'insufficient_quota'],
  [4, "a reseller's user without quota", 403, error('insufficient_user_quota', 'No.', 'new_api_error'), 'insufficient_quota'],
  [4, "Cloudflare's free allocation", 429, { errors: [], error: 'you have used up your daily free allocation of 10,000 neurons' }, 'insufficient_quota'],
  [3, "Groq's token limit, whose advice links to the billing page", 429, error('rate_limit_exceeded', 'Rate limit reached for model `m` in organization `o` on tokens per minute (TPM): Limit 6000, Used 5034, Requested 1443. Please try again in 4.77s. Need more tokens? Upgrade to Dev Tier today at https://console.groq.com/settings/billing', 'tokens'), 'rate_limit'],
  [3, "OpenAI's free tier, whose advice is a payment method", 429, error(null, 'Rate limit reached for m on requests per min. Limit: 3 / min. Please try again in 20s. Please add a payment method to your account to increase your rate limit. Visit https://platform.openai.com/account/billing to add a payment method.', 'requests'), 'rate_limit'],
  [3, "OpenRouter's free models", 429, { error: { code: 429, message: 'Rate limit exceeded: free-models-per-day. Add 10 credits to unlock 1000 free model requests per day' } }, 'rate_limit'],
  [3, "Azure's rate limit", 429, error('RateLimitReached', 'Requests to the ChatCompletions_Create Operation have exceeded token rate limit of your current pricing tier. Please retry after 6 seconds.'), 'rate_limit'],
  [3, "Gemini's rate limit in OpenAI's dialect", 429, [{ error: { code: 429, status: 'RESOURCE_EXHAUSTED', message: 'You exceeded your current quota, please check your plan and billing details. Please retry in 34.07s.' } }], 'rate_limit'],
  [3, "Cerebras's minute", 429, error('token_quota_exceeded', 'Tokens per minute limit exceeded - too many tokens processed.', 'too_many_tokens_error'), 'rate_limit'],
  [5, "Mistral's tier", 429, { object: 'error', message: 'Service tier capacity exceeded for this model.', type: 'service_tier_capacity_exceeded', code: '3505' }, 'overloaded'],
  [5, "Cerebras's queue", 429, error('queue_exceeded', "We're experiencing high traffic right now!", 'too_many_requests_error'), 'overloaded'],
  [5, "Groq's flex tier", 498, error('capacity_exceeded'), 'overloaded'],
  [5, "OpenAI's overloaded model", 503, error(null, 'That model is currently overloaded with other requests.', 'server_error'), 'overloaded'],
  [5, 'overload under 500', 500, error(null, 'The model is overloaded.'), 'overloaded'],
  [5, '529', 529, error(null, 'Overloaded', 'overloaded_error'), 'overloaded'],
  [5, 'overloaded under 503', 503, error('engine_overloaded'), 'overloaded'],
  [5, 'overloaded under 429', 429, error(null, 'The engine is busy', 'engine_overloaded_error'), 'overloaded'],
  [14, 'context_length_exceeded', 400, error('context_length_exceeded'), 'context_length_exceeded'],
  [14, 'the same in words', 400, error(null, "This model's maximum context length is 8192 tokens"), 'context_length_exceeded'],
  [14, "OpenAI's window in words", 400, error(null, 'Your input exceeds the context window of this model. Please adjust your input and try again.', 'invalid_request_error'), 'context_length_exceeded'],
  [14, 'a message that is too long a string', 400, error('string_above_max_length', "Invalid 'messages[0].content': string too long. Expected a string with maximum length 1048576, but got a string with length 2000000 instead."), 'context_length_exceeded'],
  [16, 'a name that is too long a string', 400, error('string_above_max_length', "Invalid 'prompt_cache_key': string too long. Expected a string with maximum length 64."), 'bad_request'],
  [16, 'a limit of the answer that is too high', 400, error(null, 'max_tokens must be <= 8192'), 'bad_request'],
  [14, 'vLLM', 400, { object: 'error', message: "This model's maximum context length is 16384 tokens. However, you requested 122946 tokens (112946 in the messages, 10000 in the completion).", type: 'BadRequestError', code: 400 }, 'context_length_exceeded'],
  [14, 'vLLM, of its decoder', 400, { object: 'error', message: 'The decoder prompt (length 5000) is longer than the maximum model length of 4096.', type: 'BadRequestError', code: 400 }, 'context_length_exceeded'],
  [14, 'llama.cpp', 400, { error: { code: 400, message: 'the request exceeds the available context size, try increasing it', type: 'exceed_context_size_error', n_prompt_tokens: 14429, n_ctx: 8192 } }, 'context_length_exceeded'],
  [14, 'llama.cpp, under 500', 500, { error: { code: 500, message: 'the request exceeds the available context size', type: 'exceed_context_size_error' } }, 'context_length_exceeded'],
  [14, 'Mistral', 400, { object: 'error', message: 'Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length', type: 'invalid_request_prompt', code: '3051' }, 'context_length_exceeded'],
  [14, 'Groq', 400, error('context_length_exceeded', 'Please reduce the length of the messages or completion.', 'invalid_request_error'), 'context_length_exceeded'],
  [14, "Groq's limit of a minute for one request", 413, error('rate_limit_exceeded', 'Request too large for model `m` on tokens per minute (TPM): Limit 6000, Requested 12328', 'tokens'), 'context_length_exceeded'],
  [14, 'DeepSeek', 400, error('invalid_request_error', "This model's maximum context length is 65536 tokens. However, you requested 70000 tokens"), 'context_length_exceeded'],
  [14, 'OpenRouter', 400, { error: { code: 400, message: "This endpoint's maximum context length is 200000 tokens. However, you requested about 300000 tokens." } }, 'context_length_exceeded'],
  [14, 'xAI', 400, { code: 'Client specified an invalid argument', error: "This model's maximum prompt length is 131072 but the request contains 150000 tokens." }, 'context_length_exceeded'],
  [14, 'Together', 422, error(null, 'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 8193. Given: 9000 `inputs` tokens'), 'context_length_exceeded'],
  [14, 'TGI', 422, { error: 'Input validation error: `inputs` must have less than 4096 tokens. Given: 5000', error_type: 'validation' }, 'context_length_exceeded'],
  [14, 'Ollama', 400, error(null, 'the input length exceeds the context length'), 'context_length_exceeded'],
  [14, 'Moonshot', 400, error(null, 'Invalid request: Your request exceeded model token limit: 262144', 'invalid_request_error'), 'context_length_exceeded'],
  [14, 'Zhipu', 400, error('1261', 'Prompt exceeds max length'), 'context_length_exceeded'],
  [14, 'DashScope', 400, error('invalid_parameter_error', 'Range of input length should be [1, 30720]'), 'context_length_exceeded'],
  [14, 'GitHub Models', 413, error('tokens_limit_reached', 'Request body too large for gpt-4o model. Max size: 8000 tokens.'), 'context_length_exceeded'],
  [14, 'a body too large', 413, error('request_too_large'), 'context_length_exceeded'],
  [15, "Azure's content filter", 400, error('content_filter', 'The response was filtered'), 'content_filter'],
  [15, 'a policy violation', 400, error('content_policy_violation'), 'content_filter'],
  [15, "OpenRouter's moderation", 403, error(null, 'Your input was flagged by moderation_blocked'), 'content_filter'],
  [15, "Azure's content filter, with its inner error", 400, { error: { message: "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.", type: null, param: 'prompt', code: 'content_filter', status: 400, innererror: { code: 'ResponsibleAIPolicyViolation', content_filter_result: { hate: { filtered: true, severity: 'high' } } } } }, 'content_filter'],
  [15, "OpenRouter's moderation in words", 403, { error: { code: 403, message: 'openai/gpt-4o requires moderation on OpenAI. Your input was flagged for "violence". No credits were charged.', metadata: { reasons: ['violence'] } } }, 'content_filter'],
  [15, "OpenAI's usage policy", 400, error('invalid_prompt', 'Invalid prompt: your prompt was flagged as potentially violating our usage policy.'), 'content_filter'],
  [15, 'DeepSeek', 400, error('invalid_request_error', 'Content Exists Risk', 'invalid_request_error'), 'content_filter'],
  [15, 'Moonshot', 400, error(null, 'The request was rejected because it was considered high risk', 'content_filter'), 'content_filter'],
  [15, 'DashScope', 400, error('data_inspection_failed', 'Output data may contain inappropriate content.'), 'content_filter'],
  [15, 'xAI', 403, { code: 'The caller does not have permission to execute the specified operation', error: 'Content violates usage guidelines.' }, 'content_filter'],
  [16, 'a parameter that is called as a filter is', 400, error('unknown_parameter', "Unknown parameter: 'content_filter'."), 'bad_request'],
  [16, 'a tool that is called as money is', 400, error('invalid_function_parameters', "Invalid schema for function 'billing_address'"), 'bad_request'],
  [16, "Azure's deployment", 404, error('DeploymentNotFound', 'The API deployment for this resource does not exist.'), 'model_not_found'],
  [16, "DeepSeek's model", 400, error('invalid_request_error', 'Model Not Exist'), 'model_not_found'],
  [16, "Mistral's model", 400, { object: 'error', message: 'Invalid model: mistral-9', type: 'invalid_model', code: '1500' }, 'model_not_found'],
  [16, "OpenRouter's model", 400, { error: { code: 400, message: 'x/y is not a valid model ID' } }, 'model_not_found'],
  [16, "Groq's withdrawn model", 400, error('model_decommissioned', 'The model `m` has been decommissioned'), 'model_not_found'],
  [16, 'a bad request', 400, error('invalid_request_error'), 'bad_request'],
  [16, 'unprocessable', 422, { detail: [{ type: 'extra_forbidden', loc: ['body', 'seed'], msg: 'Extra inputs are not permitted' }] }, 'bad_request'],
  [16, 'not found', 404, error(null), 'model_not_found'],
  [16, 'no such model under 400', 400, error('model_not_found'), 'model_not_found'],
  [16, 'a model that is not there, in words', 400, error(null, 'The model `x` does not exist'), 'model_not_found'],
  [17, 'no key', 401, error('invalid_api_key'), 'authentication'],
  [17, "xAI's wrong key", 400, { code: 'Client specified an invalid argument', error: 'Incorrect API key provided: xa***. You can obtain one' }, 'authentication'],
  [17, 'not allowed', 403, error(null, 'Country not supported'), 'permission_denied'],
  [17, 'not allowed in a country', 403, error('unsupported_country_region_territory', 'Country, region, or territory not supported', 'request_forbidden'), 'permission_denied'],
  [17, "a project without the model", 403, error('model_not_found', 'Project `p` does not have access to model `m`', 'invalid_request_error'), 'permission_denied'],
  [17, 'a page of a firewall', 403, '<html>', 'permission_denied'],
  [23, 'a redirect', 302, '', 'malformed_response'],
]

describe('readFailure', () => {
  it.each(table)('row %i: %s (%i)', (_row, _what, status, body, reason) => {
    expect(readFailure({ status, headers: {}, body }).reason).toBe(reason)
  })

  /** Errors inside a 200: `response.failed`, an error event, a JSON body where a stream was asked for. */
  it.each<[number, string, unknown, FailureReason]>([
    [6, 'server_error', error('server_error', 'The server had an error'), 'server_error'],
    [6, 'nothing but words', error(null, 'Something went wrong'), 'server_error'],
    [6, 'vector_store_timeout', error('vector_store_timeout'), 'server_error'],
    [6, 'rate_limit_exceeded', error('rate_limit_exceeded'), 'rate_limit'],
    [6, 'rate_limit_exceeded, with a link to the billing page', error('rate_limit_exceeded', 'Visit https://x.example/settings/billing'), 'rate_limit'],
    [6, 'a rate of tokens', error(null, 'Rate limit reached: too many tokens per minute'), 'rate_limit'],
    [6, 'insufficient_quota', error('insufficient_quota'), 'insufficient_quota'],
    [6, 'overloaded', error(null, 'The model is overloaded'), 'overloaded'],
    [6, 'a number that is a status', { error: { code: 503, message: 'No.' } }, 'server_error'],
    [6, 'a number that is the status of an overload', { error: { code: 529, message: 'No.' } }, 'overloaded'],
    [6, 'context_length_exceeded', error('context_length_exceeded'), 'context_length_exceeded'],
    [6, 'invalid_prompt', error('invalid_prompt'), 'content_filter'],
    [6, 'image_content_policy_violation', error('image_content_policy_violation'), 'content_filter'],
    [6, 'invalid_image_url', error('invalid_image_url'), 'bad_request'],
    [6, 'image_too_large', error('image_too_large'), 'bad_request'],
    [6, 'invalid_request_error', error(null, 'No.', 'invalid_request_error'), 'bad_request'],
    [6, 'invalid_api_key', error('invalid_api_key'), 'authentication'],
    [6, 'a permission', error(null, 'No permission'), 'permission_denied'],
    [6, 'model_not_found', error('model_not_found'), 'model_not_found'],
  ])('row %i: inside a 200, %s', (_row, _what, body, reason) => {
    expect(readFailure({ status: 200, headers: {}, body }).reason).toBe(reason)
  })

  it.each(['x-request-id', 'request-id', 'apim-request-id'])('finds the id of the request under %s', (name) => {
    expect(readFailure({ status: 500, headers: { [name]: 'r1' }, body: '' }).requestId).toBe('r1')
  })

  it('calls for neither retry nor fallback where the matrix forbids them', () => {
    const forbidden = table.filter(([row]) => row === 14 || row === 15 || row === 16)
    for (const [, , , , reason] of forbidden) expect(meanings[reason]).toMatchObject({ retry: false, fallback: false })
  })

  it.each([
    ['{"error": {…}}', { error: { message: 'No.', type: 'bad', code: 'c', param: 'p' } }, { message: 'No.', code: 'c', param: 'p' }],
    ['{"error": "…"}', { error: 'No.' }, { message: 'No.' }],
    ['{"error": "…", "code": "…"}', { error: 'No.', code: 'c' }, { message: 'No.', code: 'c' }],
    ['{"error": "…", "message": "…"}', { statusCode: 400, error: 'Bad Request', message: 'No.' }, { message: 'No.' }],
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
