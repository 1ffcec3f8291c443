/** The guard of a canary: says when the candidate is worse than allowed, by more than chance explains. */
import { checkNumber, checkOptions } from '../core/check.ts'
import { ConfigError } from '../core/error.ts'
import { share } from '../core/statistics.ts'
import type { Variant } from './variant.ts'

/** Each bound that is set is watched; one that is passed ends the canary. */
export interface CanaryGuard {
  /** Nothing is judged before the candidate, and for a ratio the baseline too, was asked so often. @default 50 */
  readonly minCalls?: number | undefined
  /** The share of the candidate's calls that may fail, from 0 to 1. */
  readonly maxErrorRate?: number | undefined
  /** How often the candidate may fail for each failure of the baseline, by their shares; at least 1. */
  readonly maxErrorRateRatio?: number | undefined
  /** The candidate's 95th percentile of the time to the whole answer, in milliseconds. */
  readonly maxP95Ms?: number | undefined
  /** The same as a multiple of the baseline's; at least 1. */
  readonly maxP95Ratio?: number | undefined
  /** The candidate's mean cost of an answer as a multiple of the baseline's; at least 1. Judged where both prices are known. */
  readonly maxCostRatio?: number | undefined
}

/**
 * So many deviations beyond a bound are no accident: 1 in 2,000 for a candidate that is just as bad as allowed. The guard
 * looks again after each call, so the usual two deviations would end many a good canary.
 */
const SURE = 3.3

/** Why the canary must end; `undefined` while it may go on. */
export function breach(guard: CanaryGuard, baseline: Variant, candidate: Variant): string | undefined {
  const { minCalls = 50 } = guard
  if (candidate.calls < minCalls) return undefined
  const alone = failsTooOften(guard, candidate) ?? isTooSlow(guard.maxP95Ms, candidate)
  if (alone !== undefined || baseline.calls < minCalls) return alone
  const { maxP95Ratio } = guard
  const p95 = maxP95Ratio === undefined ? undefined : baseline.latency.quantiles.at(0.95)
  return failsOftener(guard, baseline, candidate) ?? isTooSlow(p95 && p95 * (maxP95Ratio as number), candidate) ?? isTooDear(guard, baseline, candidate)
}

function failsTooOften({ maxErrorRate }: CanaryGuard, { failed, calls }: Variant): string | undefined {
  const rate = share(failed, calls, SURE)
  if (maxErrorRate === undefined || rate === undefined || rate.low <= maxErrorRate) return undefined
  return `error rate ${short(rate.value)} is above ${short(maxErrorRate)}`
}

/** By the logarithm of the ratio of two shares; a half more of each keeps it finite where nothing failed. */
function failsOftener({ maxErrorRateRatio }: CanaryGuard, baseline: Variant, candidate: Variant): string | undefined {
  if (maxErrorRateRatio === undefined) return undefined
  const [bad, all] = [candidate.failed + 0.5, candidate.calls + 0.5]
  const [baseBad, baseAll] = [baseline.failed + 0.5, baseline.calls + 0.5]
  const ratio = bad / all / (baseBad / baseAll)
  const deviation = Math.sqrt(1 / bad - 1 / all + 1 / baseBad - 1 / baseAll)
  if (Math.log(ratio) - SURE * deviation <= Math.log(maxErrorRateRatio)) return undefined
  return `it fails ${short(ratio)} times as often as the baseline, more than ${short(maxErrorRateRatio)}`
}

/** The 95th percentile is above a bound where more than 5 % of the calls are. */
function isTooSlow(boundMs: number | undefined, { latency: { quantiles } }: Variant): string | undefined {
  if (boundMs === undefined) return undefined
  const slow = share(quantiles.countAbove(boundMs), quantiles.count, SURE)
  if (slow === undefined || slow.low <= 0.05) return undefined
  return `p95 of ${Math.round(quantiles.at(0.95) as number)} ms is above ${Math.round(boundMs)} ms`
}

function isTooDear({ minCalls = 50, maxCostRatio }: CanaryGuard, { cost: base }: Variant, { cost }: Variant): string | undefined {
  if (maxCostRatio === undefined || Math.min(base.count, cost.count) < minCalls) return undefined
  const above = cost.value - base.value * maxCostRatio
  if (above <= SURE * Math.sqrt(cost.errorVariance + base.errorVariance * maxCostRatio ** 2)) return undefined
  return `an answer costs ${short(cost.value / base.value)} times the baseline's, more than ${short(maxCostRatio)}`
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)))
}

const ranges = {
  minCalls: { min: 1, integer: true },
  maxErrorRate: { max: 1 },
  maxErrorRateRatio: { min: 1 },
  maxP95Ms: {},
  maxP95Ratio: { min: 1 },
  maxCostRatio: { min: 1 },
} as const

/** Throws `ConfigError` for what could not work. */
export function checkGuard(path: string, guard: CanaryGuard | undefined): void {
  if (guard === undefined) return
  checkOptions(path, guard, Object.keys(ranges))
  const { minCalls: _, ...bounds } = guard
  if (Object.values(bounds).every((bound) => bound === undefined)) throw new ConfigError(path, `guards nothing: set at least one of ${Object.keys(ranges).slice(1).join(', ')}`)
  for (const [name, range] of Object.entries(ranges)) checkNumber(`${path}.${name}`, guard[name as keyof typeof ranges], range)
}
