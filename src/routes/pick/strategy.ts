/** What a balance asks of a strategy, and what it tells one of the calls of its children. */
import type { Call } from '../../core/call.ts'
import type { GatewayError } from '../../core/error.ts'
import type { ModelFacts } from '../../core/model-facts.ts'
import type { ReplyMeta } from '../../core/reply.ts'
import type { Usage } from '../../core/usage.ts'

/** One child of a balance, as it is seen while calls run. */
export interface Child {
  /** How often it was picked. */
  picks: number
  /** Calls that are with it now; a stream until it ends. */
  inFlight: number
  /** What is known of its model, where it is a target. */
  readonly facts: ModelFacts
  /** What its own limits are, where they are configured. */
  readonly limits: Limits
}

/** What a child takes in a minute. */
export interface Limits {
  /** @default unknown */
  readonly requestsPerMinute?: number | undefined
  /** Of prompt and answer together. @default unknown */
  readonly tokensPerMinute?: number | undefined
}

/** One call at one child. */
export interface Visit {
  readonly call: Call
  /** The child, by index. */
  readonly at: number
  /** Monotonic milliseconds. */
  readonly startedAt: number
  /** True once its value or first content was there. */
  hasAnswered: boolean
  /** Tokens that a strategy has taken for it. */
  tokens: number
  /** True once its provider said what is left of its limits. */
  isTold: boolean
}

/** How a visit ended. Neither whole nor with an error: its caller or its reader left. */
export interface Outcome {
  readonly isWhole: boolean
  readonly error: GatewayError | undefined
  readonly usage: Usage | undefined
}

/** What a strategy has learnt of a child. */
export interface Learnt {
  readonly ewmaMs?: number | undefined
  readonly headroom?: Headroom | undefined
}

/** How much a child still takes; whatever is unknown is absent. */
export interface Headroom {
  readonly requests?: number | undefined
  readonly tokens?: number | undefined
}

/**
 * Chooses among the children with a weight above 0, of which there is at least one. A pick makes no objects, and costs at most
 * in proportion to the number of children.
 */
export interface Strategy {
  pick(call: Call, weights: readonly number[], now: number): number
  /** The likeliest pick, without making it. */
  likely(call: Call, weights: readonly number[], now: number): number
  /** What it knows of a child that counts for this call, in a few words: `3 in flight`. */
  why(at: number, call: Call, weights: readonly number[], now: number): string
  /** True: outcomes of streams are to have their usage. */
  readonly needsUsage?: boolean
  /** The child was picked, or was the last resort. */
  readonly begun?: (visit: Visit) => void
  /** Its value or its first content is there. */
  readonly answered?: (visit: Visit, meta: ReplyMeta, now: number) => void
  /** Once for each that has begun. */
  readonly ended?: (visit: Visit, outcome: Outcome, now: number) => void
  readonly learnt?: (at: number) => Learnt
}
