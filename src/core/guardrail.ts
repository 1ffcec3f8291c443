/** What a guardrail says of a call, and the error of a call that it refused. */
import { GatewayError, type GatewayErrorInit } from './error.ts'
import type { OfCall } from './of-call.ts'

/** What goes to the model, or what comes from it. */
export type Side = 'input' | 'output'

/** What one check said of one side of a call. It never holds what was found, only what kind of thing it was. */
export interface GuardrailVerdict {
  /** The check's name. */
  readonly check: string
  readonly side: Side
  /**
   * - `pass`: nothing wrong
   * - `flag`: something is, and the call goes on
   * - `redact`: what was found was taken out, or put right
   * - `deny`: the text goes no further
   */
  readonly verdict: 'pass' | 'flag' | 'redact' | 'deny'
  /** `2 e-mail addresses`. */
  readonly reason?: string | undefined
  /** How sure the check is, or how bad it is, from 0 to 1. */
  readonly score?: number | undefined
  /** How many of each kind were found: `{ email: 2 }`. */
  readonly found?: Readonly<Record<string, number>> | undefined
  /** Where the first was found: `messages[0].content`. */
  readonly path?: string | undefined
  /** How long a judge took, in milliseconds; absent for what patterns find, which takes microseconds. */
  readonly durationMs?: number | undefined
  /** True: the check itself failed or was late, and this is what its `onError` says. */
  readonly isFault?: true | undefined
  /** True: the check only observes, so whatever it says the call went on. */
  readonly isObserver?: true | undefined
}

/** A check of a `guardrails()` came to a verdict. */
export interface GuardrailEvent extends OfCall, GuardrailVerdict {
  readonly type: 'guardrail.verdict'
  /** What the check threw, where it failed. */
  readonly error?: unknown
}

/** Set on every such error, also on the OpenAI-typed ones: survives duplicate copies of the package. */
export const guardrailBrand: unique symbol = Symbol.for('zerohop.guardrail') as never

/** What `instanceof GuardrailError` tells TypeScript, whichever class the error wears. */
export interface Refused {
  readonly side: Side
  /** Everything the checks said of this call, in order. */
  readonly verdicts: readonly GuardrailVerdict[]
}

/**
 * Thrown where a check denies what goes to the model or what comes from it. Its `reason` is `guardrail`. `instanceof` also knows
 * the OpenAI-typed error that the client throws.
 *
 * @example
 * import { createGateway, GuardrailError, openai } from 'zerohop'
 *
 * const gateway = createGateway({ providers: { openai: openai() } })
 * try {
 *   await gateway.chat.completions.create({ model: 'openai/gpt-5', messages: [{ role: 'user', content: 'Hello' }] })
 * } catch (error) {
 *   if (!(error instanceof GuardrailError)) throw error
 *   for (const { check, verdict, reason } of error.verdicts) console.log(check, verdict, reason)
 * }
 */
export class GuardrailError extends GatewayError implements Refused {
  override readonly name = 'GuardrailError'
  readonly [guardrailBrand] = true
  readonly side: Side
  readonly verdicts: readonly GuardrailVerdict[]

  constructor(init: Omit<GatewayErrorInit, 'reason'>, { side, verdicts }: Refused) {
    super({ code: 'guardrail_denied', ...init, reason: 'guardrail' })
    this.side = side
    this.verdicts = verdicts
  }

  static override [Symbol.hasInstance](value: unknown): value is Error & Refused {
    if (this !== GuardrailError) return Function.prototype[Symbol.hasInstance].call(this, value)
    return typeof value === 'object' && value !== null && guardrailBrand in value
  }

  override with(more: Partial<GatewayErrorInit>): GuardrailError {
    const { failure, target, attempts, cause } = super.with(more)
    return new GuardrailError({ ...failure, target, attempts, cause }, this)
  }
}
