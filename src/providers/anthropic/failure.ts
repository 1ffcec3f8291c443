/** What an error of Anthropic's means: its type and code first, then the status, then its words. */
import { duration } from '../../core/duration.ts'
import { GatewayError } from '../../core/error.ts'
import type { Failure, FailureReason } from '../../core/failure.ts'
import type { WireFailure } from '../../core/provider.ts'
import { errorObject, reasonOf } from '../failure.ts'
import { isUsedUp, latest, retryAfterMs, shouldRetry } from '../retry-after.ts'
import { type Fields, isFields } from '../translate/params.ts'

export function anthropicFailure({ status, headers, body, nowMs }: WireFailure): Failure {
  const { message = `HTTP ${status}`, code, type } = errorOf(body)
  return {
    reason: reasonFor(status, code, type, message),
    message,
    status,
    code: code ?? type,
    retryAfterMs: retryAfterMs(headers, nowMs, status) ?? (status === 429 ? resetMs(headers, nowMs) : undefined),
    shouldRetry: shouldRetry(headers),
    requestId: headers['request-id'] ?? (isFields(body) && typeof body.request_id === 'string' ? body.request_id : undefined),
    headers,
    body,
  }
}

/** An error inside a 200, as one event of a stream or as the whole body: its type tells the status it would have had. */
export function errorInBand(body: unknown): GatewayError {
  const { message = 'the provider reported an error', code, type } = errorOf(body)
  const status = STATUSES[type ?? ''] ?? 500
  return new GatewayError({ reason: reasonFor(status, code, type, message), message, status, code: code ?? type, body })
}

const STATUSES: Readonly<Record<string, number>> = {
  invalid_request_error: 400,
  authentication_error: 401,
  billing_error: 402,
  permission_error: 403,
  not_found_error: 404,
  conflict_error: 409,
  request_too_large: 413,
  rate_limit_error: 429,
  api_error: 500,
  timeout_error: 504,
  overloaded_error: 529,
}

interface WireError {
  readonly message: string | undefined
  /** `error.details.error_code`, the finest word there is. */
  readonly code: string | undefined
  readonly type: string | undefined
}

/** `{"type": "error", "error": {…}}`, also where a client has wrapped it once more. */
function errorOf(body: unknown): WireError {
  let inner: unknown = body
  while (isFields(inner) && isFields(inner.error)) inner = inner.error
  const { message, code, type } = errorObject(inner)
  const details: Fields = isFields(inner) && isFields(inner.details) ? inner.details : {}
  return { message, code: typeof details.error_code === 'string' ? details.error_code : code, type }
}

const MONEY = /billing_error|spend_limit|billing_unavailable|credit balance|spend limit|usage limits?\b|out of credits|\bcredits?\b.{0,40}\b(?:low|exhausted|insufficient)/i
const TOO_LONG = /prompt is too long|exceeds? (?:the )?(?:model's )?context|context (?:window|limit)/i
const BLOCKED = /content filtering policy|blocked by content/i

function reasonFor(status: number, code: string | undefined, type: string | undefined, message: string): FailureReason {
  const words = `${code ?? ''} ${type ?? ''} ${message.slice(0, 500)}`
  const isRefusal = status === 400 || status === 402 || status === 403 || status === 429
  if (isRefusal && MONEY.test(words)) return 'insufficient_quota'
  if (status === 400 && TOO_LONG.test(message)) return 'context_length_exceeded'
  if (status === 400 && BLOCKED.test(message)) return 'content_filter'
  if (type === 'overloaded_error') return 'overloaded'
  return reasonOf(status, code, type, message)
}

const LIMITS = ['requests', 'tokens', 'input-tokens', 'output-tokens']

/** When the last of the exhausted limits is whole again: `anthropic-ratelimit-*-reset` where nothing remains of `*`. */
function resetMs(headers: Readonly<Record<string, string>>, now: number = Date.now()): number | undefined {
  const exhausted = LIMITS.filter((limit) => isUsedUp(headers[`anthropic-ratelimit-${limit}-remaining`]))
  return latest(exhausted.map((limit) => duration(headers[`anthropic-ratelimit-${limit}-reset`], now)))
}
