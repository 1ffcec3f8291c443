/** Hostile input for `hostile.mjs` where it is no text of a call: what a collector is sent, records for sinks, statistics, and configs of 20,000 routes. */
import { addresses } from '../src/addresses.ts'
import { recordsOf } from '../src/collector/otlp/span-records.ts'
import { spansFromJson } from '../src/collector/otlp/spans-json.ts'
import { spansFromProtobuf } from '../src/collector/otlp/spans-protobuf.ts'
import { readBatch } from '../src/collector/shape/batch.ts'
import { givenFeedback } from '../src/collector/shape/feedback-shape.ts'
import { callRecord } from '../src/collector/shape/record-shape.ts'
import { ShapeError } from '../src/collector/shape/shape.ts'
import { checkConfig } from '../src/config.ts'
import { ConfigError, GatewayError } from '../src/core/error.ts'
import { fallback } from '../src/routes/fallback.ts'
import { prometheusText } from '../src/telemetry/prometheus.ts'
import { consoleSink } from '../src/telemetry/sinks/console.ts'
import { pinoSink } from '../src/telemetry/sinks/pino.ts'
import { fakeProvider } from '../src/testing/fake-provider.ts'
import { seeded, syntheticRecord } from './collector-records.mjs'

const MB = 1_000_000
const fill = (piece) => piece.repeat(Math.ceil(MB / piece.length)).slice(0, MB)
const listOf = (length, make) => Array.from({ length }, (_, at) => make(at))
const tableOf = (length, make) => Object.fromEntries(listOf(length, (at) => [`k${at}`, make(at)]))

const record = syntheticRecord(seeded(1), 1, 0)
const attempt = { ...syntheticRecord(seeded(2), 2, 0), outcome: 'failed' }.attempts[0]
const deep = JSON.parse(`${'{"a":'.repeat(1_000)}1${'}'.repeat(1_000)}`)
const records = {
  'a long message': { ...record, outcome: 'failed', error: { reason: 'server_error', code: null, status: 500, param: null, message: fill('a\n') } },
  'many attempts': { ...record, attempts: listOf(2_000, (at) => ({ ...attempt, number: at + 1 })) },
  'deep metadata': { ...record, metadata: { deep } },
  'wide metadata': { ...record, metadata: tableOf(50_000, String), tags: tableOf(50_000, String) },
  'long names': { ...record, address: fill('\u202e'), target: fill('x') },
  'many verdicts': { ...record, verdicts: listOf(12_000, () => ({ check: 'pii', side: 'input', verdict: 'deny' })) },
}

const span = (more) => ({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), name: 'chat', startTimeUnixNano: '1', endTimeUnixNano: '2', ...more })
const traces = (spans) => JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] })
const isCall = { key: 'gen_ai.request.model', value: { stringValue: 'gpt-5' } }
const isPart = { key: 'zerohop.attempt.number', value: { intValue: 1 } }
const spansInJson = {
  'many spans': traces(listOf(6_000, (at) => span({ spanId: at.toString(16).padStart(16, '0'), attributes: [isCall] }))),
  'many attributes': traces([span({ attributes: [isCall, ...listOf(16_000, (at) => ({ key: `k${at}`, value: { stringValue: 'some text' } }))] })]),
  'many events': traces([span({ attributes: [isCall], events: listOf(25_000, () => ({ name: 'e', attributes: [] })) })]),
  'attempts of one call': traces([span({ attributes: [{ key: 'zerohop.call.id', value: { stringValue: 'c' } }] }), ...listOf(4_500, () => span({ parentSpanId: 'b'.repeat(16), attributes: [isPart] }))]),
  'deep values': traces([span({ attributes: [{ key: 'k', value: 0 }] })]).replace('"value":0', `"value":${'{"arrayValue":{"values":['.repeat(35_000)}{}${']}}'.repeat(35_000)}`),
  'a long text': traces([span({ attributes: [isCall, { key: 'gen_ai.system', value: { stringValue: fill('x') } }] })]),
  'no JSON': fill('{"a":'),
}

