/**
 * OTLP's spans from protobuf: the fields that are needed, by their numbers; all others are passed over.
 *
 * @see https://github.com/open-telemetry/opentelemetry-proto/blob/v1.10.0/opentelemetry/proto/trace/v1/trace.proto
 */
import { ShapeError } from '../shape/shape.ts'
import { doubleOf, fieldsIn, hexOf, textOf } from './protobuf-reader.ts'
import { DEEPEST, MOST_SPANS, type Span, type SpanEvent, type SpanValue } from './span.ts'

type Attributes = Map<string, SpanValue>

/** @throws ShapeError */
export function spansFromProtobuf(body: Uint8Array): Span[] {
  const spans: Span[] = []
  for (const request of fieldsIn(body)) {
    if (request.number !== 1) continue // resource_spans
    const resource: Attributes = new Map()
    for (const { number, bytes } of fieldsIn(request.bytes)) {
      if (number === 1) for (const field of fieldsIn(bytes)) if (field.number === 1) putAttribute(resource, field.bytes)
      if (number === 2) for (const field of fieldsIn(bytes)) if (field.number === 2) spans.push(spanOf(field.bytes, resource)) // scope_spans, spans
      if (spans.length > MOST_SPANS) throw new ShapeError('', `there are more than ${MOST_SPANS} spans`)
    }
  }
  return spans
}

function spanOf(message: Uint8Array, resource: Attributes): Span {
  const attributes: Attributes = new Map()
  const events: SpanEvent[] = []
  const span = { traceId: '', spanId: '', parentSpanId: null as string | null, name: '', startMs: 0, endMs: 0, isError: false, statusMessage: '' }
  for (const { number, bytes, bits } of fieldsIn(message)) {
    if (number === 1) span.traceId = hexOf(bytes)
    else if (number === 2) span.spanId = hexOf(bytes)
    else if (number === 4) span.parentSpanId = bytes.length === 8 ? hexOf(bytes) : null
    else if (number === 5) span.name = textOf(bytes)
    else if (number === 7) span.startMs = Number(bits) / 1e6
    else if (number === 8) span.endMs = Number(bits) / 1e6
    else if (number === 9) putAttribute(attributes, bytes)
    else if (number === 11) events.push(eventOf(bytes))
    else if (number === 15) {
      for (const status of fieldsIn(bytes)) {
        if (status.number === 2) span.statusMessage = textOf(status.bytes)
        if (status.number === 3) span.isError = status.bits === 2n
      }
    }
  }
  if (span.traceId.length !== 32) throw new ShapeError('traceId', 'must have 16 bytes')
  if (span.spanId.length !== 16) throw new ShapeError('spanId', 'must have 8 bytes')
  return { ...span, attributes, resource, events }
}

function eventOf(message: Uint8Array): SpanEvent {
  const attributes: Attributes = new Map()
  let name = ''
  let atMs = 0
  for (const { number, bytes, bits } of fieldsIn(message)) {
    if (number === 1) atMs = Number(bits) / 1e6
    else if (number === 2) name = textOf(bytes)
    else if (number === 3) putAttribute(attributes, bytes)
  }
  return { name, atMs, attributes }
}

function putAttribute(attributes: Attributes, message: Uint8Array): void {
  let key = ''
  let value: SpanValue = null
  for (const { number, bytes } of fieldsIn(message)) {
    if (number === 1) key = textOf(bytes)
    else if (number === 2) value = valueOf(bytes, DEEPEST)
  }
  attributes.set(key, value)
}

function valueOf(message: Uint8Array, depth: number): SpanValue {
  if (depth === 0) return null
  for (const { number, bytes, bits } of fieldsIn(message)) {
    if (number === 1) return textOf(bytes)
    if (number === 2) return bits !== 0n
    if (number === 3) return Number(BigInt.asIntN(64, bits))
    if (number === 4) return Number.isFinite(doubleOf(bits)) ? doubleOf(bits) : null
    if (number === 5) return [...fieldsIn(bytes)].filter((field) => field.number === 1).map((field) => valueOf(field.bytes, depth - 1))
  }
  return null
}
