/** What was counted of calls, in bounded memory. */
import type { FailureReason } from './failure.ts'

/** Counts since the gateway was made, and the same for every route, target, model, key and tag. */
export interface CallStats extends CallCounts {
  /** By the route, or where the address named none, by the address. Of a hundred names; the rest together as `…`. */
  readonly byRoute: Readonly<Record<string, CallCounts>>
  /** By the target that answered; what nobody answered is under no target. */
  readonly byTarget: Readonly<Record<string, CallCounts>>
  readonly byModel: Readonly<Record<string, CallCounts>>
  readonly byKey: Readonly<Record<string, CallCounts>>
  /** By the call's metadata: `byTag.team.search`. Of ten names and a hundred values of each; the rest together as `…`. */
  readonly byTag: Readonly<Record<string, Readonly<Record<string, CallCounts>>>>
  readonly sinks: readonly SinkStats[]
}

export interface CallCounts {
  readonly calls: number
  readonly ok: number
  readonly failed: number
  readonly aborted: number
  readonly errors: Readonly<Partial<Record<FailureReason, number>>>
  readonly attempts: number
  /** How long calls took that were answered; streams to their end. `null` where there was none. */
  readonly latencyMs: QuantileStats | null
  /** Of streams: until the first content for the reader. */
  readonly firstTokenMs: QuantileStats | null
  readonly inputTokens: number
  readonly outputTokens: number
  readonly cachedTokens: number
  readonly reasoningTokens: number
  /** US dollars, as far as they are known. */
  readonly cost: number
  /** Calls whose cost is unknown, or known in part only. */
  readonly unpriced: number
  /** Calls that a cache answered, and what that saved, as far as it is known. */
  readonly cacheHits: number
  readonly savedTokens: number
  readonly savedCost: number
  /** The mean of the feedback, by its weights; `null` where there was none. */
  readonly score: number | null
  readonly scores: number
}

/** Each right to one per cent of its value. */
export interface QuantileStats {
  readonly p50: number
  readonly p90: number
  readonly p95: number
  readonly p99: number
  readonly sum: number
  readonly count: number
}

/** What became of the records that a sink was given: together they are all of them. */
export interface SinkStats {
  readonly name: string
  readonly written: number
  /** There was no room for them in the queue, or no time left when the gateway was closed. */
  readonly dropped: number
  /** The sink threw or rejected. */
  readonly failed: number
  /** In the queue now, or being written. */
  readonly waiting: number
}