const field = (number, bytes) => Uint8Array.from([...varint(number * 8 + 2), ...varint(bytes.length), ...bytes])
const joined = (pieces) => Uint8Array.from(pieces.flatMap((piece) => [...piece]))
const within = (spans) => field(1, field(2, spans))
const ids = joined([field(1, new Uint8Array(16)), field(2, new Uint8Array(8))])
const attribute = field(9, joined([field(1, [107]), field(2, field(1, [120]))]))
const spansInProtobuf = {
  'many spans': within(repeated(field(2, joined([ids, attribute])))),
  'many attributes': within(field(2, joined([ids, repeated(attribute)]))),
  'empty fields': repeated(field(1, [])),
  'unknown fields': within(field(2, joined([ids, repeated([0x80, 0x01, 0x01])]))),
  'numbers without end': repeated([0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]),
  'lists in lists': within(field(2, joined([ids, field(9, joined([field(1, [107]), field(2, field(5, repeated(field(1, []))))]))]))),
  zeros: new Uint8Array(MB),
}

const counts = { calls: 1, ok: 1, failed: 0, aborted: 0, errors: { server_error: 1 }, attempts: 1, inputTokens: 1, outputTokens: 1, cachedTokens: 0, reasoningTokens: 0, cost: 0.1, unpriced: 0, cacheHits: 0, savedCost: 0, latencyMs: { p50: 1, p90: 1, p95: 1, p99: 1, sum: 1, count: 1 }, firstTokenMs: null, score: null }
const stats = { ...counts, byRoute: {}, byTarget: {}, byModel: {}, byKey: {}, byTag: {}, sinks: [] }
const providers = { host: fakeProvider() }
const logger = Object.assign({}, ...['debug', 'info', 'warn', 'error'].map((level) => ({ [level]: () => {} })))
const configs = {
  addresses: tableOf(20_000, () => 'host/model'),
  'a chain': tableOf(1_000, (at) => (at === 999 ? 'host/model' : `k${at + 1}`)),
  trees: tableOf(5_000, () => fallback(['host/a', 'host/b'])),
  'routes of one': tableOf(20_000, (at) => (at === 0 ? 'host/model' : 'k0')),
  'a name nobody has': { ...tableOf(20_000, () => 'host/model'), bad: 'k1999x9' },
}

export const roomCases = {
  ...group('collector, records', Object.fromEntries(Object.entries(records).map(([name, one]) => [name, JSON.stringify(one)])), (body) => () => refusing(() => readBatch(body, false, callRecord))),
  ...group('collector, records', { 'many records': listOf(250, () => JSON.stringify(record)).join('\n'), 'many that are none': fill('{}\n'), 'lines that are no JSON': fill('{\n'), 'empty lines': fill(' \n'), 'no line': fill('x') }, (body) => () => refusing(() => readBatch(body, true, callRecord))),
  ...group('collector, feedback', { many: fill('{"callId":"c","score":1}\n'), 'many that are none': fill('1\n') }, (body) => () => refusing(() => readBatch(body, true, givenFeedback))),
  ...group('collector, OTLP in JSON', spansInJson, (body) => () => refusing(() => recordsOf(spansFromJson(body)).map((one) => callRecord(one, '')))),
  ...group('collector, OTLP in protobuf', spansInProtobuf, (body) => () => refusing(() => recordsOf(spansFromProtobuf(body)).map((one) => callRecord(one, '')))),
  ...group('console sink', records, (one) => { const sink = consoleSink({ write: () => {} }); return () => sink.write([one]) }),
  ...group('pino sink', records, (one) => { const sink = pinoSink(logger); return () => sink.write([one]) }),
  ...group('Prometheus', { 'many models': { ...stats, byModel: tableOf(10_000, () => counts) }, 'many reasons': { ...stats, errors: tableOf(20_000, () => 1) }, 'a long name': { ...stats, byKey: { [fill('"')]: counts } } }, (one) => () => prometheusText(one)),
  ...group('config', configs, (routes) => () => refusing(() => { checkConfig({ providers, routes }); addresses({ providers, routes }, { experiments: new Map(), running: new Set() }) })),
}

function group(what, inputs, prepare) {
  return Object.fromEntries(Object.entries(inputs).map(([name, input]) => [`${what}: ${name}`, prepare(input)]))
}

function repeated(piece) {
  const all = new Uint8Array(Math.floor(900_000 / piece.length) * piece.length)
  for (let at = 0; at < all.length; at += piece.length) all.set(piece, at)
  return all
}

function varint(number) {
  const bytes = []
  for (; number > 127; number = Math.floor(number / 128)) bytes.push((number & 127) | 128)
  return [...bytes, number]
}

/** A refusal in our own words is an answer. */
function refusing(run) {
  try {
    run()
  } catch (error) {
    if (!(error instanceof ShapeError || error instanceof ConfigError || error instanceof GatewayError || error instanceof RangeError)) throw error
  }
}
