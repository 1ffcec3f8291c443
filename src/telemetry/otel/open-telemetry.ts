/** Records as spans and metrics of the app's own OpenTelemetry. */
import { checkBoolean, checkFunction, checkObject, checkOptions, checkString } from '../../core/check.ts'
import { ConfigError } from '../../core/error.ts'
import type { CallRecord, Sink } from '../../core/record.ts'
import type { OpenTelemetryApi, OpenTelemetryMeter, OpenTelemetrySpanContext, OpenTelemetryTracer } from './api.ts'
import { type Attributes, type Metric, schemaUrl } from './attributes.ts'
import { checkMeasureOptions, type MeasureOptions, measuresOf } from './measures.ts'
import { scopeName } from './origin.ts'
import { STATUS_ERROR } from './otlp-numbers.ts'
import type { SpanIds } from './span-ids.ts'
import { checkSpanOptions, type SpanData, type SpanOptions, spanOptionNames, spansOf } from './spans.ts'

export interface OpenTelemetryOptions extends SpanOptions, MeasureOptions {
  /** `import * as api from '@opentelemetry/api'`: whatever providers are registered with it are used. */
  readonly api: OpenTelemetryApi
  /** @default the tracer named `zerohop` of the registered provider */
  readonly tracer?: OpenTelemetryTracer | undefined
  /** @default the meter named `zerohop` of the registered provider */
  readonly meter?: OpenTelemetryMeter | undefined
  /** The id generator of the tracer's provider, so that spans have the records' ids. @default spans have the SDK's ids */
  readonly ids?: SpanIds | undefined
  /** @default true */
  readonly traces?: boolean | undefined
  /** @default true */
  readonly metrics?: boolean | undefined
  /** Its name, where sinks are counted. @default 'opentelemetry' */
  readonly name?: string | undefined
}

/**
 * Begins and ends spans with the times that the record has, below the caller's span; sampling, processors and export are the app's. One for
 * the call, one for each attempt, linked to the attempt it came of. Without a provider registered, nothing happens.
 *
 * @throws ConfigError
 * @example
 * import * as api from '@opentelemetry/api'
 * import { openTelemetrySink } from 'zerohop'
 *
 * const sink = openTelemetrySink({ api })
 */
export function openTelemetrySink(options: OpenTelemetryOptions): Sink {
  checkOptions('openTelemetrySink', options, names)
  const { api, ids, traces = true, metrics = true, name = 'opentelemetry' } = options
  checkObject('openTelemetrySink.api', api)
  checkFunction('openTelemetrySink.api.trace.getTracer', api.trace?.getTracer ?? null)
  if (ids !== undefined) checkFunction('openTelemetrySink.ids.as', ids.as ?? null)
  checkBoolean('openTelemetrySink.traces', traces)
  checkBoolean('openTelemetrySink.metrics', metrics)
  if (!traces && !metrics) throw new ConfigError('openTelemetrySink.metrics', 'is false, and so is traces: nothing would be told')
  checkString('openTelemetrySink.name', name)
  checkSpanOptions('openTelemetrySink', options)
  checkMeasureOptions('openTelemetrySink', options)
  const instruments = new Map<Metric, Instrument>()
  let { tracer, meter } = options

  return {
    name,
    write(records) {
      for (const record of records) {
        if (traces) trace(record, (tracer ??= api.trace.getTracer(scopeName, record.gateway)))
        if (metrics) measure(record, (meter ??= api.metrics.getMeter(scopeName, record.gateway, { schemaUrl })))
      }
    },
  }

  function trace(record: CallRecord, tracer: OpenTelemetryTracer): void {
    const begun = new Map<string, OpenTelemetrySpanContext>()
    const { traceId, parentSpanId } = record
    if (parentSpanId !== null) begun.set(parentSpanId, { traceId, spanId: parentSpanId, traceFlags: SAMPLED, isRemote: true } as OpenTelemetrySpanContext)
    for (const span of spansOf(record, options)) tell(span, tracer, begun)
  }

  /** The SDK may have ids of its own: `begun` says what ours became. */
  function tell(data: SpanData, tracer: OpenTelemetryTracer, begun: Map<string, OpenTelemetrySpanContext>): void {
    const { traceId, spanId, parentSpanId, kind, attributes } = data
    const parent = parentSpanId === null ? undefined : begun.get(parentSpanId)
    const context = parent === undefined ? api.ROOT_CONTEXT : api.trace.setSpanContext(api.ROOT_CONTEXT, parent)
    const links = data.links.flatMap((link) => {
      const linked = begun.get(link.spanId)
      return linked === undefined ? [] : [{ context: linked, attributes: link.attributes }]
    })
    const start = () => tracer.startSpan(data.name, { kind: kinds[kind], attributes, links, startTime: timeOf(data.startMs), root: parent === undefined }, context)
    const span = ids === undefined ? start() : ids.as(traceId, spanId, start)
    begun.set(spanId, span.spanContext())
    for (const event of data.events) span.addEvent(event.name, event.attributes, timeOf(event.atMs))
    if (data.error !== null) span.setStatus({ code: STATUS_ERROR, message: data.error })
    span.end(timeOf(data.endMs))
  }

  function measure(record: CallRecord, meter: OpenTelemetryMeter): void {
    for (const { metric, value, attributes } of measuresOf(record, options)) {
      const instrument = instruments.get(metric) ?? instrumentOf(metric, meter)
      instruments.set(metric, instrument)
      instrument(value, attributes)
    }
  }
}

const names: ReadonlyArray<keyof OpenTelemetryOptions> = [...spanOptionNames, 'metricTags', 'api', 'tracer', 'meter', 'ids', 'traces', 'metrics', 'name']
const SAMPLED = 1
/** Of the API, whose numbers are not OTLP's. */
const kinds: Readonly<Record<SpanData['kind'], number>> = { internal: 0, client: 2 }

type Instrument = (value: number, attributes: Attributes) => void

function instrumentOf({ name, unit, description, bounds }: Metric, meter: OpenTelemetryMeter): Instrument {
  if (bounds === undefined) {
    const counter = meter.createCounter(name, { unit, description })
    return (value, attributes) => counter.add(value, attributes)
  }
  const histogram = meter.createHistogram(name, { unit, description, advice: { explicitBucketBoundaries: [...bounds] } })
  return (value, attributes) => histogram.record(value, attributes)
}

/** Seconds and nanoseconds: a bare number might be taken for one of `performance.now()`. */
function timeOf(ms: number): readonly [number, number] {
  const seconds = Math.floor(ms / 1000)
  return [seconds, Math.round((ms - seconds * 1000) * 1e6)]
}
