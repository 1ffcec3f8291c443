/** Records as sinks are given them. */
import type { CallRecord, Cost, FeedbackRecord, UsageRecord } from '../../../src/telemetry/record.ts'

const noCost: Cost = {
  total: null, input: null, cachedInput: null, cacheWrite: null, output: null, reasoning: null, audio: null, image: null, requests: null, price: null, isPartial: false,
}

export const usage: UsageRecord = {
  inputTokens: 8, outputTokens: 4, totalTokens: 12, cachedTokens: 0, reasoningTokens: 0, cacheWriteTokens: 0, cacheWriteHourTokens: 0, cachedAudioTokens: 0,
  audioInputTokens: 0, audioOutputTokens: 0, imageInputTokens: 0, imageOutputTokens: 0, searches: 0, tier: null,
}

export function costOf(total: number): Cost {
  return { ...noCost, total, input: total }
}

export function aRecord(more: Partial<CallRecord> = {}): CallRecord {
  return {
    version: 1, gateway: '0.1.0', id: '329aa4af-1111', traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', parentSpanId: null,
    conversation: null, requestId: null,
    startedAt: Date.UTC(2026, 0, 1, 12, 4, 31, 120), durationMs: 130, operation: 'chat', stream: false, outcome: 'ok',
    address: 'smart', route: 'smart', target: 'openai/gpt-4.1', provider: 'openai', model: 'gpt-4.1', answeredBy: 'gpt-4.1', key: null, tenant: null,
    metadata: {}, tags: {},
    request: { messages: 1, tools: 0, images: 0, files: 0, sounds: 0, estimatedTokens: null, parameters: {}, dropped: [], bytes: null },
    response: { finishReason: 'stop', choices: 1, toolCalls: 0, status: 200, bytes: null, events: 0, tokensPerSecond: null, timePerOutputTokenMs: null },
    attempts: [],
    timing: { queueMs: 0, retryWaitMs: 0, lostMs: 0, connectMs: 10, firstTokenMs: 120, streamMs: 0, gatewayMs: 0, timeToFirstTokenMs: null },
    usage, cost: noCost, cache: null, verdicts: [], error: null, captured: null, feedback: [],
    ...more,
  }
}

/** Records that differ by their ids: `call-1`, `call-2` … */
export function records(count: number, more: Partial<CallRecord> = {}): CallRecord[] {
  return Array.from({ length: count }, (_, at) => aRecord({ id: `call-${at + 1}`, ...more }))
}

export function feedbackOn(callId: string): FeedbackRecord {
  return { callId, at: Date.UTC(2026, 0, 1, 12, 5), score: 0.5, weight: 1, metadata: {}, traceId: null, spanId: null, route: 'smart', target: 'openai/gpt-4.1', tags: {} }
}
