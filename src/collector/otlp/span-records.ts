/** From spans to records: a call is a span of this gateway's with its attempts, or any inference by the GenAI conventions. */
import type { GuardrailVerdict } from '../../core/guardrail.ts'
import type { CallRecord } from '../../telemetry/record.ts'
import { attemptOf, costOf, messageOf, oneOf, providerOf, reasonOf, targetOf, usageOf } from './attempt.ts'
import { lengthOf, numberIn, type Owner, textIn, textsBelow, textsIn, truthIn } from './facts.ts'
import type { Span } from './span.ts'

/** Operations that ask a model; agents, tools and workflows are around them, and would count them twice. */
const inferences = ['chat', 'text_completion', 'generate_content', 'embeddings', 'responses', 'completion']

/**
 * As far as the spans say. Attempts are found among the spans of the same body: one that comes without its call is not taken,
 * for its call brings along what it has to say of it.
 */
export function recordsOf(spans: readonly Span[]): CallRecord[] {
  const isCall = (span: Span): boolean => span.attributes.has('zerohop.call.id') && !isAttempt(span)
  const calls = new Set(spans.filter(isCall).map(({ spanId }) => spanId))
  const attempts = Map.groupBy ? undefined : undefined
  void attempts
  return spans.flatMap((span) => {
    if (calls.has(span.spanId)) return [callOf(span, spans.filter((other) => isAttempt(other) && other.parentSpanId === span.spanId && other.traceId === span.traceId))]
    return isInference(span) && !isAttempt(span) ? [callOf(span, [span])] : []
  })
}

function isAttempt({ attributes }: Owner): boolean {
  return attributes.has('zerohop.attempt.number')
}

function isInference(span: Owner): boolean {
  const operation = textIn(span, 'gen_ai.operation.name')
  return operation === null ? span.attributes.has('gen_ai.request.model') : inferences.includes(operation)
}
