/** A draft becomes a record: off the call's path, when a sink is about to be given it or somebody looks. */
import type { FailureReason } from '../core/failure.ts'
import type { AttemptRecord, CacheRecord, CallRecord, ErrorRecord, ResponseShape } from '../core/record.ts'
import { traceOf } from '../core/trace.ts'
import { attemptRecord, GIVEN, mainOf, MAX_MESSAGE } from './attempt-record.ts'
import type { Draft } from './draft.ts'
import type { PriceOf } from './price-table.ts'
import { costOf, fullUsage } from './pricing.ts'
import { parametersOf } from './request-shape.ts'
import { addUp, sumOfUsage } from './sums.ts'
import { timingOf } from './timing.ts'

export interface MakeOptions {
  readonly gateway: string
  readonly routes: ReadonlySet<string>
  readonly priceOf: PriceOf
}

export function makeRecord(draft: Draft, { gateway, routes, priceOf }: MakeOptions): CallRecord {
  const { id, startedAt, endedAt, endDate, address, target, error, notes, asked, answer } = draft
  const { traceId, spanId, parentSpanId } = traceOf(id, draft.traceparent)
  const main = mainOf(draft)
  const attempts = draft.attempts.map((attempt) => attemptRecord(attempt, draft, main, spanId, priceOf))
  const durationMs = endedAt - startedAt
  const metadata = metadataOf(draft)
  const slash = target?.indexOf('/') ?? -1
  return {
    version: 1,
    gateway,
    id,
    traceId,
    spanId,
    parentSpanId: parentSpanId ?? null,
    conversation: typeof metadata['conversation'] === 'string' ? metadata['conversation'] : (asked.conversation ?? null),
    requestId: draft.requestId ?? main?.facts?.requestId ?? null,
    startedAt: endDate - durationMs,
    durationMs,
    operation: draft.operation,
    stream: draft.stream,
    outcome: outcomeOf(error?.reason),
    address,
    route: routes.has(address) ? address : null,
    target: target ?? null,
    provider: target === undefined || slash < 0 ? null : target.slice(0, slash),
    model: target === undefined ? null : target.slice(slash + 1),
    answeredBy: answer?.model ?? null,
    key: main?.key ?? null,
    tenant: draft.tenant ?? null,
    metadata,
    tags: tagsOf(metadata),
    request: {
      messages: asked.messages,
      tools: asked.tools,
      images: asked.images,
      files: asked.files,
      sounds: asked.sounds,
      estimatedTokens: notes?.estimatedTokens ?? null,
      parameters: parametersOf(asked),
      dropped: notes?.dropped ?? [],
      bytes: main?.facts?.sentBytes ?? null,
    },
    response: responseOf(draft, attempts.find(({ number }) => number === main?.number)),
    attempts,
    timing: timingOf({ startedAt, endedAt, attempts: draft.attempts, main, waits: notes?.waits, stream: draft.stream, firstAt: draft.firstAt }),
    usage: sumOfUsage(attempts),
    cost: addUp(attempts.map(({ cost }) => cost)),
    cache: cacheOf(draft, priceOf),
    verdicts: [...draft.verdicts],
    error: error === undefined ? null : errorOf(draft),
    captured: draft.captured,
    feedback: [],
  }
}

function outcomeOf(reason: FailureReason | undefined): CallRecord['outcome'] {
  return reason === undefined ? 'ok' : reason === 'aborted' ? 'aborted' : 'failed'
}

function metadataOf({ metadata }: Draft): Record<string, unknown> {
  if (metadata === undefined) return {}
  const entries: Array<[string, unknown]> = []
  for (let at = 0; at < metadata.length; at += 2) {
    const value = metadata[at + 1]
    const json: unknown = Array.isArray(value) ? value[0] : undefined
    if (Array.isArray(value)) entries.push([String(metadata[at]), typeof json === 'string' ? JSON.parse(json) : null])
    else if (typeof value === 'bigint' || typeof value === 'symbol') entries.push([String(metadata[at]), String(value)])
    else if (value !== undefined && typeof value !== 'function') entries.push([String(metadata[at]), typeof value === 'number' && !Number.isFinite(value) ? null : value])
  }
  return Object.fromEntries(entries)
}

function tagsOf(metadata: Readonly<Record<string, unknown>>): Record<string, string> {
  const isTag = (value: unknown): boolean => typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
  return Object.fromEntries(Object.entries(metadata).flatMap(([name, value]) => (isTag(value) ? [[name, String(value).slice(0, MAX_TAG)]] : [])))
}

const MAX_TAG = 200

function responseOf({ answer, events, status, receivedBytes, error, stream }: Draft, main: AttemptRecord | undefined): ResponseShape {
  const bytes = Number(receivedBytes)
  const tokens = main?.usage?.outputTokens ?? 0
  const streamedMs = stream && main?.firstTokenMs !== null && main?.lastTokenMs !== null && main !== undefined ? main.lastTokenMs - main.firstTokenMs : undefined
  const tookMs = stream ? streamedMs : main?.durationMs
  return {
    finishReason: answer?.finishReason ?? null,
    choices: answer?.choices ?? 0,
    toolCalls: answer?.toolCalls ?? 0,
    status: status ?? error?.status ?? null,
    bytes: receivedBytes !== undefined && Number.isSafeInteger(bytes) ? bytes : null,
    events,
    tokensPerSecond: tokens > 0 && tookMs !== undefined && tookMs > 0 ? (tokens * 1000) / tookMs : null,
    timePerOutputTokenMs: tokens > 1 && streamedMs !== undefined ? streamedMs / (tokens - 1) : null,
  }
}

function cacheOf({ cache, notes, cacheAgeMs, similarity, saved, usage, target, endDate }: Draft, priceOf: PriceOf): CacheRecord | null {
  if (cache === undefined) return null
  const kept = saved ?? (cache === 'shared' ? usage : undefined)
  const price = kept === undefined || target === undefined ? undefined : priceOf(target, endDate)
  return {
    state: cache,
    namespace: notes?.namespace ?? null,
    ageMs: cacheAgeMs ?? null,
    similarity: similarity ?? null,
    savedTokens: GIVEN.has(cache) ? (kept?.totalTokens ?? 0) : 0,
    savedCost: price === undefined || kept === undefined ? null : costOf(fullUsage(kept), price.price, price.name).total,
  }
}

function errorOf({ error }: Draft): ErrorRecord | null {
  if (error === undefined) return null
  const { reason, code, status, param, message } = error.failure
  return { reason, code: code ?? null, status: status ?? null, param: param ?? null, message: message.slice(0, MAX_MESSAGE) }
}

