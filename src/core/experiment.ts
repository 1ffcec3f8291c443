/** What an experiment tells: its variants side by side. */
import { didYouMean, show } from './check.ts'
import { ConfigError } from './error.ts'
import type { FailureReason } from './failure.ts'
import type { Difference, Estimate } from './statistics.ts'

/** A route that compares its children. */
export interface Experiment {
  readonly name: string
  compare(): Comparison
  /** Keeps what somebody thought of an answer; false where the call is not known. */
  feedback?(feedback: { readonly callId: string; readonly score: number }): boolean
}

/** The variants of one experiment, as far as this process has seen them. */
export interface Comparison {
  readonly experiment: string
  /** In the order of the configuration; the first is what the others are held against. */
  readonly variants: Readonly<Record<string, VariantReport>>
  /** Every variant but the first, against the first. */
  readonly differences: Readonly<Record<string, VariantDifferences>>
  /** In a sentence: `no difference seen yet`, `candidate fails more often (p = 0.003)`. */
  readonly verdict: string
}

/** What is unknown is `null`, never 0. */
export interface VariantReport {
  /** Its share of the calls now. */
  readonly percent: number
  /** Calls that were answered or failed. */
  readonly calls: number
  /** Calls that their caller, or the closing of the gateway, ended; nothing else counts them. */
  readonly aborted: number
  /** Of `calls`, those the baseline took because the variant was not ready; they count as failed with `circuit_open`. */
  readonly diverted: number
  readonly errors: Readonly<Partial<Record<FailureReason, number>>>
  /** From 0 to 1, with Wilson's interval of 95 %. */
  readonly errorRate: Estimate | null
  /** Of answered calls, streams to their end. */
  readonly latencyMs: Spread | null
  /** Of answered streams: until their first content. */
  readonly firstContentMs: Spread | null
  /** A call's, where the provider told. */
  readonly inputTokens: Estimate | null
  readonly outputTokens: Estimate | null
  /** US dollars, estimated from the tokens; `null` where no answer had a known price. */
  readonly cost: { readonly total: number; readonly perCall: Estimate | null; /** Calls whose cost is known. */ readonly calls: number } | null
  readonly score: { readonly count: number; readonly mean: number; readonly interval: Estimate | null } | null
}

/** Quantiles, each right to one per cent of its value. */
export interface Spread {
  readonly p50: number
  readonly p90: number
  readonly p95: number
  readonly p99: number
  readonly mean: Estimate | null
}

/** `null` where too little is known. */
export interface VariantDifferences {
  readonly errorRate: Difference | null
  /** Of the means. */
  readonly latencyMs: Difference | null
  readonly cost: Difference | null
  readonly score: Difference | null
}

/** Throws `ConfigError` where there is none of this name. */
export function experimentNamed(name: unknown, experiments: ReadonlyMap<unknown, Experiment>): Experiment {
  const experiment = experiments.get(name)
  if (experiment !== undefined) return experiment
  const known = [...experiments.values()].map(({ name }) => name)
  const guess = typeof name === 'string' ? didYouMean(name, known) : ''
  throw new ConfigError('compare', `names no experiment: ${show(name)}${guess || '.'} Known: ${known.join(', ') || 'none'}`)
}
