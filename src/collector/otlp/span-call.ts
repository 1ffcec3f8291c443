/** A span of a call, with those of its attempts, as a record. */
import type { GuardrailVerdict } from '../../core/guardrail.ts'
import type { AttemptRecord, CacheRecord, CallRecord, Captured, Timing } from '../../telemetry/record.ts'
import { attemptOf, costOf, messageOf, oneOf, providerOf, reasonOf, targetOf, usageOf } from './attempt.ts'
import { lengthOf, numberIn, type Owner, textIn, textsBelow, textsIn, truthIn } from './facts.ts'
import type { Span } from './span.ts'

/** Nothing is made up: what the spans do not say is `null`, or 0 where a record has no other word for it. */
export function callOf(span: Span, attemptSpans: readonly Span[]): CallRecord {
  const attempts = attemptSpans.map((one, at) => attemptOf(one, span.startMs, at + 1)).sort((one, other) => one.startMs - other.startMs)
  const winner = attemptSpans.find(({ spanId }) => spanId === attempts.find(({ outcome, role }) => outcome === 'won' && role !== 'check')?.spanId)
  const told = winner ?? span
  const target = textIn(span, 'zerohop.target') ?? (winner ? targetOf(winner) : null)
  const durationMs = lengthOf(span)
  const tags = textsBelow(span, 'zerohop.tag.')
  const service = span.resource.get('service.name')
  return {
    version: 1,
    gateway: 'otlp',
    id: (textIn(span, 'zerohop.call.id') ?? `${span.traceId}-${span.spanId}`).slice(0, 200),
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId,
    conversation: textIn(span, 'gen_ai.conversation.id'),
    requestId: textIn(told, 'zerohop.request_id', 'gen_ai.response.id'),
    startedAt: span.startMs,
    durationMs,
    operation: (textIn(told, 'gen_ai.operation.name')?.slice(0, 100) ?? 'chat') as CallRecord['operation'],
    stream: truthIn(span, 'zerohop.stream') || truthIn(told, 'gen_ai.request.stream'),
    outcome: oneOf(textIn(span, 'zerohop.outcome'), ['ok', 'failed', 'aborted']) ?? (span.isError ? 'failed' : 'ok'),
    address: textIn(span, 'zerohop.address') ?? targetOf(told),
    route: textIn(span, 'zerohop.route'),
    target,
    provider: target === null ? providerOf(told) : target.slice(0, target.indexOf('/')),
    model: textIn(told, 'gen_ai.request.model'),
    answeredBy: textIn(told, 'gen_ai.response.model'),
    key: winner ? textIn(winner, 'zerohop.attempt.key') : null,
    tenant: textIn(span, 'zerohop.tenant'),
    metadata: {},
    tags: typeof service === 'string' && service !== '' && !service.startsWith('unknown_service') ? { ...tags, service: service.slice(0, 500) } : tags,
    request: { messages: 0, tools: 0, images: 0, files: 0, sounds: 0, estimatedTokens: null, parameters: parametersOf(told), dropped: textsIn(span, 'zerohop.params.dropped').slice(0, 100), bytes: null },
    response: {
      finishReason: textsIn(told, 'gen_ai.response.finish_reasons')[0]?.slice(0, 500) ?? null,
      choices: 0,
      toolCalls: 0,
      status: numberIn(told, 'http.response.status_code'),
      bytes: null,
      events: 0,
      tokensPerSecond: null,
      timePerOutputTokenMs: null,
    },
    attempts,
    timing: timingOf(span, attempts, durationMs),
    usage: usageOf(span) ?? usageOf(told),
    cost: costOf(span).total === null ? costOf(told) : costOf(span),
    cache: cacheOf(span),
    verdicts: textsIn(span, 'zerohop.verdicts').slice(0, 1000).flatMap(verdictOf),
    error: span.isError ? { reason: reasonOf(span), code: null, status: null, param: null, message: messageOf(span) } : null,
    captured: capturedOf(told),
    feedback: [],
  }
}

function timingOf(span: Span, attempts: readonly AttemptRecord[], durationMs: number): Timing {
  const told = (name: string): number | null => numberIn(span, `zerohop.timing.${name}_ms`)
  const won = attempts.find(({ outcome }) => outcome === 'won')
  const first = told('time_to_first_token') ?? (won && won.firstTokenMs !== null ? won.startMs + won.firstTokenMs : null)
  return {
    queueMs: told('queue') ?? 0,
    retryWaitMs: told('retry_wait') ?? 0,
    lostMs: told('lost') ?? 0,
    connectMs: told('connect') ?? 0,
    firstTokenMs: told('first_token') ?? first ?? durationMs,
    streamMs: told('stream') ?? (first === null ? 0 : Math.max(0, durationMs - first)),
    gatewayMs: told('gateway') ?? 0,
    timeToFirstTokenMs: first,
  }
}

function parametersOf({ attributes }: Owner): Record<string, number> {
  const prefix = 'gen_ai.request.'
  const found = [...attributes].flatMap(([name, value]) => (name.startsWith(prefix) && typeof value === 'number' ? [[name.slice(prefix.length), value] as const] : []))
  return Object.fromEntries(found.slice(0, 100))
}

function cacheOf(span: Owner): CacheRecord | null {
  const state = oneOf(textIn(span, 'zerohop.cache.state'), ['hit', 'semantic', 'miss', 'stale', 'refresh', 'shared', 'bypass'])
  if (state === null) return null
  const told = (name: string): number | null => numberIn(span, `zerohop.cache.${name}`)
  return { state, namespace: textIn(span, 'zerohop.cache.namespace'), ageMs: told('age_ms'), similarity: told('similarity'), savedTokens: told('saved_tokens') ?? 0, savedCost: told('saved_cost') }
}

/** `pii input redact`: the name of a check may have spaces. */
function verdictOf(text: string): GuardrailVerdict[] {
  const words = text.split(' ')
  const verdict = oneOf(words.pop() ?? null, ['pass', 'flag', 'redact', 'deny'])
  const side = oneOf(words.pop() ?? null, ['input', 'output'])
  return verdict && side ? [{ check: words.join(' ').slice(0, 200), side, verdict }] : []
}

/** On the span, or on the event that the conventions have for it. */
function capturedOf(span: Span): Captured | null {
  const owners: Owner[] = [span, ...span.events]
  const find = (name: string): string | null => {
    const found = owners.map(({ attributes }) => attributes.get(name)).find((value) => typeof value === 'string')
    return typeof found === 'string' ? found.slice(0, 2_000_000) : null
  }
  const request = find('gen_ai.input.messages') ?? find('zerohop.captured.request')
  const response = find('gen_ai.output.messages') ?? find('zerohop.captured.response')
  return request === null && response === null ? null : { request, response, isCut: false }
}
