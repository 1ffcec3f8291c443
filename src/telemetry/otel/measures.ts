/** A record as measurements: of each attempt what the conventions name, of the call what is ours. */
import { checkObject, show } from '../../core/check.ts'
import { ConfigError } from '../../core/error.ts'
import type { AttemptRecord, CallRecord } from '../../core/record.ts'
import { type Attributes, known, type Metric, metrics, own, semantic } from './attributes.ts'
import { inferenceAttributes, operationOf } from './span-attributes.ts'
import type { ProviderFacts } from './spans.ts'

export interface MeasureOptions {
  /** Tags that metrics are counted by, each as `zerohop.tag.<name>`. Every value makes a time series of its own. @default none */
  readonly metricTags?: readonly string[] | undefined
  readonly providers?: Readonly<Record<string, ProviderFacts>> | undefined
}

export interface Measurement {
  readonly metric: Metric
  readonly value: number
  readonly attributes: Attributes
}

export function measuresOf(record: CallRecord, options: MeasureOptions): Measurement[] {
  const tags = tagsOf(record, options)
  const measures: Measurement[] = [{ metric: metrics.callDuration, value: record.durationMs / 1000, attributes: { ...callAttributes(record), ...tags } }]
  for (const attempt of record.attempts) measureAttempt(measures, record, attempt, tags, options)
  return measures
}

function measureAttempt(measures: Measurement[], record: CallRecord, attempt: AttemptRecord, tags: Attributes, options: MeasureOptions): void {
  const isWinner = attempt.outcome === 'won' && attempt.role !== 'check'
  const attributes = { ...inferenceAttributes(record, attempt, options, isWinner), ...known({ [own.route]: record.route }), ...tags }
  const { usage, durationMs, firstTokenMs, lastTokenMs, outcome } = attempt
  measures.push({ metric: metrics.duration, value: durationMs / 1000, attributes: { ...attributes, ...endOf(attempt) } })
  if (usage !== null) {
    measures.push({ metric: metrics.tokens, value: usage.inputTokens, attributes: { ...attributes, [semantic.tokenType]: 'input' } })
    measures.push({ metric: metrics.tokens, value: usage.outputTokens, attributes: { ...attributes, [semantic.tokenType]: 'output' } })
  }
  if (attempt.cost.total !== null) measures.push({ metric: metrics.cost, value: attempt.cost.total, attributes })
  if (!record.stream || firstTokenMs === null || outcome !== 'won') return
  measures.push({ metric: metrics.firstToken, value: firstTokenMs / 1000, attributes })
  if (lastTokenMs === null || usage === null || usage.outputTokens < 2) return
  measures.push({ metric: metrics.perToken, value: (lastTokenMs - firstTokenMs) / (usage.outputTokens - 1) / 1000, attributes })
}

/** Never the address: anybody may write anything there. */
function callAttributes(record: CallRecord): Attributes {
  return known({
    [semantic.operation]: operationOf(record),
    [own.route]: record.route,
    [own.outcome]: record.outcome,
    [own.cacheState]: record.cache?.state,
    [semantic.errorType]: record.outcome === 'failed' ? (record.error?.reason ?? '_OTHER') : undefined,
  })
}

function endOf({ outcome, reason }: AttemptRecord): Attributes {
  return known({ [own.attemptOutcome]: outcome, [semantic.errorType]: outcome === 'failed' ? (reason ?? '_OTHER') : undefined })
}

function tagsOf({ tags }: CallRecord, { metricTags = [] }: MeasureOptions): Attributes {
  return known(Object.fromEntries(metricTags.map((name) => [`${own.tag}${name}`, Object.hasOwn(tags, name) ? tags[name] : undefined])))
}

/** @throws ConfigError at `path` */
export function checkMeasureOptions(path: string, { metricTags, providers }: MeasureOptions): void {
  if (providers !== undefined) checkObject(`${path}.providers`, providers)
  if (metricTags === undefined) return
  if (!Array.isArray(metricTags)) throw new ConfigError(`${path}.metricTags`, `must be a list of tags, got ${show(metricTags)}`)
  metricTags.forEach((tag: unknown, at) => {
    if (typeof tag !== 'string') throw new ConfigError(`${path}.metricTags[${at}]`, `must be a tag's name, got ${show(tag)}`)
  })
}
