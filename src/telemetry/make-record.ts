/** A draft becomes a record: off the call's path, when a sink is about to be given it or somebody looks. */
import type { FailureReason } from '../core/failure.ts'
import type { AttemptRecord, CacheRecord, CallRecord, ErrorRecord, RequestShape, ResponseShape } from '../core/record.ts'
import { traceOf } from '../core/trace.ts'
import { attemptRecord, GIVEN, mainOf, MAX_MESSAGE } from './attempt-record.ts'
import type { Draft } from './draft.ts'
import type { PriceOf } from './price-table.ts'
import { costOf, fullUsage } from './pricing.ts'
import { addUp, sumOfUsage } from './sums.ts'
import { timingOf } from './timing.ts'

export interface MakeOptions {
  readonly gateway: string
  readonly routes: ReadonlySet<string>
  readonly priceOf: PriceOf
}

export function makeRecord(draft: Draft, { gateway, routes, priceOf }: MakeOptions): CallRecord {
  const { id, startedAt, endedAt, endDate, address, error, notes, target } = draft
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
    conversation: typeof metadata['conversation'] === 'string' ? metadata['conversation'] : (draft.conversation ?? null),
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
    answeredBy: draft.answeredBy ?? null,
    key: main?.key ?? null,
    tenant: draft.tenant ?? null,
    metadata,
    tags: tagsOf(metadata),
    request: {
      messages: draft.messages,
      tools: draft.tools,
      images: draft.images,
      files: draft.files,
      sounds: draft.sounds,
      estimatedTokens: notes?.estimatedTokens ?? null,
      parameters: parametersOf(draft),
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
    feedback: draft.feedback,
  }
}

function outcomeOf(reason: FailureReason | undefined): CallRecord['outcome'] {
  return reason === undefined ? 'ok' : reason === 'aborted' ? 'aborted' : 'failed'
}

/** Objects are made here: of names and values, so that one like `__proto__` is a field as any other. */
function parametersOf({ flat, metadataAt }: Draft): RequestShape['parameters'] {
  const parameters: Record<string, string | number | boolean> = {}
  for (let at = 0; at < metadataAt; at += 2) own(parameters, String(flat[at]), flat[at + 1] as string)
  return parameters
}

function metadataOf({ flat, metadataAt }: Draft): Record<string, unknown> {
  const metadata: Record<string, unknown> = {}
  for (let at = metadataAt; at < flat.length; at += 2) {
    const value = plain(flat[at + 1])
    if (value !== undefined) own(metadata, String(flat[at]), value)
  }
  return metadata
}

/** As JSON would have it. */
function plain(value: unknown): unknown {
  if (typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (Array.isArray(value)) return typeof value[0] === 'string' ? JSON.parse(value[0]) : null
  return typeof value === 'bigint' ? String(value) : value === null ? null : undefined
}

function own<Value>(object: Record<string, Value>, name: string, value: Value): void {
  if (name === '__proto__') Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true })
  else object[name] = value
}

function tagsOf(metadata: Readonly<Record<string, unknown>>): Record<string, string> {
  const tags: Record<string, string> = {}
  for (const name of Object.keys(metadata)) {
    const value = metadata[name]
    if (typeof value === 'string') own(tags, name, value.length > MAX_TAG ? value.slice(0, MAX_TAG) : value)
    else if (typeof value === 'number' || typeof value === 'boolean') own(tags, name, String(value))
  }
  return tags
}

const MAX_TAG = 200

function responseOf({ finishReason, choices, toolCalls, events, status, length, error, stream }: Draft, main: AttemptRecord | undefined): ResponseShape {
  const bytes = Number(length)
  const tokens = main?.usage?.outputTokens ?? 0
  const streamedMs = stream && main?.firstTokenMs !== null && main?.lastTokenMs !== null && main !== undefined ? main.lastTokenMs - main.firstTokenMs : undefined
  const tookMs = stream ? streamedMs : main?.durationMs
  return {
    finishReason: finishReason ?? null,
    choices,
    toolCalls,
    status: status ?? error?.status ?? null,
    bytes: length !== undefined && Number.isSafeInteger(bytes) ? bytes : null,
    events,
    tokensPerSecond: tokens > 0 && tookMs !== undefined && tookMs > 0 ? (tokens * 1000) / tookMs : null,
    timePerOutputTokenMs: tokens > 1 && streamedMs !== undefined ? streamedMs / (tokens - 1) : null,
  }
}

function cacheOf({ notes, cache, given, target, usage, endDate }: Draft, priceOf: PriceOf): CacheRecord | null {
  if (cache === undefined) return null
  const { ageMs, similarity, saved } = given ?? {}
  const kept = saved ?? usage
  const price = kept === undefined || target === undefined ? undefined : priceOf(target, endDate)
  return {
    state: cache,
    namespace: notes?.namespace ?? null,
    ageMs: ageMs ?? null,
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

