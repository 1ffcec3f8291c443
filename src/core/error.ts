/** The one error of a call, and the one error of a configuration. */
import type { Attempt } from './attempt.ts'
import { type Failure, type FailureReason, meanings } from './failure.ts'

/** Set on every error of the gateway, also on the OpenAI-typed ones its clients throw: survives duplicate copies. */
export const gatewayErrorBrand: unique symbol = Symbol.for('zerohop.error') as never

export interface GatewayErrorInit extends Failure {
  /** `provider/model`, where one was asked. */
  readonly target?: string | undefined
  readonly attempts?: readonly Attempt[] | undefined
  readonly cause?: unknown
}

/**
 * Why a call, or one attempt of it, failed.
 *
 * @example
 * import { GatewayError } from 'zerohop'
 *
 * const error = new GatewayError({ reason: 'rate_limit', message: 'Too many requests', retryAfterMs: 1200 })
 * console.log(error.reason, error.retryAfterMs)
 */
export class GatewayError extends Error {
  override readonly name: string = 'GatewayError'
  readonly [gatewayErrorBrand] = true
  readonly failure: Failure
  readonly target: string | undefined
  /** Every attempt of the call so far, in order. */
  readonly attempts: readonly Attempt[]

  constructor(init: GatewayErrorInit) {
    super(init.message, init.cause === undefined ? undefined : { cause: init.cause })
    const { target, attempts, cause: _, ...failure } = init
    this.failure = failure
    this.target = target
    this.attempts = attempts ?? []
  }

  get reason(): FailureReason {
    return this.failure.reason
  }

  get status(): number | undefined {
    return this.failure.status
  }

  get code(): string | undefined {
    return this.failure.code
  }

  get retryAfterMs(): number | undefined {
    return this.failure.retryAfterMs
  }

  /** The same failure, told with more: the target it came from, the attempts around it. */
  with(more: Partial<GatewayErrorInit>): GatewayError {
    return new GatewayError({
      ...this.failure,
      target: this.target,
      attempts: this.attempts,
      cause: this.cause ?? this,
      ...more,
    })
  }
}

/** True for errors of this gateway's calls, whichever class they wear and whichever copy of the package made them. */
export function isGatewayError(
  error: unknown,
): error is Error & { reason: FailureReason; target: string | undefined; attempts: readonly Attempt[]; retryAfterMs: number | undefined } {
  return error instanceof Error && gatewayErrorBrand in error
}

/** Whatever was thrown, as one `GatewayError`: the rule at every boundary. */
export function toGatewayError(thrown: unknown, target?: string): GatewayError {
  if (thrown instanceof GatewayError) return thrown
  if (isForeignCopy(thrown)) return new GatewayError({ ...thrown.failure, target: thrown.target, attempts: thrown.attempts, cause: thrown })
  const message = thrown instanceof Error ? thrown.message : typeof thrown === 'object' && thrown !== null ? 'an object was thrown' : String(thrown)
  return new GatewayError({ reason: 'internal', message, target, cause: thrown })
}

/** An error of another copy of this package: its class is not ours, its brand and failure are. */
function isForeignCopy(thrown: unknown): thrown is GatewayError {
  return isGatewayError(thrown) && 'failure' in thrown && typeof thrown.failure === 'object'
}

/** The whole story in a line: what happened, to which target, what was tried, and what to do. */
export function explain(failure: Failure, target: string | undefined, attempts: readonly Attempt[]): string {
  const where = target === undefined ? '' : `${target}: `
  const tried = attempts.length < 2 ? '' : ` Tried ${attempts.length}: ${trail(attempts)}.`
  return `${where}${failure.reason}: ${sentence(failure.message)}${tried} ${meanings[failure.reason].advice}`
}

/** Each attempt in turn; those that went the same way one after another are told once. */
function trail(attempts: readonly Attempt[]): string {
  const steps: Array<{ readonly who: string; readonly how: string; times: number }> = []
  for (const { target, key, reason: how = 'ok' } of attempts) {
    const who = key === undefined ? target : `${target} with key ${key}`
    const last = steps.at(-1)
    if (last?.who === who && last.how === how) last.times += 1
    else steps.push({ who, how, times: 1 })
  }
  return steps.map(({ who, how, times }) => `${who}${times === 1 ? '' : ` ×${times}`} (${how})`).join(', then ')
}

export function sentence(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`
}

/** The configuration is wrong; thrown at creation, never during a call. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  /** Where: `routes.smart.children[1].weight`. */
  readonly path: string

  constructor(path: string, problem: string) {
    super(`zerohop config: ${path} ${problem}`)
    this.path = path
  }
}
