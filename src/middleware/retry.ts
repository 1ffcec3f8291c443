/** Retry: the same handler again, after a jittered wait, while the failure may pass and the budget lasts. */
import pRetry from 'p-retry'
import { type Backoff, fullJitter } from '../core/backoff.ts'
import { attemptsLeft, type Call } from '../core/call.ts'
import { checkFunction, checkNumber, checkOptions, checkReasons } from '../core/check.ts'
import { sleep } from '../core/clock.ts'
import { type GatewayError, toGatewayError } from '../core/error.ts'
import { type FailureReason, meanings } from '../core/failure.ts'
import type { Handler, Middleware } from '../core/handler.ts'
import type { Operation } from '../core/operation.ts'
import type { Reply } from '../core/reply.ts'

export interface RetryOptions {
  /** Tries in all, the first included. @default 3 */
  readonly maxAttempts?: number
  /** How long to wait between tries. @default fullJitter(): up to 50 ms, then 100, 200 … capped at 20 s */
  readonly backoff?: Backoff
  /**
   * The longest Retry-After that is waited for, in milliseconds. A longer one ends the retries, so that a fallback can
   * act at once. @default 20_000
   */
  readonly maxRetryAfterMs?: number
  /** Which reasons to retry. @default connection, timeout, server_error, overloaded, rate_limit, truncated, malformed_response */
  readonly on?: readonly FailureReason[]
}

/**
 * Tries again on the same route or target. The wait is the longer of the backoff and the server's Retry-After, ends at once
 * on abort, and is never begun when the deadline or the attempt budget would make it pointless.
 *
 * @example
 * import { createGateway, openai, retry } from 'zerohop'
 *
 * const gateway = createGateway({ providers: { openai: openai() }, use: [retry({ maxAttempts: 4 })] })
 */
export function retry(options: RetryOptions = {}): Middleware {
  checkOptions('retry', options, ['maxAttempts', 'backoff', 'maxRetryAfterMs', 'on'])
  checkNumber('retry.maxAttempts', options.maxAttempts, { min: 1, integer: true })
  checkNumber('retry.maxRetryAfterMs', options.maxRetryAfterMs)
  checkFunction('retry.backoff', options.backoff)
  checkReasons('retry.on', options.on)
  const { maxAttempts = 3, backoff = fullJitter(), maxRetryAfterMs = 20_000, on } = options
  const reasons = on === undefined ? undefined : new Set(on)

  return async function retrying<Op extends Operation>(call: Call<Op>, next: Handler): Promise<Reply<Op>> {
    try {
      return await next(call) // outside p-retry: the first try is the hot path
    } catch (thrown) {
      return again(call, next, toGatewayError(thrown))
    }
  }

  function again<Op extends Operation>(call: Call<Op>, next: Handler, first: GatewayError): Promise<Reply<Op>> {
    let previousMs = 0
    return pRetry((attempt) => (attempt === 1 ? Promise.reject(first) : asOneError(next, call)), {
      retries: Math.min(maxAttempts - 1, call.options.maxRetries ?? Infinity),
      minTimeout: 0,
      async shouldRetry({ error: thrown, attemptNumber }) {
        const error = toGatewayError(thrown)
        if (call.signal.aborted || !attemptsLeft(call) || !mayPass(error)) return false
        const waitMs = Math.max(backoff(attemptNumber, previousMs, call.scope.random), error.retryAfterMs ?? 0)
        if ((error.retryAfterMs ?? 0) > maxRetryAfterMs || call.scope.clock.now() + waitMs >= call.scope.deadline) return false
        previousMs = waitMs
        const { emit, clock } = call.scope
        const { reason, target } = error
        emit?.({ type: 'retry.wait', callId: call.id, at: clock.now(), delayMs: waitMs, reason, target })
        await sleep(waitMs, clock, call.signal)
        return true
      },
    })
  }

  function mayPass(error: GatewayError): boolean {
    const { reason, shouldRetry } = error.failure
    if (shouldRetry === false) return false
    if (reasons !== undefined) return reasons.has(reason)
    return meanings[reason].retry || (shouldRetry === true && BY_HINT.has(reason))
  }
}

/** Retried only where the provider says so: for the others no second try can help, whatever it says. */
const BY_HINT: ReadonlySet<FailureReason> = new Set(['bad_request', 'model_not_found'])

/** p-retry gives up on a `TypeError`, and on what is no error at all, before it asks us. */
async function asOneError<Op extends Operation>(next: Handler, call: Call<Op>): Promise<Reply<Op>> {
  try {
    return await next(call)
  } catch (thrown) {
    throw toGatewayError(thrown)
  }
}
