/** Retry: the same handler again, after a jittered wait, while the failure may pass and the budget lasts. */
import pRetry from 'p-retry'
import { type Backoff, fullJitter } from '../core/backoff.ts'
import { attemptsLeft, type Call } from '../core/call.ts'
import { checkFunction, checkNumber, checkOptions, checkReasons } from '../core/check.ts'
import { sleep } from '../core/clock.ts'
import { type GatewayError, toGatewayError } from '../core/error.ts'
import type { RetryRefused } from '../core/event.ts'
import { type FailureReason, meanings } from '../core/failure.ts'
import type { Handler, Middleware } from '../core/handler.ts'
import type { Operation } from '../core/operation.ts'
import type { Reply } from '../core/reply.ts'
import { retryBudget, type RetryBudgetOptions } from './retry-budget.ts'

/** What differs for one reason. */
export interface RetryRule {
  /** Tries in all, the first included, where the last one failed for this reason. @default `maxAttempts` of `retry()` */
  readonly maxAttempts?: number
  /** How long to wait after this reason. @default `backoff` of `retry()` */
  readonly backoff?: Backoff
}

export interface RetryOptions {
  /** Tries in all, the first included. After `overloaded` it is at most 2, unless a rule says otherwise. @default 3 */
  readonly maxAttempts?: number
  /**
   * How long to wait between tries.
   *
   * @default fullJitter(): up to 50 ms, then 100, 200 … capped at 20 s. After `rate_limit` and `overloaded` without a
   * Retry-After up to 1 s, then 2, 4 …, as the AWS SDKs do: a target that is too busy is not helped by a second call within 50 ms
   */
  readonly backoff?: Backoff
  /**
   * The longest Retry-After that is waited for, in milliseconds. A longer one ends the retries, so that a fallback can
   * act at once. @default 20_000
   */
  readonly maxRetryAfterMs?: number
  /**
   * Which failures to retry: a list of reasons, or a predicate; one that throws does not retry. A provider's
   * `x-should-retry: false` wins over both.
   *
   * @default connection, timeout, server_error, overloaded, rate_limit, truncated, malformed_response
   */
  readonly on?: readonly FailureReason[] | ((error: GatewayError) => boolean)
  /** What differs for single reasons, whatever `on` says: `false` never retries, a rule always does. @default none */
  readonly rules?: Readonly<Partial<Record<FailureReason, RetryRule | false>>>
  /**
   * What retries may add to a target's load over time. Each target has a bucket of 10 tokens: a failure takes 1, a success
   * gives back 0.1, and a retry needs more than half. An upstream that fails every call is asked a handful of times more
   * than without retries, one that fails now and then at most 1.1 times as often. `false` for none.
   *
   * @default { maxTokens: 10, tokenRatio: 0.1 }
   */
  readonly budget?: RetryBudgetOptions | false
}

/**
 * Tries again on the same route or target. The wait is the longer of the backoff and the server's Retry-After, ends at once
 * on abort, and is never begun when the deadline or a budget would make it pointless. Inside a `fallback()` with another
 * target ready, nothing is waited out that the provider asked for, nor a rate limit or an overload: the other one is asked at once.
 *
 * Rules for one provider or target are those of a `retry()` of its own, put there with `use()`.
 *
 * @example
 * import { createGateway, openai, retry } from 'zerohop'
 *
 * const gateway = createGateway({ providers: { openai: openai() }, use: [retry({ maxAttempts: 4 })] })
 *
 * @example
 * import { fallback, retry, use } from 'zerohop'
 *
 * const patient = retry({ maxAttempts: 5, rules: { overloaded: { maxAttempts: 3 }, timeout: false } })
 * const smart = fallback([use('openai/gpt-5', patient), use('groq/llama-3.3-70b-versatile', retry({ on: ['connection'] }))])
 */
