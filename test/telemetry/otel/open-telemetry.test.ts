/** In an app with OpenTelemetry's own SDK: what its exporters see. */
import * as api from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { AggregationTemporality, InMemoryMetricExporter, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics'
import { BasicTracerProvider, InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createGateway } from '../../../src/gateway.ts'
import { retry } from '../../../src/middleware/retry.ts'
import { fallback } from '../../../src/routes/fallback.ts'
import { metrics } from '../../../src/telemetry/otel/attributes.ts'
import { openTelemetrySink, type OpenTelemetryOptions } from '../../../src/telemetry/otel/open-telemetry.ts'
import { spanIds } from '../../../src/telemetry/otel/span-ids.ts'
import { traceContext } from '../../../src/telemetry/otel/trace-context.ts'
import { records } from '../../../src/telemetry/records.ts'
import { fakeProvider, type FakeScript } from '../../../src/testing/index.ts'
import { anAttempt, aRecord } from './a-record.ts'

const messages = [{ role: 'user' as const, content: 'Hello' }]
const exporter = new InMemorySpanExporter()
const metricExporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
const reader = new PeriodicExportingMetricReader({ exporter: metricExporter, exportIntervalMillis: 2 ** 30 })
const ids = spanIds()

beforeEach(() => {
  exporter.reset()
  metricExporter.reset()
  api.context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  api.trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)], idGenerator: ids }))
})

afterEach(() => {
  api.context.disable()
  api.trace.disable()
  api.metrics.disable()
})

function app(options: Partial<OpenTelemetryOptions> = {}, script: FakeScript = { text: 'Hi', usage: { inputTokens: 11, outputTokens: 3 } }) {
  const recorder = records({ sinks: [openTelemetrySink({ api, ...options })], prices: { 'openai/*': { input: 2, output: 8 } } })
  const gateway = createGateway({
    providers: { openai: fakeProvider(script), claude: fakeProvider('Hello') },
    routes: { smart: fallback(['openai/gpt-5', 'claude/claude-opus-5-5']) },
    use: [traceContext({ api }), retry({ maxAttempts: 2, backoff: () => 0 })],
    records: recorder,
    breaker: false,
  })
  return { gateway, recorder }
}

const seconds = ([whole, nanos]: readonly [number, number]): number => whole + nanos / 1e9
const finished = (): ReadableSpan[] => exporter.getFinishedSpans()
const named = (name: string): ReadableSpan => finished().find((span) => span.name === name) ?? expect.fail(`no span '${name}' among ${finished().map((span) => span.name).join(', ')}`)

