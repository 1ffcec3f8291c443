/** What can be watched. A hook sees every step of a call, cannot change it and cannot break it. */
import type { Attempt } from './attempt.ts'
import type { CacheEvent } from './cache-event.ts'
import type { Failure, FailureReason } from './failure.ts'
import type { FlowEvent } from './flow-event.ts'
import type { GuardrailEvent, GuardrailVerdict } from './guardrail.ts'
import type { OfCall } from './of-call.ts'
import type { Operation } from './operation.ts'
import type { ReplyMeta } from './reply.ts'
import type { Usage } from './usage.ts'

export type GatewayEvent =
  | CallStart
  | CallEnd
  | AttemptStart
  | AttemptEnd
  | RetryWait
  | RetryRefused
  | FallbackNext
  | StreamContinued
  | HedgeStart
  | HedgeWon
  | BalancePick
  | ExperimentPick
  | CanaryEnded
  | TargetSkipped
  | RuleFailed
  | BreakerChange
  | ParamDropped
  | CacheEvent
  | FlowEvent
  | GuardrailEvent
  | HookFailed

export interface CallStart extends OfCall {
  readonly type: 'call.start'
  readonly operation: Operation
  /** What `model` said. */
  readonly address: string
  readonly stream: boolean
  readonly metadata: Readonly<Record<string, unknown>> | undefined
}

/** Exactly one per call: when its value is delivered, its stream ends or is closed, or it fails. */
export interface CallEnd extends OfCall {
  readonly type: 'call.end'
  readonly operation: Operation
  readonly address: string
  readonly stream: boolean
  readonly metadata: Readonly<Record<string, unknown>> | undefined
  readonly outcome: 'ok' | 'failed' | 'aborted'
  readonly durationMs: number
  /** The target that answered; `undefined` if none did. */
  readonly target: string | undefined
  readonly attempts: readonly Attempt[]
  /** What the call cost; `undefined` also for an answer that a cache had, or that another call was given. */
  readonly usage: Usage | undefined
  /** How a cache took part. */
  readonly cache?: ReplyMeta['cache']
  /** What the answer would have cost without the cache. */
  readonly saved?: Usage | undefined
  /** What the checks of `guardrails()` said, in order; absent where there are none. */
  readonly verdicts?: readonly GuardrailVerdict[] | undefined
  readonly failure: Failure | undefined
}

export interface AttemptStart extends OfCall {
  readonly type: 'attempt.start'
  readonly attempt: number
  readonly target: string
  /** Which of its provider's API keys is used, where there are several: the last four characters, or `#2`, its place. */
  readonly key?: string | undefined
  /** It is begun because another is slow. */
  readonly hedged?: true
}

export interface AttemptEnd extends OfCall {
  readonly type: 'attempt.end'
  readonly attempt: number
  readonly target: string
  /** Which of its provider's API keys is used, where there are several: the last four characters, or `#2`, its place. */
  readonly key?: string | undefined
  readonly outcome: 'ok' | 'failed' | 'aborted'
  readonly durationMs: number
  readonly firstContentMs: number | undefined
  readonly usage: Usage | undefined
  readonly failure: Failure | undefined
  /** It was begun because another was slow. */
  readonly hedged?: true
}

export interface RetryWait extends OfCall {
  readonly type: 'retry.wait'
  readonly delayMs: number
  readonly reason: FailureReason
  readonly target: string | undefined
}

/** A failure that may pass is not tried again here. Not told where the tries are simply used up. */
export interface RetryRefused extends OfCall {
  readonly type: 'retry.refused'
  /**
   * - `budget`: the target has failed too often lately
   * - `deadline`: the wait would not end before the call must
   * - `retry_after`: the provider asked for a longer wait than is allowed
   * - `alternative`: another target is ready, so nothing is waited out here
   */
  readonly why: 'budget' | 'deadline' | 'retry_after' | 'alternative'
  readonly reason: FailureReason
  readonly target: string | undefined
}

