/** The report of an experiment: each variant, how it differs from the first, and what that means in a sentence. */
import type { Comparison, Spread, VariantDifferences, VariantReport } from '../core/experiment.ts'
import type { Quantiles } from '../core/quantiles.ts'
import { type Difference, differenceOfMeans, differenceOfShares, type Mean, meanOf, share } from '../core/statistics.ts'
import type { Variant } from './variant.ts'

/** A difference is told where chance would make it in fewer cases than this, over all that is compared. */
const SIGNIFICANT = 0.05

export function comparison(experiment: string, variants: readonly Variant[], percents: readonly number[]): Comparison {
  const [baseline, ...others] = variants as readonly [Variant, ...Variant[]]
  const differences = others.map((other) => [other.name, differencesOf(baseline, other)] as const)
  return {
    experiment,
    variants: Object.fromEntries(variants.map((variant, at) => [variant.name, reportOf(variant, percents[at] ?? 0)])),
    differences: Object.fromEntries(differences),
    verdict: verdictOf(differences),
  }
}

function reportOf(variant: Variant, percent: number): VariantReport {
  const { calls, failed, aborted, diverted, errors, latency, firstContent, inputTokens, outputTokens, cost, score } = variant
  return {
    percent,
    calls,
    aborted,
    diverted,
    errors: Object.fromEntries(errors),
    errorRate: share(failed, calls) ?? null,
    latencyMs: spreadOf(latency),
    firstContentMs: spreadOf(firstContent),
    inputTokens: meanOf(inputTokens) ?? null,
    outputTokens: meanOf(outputTokens) ?? null,
    cost: cost.count === 0 ? null : { total: cost.total, perCall: meanOf(cost) ?? null, calls: cost.count },
    score: score.count === 0 ? null : { count: score.count, mean: score.value, interval: meanOf(score) ?? null },
  }
}

function spreadOf({ quantiles, mean }: { readonly quantiles: Quantiles; readonly mean: Mean }): Spread | null {
  const [p50, p90, p95, p99] = [0.5, 0.9, 0.95, 0.99].map((q) => quantiles.at(q))
  if (p50 === undefined || p90 === undefined || p95 === undefined || p99 === undefined) return null
  return { p50, p90, p95, p99, mean: meanOf(mean) ?? null }
}

function differencesOf(one: Variant, other: Variant): VariantDifferences {
  return {
    errorRate: differenceOfShares(one.failed, one.calls, other.failed, other.calls) ?? null,
    latencyMs: differenceOfMeans(one.latency.mean, other.latency.mean) ?? null,
    cost: differenceOfMeans(one.cost, other.cost) ?? null,
    score: differenceOfMeans(one.score, other.score) ?? null,
  }
}

const words: Readonly<Record<keyof VariantDifferences, readonly [more: string, less: string]>> = {
  errorRate: ['fails more often', 'fails less often'],
  latencyMs: ['answers more slowly', 'answers faster'],
  cost: ['costs more', 'costs less'],
  score: ['is rated higher', 'is rated lower'],
}

/** The more is compared, the less likely chance must be for each (Bonferroni's rule). */
function verdictOf(differences: ReadonlyArray<readonly [string, VariantDifferences]>): string {
  const seen = differences.flatMap(([name, between]) => Object.entries(between).map(([what, found]) => ({ name, what, found: found as Difference | null })))
  const tested = seen.filter(({ found }) => found !== null).length
  const told = seen.flatMap(({ name, what, found }) => {
    if (found === null || found.p * tested >= SIGNIFICANT) return []
    const [more, less] = words[what as keyof VariantDifferences]
    return `${name} ${found.value > 0 ? more : less} (p ${found.p < 0.001 ? '< 0.001' : `= ${found.p.toPrecision(1)}`})`
  })
  return told.join('; ') || 'no difference seen yet'
}