describe('a call within an active span', () => {
  it('stands below it, and its attempts below the call, with times that nest', async () => {
    const { gateway, recorder } = app()
    const root = await api.trace.getTracer('app').startActiveSpan('handle request', async (span) => {
      await gateway.chat.completions.create({ model: 'smart', messages, temperature: 0.5 })
      await recorder.flush()
      span.end()
      return span.spanContext()
    })
    const call = named('chat smart')
    const attempt = named('chat gpt-5')
    expect(call.parentSpanContext).toMatchObject({ traceId: root.traceId, spanId: root.spanId })
    expect(attempt.parentSpanContext).toMatchObject({ traceId: root.traceId, spanId: call.spanContext().spanId })
    expect(new Set(finished().map((span) => span.spanContext().traceId))).toEqual(new Set([root.traceId]))
    expect([call.kind, attempt.kind]).toEqual([api.SpanKind.INTERNAL, api.SpanKind.CLIENT])
    expect(seconds(attempt.startTime)).toBeGreaterThanOrEqual(seconds(call.startTime))
    expect(seconds(attempt.endTime)).toBeLessThanOrEqual(seconds(call.endTime))
    expect(seconds(attempt.endTime)).toBeGreaterThanOrEqual(seconds(attempt.startTime))
    expect(attempt.attributes).toMatchObject({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-5',
      'gen_ai.request.temperature': 0.5,
      'gen_ai.usage.input_tokens': 11,
      'gen_ai.usage.output_tokens': 3,
      'gen_ai.response.finish_reasons': ['stop'],
      'zerohop.attempt.outcome': 'won',
    })
    expect(call.attributes).toMatchObject({ 'zerohop.route': 'smart', 'zerohop.outcome': 'ok', 'zerohop.attempts': 1 })
    expect(Object.keys(call.attributes).filter((name) => name.startsWith('gen_ai.usage'))).toEqual([])
  })

  it('gives each of several its own parent, however they overlap', async () => {
    const { gateway, recorder } = app()
    const tracer = api.trace.getTracer('app')
    await Promise.all(
      ['one', 'two', 'three'].map((name) =>
        tracer.startActiveSpan(name, async (span) => {
          await gateway.with({ metadata: { name } }).chat.completions.create({ model: 'smart', messages })
          span.end()
        }),
      ),
    )
    await recorder.flush()
    const calls = finished().filter((span) => span.name === 'chat smart')
    const parents = calls.map((call) => [call.attributes['zerohop.tag.name'], call.parentSpanContext?.spanId])
    expect(parents.sort()).toEqual(['one', 'two', 'three'].map((name) => [name, named(name).spanContext().spanId]).sort())
  })

  it("yields to the call's own traceparent", async () => {
    const { gateway, recorder } = app()
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
    await api.trace.getTracer('app').startActiveSpan('handle request', (span) => gateway.with({ traceparent }).chat.completions.create({ model: 'smart', messages }).then(() => span.end()))
    await recorder.flush()
    expect(named('chat smart').parentSpanContext).toMatchObject({ traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', isRemote: true })
  })
})

describe('a call outside of any span', () => {
  it('begins a trace', async () => {
    const { gateway, recorder } = app()
    await gateway.chat.completions.create({ model: 'smart', messages })
    await recorder.flush()
    expect(named('chat smart').parentSpanContext).toBeUndefined()
    expect(named('chat gpt-5').parentSpanContext?.spanId).toBe(named('chat smart').spanContext().spanId)
  })

  it("has the records' ids, where the provider has our generator, and else the SDK's", async () => {
    for (const given of [ids, undefined]) {
      exporter.reset()
      const { gateway, recorder } = app(given && { ids: given })
      await gateway.chat.completions.create({ model: 'smart', messages })
      await recorder.flush()
      const [record] = recorder.recent()
      const own = [record?.traceId, record?.spanId, record?.attempts[0]?.spanId]
      const theirs = [named('chat smart').spanContext().traceId, named('chat smart').spanContext().spanId, named('chat gpt-5').spanContext().spanId]
      if (given) expect(theirs).toEqual(own)
      else expect(theirs.filter((id) => own.includes(id))).toEqual([])
    }
  })
})

describe('a call that fails over', () => {
  it('shows every attempt, why it failed, and which came of which', async () => {
    const { gateway, recorder } = app({}, { error: { reason: 'overloaded', status: 529, message: 'try later' } })
    await gateway.chat.completions.create({ model: 'smart', messages })
    await recorder.flush()
    const attempts = finished().filter((span) => span.kind === api.SpanKind.CLIENT)
    const before = (at: number) => (attempts[at] as ReadableSpan).spanContext().spanId
    const roles = attempts.map(({ attributes, links }) => [attributes['zerohop.attempt.role'], attributes['gen_ai.provider.name'], links.map(({ context }) => context.spanId)])
    expect(roles.at(0)).toEqual(['first', 'openai', []])
    expect(roles.at(-1)).toEqual(['fallback', 'anthropic', [before(attempts.length - 2)]])
    const [first] = attempts as [ReadableSpan]
    expect(first.status).toEqual({ code: api.SpanStatusCode.ERROR, message: expect.stringContaining('try later') as string })
    expect(first.attributes).toMatchObject({ 'error.type': 'overloaded', 'http.response.status_code': 529 })
    expect(first.events.map(({ name, attributes }) => [name, attributes?.['exception.type']])).toEqual([['exception', 'overloaded']])
    expect(named('chat smart').status.code).toBe(api.SpanStatusCode.UNSET)
  })

  it('is itself an error where nobody answers', async () => {
    const { gateway, recorder } = app({}, { error: 'authentication' })
    await gateway.chat.completions.create({ model: 'openai/gpt-5', messages }).catch(() => {})
    await recorder.flush()
    expect(named('chat openai/gpt-5')).toMatchObject({ status: { code: api.SpanStatusCode.ERROR }, attributes: { 'error.type': 'authentication', 'zerohop.outcome': 'failed' } })
  })
})

describe('metrics', () => {
  it('are those of the conventions, with the bounds they advise', async () => {
    const provider = new MeterProvider({ readers: [reader] })
    api.metrics.setGlobalMeterProvider(provider)
    const sink = openTelemetrySink({ api, traces: false })
    await sink.write([aRecord({ stream: true, attempts: [anAttempt({ firstTokenMs: 250, lastTokenMs: 440, cost: { ...anAttempt().cost, total: 0.5 } })] })])
    await provider.forceFlush()
    const seen = metricExporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics).flatMap((scope) => scope.metrics)
    const shown = Object.fromEntries(seen.map(({ descriptor, dataPoints }) => [descriptor.name, { unit: descriptor.unit, values: dataPoints.map(({ value }) => value) }]))
    for (const metric of Object.values(metrics)) {
      const { unit, values } = shown[metric.name] ?? expect.fail(metric.name)
      expect(unit).toBe(metric.unit)
      if ('bounds' in metric) for (const value of values) expect(value).toMatchObject({ buckets: { boundaries: metric.bounds } })
      else expect(values).toEqual([0.5])
    }
    expect(shown['gen_ai.server.time_to_first_token']?.values).toMatchObject([{ sum: 0.25, count: 1 }])
    expect(shown['gen_ai.server.time_per_output_token']?.values).toMatchObject([{ sum: 0.01, count: 1 }])
    const tokens = seen.find(({ descriptor }) => descriptor.name === 'gen_ai.client.token.usage')
    expect(tokens?.dataPoints.map(({ attributes, value }) => [attributes['gen_ai.token.type'], attributes['gen_ai.request.model'], (value as { sum: number }).sum])).toEqual([['input', 'gpt-5', 100], ['output', 'gpt-5', 20]])
  })
})

describe('openTelemetrySink', () => {
  it('does nothing without a provider', async () => {
    api.trace.disable()
    await openTelemetrySink({ api }).write([aRecord()])
    expect(finished()).toEqual([])
  })

  it.each([
    [{}, 'openTelemetrySink.api must be an object'],
    [{ api: {} }, 'openTelemetrySink.api.trace.getTracer must be a function'],
    [{ api, ids: {} }, 'openTelemetrySink.ids.as must be a function'],
    [{ api, traces: false, metrics: false }, 'openTelemetrySink.metrics is false, and so is traces'],
    [{ api, tracers: 1 }, 'openTelemetrySink.tracers is not an option'],
  ])('refuses what could not work: %#', (options, message) => {
    expect(() => openTelemetrySink(options as never)).toThrow(message)
  })
})

describe('traceContext', () => {
  it('takes a traceparent from wherever it is kept, and ignores what is none', async () => {
    const parents = ['00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', 'nonsense', '00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01', undefined]
    const recorder = records()
    const gateway = createGateway({ providers: { openai: fakeProvider('Hi') }, use: [traceContext({ contextOf: () => parents.shift() })], records: recorder })
    while (parents.length > 0) await gateway.chat.completions.create({ model: 'openai/gpt-5', messages })
    expect(recorder.recent().map(({ parentSpanId }) => parentSpanId)).toEqual(['b7ad6b7169203331', null, null, null])
  })

  it.each([
    [{}, "needs either 'api' or 'contextOf'"],
    [{ api, contextOf: () => undefined }, "needs either 'api' or 'contextOf'"],
    [{ contextOf: 'header' }, 'traceContext.contextOf must be a function'],
  ])('refuses what could not work: %#', (options, message) => {
    expect(() => traceContext(options as never)).toThrow(message)
  })
})
