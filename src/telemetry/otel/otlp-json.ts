/**
 * Spans and metrics as OTLP's JSON: ids in hexadecimal, whole numbers of 64 bits as texts, enums as numbers.
 *
 * @see https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
import type { MetricData, Point, Temporality } from './aggregate.ts'
import { type Attributes, type AttributeValue, schemaUrl } from './attributes.ts'
import type { Origin } from './origin.ts'
import { kinds, SPAN_FLAGS, STATUS_ERROR, temporalities } from './otlp-numbers.ts'
import type { SpanData } from './spans.ts'

/** An `ExportTraceServiceRequest`. */
export function traceJson(spans: readonly SpanData[], origin: Origin): string {
  return JSON.stringify({ resourceSpans: [{ resource: resource(origin), scopeSpans: [{ scope: scope(origin), spans: spans.map(spanJson), schemaUrl }] }] })
}

/** An `ExportMetricsServiceRequest`. */
export function metricJson(metrics: readonly MetricData[], temporality: Temporality, origin: Origin): string {
  const ofScope = { scope: scope(origin), metrics: metrics.map((one) => metricOf(one, temporality)), schemaUrl }
  return JSON.stringify({ resourceMetrics: [{ resource: resource(origin), scopeMetrics: [ofScope] }] })
}

function resource({ resource: attributes }: Origin): object {
  return { attributes: attributesJson(attributes) }
}

function scope({ scope: name, version }: Origin): object {
  return { name, version }
}

function spanJson({ traceId, spanId, parentSpanId, name, kind, startMs, endMs, attributes, events, links, error }: SpanData): object {
  return {
    traceId,
    spanId,
    ...(parentSpanId !== null && { parentSpanId }),
    flags: SPAN_FLAGS,
    name,
    kind: kinds[kind],
    startTimeUnixNano: nanos(startMs),
    endTimeUnixNano: nanos(endMs),
    attributes: attributesJson(attributes),
    events: events.map((event) => ({ timeUnixNano: nanos(event.atMs), name: event.name, attributes: attributesJson(event.attributes) })),
    links: links.map((link) => ({ traceId, spanId: link.spanId, attributes: attributesJson(link.attributes) })),
    ...(error !== null && { status: { code: STATUS_ERROR, message: error } }),
  }
}

function metricOf({ metric: { name, unit, description, bounds }, points }: MetricData, temporality: Temporality): object {
  const aggregationTemporality = temporalities[temporality]
  const base = { name, unit, description }
  if (bounds === undefined) return { ...base, sum: { aggregationTemporality, isMonotonic: true, dataPoints: points.map((point) => ({ ...pointJson(point), asDouble: point.sum })) } }
  const dataPoints = points.map((point) => ({
    ...pointJson(point),
    count: String(point.count),
    sum: point.sum,
    min: point.min,
    max: point.max,
    bucketCounts: point.buckets.map(String),
    explicitBounds: bounds,
  }))
  return { ...base, histogram: { aggregationTemporality, dataPoints } }
}

function pointJson({ attributes, startMs, endMs }: Point): object {
  return { attributes: attributesJson(attributes), startTimeUnixNano: nanos(startMs), timeUnixNano: nanos(endMs) }
}

function attributesJson(attributes: Attributes): object[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: valueJson(value) }))
}

function valueJson(value: AttributeValue): object {
  if (typeof value === 'string') return { stringValue: value }
  if (typeof value === 'boolean') return { boolValue: value }
  if (typeof value !== 'number') return { arrayValue: { values: value.map(valueJson) } }
  return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value }
}

/** Exact to the microsecond: a number holds no nanoseconds of this century. */
function nanos(ms: number): string {
  return `${Math.max(0, Math.round(ms * 1000))}000`
}
