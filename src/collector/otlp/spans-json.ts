/** OTLP's spans from JSON: identifiers are hexadecimal, 64-bit numbers may be texts, unknown fields are passed over. */
import { ShapeError } from '../shape/shape.ts'
import { DEEPEST, MOST_SPANS, type Span, type SpanEvent, type SpanValue } from './span.ts'

type Fields = Readonly<Record<string, unknown>>

/** @throws ShapeError */
export function spansFromJson(body: string): Span[] {
  const spans: Span[] = []
  for (const resourceSpans of listIn(parsed(body), 'resourceSpans')) {
    const resource = attributesOf(fieldsOf(resourceSpans['resource']))
    for (const scopeSpans of listIn(resourceSpans, 'scopeSpans')) {
      for (const span of listIn(scopeSpans, 'spans')) {
        if (spans.length >= MOST_SPANS) throw new ShapeError('', `there are more than ${MOST_SPANS} spans`)
        spans.push(spanOf(span, resource))
      }
    }
  }
  return spans
}

function parsed(body: string): Fields {
  try {
    return fieldsOf(JSON.parse(body))
  } catch (error) {
    if (error instanceof ShapeError) throw error
    throw new ShapeError('', 'the body is no JSON')
  }
}

function spanOf(span: Fields, resource: ReadonlyMap<string, SpanValue>): Span {
  const status = fieldsOf(span['status'] ?? {})
  const parent = textIn(span, 'parentSpanId')
  return {
    traceId: hexadecimal(span, 'traceId', 32),
    spanId: hexadecimal(span, 'spanId', 16),
    parentSpanId: /^[0-9a-fA-F]{16}$/.test(parent) ? parent.toLowerCase() : null,
    name: textIn(span, 'name'),
    startMs: millisecondsIn(span, 'startTimeUnixNano'),
    endMs: millisecondsIn(span, 'endTimeUnixNano'),
    attributes: attributesOf(span),
    resource,
    isError: status['code'] === 2 || status['code'] === 'STATUS_CODE_ERROR',
    statusMessage: textIn(status, 'message'),
    events: listIn(span, 'events').map(eventOf),
  }
}

function eventOf(event: Fields): SpanEvent {
  return { name: textIn(event, 'name'), atMs: millisecondsIn(event, 'timeUnixNano'), attributes: attributesOf(event) }
}

function attributesOf(owner: Fields): ReadonlyMap<string, SpanValue> {
  return new Map(listIn(owner, 'attributes').map((entry) => [textIn(entry, 'key'), valueOf(entry['value'], DEEPEST)]))
}

function valueOf(given: unknown, depth: number): SpanValue {
  if (typeof given !== 'object' || given === null || depth === 0) return null
  const value = given as Fields
  if (typeof value['stringValue'] === 'string') return value['stringValue']
  if (typeof value['boolValue'] === 'boolean') return value['boolValue']
  if (value['intValue'] !== undefined) return finite(Number(value['intValue']))
  if (value['doubleValue'] !== undefined) return finite(Number(value['doubleValue']))
  if (value['arrayValue'] !== undefined) return listIn(fieldsOf(value['arrayValue']), 'values').map((entry) => valueOf(entry, depth - 1))
  return null
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null
}

function hexadecimal(fields: Fields, name: string, length: number): string {
  const text = textIn(fields, name)
  if (text.length !== length || /[^0-9a-fA-F]/.test(text)) throw new ShapeError(name, `must be ${length} hexadecimal digits`)
  return text.toLowerCase()
}

function millisecondsIn(fields: Fields, name: string): number {
  const nanoseconds = Number(fields[name] ?? 0)
  return Number.isFinite(nanoseconds) ? nanoseconds / 1e6 : 0
}

function textIn(fields: Fields, name: string): string {
  const value = fields[name]
  return typeof value === 'string' ? value : ''
}

function listIn(fields: Fields, name: string): Fields[] {
  const value = fields[name] ?? []
  if (!Array.isArray(value)) throw new ShapeError(name, 'must be a list')
  return value.map(fieldsOf)
}

function fieldsOf(value: unknown): Fields {
  if (value === undefined) return {}
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new ShapeError('', 'a part of the body is no object')
  return value as Fields
}