export function retry(options: RetryOptions = {}): Middleware {
  check(options)
  const { maxAttempts = 3, backoff, maxRetryAfterMs = 20_000 } = options
  const budget = options.budget === false ? undefined : retryBudget('retry.budget', options.budget === undefined ? {} : options.budget)
  const rules = new Map(Object.entries(options.rules ?? {}))
  const isAsked = predicate(options.on)
  const soon = backoff ?? fullJitter()
  const later = backoff ?? fullJitter({ baseMs: 1000 })
  const mostTries = Math.max(maxAttempts, ...[...rules.values()].map((rule) => (rule && rule.maxAttempts) || 1))

  return Object.assign(retrying, { label: 'retry' })

  async function retrying<Op extends Operation>(call: Call<Op>, next: Handler): Promise<Reply<Op>> {
    try {
      const reply = await next(call) // outside p-retry: the first try is the hot path
      budget?.succeeded(reply.meta.target)
      return reply
    } catch (thrown) {
      return again(call, next, noted(call, thrown))
    }
  }

  function again<Op extends Operation>(call: Call<Op>, next: Handler, first: GatewayError): Promise<Reply<Op>> {
    let previousMs = 0
    return pRetry((attempt) => (attempt === 1 ? Promise.reject(first) : once(call, next)), {
      retries: Math.min(mostTries - 1, call.options.maxRetries ?? Infinity),
      minTimeout: 0,
      async shouldRetry({ error: thrown, attemptNumber }) {
        const error = toGatewayError(thrown)
        const { reason, target, retryAfterMs = 0 } = error
        if (call.signal.aborted || !attemptsLeft(call) || attemptNumber >= triesFor(reason) || !mayPass(error)) return false
        const { emit, clock, random } = call.scope
        const waitMs = Math.max(backoffFor(reason, retryAfterMs)(attemptNumber, previousMs, random), retryAfterMs)
        const why = refusal(call, error, waitMs)
        if (why !== undefined) {
          emit?.({ type: 'retry.refused', callId: call.id, at: clock.now(), why, reason, target })
          return false
        }
        previousMs = waitMs
        emit?.({ type: 'retry.wait', callId: call.id, at: clock.now(), delayMs: waitMs, reason, target })
        const from = clock.now()
        try {
          await sleep(waitMs, clock, call.signal)
        } finally {
          call.scope.notes?.waited('retry', from, clock.now())
        }
        return true
      },
    })
  }

  /** p-retry gives up on a `TypeError`, and on what is no error at all, before it asks us: hence one kind of error. */
  async function once<Op extends Operation>(call: Call<Op>, next: Handler): Promise<Reply<Op>> {
    try {
      const reply = await next(call)
      budget?.succeeded(reply.meta.target)
      return reply
    } catch (thrown) {
      throw noted(call, thrown)
    }
  }

  /** Costs the target a token where the fault may be its own: not for a bad request, and not for the caller's abort. */
  function noted(call: Call, thrown: unknown): GatewayError {
    const error = toGatewayError(thrown)
    if (!call.signal.aborted && isWanted(error)) budget?.failed(error.target)
    return error
  }

  /** Why a failure that may pass is not waited out. */
  function refusal(call: Call, error: GatewayError, waitMs: number): RetryRefused['why'] | undefined {
    const { reason, target, retryAfterMs = 0 } = error
    const now = call.scope.clock.now()
    if ((retryAfterMs > 0 || THROTTLED.has(reason)) && call.hasAlternative?.(now, error, call)) return 'alternative'
    if (retryAfterMs > maxRetryAfterMs) return 'retry_after'
    if (now + waitMs >= call.scope.deadline) return 'deadline'
    return budget?.allows(target) === false ? 'budget' : undefined
  }

  function mayPass(error: GatewayError): boolean {
    return error.failure.shouldRetry !== false && isWanted(error)
  }

  function isWanted(error: GatewayError): boolean {
    const rule = rules.get(error.reason)
    return rule === undefined ? isAsked(error) : rule !== false
  }

  function triesFor(reason: FailureReason): number {
    const rule = rules.get(reason)
    return (rule && rule.maxAttempts) || (reason === 'overloaded' ? Math.min(2, maxAttempts) : maxAttempts)
  }

  function backoffFor(reason: FailureReason, retryAfterMs: number): Backoff {
    const rule = rules.get(reason)
    return (rule && rule.backoff) || (retryAfterMs === 0 && THROTTLED.has(reason) ? later : soon)
  }
}

/** Too much was asked of the target: a second call soon after adds to it. */
const THROTTLED: ReadonlySet<FailureReason> = new Set(['rate_limit', 'overloaded'])

/** Retried only where the provider says so: for the others no second try can help, whatever it says. */
const BY_HINT: ReadonlySet<FailureReason> = new Set(['bad_request', 'model_not_found'])

function predicate(on: RetryOptions['on']): (error: GatewayError) => boolean {
  if (on === undefined) return ({ reason, failure }) => meanings[reason].retry || (failure.shouldRetry === true && BY_HINT.has(reason))
  if (typeof on !== 'function') {
    const reasons = new Set(on)
    return ({ reason }) => reasons.has(reason)
  }
  return (error) => {
    try {
      return on(error)
    } catch {
      return false // it is the provider's error that the caller has to see
    }
  }
}

function check(options: RetryOptions): void {
  checkOptions('retry', options, ['maxAttempts', 'backoff', 'maxRetryAfterMs', 'on', 'rules', 'budget'])
  checkNumber('retry.maxAttempts', options.maxAttempts, { min: 1, integer: true })
  checkNumber('retry.maxRetryAfterMs', options.maxRetryAfterMs)
  checkFunction('retry.backoff', options.backoff)
  if (typeof options.on !== 'function') checkReasons('retry.on', options.on)
  if (options.rules === undefined) return
  checkOptions('retry.rules', options.rules, Object.keys(meanings))
  for (const [reason, rule] of Object.entries(options.rules)) {
    if (rule === false || rule === undefined) continue
    checkOptions(`retry.rules.${reason}`, rule, ['maxAttempts', 'backoff'])
    checkNumber(`retry.rules.${reason}.maxAttempts`, rule.maxAttempts, { min: 1, integer: true })
    checkFunction(`retry.rules.${reason}.backoff`, rule.backoff)
  }
}
