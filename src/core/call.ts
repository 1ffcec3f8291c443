/** One request on its way in. */
import type { Attempt } from './attempt.ts'
import type { CallNotes } from './call-notes.ts'
import type { CallOptions } from './call-options.ts'
import type { Clock, Random } from './clock.ts'
import type { GatewayError } from './error.ts'
import type { Emit } from './event.ts'
import type { GuardrailVerdict } from './guardrail.ts'
import type { Handler, Middleware } from './handler.ts'
import type { TokenEstimator } from './model-facts.ts'
import type { Body, Operation } from './operation.ts'
import type { Running } from './running.ts'
import type { CallSignal } from './signal.ts'

/** One request on its way in. Never mutated: a middleware passes a changed copy to `next`. */
export interface Call<Op extends Operation = Operation> {
  /** Unique per call; the same for all its attempts. */
  readonly id: string
  readonly operation: Op
  readonly body: Body<Op>
  readonly stream: boolean
  /** The caller's abort and the deadline, already linked. */
  readonly signal: CallSignal
  readonly options: CallOptions
  /** Shared by all attempts of the call. */
  readonly scope: Scope
  /** Set by whoever keeps a clock on this attempt: to be called whenever bytes come, be they only a keep-alive. */
  readonly pulse?: (() => void) | undefined
  /** Set by a route that has another child for this call: true where it would go there at `now` after this error, so that nobody need wait here. */
  readonly hasAlternative?: ((now: number, error: GatewayError, call: Call) => boolean) | undefined
  /** True: nobody else can answer, so an open circuit lets this call through to see whether its target is back. */
  readonly isLastResort?: boolean | undefined
  /** True: another attempt runs for this call, which was too slow. */
  readonly isHedge?: boolean | undefined
  /** Set by `target()` for the one target below it. */
  readonly manner?: Manner | undefined
}

/** How one target is asked, where that is not the usual way. */
export interface Manner {
  /** The model's name upstream, instead of the address's. */
  readonly model?: string | undefined
  /** Its deadlines, instead of the gateway's. */
  readonly timing?: Middleware | undefined
}

/** State shared by all attempts of one call. */
export interface Scope {
  readonly clock: Clock
  readonly random: Random
  /** `undefined` when nobody listens: then no event is even made. */
  readonly emit: Emit | undefined
  /** Every attempt so far, in the order they began. */
  readonly attempts: Attempt[]
  readonly maxAttempts: number
  /** Monotonic milliseconds at which the call must be over; `Infinity` where none was set. */
  readonly deadline: number
  /** True: a parameter a target cannot take is an error instead of a `param.dropped` event. */
  readonly strict: boolean
  /** Counts the tokens of a text, where the config says how; else an estimate by script. */
  readonly tokens?: TokenEstimator | undefined
  /** The calls under way: what goes on in the background stands there too, and ends when the gateway is closed. */
  readonly running?: Running | undefined
  /** What the checks of `guardrails()` said so far, in order. */
  readonly verdicts: GuardrailVerdict[]
  /** Asks the route or model that `body.model` names, as the gateway would, but without its `use`. Absent outside a gateway. */
  readonly ask?: Handler | undefined
  /** The `guardrails()` that sent the call elsewhere: each does so once. */
  readonly diverted?: readonly object[] | undefined
  /** True: a check asks this, and nobody checks what checks ask. */
  readonly isOfCheck?: boolean | undefined
  /** What is noted for the call's record. Absent where nobody keeps records. */
  readonly notes?: CallNotes | undefined
}

/** True while the call may make another attempt. */
export function attemptsLeft(call: Call): boolean {
  return call.scope.attempts.length < call.scope.maxAttempts
}
