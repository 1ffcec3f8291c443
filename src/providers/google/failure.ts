/**
 * What an error of Google's means: a `google.rpc.Status`, whose details say more than its status does.
 *
 * @see https://cloud.google.com/apis/design/errors
 */
import type { Failure, FailureReason } from '../../core/failure.ts'
import type { ReadFailure, WireFailure } from '../../core/provider.ts'
import { errorObject, reasonOf } from '../failure.ts'
import { retryAfterMs, shouldRetry } from '../retry-after.ts'
import { type Fields, isFields } from '../translate/params.ts'

/** Also for errors inside a 200, where `status` is the error's own code or 0. */
export const readFailure: ReadFailure = (wire: WireFailure): Failure => {
  const { status, headers, body, nowMs } = wire
  const error = statusOf(body)
  const details = (Array.isArray(error.details) ? (error.details as unknown[]) : []).filter(isFields)
  const message = errorObject(body).message ?? `HTTP ${status}`
  const word = typeof error.status === 'string' ? error.status : undefined
  const cause = detail(details, 'ErrorInfo')?.reason
  const reason = meaning(status, word, message, typeof cause === 'string' ? cause : undefined, details)
  return {
    reason,
    message,
    ...(reason === 'insufficient_quota' && isOfOneModel(details) && { scope: 'model' }),
    status,
    code: typeof cause === 'string' ? cause : (word ?? WORDS.get(status) ?? errorObject(body).code),
    param: fieldAtFault(details),
    retryAfterMs: retryAfterMs(headers, nowMs, status) ?? delayOf(details),
    shouldRetry: shouldRetry(headers),
    requestId: headers['x-request-id'] ?? requestId(details),
    headers,
    body,
  }
}

/** The status in a body: `{"error": …}`, or a list of one, as some streams send. */
function statusOf(body: unknown): Fields {
  const first: unknown = Array.isArray(body) ? body[0] : body
  return isFields(first) ? (isFields(first.error) ? first.error : first) : {}
}

/** The word of the status, or what HTTP says where there is none. */
function meaning(status: number, word: string | undefined, message: string, cause: string | undefined, details: readonly Fields[]): FailureReason {
  if (cause === 'API_KEY_INVALID' || KEY.test(message)) return 'authentication'
  switch (word ?? WORDS.get(status)) {
    case 'RESOURCE_EXHAUSTED':
      return isForTheDay(details) || SPENT.test(message) ? 'insufficient_quota' : 'rate_limit'
    case 'UNAVAILABLE':
      return 'overloaded'
    case 'INVALID_ARGUMENT':
    case 'OUT_OF_RANGE':
      return TOO_LONG.test(message) ? 'context_length_exceeded' : BLOCKED.test(message) ? 'content_filter' : 'bad_request'
    case 'FAILED_PRECONDITION':
      return BILLING.test(message) ? 'insufficient_quota' : PLACE.test(message) ? 'permission_denied' : 'bad_request'
    case 'PERMISSION_DENIED':
      return BILLING.test(message) ? 'insufficient_quota' : 'permission_denied'
    case 'UNAUTHENTICATED':
      return 'authentication'
    case 'NOT_FOUND':
      return 'model_not_found'
    case 'INTERNAL':
    case 'UNKNOWN':
    case 'DATA_LOSS':
    case 'ABORTED':
    case 'CANCELLED':
    case 'DEADLINE_EXCEEDED':
      return 'server_error'
    default:
      return reasonOf(status === 0 ? undefined : status, word, undefined, message)
  }
}

/** Where only HTTP's number is known, as through the older SDK. */
const WORDS: ReadonlyMap<number, string> = new Map([
  [400, 'INVALID_ARGUMENT'], [401, 'UNAUTHENTICATED'], [403, 'PERMISSION_DENIED'], [404, 'NOT_FOUND'], [429, 'RESOURCE_EXHAUSTED'],
  [499, 'CANCELLED'], [500, 'INTERNAL'], [503, 'UNAVAILABLE'], [504, 'DEADLINE_EXCEEDED'],
])

const KEY = /API key (?:not valid|expired|was reported as leaked)|API_KEY_INVALID/i
const TOO_LONG = /token count.{0,80}exceeds|exceeds the maximum number of tokens|payload size exceeds|too many tokens/is
/** Vertex refuses some prompts before any model has read them. */
const BLOCKED = /responsible ai|safety (?:filter|polic|setting)\w{0,5}.{0,40}block|prohibited content/i
const BILLING = /billing/i
const PLACE = /location|country|region/i
/** Not "check your plan and billing details": that is said of every limit. */
const SPENT = /credits? (?:are|is|have been) (?:depleted|exhausted)|prepay(?:ment)? credits|spend(?:ing)? (?:cap|limit)|monthly spend/i

/** `GenerateRequestsPerDayPerProjectPerModel-FreeTier`: waiting a minute does not help. */
function isForTheDay(details: readonly Fields[]): boolean {
  return quotasForTheDay(details).length > 0
}

/** The other models of the key have quotas of their own. */
function isOfOneModel(details: readonly Fields[]): boolean {
  const quotas = quotasForTheDay(details)
  return quotas.length > 0 && quotas.every((quota) => /per_?model/i.test(quota))
}

function quotasForTheDay(details: readonly Fields[]): string[] {
  const violations = detail(details, 'QuotaFailure')?.violations
  if (!Array.isArray(violations)) return []
  return violations.filter(isFields).map(({ quotaId, subject }) => `${String(quotaId)} ${String(subject)}`).filter((quota) => /per_?day/i.test(quota))
}

/** `RetryInfo.retryDelay`: `34s`, `0.5s`. */
function delayOf(details: readonly Fields[]): number | undefined {
  const delay = detail(details, 'RetryInfo')?.retryDelay
  const ms = typeof delay === 'string' ? retryAfterMs({ 'retry-after': delay.replace(/s$/, '') }) : undefined
  return ms === undefined ? undefined : Math.ceil(ms)
}

function requestId(details: readonly Fields[]): string | undefined {
  const id = detail(details, 'RequestInfo')?.requestId
  return typeof id === 'string' ? id : undefined
}

function fieldAtFault(details: readonly Fields[]): string | undefined {
  const violations = detail(details, 'BadRequest')?.fieldViolations
  const first: unknown = Array.isArray(violations) ? violations[0] : undefined
  return isFields(first) && typeof first.field === 'string' && first.field !== '' ? first.field : undefined
}

function detail(details: readonly Fields[], type: string): Fields | undefined {
  return details.find((one) => String(one['@type']).endsWith(`google.rpc.${type}`))
}
