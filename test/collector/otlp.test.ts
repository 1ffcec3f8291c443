/** Traces over OTLP, written by OpenTelemetry's own encoders, in JSON and in protobuf. */
import { SpanKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api'
import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer'
import { BasicTracerProvider, InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { recordsOf } from '../../src/collector/otlp/span-records.ts'
import type { Span } from '../../src/collector/otlp/span.ts'
import { spansFromJson } from '../../src/collector/otlp/spans-json.ts'
import { spansFromProtobuf } from '../../src/collector/otlp/spans-protobuf.ts'
import { callRecord } from '../../src/collector/shape/record-shape.ts'
import { ShapeError } from '../../src/collector/shape/shape.ts'
import { NOW } from './support/records.ts'

const exporter = new InMemorySpanExporter()
const tracer = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).getTracer('test')

type Attributes = Readonly<Record<string, string | number | boolean | string[]>>

/** A call of a gateway, with an attempt that fails and one that answers, as its exporter writes them. */
function gatewayCall(): ReadableSpan[] {
  exporter.reset()
  const at = (ms: number): [number, number] => [Math.floor((NOW + ms) / 1000), ((NOW + ms) % 1000) * 1e6]
  const call = tracer.startSpan('chat smart', {
    startTime: at(0),
    attributes: {
      'zerohop.call.id': 'call-1', 'zerohop.address': 'smart', 'zerohop.route': 'smart', 'zerohop.target': 'claude/claude-sonnet-5-5', 'zerohop.outcome': 'ok', 'zerohop.stream': true,
      'zerohop.tenant': 'acme', 'zerohop.usage.input_tokens': 120, 'zerohop.usage.output_tokens': 40, 'zerohop.timing.lost_ms': 300, 'zerohop.timing.time_to_first_token_ms': 480,
      'zerohop.cache.state': 'miss', 'zerohop.cost.total': 0.0021, 'zerohop.tag.team': 'search', 'zerohop.verdicts': ['prompt injection input pass', 'pii input redact'], 'gen_ai.conversation.id': 'conv-1',
    },
  })
  const attempt = (number: number, from: number, to: number, attributes: Attributes, error?: string): void => {
    const parent = call.spanContext()
    const span = tracer.startSpan('chat', { kind: SpanKind.CLIENT, startTime: at(from), attributes: { 'zerohop.call.id': 'call-1', 'zerohop.attempt.number': number, 'gen_ai.operation.name': 'chat', ...attributes } })
    Object.assign(span, { parentSpanContext: { ...parent, traceFlags: TraceFlags.SAMPLED }, _spanContext: { ...span.spanContext(), traceId: parent.traceId } })
    if (error !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: error })
    span.end(at(to))
  }
  attempt(1, 1, 300, { 'gen_ai.provider.name': 'openai', 'gen_ai.request.model': 'gpt-5', 'zerohop.attempt.role': 'first', 'zerohop.attempt.outcome': 'failed', 'error.type': 'rate_limit', 'http.response.status_code': 429 }, 'slow down')
  attempt(2, 301, 900, {
    'gen_ai.provider.name': 'anthropic', 'gen_ai.request.model': 'claude-sonnet-5-5', 'gen_ai.response.model': 'claude-sonnet-5-5', 'zerohop.attempt.role': 'fallback', 'zerohop.attempt.outcome': 'won',
    'gen_ai.response.time_to_first_chunk': 0.18, 'gen_ai.usage.input_tokens': 120, 'gen_ai.usage.output_tokens': 40, 'gen_ai.response.finish_reasons': ['stop'], 'gen_ai.request.temperature': 0.5,
    'gen_ai.input.messages': '[{"role":"user","parts":[{"type":"text","content":"Hi"}]}]',
  })
  call.end(at(905))
  return exporter.getFinishedSpans()
}

/** One inference of some other program. */
function foreignCall(attributes: Attributes, error?: string): ReadableSpan[] {
  exporter.reset()
  const span = tracer.startSpan('chat gpt-5', { kind: SpanKind.CLIENT, attributes })
  if (error !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: error })
  span.end()
  return exporter.getFinishedSpans()
}

const ways: Readonly<Record<string, (spans: ReadableSpan[]) => Span[]>> = {
  JSON: (spans) => spansFromJson(new TextDecoder().decode(JsonTraceSerializer.serializeRequest(spans))),
  protobuf: (spans) => spansFromProtobuf(ProtobufTraceSerializer.serializeRequest(spans) as Uint8Array),
}

