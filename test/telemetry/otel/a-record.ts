/** Records for tests: whole ones, of which a test says only what matters to it. */
import type { AttemptRecord, CallRecord, Cost, UsageRecord } from '../../../src/core/record.ts'

export const noCost: Cost = {
  total: null, input: null, cachedInput: null, cacheWrite: null, output: null, reasoning: null, audio: null, image: null, requests: null, price: null, isPartial: false,
}

export function aUsage(inputTokens: number, outputTokens: number, more: Partial<UsageRecord> = {}): UsageRecord {
  return {
    inputTokens, outputTokens, totalTokens: inputTokens + outputTokens, cachedTokens: 0, reasoningTokens: 0, cacheWriteTokens: 0, cacheWriteHourTokens: 0, cachedAudioTokens: 0,
    audioInputTokens: 0, audioOutputTokens: 0, imageInputTokens: 0, imageOutputTokens: 0, searches: 0, tier: null, ...more,
  }
}

export function anAttempt(more: Partial<AttemptRecord> = {}): AttemptRecord {
  return {
    number: 1, spanId: 'a000000000000001', parent: null, role: 'first', target: 'openai/gpt-5', key: null, outcome: 'won', reason: null, status: 200, message: null,
    requestId: 'req_1', startMs: 10, durationMs: 400, waitMs: 0, queueMs: 0, connectMs: 5, firstByteMs: 100, firstTokenMs: null, lastTokenMs: null, usage: aUsage(100, 20), cost: noCost, ...more,
  }
}

export function aRecord(more: Partial<CallRecord> = {}): CallRecord {
  return {
    version: 1, gateway: '0.1.0', id: '6f9619ff-8b86-4d11-b42d-00c04fc964ff', traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', parentSpanId: null,
    conversation: null, requestId: 'req_1', startedAt: 1_760_000_000_000, durationMs: 420, operation: 'chat', stream: false, outcome: 'ok',
    address: 'smart', route: 'smart', target: 'openai/gpt-5', provider: 'openai', model: 'gpt-5', answeredBy: 'gpt-5-2025-08-07', key: null, tenant: null, metadata: {}, tags: {},
    request: { messages: 1, tools: 0, images: 0, files: 0, sounds: 0, estimatedTokens: null, parameters: {}, dropped: [], bytes: null },
    response: { finishReason: 'stop', choices: 1, toolCalls: 0, status: 200, bytes: null, events: 0, tokensPerSecond: null, timePerOutputTokenMs: null },
    attempts: [anAttempt()],
    timing: { queueMs: 0, retryWaitMs: 0, lostMs: 0, connectMs: 5, firstTokenMs: 395, streamMs: 0, gatewayMs: 20, timeToFirstTokenMs: null },
    usage: aUsage(100, 20), cost: noCost, cache: null, verdicts: [], error: null, captured: null, feedback: [], ...more,
  }
}
