/** What the collector answers to its page: the shapes of both sides. */
import type { Difference, Estimate } from '../core/statistics.ts'
import type { CallRecord } from '../telemetry/record.ts'

/** Which calls are meant. */
export interface Question {
  /** Of the Unix epoch, in milliseconds. */
  readonly from: number
  readonly to: number
  /** `route`, `model`, `outcome`, `cache`, `tag:team` …: each to one of the values wanted. */
  readonly where: Readonly<Record<string, readonly string[]>>
  /** An id, or a part of any value. */
  readonly search: string
}

/** Counts and sums of calls. What is unknown is `null`. */
export interface Totals {
  readonly calls: number
  readonly failed: number
  readonly aborted: number
  readonly inputTokens: number
  readonly outputTokens: number
  readonly cachedTokens: number
  /** US dollars of the calls whose cost is known. */
  readonly cost: number
  readonly costKnown: number
  /** Calls that a cache was asked for, and those it answered. */
  readonly cacheAsked: number
  readonly cacheHits: number
  readonly savedCost: number
  readonly attempts: number
  readonly latencyMs: Quantiles | null
  readonly firstTokenMs: Quantiles | null
}

export interface Quantiles {
  readonly p50: number
  readonly p90: number
  readonly p95: number
  readonly p99: number
}

export interface Moment extends Totals {
  readonly at: number
}

export interface Overview {
  readonly from: number
  readonly to: number
  readonly stepMs: number
  readonly totals: Totals
  /** As long before. */
  readonly before: Totals
  readonly series: readonly Moment[]
  readonly reasons: readonly Counted[]
  readonly cache: readonly Counted[]
  readonly verdicts: readonly Verdicts[]
  readonly tookMs: number
}

export interface Counted {
  readonly value: string
  readonly count: number
}

/** What one check said on one side. */
export interface Verdicts {
  readonly check: string
  readonly side: string
  readonly pass: number
  readonly flag: number
  readonly redact: number
  readonly deny: number
}

export interface Group extends Totals {
  /** `null`: of calls without one. */
  readonly value: string | null
  /** Per step of the overview's time. */
  readonly callsOverTime: readonly number[]
  readonly costOverTime: readonly number[]
}

export interface Breakdown {
  readonly by: string
  /** The largest first, at most 50. */
  readonly groups: readonly Group[]
  /** How many values there are in all. */
  readonly values: number
  readonly tookMs: number
}

export interface Side {
  readonly value: string
  readonly calls: number
  readonly failed: number
  readonly errorRate: Estimate | null
  readonly latencyMs: Estimate | null
  readonly firstTokenMs: Estimate | null
  readonly cost: Estimate | null
  readonly score: Estimate | null
  readonly latencyQuantiles: Quantiles | null
}

/** The candidate above the baseline. */
export interface Comparison {
  readonly by: string
  readonly baseline: Side
  readonly candidate: Side
  readonly differences: Readonly<Record<'errorRate' | 'latencyMs' | 'firstTokenMs' | 'cost' | 'score', Difference | null>>
  readonly tookMs: number
}

/** One call in a list. */
export interface CallLine {
  readonly seq: number
  readonly id: string
  readonly startedAt: number
  readonly durationMs: number
  readonly firstTokenMs: number | null
  readonly outcome: string
  readonly reason: string | null
  readonly operation: string
  readonly route: string | null
  readonly target: string | null
  readonly model: string | null
  readonly key: string | null
  readonly cache: string
  readonly attempts: number
  readonly inputTokens: number
  readonly outputTokens: number
  readonly cost: number | null
  readonly score: number | null
  readonly tags: Readonly<Record<string, string>>
}

export interface Calls {
  readonly calls: readonly CallLine[]
  /** Where the next page goes on; `null` where there is none. */
  readonly before: number | null
  readonly tookMs: number
}

export interface OpenedCall {
  readonly record: CallRecord
  readonly feedback: readonly { readonly score: number; readonly weight: number; readonly metadata: Readonly<Record<string, unknown>>; readonly at: number }[]
}

export interface Status {
  readonly records: number
  readonly bytes: number
  readonly retentionMs: number
  readonly maxBytes: number
  /** What can be filtered and grouped by. */
  readonly dimensions: readonly string[]
}

/** Values of a dimension, for whoever fills in a filter: the commonest first. */
export interface Values {
  readonly values: readonly Counted[]
}