for (const [name, decode] of Object.entries(ways)) {
  describe(`traces in ${name}`, () => {
    it('of a gateway become one record with its attempts', () => {
      const records = recordsOf(decode(gatewayCall()))
      expect(records).toHaveLength(1)
      expect(records[0]).toMatchObject({
        id: 'call-1', startedAt: NOW, durationMs: 905, route: 'smart', target: 'claude/claude-sonnet-5-5', provider: 'claude', model: 'claude-sonnet-5-5', outcome: 'ok', stream: true, tenant: 'acme',
        conversation: 'conv-1', operation: 'chat', tags: { team: 'search' }, usage: { inputTokens: 120, outputTokens: 40 }, cost: { total: 0.0021 }, cache: { state: 'miss' }, error: null,
        timing: { lostMs: 300, timeToFirstTokenMs: 480 }, response: { finishReason: 'stop' }, request: { parameters: { temperature: 0.5 } },
        verdicts: [{ check: 'prompt injection', side: 'input', verdict: 'pass' }, { check: 'pii', side: 'input', verdict: 'redact' }],
        attempts: [
          { number: 1, role: 'first', target: 'openai/gpt-5', outcome: 'failed', reason: 'rate_limit', status: 429, message: 'slow down', startMs: 1 },
          { number: 2, role: 'fallback', target: 'anthropic/claude-sonnet-5-5', outcome: 'won', firstTokenMs: 180, startMs: 301 },
        ],
        captured: { request: '[{"role":"user","parts":[{"type":"text","content":"Hi"}]}]', response: null },
      })
      expect(() => callRecord(records[0], '')).not.toThrow()
    })

    it('of another program become a record as far as they say', () => {
      const [record] = recordsOf(decode(foreignCall({ 'gen_ai.operation.name': 'chat', 'gen_ai.system': 'openai', 'gen_ai.request.model': 'gpt-5', 'gen_ai.usage.input_tokens': 7, 'error.type': 'timeout' }, 'too late')))
      expect(record).toMatchObject({ route: null, target: null, provider: 'openai', attempts: [{ target: 'openai/gpt-5', outcome: 'failed' }], outcome: 'failed', error: { reason: 'timeout', message: 'too late' }, usage: { inputTokens: 7, outputTokens: 0 }, cost: { total: null }, cache: null })
      expect(record?.id).toBe(`${record?.traceId}-${record?.spanId}`)
      expect(record?.attempts).toHaveLength(1)
    })

    it('that ask no model become nothing', () => {
      expect(recordsOf(decode(foreignCall({ 'http.route': '/' })))).toEqual([])
      expect(recordsOf(decode(foreignCall({ 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.request.model': 'gpt-5' })))).toEqual([])
    })
  })
}

describe('hostile traces', () => {
  it('in protobuf are read or refused, whatever the bytes', () => {
    const whole = ProtobufTraceSerializer.serializeRequest(gatewayCall()) as Uint8Array
    const readOrRefuse = (bytes: Uint8Array): void => {
      try {
        for (const record of recordsOf(spansFromProtobuf(bytes))) callRecord(record, '')
      } catch (error) {
        if (!(error instanceof ShapeError)) throw error
      }
    }
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), readOrRefuse), { numRuns: 500, seed: 1 })
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, byte) => {
        const bent = whole.slice()
        bent[at] = byte
        readOrRefuse(bent)
      }),
      { numRuns: 500, seed: 2 },
    )
    for (let length = 0; length < whole.length; length += 7) readOrRefuse(whole.subarray(0, length))
  })

  it('in JSON are read or refused, whatever they hold', () => {
    const readOrRefuse = (value: unknown): void => {
      try {
        for (const record of recordsOf(spansFromJson(JSON.stringify(value) ?? 'null'))) callRecord(record, '')
      } catch (error) {
        if (!(error instanceof ShapeError)) throw error
      }
    }
    fc.assert(fc.property(fc.jsonValue(), (value) => readOrRefuse({ resourceSpans: [{ scopeSpans: [{ spans: [value] }] }] })), { numRuns: 300, seed: 3 })
    const span = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) }
    fc.assert(fc.property(fc.jsonValue(), fc.jsonValue(), (key, value) => readOrRefuse({ resourceSpans: [{ scopeSpans: [{ spans: [{ ...span, attributes: [{ key: 'gen_ai.request.model', value: { stringValue: 'm' } }, { key, value }], startTimeUnixNano: value }] }] }] })), { numRuns: 300, seed: 4 })
  })

  it('nested without end stop at a depth', () => {
    const value = `${'{"arrayValue":{"values":['.repeat(3000)}{"stringValue":"deep"}${']}}'.repeat(3000)}`
    const body = `{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"${'a'.repeat(32)}","spanId":"${'b'.repeat(16)}","attributes":[{"key":"x","value":${value}}]}]}]}]}`
    expect(spansFromJson(body)).toHaveLength(1)
  })
})
