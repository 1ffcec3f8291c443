/** What an error answer means: status, code and message to a reason. OpenAI's reading, which most hosts share. */
import type { Failure, FailureReason } from '../core/failure.ts'
import type { WireFailure } from '../core/provider.ts'
import { retryAfterMs } from './retry-after.ts'

export function readFailure({ status, headers, body, nowMs }: WireFailure): Failure {
  const error = errorObject(body)
  const message = error.message ?? `HTTP ${status}`
  const code = error.code ?? error.type
  const shouldRetry = headers['x-should-retry']
  return {
    reason: reasonOf(status, code, error.type, message),
    message,
    status,
    code,
    param: error.param,
    retryAfterMs: retryAfterMs(headers, nowMs, status),
    shouldRetry: shouldRetry === 'true' ? true : shouldRetry === 'false' ? false : undefined,
    requestId: headers['x-request-id'],
    headers,
    body,
  }
}

interface ErrorObject {
  readonly message: string | undefined
  readonly code: string | undefined
  readonly type: string | undefined
  readonly param: string | undefined
}

/** The error in a body, however it is wrapped: `{"error": …}`, `{"detail": …}`, `{"message": …}`, a list of one, a string. */
export function errorObject(body: unknown): ErrorObject {
  const inner = unwrap(body)
  if (typeof inner === 'string') return { message: plain(inner), code: undefined, type: undefined, param: undefined }
  if (typeof inner !== 'object' || inner === null) return { message: undefined, code: undefined, type: undefined, param: undefined }
  const fields = inner as Record<string, unknown>
  const said = fields.message ?? fields.detail ?? fields.error ?? fields.msg
  return {
    message: typeof said === 'string' ? plain(said) : said === undefined || said === null ? undefined : plain(JSON.stringify(said)),
    code: word(fields.code) ?? word(fields.status),
    type: word(fields.type),
    param: word(fields.param),
  }
}

function unwrap(body: unknown): unknown {
  const first = Array.isArray(body) ? body[0] : body
  if (typeof first !== 'object' || first === null) return first
  if ('error' in first && first.error !== null && first.error !== undefined) return first.error
  return first
}

/** An HTML page or an endless text is no message: its beginning is enough. */
function plain(text: string): string | undefined {
  const short = text.slice(0, 2_000).trim()
  if (short === '') return undefined
  return short.startsWith('<') ? 'an HTML page instead of an answer' : short
}

function word(value: unknown): string | undefined {
  if (typeof value === 'string' && value !== '') return value.slice(0, 200)
  return typeof value === 'number' ? String(value) : undefined
}

const QUOTA = /insufficient_quota|billing|credit_balance|credits?_exhausted|spend_limit|payment_required|exceeded your current quota|out of credits|insufficient (?:balance|credits|funds)/i
const CONTEXT = /context_length_exceeded|context_window_exceeded|maximum context length|context length|too many tokens|prompt is too long|request_too_large/i
const FILTER = /content_filter|content_policy|responsible_?ai|moderation_blocked|safety/i
const MODEL = /model_not_found|model_not_exist|unknown_model|model.{0,80}(?:does not exist|not found|not supported)/i
const OVERLOADED = /overloaded|capacity|server_busy|engine_overloaded/i
const KEY = /invalid_api_key|api_key_invalid|(?:incorrect|invalid) api key/i
const RATE = /rate_limit|too_many_requests|rate limit/i

/** Status first, then what the provider's words add to it. Also for errors inside a stream, where the status is unknown. */
export function reasonOf(status: number | undefined, code: string | undefined, type: string | undefined, message: string): FailureReason {
  const words = `${code ?? ''} ${type ?? ''} ${message.slice(0, 500)}`
  if (status === 402) return 'insufficient_quota'
  if (status === 413) return 'context_length_exceeded'
  if (status === 529) return 'overloaded'
  if (status === 429) return QUOTA.test(words) ? 'insufficient_quota' : OVERLOADED.test(`${code} ${type}`) ? 'overloaded' : 'rate_limit'
  if (status === 401) return 'authentication'
  if (status === 403) return QUOTA.test(words) ? 'insufficient_quota' : FILTER.test(words) ? 'content_filter' : 'permission_denied'
  if (status === 404) return 'model_not_found'
  if (status === 503) return OVERLOADED.test(words) ? 'overloaded' : 'server_error'
  if (status === 408 || status === 409 || (status !== undefined && status >= 500)) return 'server_error'
  if (CONTEXT.test(words)) return 'context_length_exceeded'
  if (FILTER.test(`${code} ${type}`)) return 'content_filter'
  if (status !== undefined && status >= 300 && status < 400) return 'malformed_response'
  if (status === 400 && KEY.test(words)) return 'authentication' // xAI and Gemini do not say 401
  if (status !== undefined && status >= 400) return MODEL.test(words) ? 'model_not_found' : 'bad_request'
  return reasonOfWords(words, code, type)
}

/** An error inside a 200: only its words tell. */
function reasonOfWords(words: string, code: string | undefined, type: string | undefined): FailureReason {
  const numeric = Number(code)
  if (Number.isInteger(numeric) && numeric >= 400 && numeric < 600) return reasonOf(numeric, undefined, type, words)
  if (QUOTA.test(words)) return 'insufficient_quota'
  if (RATE.test(words)) return 'rate_limit'
  if (OVERLOADED.test(words)) return 'overloaded'
  if (/authentication|invalid_api_key|unauthorized/i.test(words)) return 'authentication'
  if (/permission/i.test(words)) return 'permission_denied'
  if (MODEL.test(words)) return 'model_not_found'
  if (/invalid_request|bad_request|invalid_argument/i.test(`${code} ${type}`)) return 'bad_request'
  return 'server_error'
}
