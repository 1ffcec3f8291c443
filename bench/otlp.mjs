/** `tsx bench/otlp.mjs`: what a record costs as OTLP, in microseconds of CPU: its spans and metrics made, encoded and, where said, compressed. */
import { otlpSink } from '../src/telemetry/otel/otlp.ts'

const usage = { inputTokens: 812, outputTokens: 143, totalTokens: 955, cachedTokens: 512, reasoningTokens: 64, cacheWriteTokens: 0, cacheWriteHourTokens: 0, cachedAudioTokens: 0, audioInputTokens: 0, audioOutputTokens: 0, imageInputTokens: 0, imageOutputTokens: 0, searches: 0, tier: 'default' }
const cost = { total: 0.00412, input: 0.0012, cachedInput: 0.0001, cacheWrite: 0, output: 0.0028, reasoning: 0.0001, audio: null, image: null, requests: null, price: 'config: openai/gpt-5*', isPartial: false }

function attempt(number, more) {
  return { number, spanId: `a00000000000000${number}`, parent: number === 1 ? null : number - 1, role: 'first', target: 'openai/gpt-5', key: 'x4fQ', outcome: 'won', reason: null, status: 200, message: null, requestId: 'req_4f1c', startMs: 1.25, durationMs: 812.5, waitMs: 0, queueMs: 0, connectMs: 0.4, firstByteMs: 310.2, firstTokenMs: 322.1, lastTokenMs: 810, usage, cost, ...more }
}

function record(attempts) {
  return {
    version: 1, gateway: '0.1.0', id: '6f9619ff-8b86-4d11-b42d-00c04fc964ff', traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', parentSpanId: '00f067aa0ba902b7', conversation: 'conv_71', requestId: 'req_4f1c',
    startedAt: 1_760_000_000_000.25, durationMs: 1630, operation: 'chat', stream: true, outcome: 'ok', address: 'smart', route: 'smart', target: 'openai/gpt-5', provider: 'openai', model: 'gpt-5', answeredBy: 'gpt-5-2025-08-07', key: 'x4fQ', tenant: 'acme', metadata: {}, tags: { user: 'ada', team: 'search' },
    request: { messages: 4, tools: 2, images: 0, files: 0, sounds: 0, estimatedTokens: null, parameters: { temperature: 0.2, max_completion_tokens: 500 }, dropped: [], bytes: 5120 },
    response: { finishReason: 'stop', choices: 1, toolCalls: 0, status: 200, bytes: null, events: 143, tokensPerSecond: 293, timePerOutputTokenMs: 3.4 },
    attempts, timing: { queueMs: 0, retryWaitMs: 0, lostMs: 0, connectMs: 0.4, firstTokenMs: 321.7, streamMs: 488, gatewayMs: 1.2, timeToFirstTokenMs: 323 },
    usage, cost, cache: null, verdicts: [], error: null, captured: null, feedback: [],
  }
}

const records = {
  'one attempt': record([attempt(1)]),
  'three attempts': record([attempt(1, { outcome: 'failed', reason: 'overloaded', status: 529, message: 'overloaded', usage: null }), attempt(2, { role: 'retry', outcome: 'failed', reason: 'overloaded', usage: null }), attempt(3, { role: 'fallback', target: 'claude/claude-opus-5-5' })]),
}

const BATCH = 500
const ROUNDS = 15
let bytes = 0
const taken = async (_url, { body }) => {
  bytes = typeof body === 'string' ? Buffer.byteLength(body) : body.length
  return new Response('')
}

console.log('µs of CPU per record, batches of 500: the median of 15')
for (const protocol of ['protobuf', 'json']) {
  for (const gzip of [false, true]) {
    for (const [name, one] of Object.entries(records)) {
      const sink = otlpSink({ protocol, gzip, metrics: false, batchMs: 0, batchSize: BATCH, fetch: taken })
      const { us, size } = await measure(sink, one)
      console.log(`traces   ${protocol.padEnd(8)} ${gzip ? 'gzip' : '    '} ${name.padEnd(14)} ${us.toFixed(1).padStart(6)} µs ${Math.round(size).toString().padStart(6)} bytes`)
    }
  }
}
const sink = otlpSink({ gzip: false, traces: false, batchMs: 0, batchSize: BATCH, fetch: taken })
console.log(`metrics  protobuf      one attempt    ${(await measure(sink, records['one attempt'])).us.toFixed(1).padStart(6)} µs`)

async function measure(sink, one) {
  const batch = Array.from({ length: BATCH }, () => one)
  const times = []
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage()
    await sink.write(batch)
    const { user, system } = process.cpuUsage(before)
    times.push(user + system)
  }
  times.sort((a, b) => a - b)
  return { us: times[Math.floor(ROUNDS / 2)] / BATCH, size: bytes / BATCH }
}
