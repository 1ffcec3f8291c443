/** OTLP as somebody else reads it: bytes by protobufjs, and both forms by each other. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aggregate } from '../../../src/telemetry/otel/aggregate.ts'
import { type AttributeValue, known, metrics, schemaUrl } from '../../../src/telemetry/otel/attributes.ts'
import { measuresOf } from '../../../src/telemetry/otel/measures.ts'
import { metricJson, traceJson } from '../../../src/telemetry/otel/otlp-json.ts'
import { metricBytes, traceBytes } from '../../../src/telemetry/otel/otlp-protobuf.ts'
import { type SpanData, spansOf } from '../../../src/telemetry/otel/spans.ts'
import { anAttempt, aRecord, noCost } from './a-record.ts'
import { decoded } from './otlp-messages.ts'

const origin = { resource: { 'service.name': 'shop', replicas: 3 }, scope: 'zerohop', version: '0.1.0' }

const hex = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`))
const value: fc.Arbitrary<AttributeValue> = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.boolean(),
  fc.maxSafeInteger().map((whole) => whole + 0),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !Object.is(number, -0)),
  fc.array(fc.string(), { maxLength: 4 }),
)
const attributes = fc.dictionary(fc.string({ minLength: 1 }), value, { maxKeys: 8 })
const time = fc.double({ min: 0, max: 4e12, noNaN: true }).map((ms) => ms + 0)
const span: fc.Arbitrary<SpanData> = fc.record({
  traceId: hex(32),
  spanId: hex(16),
  parentSpanId: fc.option(hex(16), { nil: null }),
  name: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }),
  kind: fc.constantFrom('internal', 'client'),
  startMs: time,
  endMs: time,
  attributes,
  events: fc.array(fc.record({ name: fc.string({ minLength: 1 }), atMs: time, attributes }), { maxLength: 3 }),
  links: fc.array(fc.record({ spanId: hex(16), attributes }), { maxLength: 3 }),
  error: fc.option(fc.string(), { nil: null }),
})

/** What protobuf does not send for it is empty, JSON may send all the same. */
function withoutEmpty(json: unknown, key = ''): unknown {
  if (Array.isArray(json)) return json.map((one) => withoutEmpty(one))
  if (typeof json !== 'object' || json === null) return json
  const isChosen = key === 'value' // of a oneof: an empty text is one
  return Object.fromEntries(
    Object.entries(json)
      .map(([name, inner]: [string, unknown]) => [name, withoutEmpty(inner, name)] as const)
      .filter(([name, inner]) => isChosen || !(inner === '' || (inner === '0' && name.endsWith('UnixNano')) || (Array.isArray(inner) && inner.length === 0))),
  )
}

/** Where times are 0, protobuf and JSON say it in different ways. */
const plain = (json: string): unknown => withoutEmpty(JSON.parse(json.replaceAll('"0000"', '"0"')))

describe('traces', () => {
  it('say the same in bytes and in JSON, whatever is in them', () => {
    fc.assert(
      fc.property(fc.array(span, { minLength: 1, maxLength: 4 }), (spans) => {
        expect(withoutEmpty(decoded('ExportTraceServiceRequest', traceBytes(spans, origin)))).toEqual(plain(traceJson(spans, origin)))
      }),
      { numRuns: 300 },
    )
  })

  it('are what the conventions ask for', () => {
    const [first] = spansOf(aRecord({ parentSpanId: '00f067aa0ba902b7' }), {}) as [SpanData]
    const message = decoded('ExportTraceServiceRequest', traceBytes([first], origin))
    expect(message).toMatchObject({
      resourceSpans: [
        {
          resource: { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }, { key: 'replicas', value: { intValue: '3' } }] },
          scopeSpans: [
            {
              scope: { name: 'zerohop', version: '0.1.0' },
              schemaUrl,
              spans: [
                {
                  traceId: '0af7651916cd43dd8448eb211c80319c',
                  spanId: 'b7ad6b7169203331',
                  parentSpanId: '00f067aa0ba902b7',
                  name: 'chat smart',
                  kind: 1,
                  flags: 1,
                  startTimeUnixNano: '1760000000000000000',
                  endTimeUnixNano: '1760000000420000000',
                },
              ],
            },
          ],
        },
      ],
    })
  })

  it('outgrow the first buffer', () => {
    const long = 'x'.repeat(50_000)
    const [first] = spansOf(aRecord(), {}) as [SpanData]
    const spans = Array.from({ length: 20 }, (_, at) => ({ ...first, name: `${at}${long}ü` }))
    const message = decoded('ExportTraceServiceRequest', traceBytes(spans, origin)) as { resourceSpans: [{ scopeSpans: [{ spans: SpanData[] }] }] }
    expect(message.resourceSpans[0].scopeSpans[0].spans.map(({ name }) => name)).toEqual(spans.map(({ name }) => name))
  })
})

describe('metrics', () => {
  const records = [
    aRecord(),
    aRecord({ stream: true, attempts: [anAttempt({ firstTokenMs: 200, lastTokenMs: 390, cost: { ...noCost, total: 0.0125 } })] }),
    aRecord({ outcome: 'failed', attempts: [anAttempt({ outcome: 'failed', reason: 'overloaded', usage: null })] }),
  ]

  for (const temporality of ['delta', 'cumulative'] as const) {
    it(`say the same in bytes and in JSON: ${temporality}`, () => {
      const sums = aggregate(temporality, 1_760_000_000_000)
      for (const record of records) for (const measure of measuresOf(record, {})) sums.add(measure)
      const data = sums.collect(1_760_000_005_000)
      expect(new Set(data.map(({ metric }) => metric))).toEqual(new Set(Object.values(metrics)))
      const read = withoutEmpty(decoded('ExportMetricsServiceRequest', metricBytes(data, temporality, origin)))
      expect(read).toEqual(plain(metricJson(data, temporality, origin)))
      expect(JSON.stringify(read)).toContain(`"aggregationTemporality":${temporality === 'delta' ? 1 : 2}`)
    })
  }
})

describe('an attribute', () => {
  it('that is not known, or no number, is left out', () => {
    expect(known({ a: null, b: undefined, c: Number.NaN, d: Infinity, e: 0, f: false, g: '', h: [] })).toEqual({ e: 0, f: false, g: '', h: [] })
  })
})
