/** What the span of a call says, and that of an attempt. */
import type { AttemptRecord, CallRecord, Cost } from '../../core/record.ts'
import { type Attributes, type AttributeValue, known, type MaybeAttributes, operationNames, own, providerNames, requestParameters, semantic } from './attributes.ts'
import { responseIdOf } from './content.ts'
import type { ProviderFacts, SpanOptions } from './spans.ts'

/** Tokens and models are the attempts': a backend that adds them up must find each but once. */
export function callAttributes(record: CallRecord, options: SpanOptions): Attributes {
  const { usage, timing, cache, error, outcome } = record
  return known({
    [own.callId]: record.id,
    [own.address]: record.address,
    [own.route]: record.route,
    [own.target]: record.target,
    [own.outcome]: outcome,
    [own.stream]: record.stream,
    [own.tenant]: record.tenant,
    [own.attempts]: record.attempts.length,
    [own.requestId]: record.requestId,
    [own.dropped]: listOf(record.request.dropped),
    [own.verdicts]: listOf(record.verdicts.map(({ check, side, verdict }) => `${check} ${side} ${verdict}`)),
    [semantic.conversation]: record.conversation,
    [semantic.errorType]: outcome === 'failed' ? (error?.reason ?? '_OTHER') : undefined,
    [own.usageInputTokens]: usage?.inputTokens,
    [own.usageOutputTokens]: usage?.outputTokens,
    [own.timingQueueMs]: timing.queueMs,
    [own.timingRetryWaitMs]: timing.retryWaitMs,
    [own.timingLostMs]: timing.lostMs,
    [own.timingConnectMs]: timing.connectMs,
    [own.timingFirstTokenMs]: timing.firstTokenMs,
    [own.timingStreamMs]: timing.streamMs,
    [own.timingGatewayMs]: timing.gatewayMs,
    [own.timingTimeToFirstTokenMs]: timing.timeToFirstTokenMs,
    [own.cacheState]: cache?.state,
    [own.cacheNamespace]: cache?.namespace,
    [own.cacheAgeMs]: cache?.ageMs,
    [own.cacheSimilarity]: cache?.similarity,
    [own.cacheSavedTokens]: cache?.savedTokens,
    [own.cacheSavedCost]: cache?.savedCost,
    ...costOf(record.cost),
    ...tagsOf(record, options),
  })
}

/** Of the winner: what it answered as well. */
export function attemptAttributes(record: CallRecord, attempt: AttemptRecord, options: SpanOptions, isWinner: boolean): Attributes {
  const { usage, outcome } = attempt
  const base = inferenceAttributes(record, attempt, options, isWinner)
  return known({
    ...base,
    ...parametersOf(record),
    [semantic.conversation]: record.conversation,
    [semantic.stream]: record.stream || undefined,
    [semantic.finishReasons]: isWinner && record.response.finishReason !== null ? [record.response.finishReason] : undefined,
    [semantic.responseId]: isWinner && record.captured !== null ? responseIdOf(record.captured) : undefined,
    [semantic.timeToFirstChunk]: record.stream && attempt.firstTokenMs !== null ? attempt.firstTokenMs / 1000 : undefined,
    [semantic.inputTokens]: usage?.inputTokens,
    [semantic.outputTokens]: usage?.outputTokens,
    [semantic.cacheReadTokens]: usage?.cachedTokens || undefined,
    [semantic.cacheWriteTokens]: usage?.cacheWriteTokens || undefined,
    [semantic.reasoningTokens]: usage?.reasoningTokens || undefined,
    [semantic.openaiTier]: base[semantic.provider] === 'openai' ? usage?.tier : undefined,
    [semantic.errorType]: outcome === 'failed' ? (attempt.reason ?? '_OTHER') : undefined,
    [semantic.statusCode]: attempt.status,
    [own.callId]: record.id,
    [own.target]: attempt.target,
    [own.requestId]: attempt.requestId,
    [own.attemptNumber]: attempt.number,
    [own.attemptRole]: attempt.role,
    [own.attemptOutcome]: outcome,
    [own.attemptKey]: attempt.key,
    [own.attemptWaitMs]: attempt.waitMs || undefined,
    [own.attemptQueueMs]: attempt.queueMs || undefined,
    [own.attemptConnectMs]: attempt.connectMs,
    [own.attemptFirstByteMs]: attempt.firstByteMs,
    ...costOf(attempt.cost),
  })
}

/** Who was asked for what: the same on spans and on metrics. */
export function inferenceAttributes(record: CallRecord, { target }: AttemptRecord, { providers }: { readonly providers?: Readonly<Record<string, ProviderFacts>> | undefined }, isWinner: boolean): Attributes {
  const slash = target.indexOf('/')
  const named = target.slice(0, slash)
  const facts = providers !== undefined && Object.hasOwn(providers, named) ? providers[named] : undefined
  return known({
    [semantic.operation]: operationOf(record),
    [semantic.provider]: facts?.name ?? (Object.hasOwn(providerNames, named) ? providerNames[named] : named),
    [semantic.requestModel]: target.slice(slash + 1),
    [semantic.responseModel]: isWinner ? record.answeredBy : undefined,
    [semantic.serverAddress]: facts?.address,
    [semantic.serverPort]: facts?.port,
  })
}

export function operationOf({ operation }: CallRecord): string {
  return operationNames[operation] ?? operation
}

function parametersOf({ request: { parameters } }: CallRecord): MaybeAttributes {
  const found: Record<string, AttributeValue> = {}
  for (const name in parameters) {
    const value = parameters[name]
    const called = Object.hasOwn(requestParameters, name) ? requestParameters[name] : undefined
    if (typeof value === 'number' && called !== undefined) found[called] = value
  }
  const { n, stop, encoding_format: format } = parameters
  if (typeof n === 'number' && n !== 1) found[semantic.choiceCount] = n
  if (typeof stop === 'string') found[semantic.stopSequences] = [stop]
  if (typeof format === 'string') found[semantic.encodingFormats] = [format]
  return found
}

function costOf(cost: Cost): MaybeAttributes {
  return {
    [own.costTotal]: cost.total,
    [own.costInput]: cost.input,
    [own.costOutput]: cost.output,
    [own.costPrice]: cost.price,
    [own.costIsPartial]: cost.isPartial || undefined,
  }
}

function tagsOf({ tags }: CallRecord, { tags: wanted = true }: SpanOptions): MaybeAttributes {
  if (wanted === false) return {}
  const names = wanted === true ? Object.keys(tags) : wanted.filter((name) => Object.hasOwn(tags, name))
  return Object.fromEntries(names.map((name) => [`${own.tag}${name}`, tags[name]]))
}

function listOf(texts: readonly string[]): readonly string[] | undefined {
  return texts.length === 0 ? undefined : texts
}
