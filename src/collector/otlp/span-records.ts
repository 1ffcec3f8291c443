/** From spans to records: a call is a span of a gateway's with its attempts, or any inference by the GenAI conventions. */
import type { CallRecord } from '../../telemetry/record.ts'
import { textIn } from './facts.ts'
import { callOf } from './span-call.ts'
import type { Span } from './span.ts'

/** Operations that ask a model; agents, tools and workflows are around them, and would count them twice. */
const inferences = ['chat', 'text_completion', 'generate_content', 'embeddings', 'responses', 'completion']

/**
 * As far as the spans say. Attempts are looked for among the spans of the same body: one that comes without its call is passed
 * over, for its call has the sums of all its attempts.
 */
export function recordsOf(spans: readonly Span[]): CallRecord[] {
  const attempts = new Map<string, Span[]>()
  for (const span of spans) {
    if (!isAttempt(span)) continue
    const parent = keyOf(span.traceId, span.parentSpanId)
    const siblings = attempts.get(parent)
    if (siblings) siblings.push(span)
    else attempts.set(parent, [span])
  }
  return spans.flatMap((span) => {
    if (isAttempt(span)) return []
    if (span.attributes.has('zerohop.call.id')) return [callOf(span, attempts.get(keyOf(span.traceId, span.spanId)) ?? [])]
    return isInference(span) ? [callOf(span, [span])] : []
  })
}

function keyOf(traceId: string, spanId: string | null): string {
  return `${traceId} ${spanId ?? ''}`
}

function isAttempt({ attributes }: Span): boolean {
  return attributes.has('zerohop.attempt.number')
}

function isInference(span: Span): boolean {
  const operation = textIn(span, 'gen_ai.operation.name')
  return operation === null ? span.attributes.has('gen_ai.request.model') : inferences.includes(operation)
}
