/** Why an attempt failed: a closed set of reasons, and what each means for retry and fallback. */

/**
 * - `connection`: refused, reset, DNS or TLS; no answer was received
 * - `timeout`: a deadline passed (the attempt's or the call's)
 * - `server_error`: 408, 409, 5xx
 * - `overloaded`: the provider is at capacity (503 with that code, 529)
 * - `rate_limit`: too many requests or tokens for now
 * - `insufficient_quota`: out of money, credits or a daily quota; waiting does not help
 * - `authentication`, `permission_denied`: the key is wrong, or may not do this
 * - `model_not_found`: the provider has no such model or endpoint
 * - `context_length_exceeded`: the prompt is larger than the model's window, or the body than the host takes
 * - `content_filter`: refused for safety
 * - `guardrail`: a check of this gateway denied the request or the answer
 * - `bad_request`: the request itself is wrong
 * - `unsupported`: this target's dialect cannot say what was asked
 * - `truncated`: the answer ended before its end
 * - `malformed_response`: the answer is not what the protocol says
 * - `too_large`: an answer, a line or an event above its cap
 * - `aborted`: the caller cancelled
 * - `unknown_address`: `model` names no route and no provider
 * - `attempts_exhausted`: the call's attempt budget is spent
 * - `circuit_open`: the target failed too often lately and is left alone for a while; nothing was sent
 * - `store_failed`: a store that a middleware cannot do without failed, or did not answer in time
 * - `closed`: the gateway was closed
 * - `internal`: a middleware or provider threw something else
 */
export type FailureReason =
  | 'connection'
  | 'timeout'
  | 'server_error'
  | 'overloaded'
  | 'rate_limit'
  | 'insufficient_quota'
  | 'authentication'
  | 'permission_denied'
  | 'model_not_found'
  | 'context_length_exceeded'
  | 'content_filter'
  | 'guardrail'
  | 'bad_request'
  | 'unsupported'
  | 'truncated'
  | 'malformed_response'
  | 'too_large'
  | 'aborted'
  | 'unknown_address'
  | 'attempts_exhausted'
  | 'circuit_open'
  | 'store_failed'
  | 'closed'
  | 'internal'

/** What is known about one failure, as the boundary where it appeared understood it. */
export interface Failure {
  readonly reason: FailureReason
  readonly message: string
  /** HTTP status, where there was one. */
  readonly status?: number | undefined
  /** `model`: it holds for this model only, so the key's other models may answer. */
  readonly scope?: 'model' | undefined
  /** The provider's own code, e.g. `insufficient_quota`. */
  readonly code?: string | undefined
  /** The request field at fault, e.g. `messages[0].role`. */
  readonly param?: string | undefined
  /** The provider's wish, in milliseconds; never negative, never NaN. */
  readonly retryAfterMs?: number | undefined
  /** The provider's `x-should-retry`, which wins over the status. */
  readonly shouldRetry?: boolean | undefined
  readonly requestId?: string | undefined
  /** Response headers, lower-case. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** The provider's error object, as it came. */
  readonly body?: unknown
}

interface Meaning {
  /** Worth trying again on the same target. */
  readonly retry: boolean
  /** Worth trying on another target. */
  readonly fallback: boolean
  /** What an OpenAI server would have answered with, where the failure has no status of its own. */
  readonly status?: number
  /** What the reader of the error can do. */
  readonly advice: string
}

/** The defaults of retry and fallback, and the last sentence of an error. Every reason has a line. */
export const meanings: Readonly<Record<FailureReason, Meaning>> = {
  connection: { retry: true, fallback: true, advice: 'Check the base URL, the network and the proxy.' },
  timeout: { retry: true, fallback: true, advice: 'Raise timeoutMs, or add a faster target to the fallback.' },
  server_error: { retry: true, fallback: true, status: 500, advice: 'The provider failed: retry() tries again, a fallback asks another.' },
  overloaded: { retry: true, fallback: true, status: 503, advice: 'The provider is at capacity: retry() tries again, a fallback asks another.' },
  rate_limit: { retry: true, fallback: true, status: 429, advice: 'Slow down, raise the limit, or balance over more keys; retry() waits and tries again.' },
  insufficient_quota: { retry: false, fallback: true, status: 429, advice: 'Add credit to the account behind this key, or wait until its quota is renewed.' },
  authentication: { retry: false, fallback: true, status: 401, advice: 'Check the API key of this provider.' },
  permission_denied: { retry: false, fallback: true, status: 403, advice: 'The key may not use this model or endpoint.' },
  model_not_found: { retry: false, fallback: false, status: 404, advice: 'Check the model name after the slash, or the endpoint.' },
  context_length_exceeded: { retry: false, fallback: false, status: 400, advice: 'Shorten the prompt or choose a larger window.' },
  content_filter: { retry: false, fallback: false, status: 400, advice: 'The content was refused for safety.' },
  guardrail: { retry: false, fallback: false, status: 400, advice: "The error's 'verdicts' say which check and why; change the request, or the check's onFail." },
  bad_request: { retry: false, fallback: false, status: 400, advice: 'Correct the request.' },
  unsupported: { retry: false, fallback: true, status: 400, advice: 'Choose a target that can do this.' },
  truncated: { retry: true, fallback: true, advice: 'The connection ended early; retry.' },
  malformed_response: { retry: true, fallback: true, advice: 'Try again; if it stays, check that the base URL is an API of this dialect.' },
  too_large: { retry: false, fallback: true, advice: 'The answer was larger than zerohop accepts.' },
  aborted: { retry: false, fallback: false, advice: 'The caller cancelled.' },
  unknown_address: { retry: false, fallback: false, status: 404, advice: "Use a route's name or 'provider/model'." },
  attempts_exhausted: { retry: false, fallback: false, advice: 'Raise maxAttempts if more attempts are wanted.' },
  circuit_open: { retry: false, fallback: true, status: 503, advice: 'Wait for retryAfterMs, or add a fallback target.' },
  store_failed: { retry: false, fallback: true, status: 503, advice: "See cause, and check the store; onFailure: 'bypass' goes on without it." },
  closed: { retry: false, fallback: false, advice: 'Create a new gateway.' },
  internal: { retry: false, fallback: true, advice: 'A middleware or provider threw; see cause.' },
}
