/** Measurements added up to points, as metrics are sent: since the last time, or since the beginning. */
import type { Attributes, Metric } from './attributes.ts'
import type { Measurement } from './measures.ts'

export type Temporality = 'delta' | 'cumulative'

export interface MetricData {
  readonly metric: Metric
  readonly points: readonly Point[]
}

export interface Point {
  readonly attributes: Attributes
  /** Milliseconds since the Unix epoch. */
  readonly startMs: number
  readonly endMs: number
  readonly count: number
  readonly sum: number
  readonly min: number
  readonly max: number
  /** Of a histogram: one more than its bounds; the last is for what is above all of them. */
  readonly buckets: readonly number[]
}

export interface Aggregate {
  add(measurement: Measurement): void
  /** Everything until now; the same again until {@link Aggregate.sent} was called. */
  collect(nowMs: number): MetricData[]
  /** What was collected last is where it should be. Call it before anything else is added. */
  sent(): void
}

/** More sets of attributes in one metric are one series, as OpenTelemetry's SDKs have it. */
const MAX_SERIES = 2000
const overflow: Attributes = { 'otel.metric.overflow': true }

export function aggregate(temporality: Temporality, startMs: number): Aggregate {
  const series = new Map<Metric, Map<string, Sums>>()
  let fromMs = startMs
  let collectedMs = startMs

  return { add, collect, sent }

  function add({ metric, value, attributes }: Measurement): void {
    const ofMetric = series.get(metric) ?? new Map<string, Sums>()
    series.set(metric, ofMetric)
    const key = keyOf(attributes)
    let sums = ofMetric.get(key)
    if (sums === undefined && ofMetric.size >= MAX_SERIES - 1) sums = ofMetric.get('')
    if (sums === undefined) {
      const isOver = ofMetric.size >= MAX_SERIES - 1
      sums = new Sums(isOver ? overflow : attributes, metric.bounds ?? [])
      ofMetric.set(isOver ? '' : key, sums)
    }
    sums.add(value)
  }

  function collect(nowMs: number): MetricData[] {
    collectedMs = Math.max(nowMs, fromMs) // the machine's clock may have been put back
    return [...series].map(([metric, ofMetric]) => ({ metric, points: [...ofMetric.values()].map((sums) => sums.point(fromMs, collectedMs)) }))
  }

  function sent(): void {
    if (temporality === 'cumulative') return
    series.clear()
    fromMs = collectedMs
  }
}

class Sums {
  readonly #attributes: Attributes
  readonly #bounds: readonly number[]
  readonly #buckets: number[]
  #count = 0
  #sum = 0
  #min = Infinity
  #max = -Infinity

  constructor(attributes: Attributes, bounds: readonly number[]) {
    this.#attributes = attributes
    this.#bounds = bounds
    this.#buckets = Array.from({ length: bounds.length + 1 }, () => 0)
  }

  add(value: number): void {
    const above = this.#bounds.findIndex((bound) => value <= bound)
    const bucket = above === -1 ? this.#bounds.length : above
    this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + 1
    this.#count += 1
    this.#sum += value
    this.#min = Math.min(this.#min, value)
    this.#max = Math.max(this.#max, value)
  }

  point(startMs: number, endMs: number): Point {
    return { attributes: this.#attributes, startMs, endMs, count: this.#count, sum: this.#sum, min: this.#min, max: this.#max, buckets: [...this.#buckets] }
  }
}

/** Attributes of one metric are always made in the same order. */
function keyOf(attributes: Attributes): string {
  let key = ''
  for (const name in attributes) key += `${name}\0${String(attributes[name])}\0`
  return key
}
