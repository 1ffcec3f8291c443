/** What an error answer means: status, code and message to a reason. OpenAI's reading, which most hosts share. */
import type { Failure, FailureReason } from '../core/failure.ts'
import type { WireFailure } from '../core/provider.ts'
import { retryAfterMs, shouldRetry } from './retry-after.ts'

export function readFailure({ status, headers, body, nowMs }: WireFailure): Failure {
  const error = errorObject(body)
  const message = error.message ?? `HTTP ${status}`
  const code = error.code ?? error.type
  return {
    reason: reasonOf(status, code, error.type, message),
    message,
    status,
    code,
    param: error.param,
    retryAfterMs: retryAfterMs(headers, nowMs, status),
    shouldRetry: shouldRetry(headers),
    requestId: headers['x-request-id'] ?? headers['request-id'] ?? headers['apim-request-id'],
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
    message: typeof said === 'string' ? plain(said) : said === undefined || said === null ? undefined : plain(asJson(said)),
    code: word(fields.code) ?? word(fields.status),
    type: word(fields.type) ?? word(fields.status),
    param: word(fields.param),
  }
}

function asJson(said: unknown): string {
  try {
    return JSON.stringify(said)
  } catch {
    return '' // nested so deeply that it cannot be said
  }
}

function unwrap(body: unknown): unknown {
  const first: unknown = Array.isArray(body) ? body[0] : body
  if (typeof first !== 'object' || first === null || !('error' in first)) return first
  return typeof first.error === 'object' && first.error !== null ? first.error : first // beside a string there may be a code
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

/** Codes and types that mean money, or a quota that no waiting refills. */
const QUOTA_CODE = /insufficient_\w{0,20}quota|current_quota|billing|credit_balance|credits?_exhausted|spend(?:ing)?[_-]limit|payment_required|insufficient_(?:balance|credits|funds)|arrear|overdue/i
/** The same in words; not "billing" alone, which many a rate limit's advice links to. */
const QUOTA_WORDS = /exceeded your current quota|billing (?:hard )?limit|billing details|not active, please check your billing|credit balance is too low|(?:out of|all available|no remaining) credits|(?:spend(?:ing)?|spend_)[ _]?limit|insufficient (?:account )?(?:balance|credits|funds)|balance is (?:insufficient|too low|not enough)|used up your daily|余额不足|欠费/i
const CONTEXT_CODE = /context_length|context_window|exceed_context|prompt_too_long|tokens_limit_reached/i
const CONTEXT_WORDS = /context[ _]length|context_window_exceeded|context window|context size|maximum (?:prompt|model) length|too many tokens|(?:prompt|input) is too long|prompt exceeds max|request_too_large|exceeded model token limit|range of input length|inputs.{0,3} tokens \+|must have less than \d{1,12} tokens|(?:input|prompt|instructions|content|text)(?:\[\d{1,6}\])?': string too long/i
const FILTER_CODE = /content_?filter|content_policy|responsible_?ai|moderation|safety(?!_id)|invalid_prompt|bio_policy|data_?inspection/i
const FILTER_WORDS = /content management policy|(?:was|been) flagged|violat\w{1,5} (?:\w{1,20} )?(?:usage|content|safety) (?:guidelines|polic)|content exists risk|considered high risk|inappropriate content/i
const MODEL = /model_not_found|model_not_exist|unknown_model|invalid_model|model_decommissioned|model_not_available|model.{0,80}(?:does not exist|not exist|not found|not supported|decommissioned)|not a valid model/i
const OVERLOADED = /overloaded|capacity|server_busy|queue_exceeded/i
const KEY = /invalid_api_key|api_key_invalid|(?:incorrect|invalid) api key/i
const RATE = /rate_?limit|too_many_requests|rate limit|resource_exhausted/i

/** Status first, then what the provider's words add to it. Also for errors inside a stream, where the status is unknown. */
export function reasonOf(status: number | undefined, code: string | undefined, type: string | undefined, message: string): FailureReason {
  const said = message.slice(0, 500)
  const codes = `${code ?? ''} ${type ?? ''}`
  switch (status) {
    case 402:
      return 'insufficient_quota'
    case 404:
      return 'model_not_found'
    case 413:
      return 'context_length_exceeded'
    case 429:
      return isQuota(codes, said) ? 'insufficient_quota' : OVERLOADED.test(codes) ? 'overloaded' : 'rate_limit'
    case 401:
      return isQuota(codes, said) ? 'insufficient_quota' : 'authentication'
    case 403:
      return isQuota(codes, said) ? 'insufficient_quota' : isFiltered(codes, said) ? 'content_filter' : 'permission_denied'
    case 408:
    case 409:
      return 'server_error'
    case 498: // Groq, of its flex tier
    case 529:
      return 'overloaded'
  }
  if (status === undefined || status < 300) return reasonOfWords(codes, said, code)
  if (status >= 500) return CONTEXT_CODE.test(codes) ? 'context_length_exceeded' : OVERLOADED.test(`${codes} ${said}`) ? 'overloaded' : 'server_error'
  if (status < 400) return 'malformed_response'
  return reasonOfRequest(codes, said)
}

/** What is wrong with a request, told under 400 or one of its neighbours. */
function reasonOfRequest(codes: string, said: string): FailureReason {
  if (isQuota(codes, said)) return 'insufficient_quota'
  if (isTooLong(codes, said)) return 'context_length_exceeded'
  if (isFiltered(codes, said)) return 'content_filter'
  if (KEY.test(`${codes} ${said}`)) return 'authentication' // xAI and Gemini do not say 401
  return MODEL.test(`${codes} ${said}`) ? 'model_not_found' : 'bad_request'
}

/** A code that names the rate wins over words: the advice of a rate limit speaks of money, too. */
function isQuota(codes: string, said: string): boolean {
  return QUOTA_CODE.test(codes) || (!RATE.test(codes) && QUOTA_WORDS.test(said))
}

function isTooLong(codes: string, said: string): boolean {
  return CONTEXT_CODE.test(codes) || CONTEXT_WORDS.test(said)
}

function isFiltered(codes: string, said: string): boolean {
  return FILTER_CODE.test(codes) || FILTER_WORDS.test(said)
}

/** An error inside a 200: only its words tell. */
function reasonOfWords(codes: string, said: string, code: string | undefined): FailureReason {
  const numeric = Number(code)
  if (Number.isInteger(numeric) && numeric >= 400 && numeric < 600) return reasonOf(numeric, undefined, codes, said)
  const words = `${codes} ${said}`
  if (isQuota(codes, said)) return 'insufficient_quota'
  if (RATE.test(words)) return 'rate_limit'
  if (OVERLOADED.test(words)) return 'overloaded'
  if (isTooLong(codes, said)) return 'context_length_exceeded'
  if (isFiltered(codes, said)) return 'content_filter'
  if (/authentication|invalid_api_key|unauthorized/i.test(words)) return 'authentication'
  if (/permission/i.test(words)) return 'permission_denied'
  if (MODEL.test(words)) return 'model_not_found'
  if (/invalid_request|bad_request|invalid_argument|image/i.test(codes)) return 'bad_request'
  return 'server_error'
}
