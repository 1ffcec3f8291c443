/**
 * Spans and metrics as OTLP's protobuf messages: only those fields that we have something for.
 *
 * Fields are written last first, so that a reader finds them in their order.
 *
 * @see https://github.com/open-telemetry/opentelemetry-proto/tree/main/opentelemetry/proto
 */
import type { MetricData, Point, Temporality } from './aggregate.ts'
import { type Attributes, type AttributeValue, schemaUrl } from './attributes.ts'
import type { Origin } from './origin.ts'
import { kinds, SPAN_FLAGS, STATUS_ERROR, temporalities } from './otlp-numbers.ts'
import { protobufWriter, type ProtobufWriter } from './protobuf-writer.ts'
import type { SpanData, SpanEvent, SpanLink } from './spans.ts'

/** An `ExportTraceServiceRequest`. */
export function traceBytes(spans: readonly SpanData[], origin: Origin): Uint8Array<ArrayBuffer> {
  const writer = protobufWriter()
  writer.message(1, spans, (resource) => {
    resource.message(2, spans, (scope) => {
      scope.string(3, schemaUrl)
      scope.messages(2, spans, writeSpan)
      scope.message(1, origin, writeScope)
    })
    resource.message(1, origin.resource, writeResource)
  })
  return writer.finish()
}

/** An `ExportMetricsServiceRequest`. */
export function metricBytes(metrics: readonly MetricData[], temporality: Temporality, origin: Origin): Uint8Array<ArrayBuffer> {
  const writer = protobufWriter()
  writer.message(1, metrics, (resource) => {
    resource.message(2, metrics, (scope) => {
      scope.string(3, schemaUrl)
      scope.messages(2, metrics, (one, metric) => writeMetric(one, metric, temporality))
      scope.message(1, origin, writeScope)
    })
    resource.message(1, origin.resource, writeResource)
  })
  return writer.finish()
}

function writeResource(writer: ProtobufWriter, attributes: Attributes): void {
  writeAttributes(writer, 1, attributes)
}

function writeScope(writer: ProtobufWriter, { scope, version }: Origin): void {
  writer.string(2, version)
  writer.string(1, scope)
}

function writeSpan(writer: ProtobufWriter, span: SpanData): void {
  writer.fixed32(16, SPAN_FLAGS)
  if (span.error !== null) writer.message(15, span.error, writeStatus)
  writer.messages(13, span.links, (one, link) => writeLink(one, link, span.traceId))
  writer.messages(11, span.events, writeEvent)
  writeAttributes(writer, 9, span.attributes)
  writer.nanos(8, span.endMs)
  writer.nanos(7, span.startMs)
  writer.varint(6, kinds[span.kind])
  writer.string(5, span.name)
  if (span.parentSpanId !== null) writer.hex(4, span.parentSpanId)
  writer.hex(2, span.spanId)
  writer.hex(1, span.traceId)
}

function writeStatus(writer: ProtobufWriter, message: string): void {
  writer.varint(3, STATUS_ERROR)
  writer.string(2, message)
}

function writeEvent(writer: ProtobufWriter, { name, atMs, attributes }: SpanEvent): void {
  writeAttributes(writer, 3, attributes)
  writer.string(2, name)
  writer.nanos(1, atMs)
}

function writeLink(writer: ProtobufWriter, { spanId, attributes }: SpanLink, traceId: string): void {
  writeAttributes(writer, 4, attributes)
  writer.hex(2, spanId)
  writer.hex(1, traceId)
}

function writeMetric(writer: ProtobufWriter, { metric, points }: MetricData, temporality: Temporality): void {
  const { bounds } = metric
  if (bounds === undefined) {
    writer.message(7, points, (sum) => {
      sum.bool(3, true)
      sum.varint(2, temporalities[temporality])
      sum.messages(1, points, writeNumber)
    })
  } else {
    writer.message(9, points, (histogram) => {
      histogram.varint(2, temporalities[temporality])
      histogram.messages(1, points, (one, point) => writeBuckets(one, point, bounds))
    })
  }
  writer.string(3, metric.unit)
  writer.string(2, metric.description)
  writer.string(1, metric.name)
}

function writeNumber(writer: ProtobufWriter, { attributes, startMs, endMs, sum }: Point): void {
  writeAttributes(writer, 7, attributes)
  writer.double(4, sum)
  writer.nanos(3, endMs)
  writer.nanos(2, startMs)
}

function writeBuckets(writer: ProtobufWriter, point: Point, bounds: readonly number[]): void {
  writer.double(12, point.max)
  writer.double(11, point.min)
  writeAttributes(writer, 9, point.attributes)
  writer.packedDoubles(7, bounds)
  writer.packedFixed64(6, point.buckets)
  writer.double(5, point.sum)
  writer.fixed64(4, point.count)
  writer.nanos(3, point.endMs)
  writer.nanos(2, point.startMs)
}

function writeAttributes(writer: ProtobufWriter, field: number, attributes: Attributes): void {
  writer.messages(field, Object.entries(attributes), writeAttribute)
}

function writeAttribute(writer: ProtobufWriter, [name, value]: readonly [string, AttributeValue]): void {
  writer.message(2, value, writeValue)
  writer.string(1, name)
}

function writeValue(writer: ProtobufWriter, value: AttributeValue): void {
  if (typeof value === 'string') writer.chosenString(1, value)
  else if (typeof value === 'boolean') writer.bool(2, value)
  else if (typeof value !== 'number') writer.message(5, value, (list, values) => list.messages(1, values, writeValue))
  else if (Number.isSafeInteger(value)) writer.int64(3, value)
  else writer.double(4, value)
}
