/** A span of an inference as an attempt. */
import type { AttemptRecord, Cost, UsageRecord } from '../../telemetry/record.ts'
import type { FailureReason } from '../../core/failure.ts'
import { lengthOf, numberIn, type Owner, textIn } from './facts.ts'
import type { Span } from './span.ts'

/** Of a call that began at `callStartMs`. */
export function attemptOf(span: Span, callStartMs: number, place: number): AttemptRecord {
  const own = (name: string): string => `zerohop.attempt.${name}`
  const firstSeconds = numberIn(span, 'gen_ai.response.time_to_first_chunk')
  const first = numberIn(span, 'gen_ai.server.time_to_first_token') ?? firstSeconds
  return {
    number: numberIn(span, own('number')) || place,
    spanId: span.spanId,
    parent: null,
    role: oneOf(textIn(span, own('role')), ['first', 'retry', 'fallback', 'hedge', 'check']) ?? 'first',
    target: targetOf(span),
    key: textIn(span, own('key')),
    outcome: oneOf(textIn(span, own('outcome')), ['won', 'lost', 'failed', 'aborted']) ?? (span.isError ? 'failed' : 'won'),
    reason: span.isError ? reasonOf(span) : null,
    status: numberIn(span, 'http.response.status_code'),
    message: span.isError ? messageOf(span) : null,
    requestId: textIn(span, 'zerohop.request_id'),
    startMs: Math.max(0, span.startMs - callStartMs),
    durationMs: lengthOf(span),
    waitMs: numberIn(span, own('wait_ms')) ?? 0,
    queueMs: numberIn(span, own('queue_ms')) ?? 0,
    connectMs: numberIn(span, own('connect_ms')),
    firstByteMs: numberIn(span, own('first_byte_ms')),
    firstTokenMs: first === null ? null : first * 1000,
    lastTokenMs: null,
    usage: usageOf(span),
    cost: costOf(span),
  }
}

/** `provider/model`, by their names in the conventions. */
export function targetOf(span: Owner): string {
  const model = textIn(span, 'gen_ai.request.model', 'gen_ai.response.model') ?? 'unknown'
  return `${providerOf(span) ?? 'unknown'}/${model}`
}

export function providerOf(span: Owner): string | null {
  return textIn(span, 'gen_ai.provider.name', 'gen_ai.system')
}

/** Other programs have reasons of their own; ours are kept as they are. */
export function reasonOf(span: Owner): FailureReason {
  return (textIn(span, 'error.type') ?? 'internal').slice(0, 100) as FailureReason
}

export function messageOf(span: Span): string {
  const thrown = span.events.find(({ name }) => name === 'exception')
  return span.statusMessage.slice(0, 20_000) || (thrown && textIn(thrown, 'exception.message')) || 'failed'
}

/** `null` where no token was told of. */
export function usageOf(span: Owner): UsageRecord | null {
  const input = numberIn(span, 'gen_ai.usage.input_tokens', 'gen_ai.usage.prompt_tokens', 'zerohop.usage.input_tokens')
  const output = numberIn(span, 'gen_ai.usage.output_tokens', 'gen_ai.usage.completion_tokens', 'zerohop.usage.output_tokens')
  if (input === null && output === null) return null
  return {
    inputTokens: input ?? 0,
    outputTokens: output ?? 0,
    totalTokens: (input ?? 0) + (output ?? 0),
    cachedTokens: numberIn(span, 'gen_ai.usage.cache_read.input_tokens') ?? 0,
    reasoningTokens: numberIn(span, 'gen_ai.usage.reasoning.output_tokens') ?? 0,
    cacheWriteTokens: numberIn(span, 'gen_ai.usage.cache_creation.input_tokens') ?? 0,
    cacheWriteHourTokens: 0,
    cachedAudioTokens: 0,
    audioInputTokens: 0,
    audioOutputTokens: 0,
    imageInputTokens: 0,
    imageOutputTokens: 0,
    searches: 0,
    tier: textIn(span, 'openai.response.service_tier'),
  }
}

export function costOf(span: Owner): Cost {
  return {
    total: numberIn(span, 'zerohop.cost.total'),
    input: numberIn(span, 'zerohop.cost.input'),
    cachedInput: null,
    cacheWrite: null,
    output: numberIn(span, 'zerohop.cost.output'),
    reasoning: null,
    audio: null,
    image: null,
    requests: null,
    price: textIn(span, 'zerohop.cost.price'),
    isPartial: span.attributes.get('zerohop.cost.is_partial') === true,
  }
}

export function oneOf<const T extends string>(text: string | null, words: readonly T[]): T | null {
  return words.find((word) => word === text) ?? null
}