export interface FallbackNext extends OfCall {
  readonly type: 'fallback.next'
  readonly reason: FailureReason
  /** The child that failed and the one tried now, by index. */
  readonly from: number
  readonly to: number
}

/** A stream broke off after its first content, and another child has begun to go on with it. */
export interface StreamContinued extends OfCall {
  readonly type: 'stream.continued'
  readonly reason: FailureReason
  /** The child that broke off and the one that goes on, by index. */
  readonly from: number
  readonly to: number
  /** How many characters of text the reader had by then. */
  readonly receivedChars: number
}

/** A child is slow, and another is asked as well. */
export interface HedgeStart extends OfCall {
  readonly type: 'hedge.start'
  /** The child that is slow and the one asked now, by index. */
  readonly from: number
  readonly to: number
  /** How long the slow one was waited for, in milliseconds. */
  readonly afterMs: number
}

/** Of several attempts one was the first to bring content; the others are stopped. */
export interface HedgeWon extends OfCall {
  readonly type: 'hedge.won'
  /** The child, by index. */
  readonly winner: number
  /** True where it was asked because another was slow. */
  readonly isHedge: boolean
}

export interface BalancePick extends OfCall {
  readonly type: 'balance.pick'
  readonly strategy: string
  /** The chosen child, by index. */
  readonly picked: number
}

/** An experiment chose the variant of a call. */
export interface ExperimentPick extends OfCall {
  readonly type: 'experiment.pick'
  readonly experiment: string
  /** The variant that is asked. */
  readonly variant: string
  /**
   * - `key`: by the call's key, always the same
   * - `chance`: the call has no key
   * - `diverted`: it was another's, which is not ready; the baseline takes it
   * - `outside`: it is no part of the experiment, for a variant cannot do what it needs; the baseline takes it, uncounted
   */
  readonly how: 'key' | 'chance' | 'diverted' | 'outside'
}

/** The guard of a canary sent every call back to the baseline. */
export interface CanaryEnded extends OfCall {
  readonly type: 'canary.ended'
  readonly experiment: string
  /** `error rate 0.42 is above 0.05`. */
  readonly why: string
}

/** A route passed over a child that is cooling, whose circuit is open, or that cannot do what the call needs. */
export interface TargetSkipped extends OfCall {
  readonly type: 'target.skipped'
  /** The child, by index. */
  readonly skipped: number
  /** In how many milliseconds it should be asked again; `Infinity` where nobody knows. */
  readonly readyInMs: number
  /** `it is disabled`, what it lacks: `no vision`, or `not ready`. */
  readonly why: string
}

/** A function of the user's that a route asked threw, or did not say true or false: its rule does not match, its call has no key. */
export interface RuleFailed extends OfCall {
  readonly type: 'rule.failed'
  /** The rule of a `when`, by index; the `by` of a `sticky`. */
  readonly rule: number | 'by'
  readonly error: unknown
}

/** A circuit changed its state. */
export interface BreakerChange extends OfCall {
  readonly type: 'breaker.open' | 'breaker.half_open' | 'breaker.close'
  /** The target, or for a circuit of a whole key its provider. Of several keys with the key's place: `openai/gpt-5#2`, `openai#2`. */
  readonly target: string
  /** The failure that opened it. */
  readonly reason: FailureReason | undefined
  /** How long it stays open, in milliseconds. */
  readonly openMs: number | undefined
}

/** A parameter the target cannot take was left out. With `strict: true` this is an error instead. */
export interface ParamDropped extends OfCall {
  readonly type: 'param.dropped'
  readonly target: string
  readonly param: string
  readonly why: string
}

/** A hook, or a sink of records, threw or rejected. Given to the (other) hooks once per faulty hook and sink. */
export interface HookFailed {
  readonly type: 'hook.failed'
  /** The sink's name, where it is one that failed. */
  readonly sink?: string | undefined
  readonly error: unknown
}

export type Hook = (event: GatewayEvent) => void | Promise<void>
export type Emit = (event: GatewayEvent) => void
