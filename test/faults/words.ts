/** What each of the three dialects' hosts send when something goes wrong, in their own words. */
import { anthropic, google, openaiCompatible, type Provider } from 'zerohop'
import { type DialectBytes, jsonAnswer, openaiBytes, openaiError, sse, toBytes, type WholeAnswer } from 'zerohop/testing'
import { anthropicBytes, geminiBytes } from '../dialects/bytes.ts'

export type DialectName = 'OpenAI' | 'Claude' | 'Gemini'

export interface Words extends DialectBytes {
  readonly name: DialectName
  create(options: { baseURL: string; apiKey: string; fetch?: typeof fetch }): Provider
  readonly errors: {
    readonly rateLimit: WholeAnswer
    /** Money or a daily quota: waiting does not help. */
    readonly quota: WholeAnswer
    readonly overloaded: WholeAnswer
    readonly contextLength: WholeAnswer
    readonly noSuchModel: WholeAnswer
    /** The key, echoed. */
    readonly badKey: (key: string) => WholeAnswer
  }
  /** 200, well-formed, and without any answer in it. */
  readonly noAnswer: WholeAnswer
  /** The same as one event of a stream. */
  readonly noAnswerFrame: Uint8Array
  /** One event of a stream that says a failure of the server's own. */
  readonly serverErrorFrame: Uint8Array
  /** A whole answer that was refused for safety. */
  readonly refusal: WholeAnswer
}

const OPENAI_BUSY = 'The server is currently overloaded with other requests. Sorry about that!'

const openaiWords: Words = {
  ...openaiBytes,
  name: 'OpenAI',
  create: (options) => openaiCompatible(options),
  errors: {
    rateLimit: openaiError(429, { message: 'Rate limit reached for requests', type: 'requests', code: 'rate_limit_exceeded' }),
    quota: openaiError(429, { message: 'You exceeded your current quota', type: 'insufficient_quota', code: 'insufficient_quota' }),
    overloaded: openaiError(503, { message: OPENAI_BUSY, type: 'server_error', code: 'server_overloaded' }),
    contextLength: openaiError(400, { message: "This model's maximum context length is 8192 tokens.", type: 'invalid_request_error', code: 'context_length_exceeded' }),
    noSuchModel: openaiError(404, { message: 'The model `nope` does not exist', type: 'invalid_request_error', code: 'model_not_found' }),
    badKey: (key) => openaiError(401, { message: `Incorrect API key provided: ${key}.`, type: 'invalid_request_error', code: 'invalid_api_key' }),
  },
  noAnswer: jsonAnswer(200, { id: 'c1', object: 'chat.completion', created: 1, model: 'fake', choices: [] }),
  noAnswerFrame: sse([{ id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'fake', choices: [] }]),
  serverErrorFrame: sse([{ error: { message: 'The server had an error', type: 'server_error', code: null, param: null } }]),
  refusal: openaiBytes.value({ text: '', finishReason: 'content_filter' }),
}

const claudeError = (status: number, type: string, message: string): WholeAnswer =>
  jsonAnswer(status, { type: 'error', error: { type, message }, request_id: 'req_1' })

const claudeMessage = (more: object): object => ({
  id: 'msg_1', type: 'message', role: 'assistant', model: 'fake', stop_sequence: null, usage: { input_tokens: 3, output_tokens: 0 }, ...more,
})

const claudeWords: Words = {
  ...anthropicBytes,
  name: 'Claude',
  create: (options) => anthropic(options),
  errors: {
    rateLimit: claudeError(429, 'rate_limit_error', "This request would exceed your organization's rate limit of 50 requests per minute."),
    quota: claudeError(400, 'invalid_request_error', 'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.'),
    overloaded: claudeError(529, 'overloaded_error', 'Overloaded'),
    contextLength: claudeError(400, 'invalid_request_error', 'prompt is too long: 210000 tokens > 200000 maximum'),
    noSuchModel: claudeError(404, 'not_found_error', 'model: nope'),
    badKey: (key) => claudeError(401, 'authentication_error', `invalid x-api-key ${key}`),
  },
  noAnswer: jsonAnswer(200, { type: 'message', role: 'assistant' }),
  noAnswerFrame: sse([{ type: 'message_start', message: claudeMessage({ content: [], stop_reason: null }) }], { event: () => 'message_start' }),
  serverErrorFrame: sse([{ type: 'error', error: { type: 'api_error', message: 'Internal server error' } }], { event: () => 'error' }),
  refusal: jsonAnswer(200, claudeMessage({ content: [], stop_reason: 'refusal' })),
}

const geminiError = (code: number, status: string, message: string, details: readonly object[] = []): WholeAnswer =>
  jsonAnswer(code, { error: { code, message, status, details } })

const RPC = 'type.googleapis.com/google.rpc.'

const geminiWords: Words = {
  ...geminiBytes,
  name: 'Gemini',
  create: (options) => google(options),
  errors: {
    rateLimit: geminiError(429, 'RESOURCE_EXHAUSTED', 'Resource has been exhausted (e.g. check quota).'),
    quota: geminiError(429, 'RESOURCE_EXHAUSTED', 'You exceeded your current quota.', [
      { '@type': `${RPC}QuotaFailure`, violations: [{ quotaId: 'GenerateRequestsPerDayPerProjectPerModel-FreeTier', quotaMetric: 'generate_content_free_tier_requests' }] },
    ]),
    overloaded: geminiError(503, 'UNAVAILABLE', 'The model is overloaded. Please try again later.'),
    contextLength: geminiError(400, 'INVALID_ARGUMENT', 'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).'),
    noSuchModel: geminiError(404, 'NOT_FOUND', 'models/nope is not found for API version v1beta'),
    badKey: (key) => geminiError(400, 'INVALID_ARGUMENT', `API key not valid. Please pass a valid API key: ${key}`, [{ '@type': `${RPC}ErrorInfo`, reason: 'API_KEY_INVALID' }]),
  },
  noAnswer: jsonAnswer(200, { candidates: [], usageMetadata: { promptTokenCount: 3, totalTokenCount: 3 } }),
  noAnswerFrame: sse([{ candidates: [], usageMetadata: { promptTokenCount: 3, totalTokenCount: 3 } }]),
  serverErrorFrame: sse([{ error: { code: 500, message: 'An internal error has occurred.', status: 'INTERNAL' } }]),
  refusal: jsonAnswer(200, { candidates: [{ content: { role: 'model', parts: [] }, finishReason: 'SAFETY', index: 0 }], usageMetadata: { promptTokenCount: 3, totalTokenCount: 3 } }),
}

export const dialects: readonly Words[] = [openaiWords, claudeWords, geminiWords]

/** The same answer with more headers. */
export function withHeaders<A extends WholeAnswer>(answer: A, headers: Readonly<Record<string, string>>): A {
  return { ...answer, headers: { ...answer.headers, ...headers } }
}

/** A page of a proxy. */
export const html = (status: number): WholeAnswer => ({
  status, headers: { 'content-type': 'text/html' }, body: toBytes('<html><head><title>502</title></head><body>Bad gateway</body></html>'),
})
