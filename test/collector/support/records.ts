/** Records to send: whole ones, of which a test changes what it is about. */
import type { AttemptRecord, CallRecord, Cost } from '../../../src/telemetry/record.ts'

/** When the tests' clocks begin. */
export const NOW = 1_800_000_000_000

const unknown: Cost = { total: null, input: null, cachedInput: null, cacheWrite: null, output: null, reasoning: null, audio: null, image: null, requests: null, price: null, isPartial: false }

export function attemptRecord(more: Partial<AttemptRecord> = {}): AttemptRecord {
  return {
    number: 1, spanId: '00f067aa0ba902b7', parent: null, role: 'first', target: 'openai/gpt-5', key: null, outcome: 'won', reason: null, status: 200, message: null,
    requestId: null, startMs: 1, durationMs: 900, waitMs: 0, queueMs: 0, connectMs: 10, firstByteMs: 180, firstTokenMs: 200, lastTokenMs: 900, usage: null, cost: unknown,
    ...more,
  }
}

export function callRecordOf(id: string, more: Partial<CallRecord> = {}): CallRecord {
  return {
    version: 1, gateway: '0.1.0', id, traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7', parentSpanId: null, conversation: null, requestId: null,
    startedAt: NOW - 60_000, durationMs: 1000, operation: 'chat', stream: true, outcome: 'ok', address: 'smart', route: 'smart', target: 'openai/gpt-5', provider: 'openai',
    model: 'gpt-5', answeredBy: 'gpt-5', key: null, tenant: null, metadata: {}, tags: {},
    request: { messages: 1, tools: 0, images: 0, files: 0, sounds: 0, estimatedTokens: null, parameters: {}, dropped: [], bytes: null },
    response: { finishReason: 'stop', choices: 1, toolCalls: 0, status: 200, bytes: null, events: 0, tokensPerSecond: null, timePerOutputTokenMs: null },
    attempts: [attemptRecord()],
    timing: { queueMs: 0, retryWaitMs: 0, lostMs: 0, connectMs: 10, firstTokenMs: 190, streamMs: 700, gatewayMs: 100, timeToFirstTokenMs: 201 },
    usage: null, cost: unknown, cache: null, verdicts: [], error: null, captured: null, feedback: [],
    ...more,
  }
}

export function costOf(total: number): Cost {
  return { ...unknown, total, input: total, price: 'config: *' }
}

export function failedRecord(id: string, more: Partial<CallRecord> = {}): CallRecord {
  return callRecordOf(id, {
    outcome: 'failed', target: null, provider: null, model: null, answeredBy: null,
    error: { reason: 'rate_limit', code: null, status: 429, param: null, message: 'slow down' },
    attempts: [attemptRecord({ outcome: 'failed', reason: 'rate_limit', status: 429, target: 'claude/claude-sonnet-5-5' })],
    ...more,
  })
}
