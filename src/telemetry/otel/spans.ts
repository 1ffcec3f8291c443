/** A record as spans: one for the call, and below it one for each attempt, which is what the conventions call an inference. */
import { checkBoolean, checkFunction, checkObject, checkOneOf, show } from '../../core/check.ts'
import { ConfigError } from '../../core/error.ts'
import type { AttemptRecord, CallRecord } from '../../core/record.ts'
import { attemptAttributes, callAttributes, operationOf } from './span-attributes.ts'
import { type Attributes, type AttributeValue, known, type MaybeAttributes, own, semantic } from './attributes.ts'
import { contentOf } from './content.ts'

/** What a span's attributes may be extended by. */
export interface SpanFacts {
  readonly record: CallRecord
  /** The attempt whose span it is; `null` for the call's own. */
  readonly attempt: AttemptRecord | null
  /** What the span has so far. */
  readonly attributes: Attributes
  /** True: what was asked and answered may be sent. */
  readonly content: boolean
}

/** More attributes for a span, for backends with names of their own. `null` and `undefined` are left out. */
export type SpanExtension = (span: SpanFacts) => MaybeAttributes

/** A provider of the config, for those who look at its spans. */
export interface ProviderFacts {
  /** One of the conventions' well-known names: `anthropic`, `azure.ai.openai`. @default what the config's name suggests, else that name */
  readonly name?: string | undefined
  /** Where it is: `api.anthropic.com`. @default none */
  readonly address?: string | undefined
  /** @default none */
  readonly port?: number | undefined
}

export interface SpanOptions {
  /**
   * Sends what was asked and answered, of records that captured it: as attributes, or as an event of the span.
   *
   * @default false
   */
  readonly content?: false | 'attributes' | 'event' | undefined
  /** The tags of the call's span, each as `zerohop.tag.<name>`: all, none, or those listed. @default true */
  readonly tags?: boolean | readonly string[] | undefined
  /** Facts about the providers of the config, by their names there. @default guessed from the names */
  readonly providers?: Readonly<Record<string, ProviderFacts>> | undefined
  /** More attributes for every span. @default none */
  readonly extend?: SpanExtension | readonly SpanExtension[] | undefined
}

export const spanOptionNames: ReadonlyArray<keyof SpanOptions> = ['content', 'tags', 'providers', 'extend']

export interface SpanData {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string | null
  readonly name: string
  readonly kind: 'internal' | 'client'
  /** Milliseconds since the Unix epoch, with fractions. */
  readonly startMs: number
  readonly endMs: number
  readonly attributes: Attributes
  readonly events: readonly SpanEvent[]
  readonly links: readonly SpanLink[]
  /** What went wrong; `null` where nothing did. */
  readonly error: string | null
}

export interface SpanEvent {
  readonly name: string
  readonly atMs: number
  readonly attributes: Attributes
}

/** To a span of the same trace. */
export interface SpanLink {
  readonly spanId: string
  readonly attributes: Attributes
}

/** The call's span first, then its attempts in the order they began. */
export function spansOf(record: CallRecord, options: SpanOptions): SpanData[] {
  const winner = record.attempts.find(({ outcome, role }) => outcome === 'won' && role !== 'check')
  const spans = [callSpan(record, options, winner === undefined)]
  for (const attempt of record.attempts) spans.push(attemptSpan(record, attempt, options, attempt === winner))
  return spans
}

function callSpan(record: CallRecord, options: SpanOptions, holdsContent: boolean): SpanData {
  const { traceId, spanId, parentSpanId, startedAt, durationMs, error, outcome } = record
  const endMs = startedAt + durationMs
  const base = callAttributes(record, options)
  const content = holdsContent ? contentFor(record, options) : undefined
  return {
    traceId, spanId, parentSpanId,
    name: `${record.operation} ${record.address}`,
    kind: 'internal',
    startMs: startedAt,
    endMs,
    attributes: extended(record, null, content && options.content === 'attributes' ? { ...base, ...content } : base, options),
    events: [...exception(outcome === 'failed', error?.reason, error?.message, endMs), ...details(content, options, endMs)],
    links: [],
    error: outcome === 'failed' ? (error?.message ?? 'failed') : null,
  }
}

function attemptSpan(record: CallRecord, attempt: AttemptRecord, options: SpanOptions, isWinner: boolean): SpanData {
  const { traceId, startedAt } = record
  const startMs = startedAt + attempt.startMs
  const endMs = startMs + attempt.durationMs
  const isFailed = attempt.outcome === 'failed'
  const base = attemptAttributes(record, attempt, options, isWinner)
  const content = isWinner ? contentFor(record, options) : undefined
  const cause = record.attempts.find(({ number }) => number === attempt.parent)
  return {
    traceId,
    spanId: attempt.spanId,
    parentSpanId: record.spanId,
    name: `${operationOf(record)} ${attempt.target.slice(attempt.target.indexOf('/') + 1)}`,
    kind: 'client',
    startMs,
    endMs,
    attributes: extended(record, attempt, content && options.content === 'attributes' ? { ...base, ...content } : base, options),
    events: [...exception(isFailed, attempt.reason, attempt.message, endMs), ...details(content, options, endMs)],
    links: cause === undefined ? [] : [{ spanId: cause.spanId, attributes: { [own.linkRole]: attempt.role } }],
    error: isFailed ? (attempt.message ?? attempt.reason ?? 'failed') : null,
  }
}

function contentFor({ captured }: CallRecord, { content = false }: SpanOptions): Attributes | undefined {
  return captured === null || content === false ? undefined : known(contentOf(captured))
}

function details(content: Attributes | undefined, options: SpanOptions, atMs: number): SpanEvent[] {
  return content === undefined || options.content !== 'event' ? [] : [{ name: semantic.contentEvent, atMs, attributes: content }]
}

/** Without a stack: it would tell of the gateway's inside only, and the record has none. */
function exception(isFailed: boolean, reason: string | null | undefined, message: string | null | undefined, atMs: number): SpanEvent[] {
  if (!isFailed) return []
  const attributes = known({ [semantic.exceptionType]: reason ?? 'internal', [semantic.exceptionMessage]: message })
  return [{ name: semantic.exceptionEvent, atMs, attributes }]
}

function extended(record: CallRecord, attempt: AttemptRecord | null, base: Attributes, { extend, content = false }: SpanOptions): Attributes {
  if (extend === undefined) return base
  const attributes: Record<string, AttributeValue> = { ...base }
  for (const more of typeof extend === 'function' ? [extend] : extend) {
    Object.assign(attributes, known(more({ record, attempt, attributes, content: content !== false })))
  }
  return attributes
}

/** @throws ConfigError at `path` */
export function checkSpanOptions(path: string, { content, tags, providers, extend }: SpanOptions): void {
  if (content !== false) checkOneOf(`${path}.content`, content, ['attributes', 'event'])
  if (Array.isArray(tags)) {
    tags.forEach((tag: unknown, at) => {
      if (typeof tag !== 'string') throw new ConfigError(`${path}.tags[${at}]`, `must be a tag's name, got ${show(tag)}`)
    })
  } else checkBoolean(`${path}.tags`, tags)
  if (providers !== undefined) checkObject(`${path}.providers`, providers)
  if (Array.isArray(extend)) extend.forEach((one: unknown, at) => checkFunction(`${path}.extend[${at}]`, one ?? null))
  else checkFunction(`${path}.extend`, extend)
}
