/** A gateway error in the class that OpenAI users catch, carrying what the gateway knows. */
import { APIConnectionError, APIConnectionTimeoutError, APIError, APIUserAbortError } from 'openai'
import type { Attempt } from '../../core/attempt.ts'
import { GatewayError, gatewayErrorBrand, toGatewayError } from '../../core/error.ts'
import { type FailureReason, meanings } from '../../core/failure.ts'
import { GuardrailError, guardrailBrand, type Refused } from '../../core/guardrail.ts'
import { headerText, webHeaders } from '../../core/header.ts'
import { interruptedBrand, type Received, StreamInterruptedError } from '../../core/interrupted.ts'

/**
 * What the gateway adds to every error of its OpenAI client. Narrow to it with `isGatewayError(error)`; what was received of a
 * stream is there where `error instanceof StreamInterruptedError`.
 */
export interface GatewayErrorFacts extends Partial<Received>, Partial<Refused> {
  readonly reason: FailureReason
  /** `provider/model`; `undefined` where none was asked. */
  readonly target: string | undefined
  readonly attempts: readonly Attempt[]
  /** In how many milliseconds it may be asked again, where that is known: the provider's Retry-After, or the rest of an open circuit. */
  readonly retryAfterMs: number | undefined
}

/** The OpenAI error for whatever the engine threw; the gateway's own is its `cause`. */
export function toOpenAIError(thrown: unknown): Error & GatewayErrorFacts {
  if (!(thrown instanceof GatewayError) && thrown instanceof Error && gatewayErrorBrand in thrown) return thrown as never
  const error = toGatewayError(thrown)
  const { message, reason, target, attempts, retryAfterMs } = error
  const worn = Object.assign(inClass(error), { message, reason, target, attempts, retryAfterMs, cause: error, [gatewayErrorBrand]: true as const })
  if (thrown instanceof GuardrailError) return Object.assign(worn, { side: thrown.side, verdicts: thrown.verdicts, [guardrailBrand]: true as const })
  return thrown instanceof StreamInterruptedError ? withReceived(worn, thrown) : worn
}

/** Not enumerable: what a model said is not to be logged with its error. */
function withReceived<E extends Error>(worn: E, { operation, partial, usage }: Received): E & Received {
  const quiet = (value: unknown): PropertyDescriptor => ({ value, configurable: true, writable: true })
  Object.defineProperties(worn, { operation: quiet(operation), partial: quiet(partial), usage: quiet(usage), [interruptedBrand]: quiet(true) })
  return worn as E & Received
}

function inClass(error: GatewayError): APIError {
  const { reason, message, failure, cause } = error
  if (reason === 'aborted') return new APIUserAbortError({ message })
  if (reason === 'timeout' && failure.status === undefined) return new APIConnectionTimeoutError({ message })
  const status = failure.status ?? meanings[reason].status
  const headers = webHeaders(failure.headers)
  if (failure.requestId && !headers.has('x-request-id')) headers.set('x-request-id', headerText(failure.requestId))
  const { retryAfterMs } = failure
  if (retryAfterMs !== undefined && !headers.has('retry-after')) headers.set('retry-after', String(Math.ceil(retryAfterMs / 1000)))
  const body = { error: { message, code: failure.code ?? null, param: failure.param ?? null, ...errorIn(failure.body) } }
  if (status === undefined) {
    const plain = new APIConnectionError({ message, cause: cause instanceof Error ? cause : error })
    return Object.assign(plain, { code: failure.code ?? reason, param: failure.param, error: body.error })
  }
  return APIError.generate(status, body, message, headers) as APIError
}

/** The provider's own error object: `error.error` is what the provider said, `error.message` is the whole story. */
function errorIn(body: unknown): object {
  if (typeof body !== 'object' || body === null) return {}
  const error: unknown = 'error' in body ? body.error : body
  return typeof error === 'object' && error !== null && !Array.isArray(error) ? error : {}
}
