/** An entry of the cache: JSON text with a version. What is not an entry of this version, for this key, is none. */
import type { Call } from '../core/call.ts'
import type { Event, Operation, Value } from '../core/operation.ts'
import type { ReplyMeta } from '../core/reply.ts'
import type { Usage } from '../core/usage.ts'
import { isFields } from '../operations/fold-fields.ts'
import { viewOf } from '../operations/index.ts'
import { isAnswer } from './cache-answers.ts'

const VERSION = 1

/** What is known of an answer besides the answer. */
export interface EntryFacts {
  /** Milliseconds since the Unix epoch. */
  readonly at: number
  readonly ttlMs: number
  /** How long it had taken. */
  readonly tookMs: number
  readonly meta: Pick<ReplyMeta, 'target' | 'status' | 'headers' | 'requestId'>
  /** Where the answer does not say it itself. */
  readonly usage?: Usage | undefined
}

/** An answer in the form in which it was got; made anew from its text for everybody who is given it. */
export interface Entry extends EntryFacts {
  readonly value?: unknown
  readonly events?: readonly unknown[]
}

/** Headers of the provider that are still true when an answer is given again: not its limits, and not its cookies. */
const LASTING = ['x-request-id', 'request-id', 'openai-version', 'anthropic-version']

/** `answer` is `"value":…` or `"events":[…]`. */
export function writeEntry(key: string, { at, ttlMs, tookMs, meta, usage }: EntryFacts, answer: string): string {
  const { target, status, requestId } = meta
  const headers = Object.fromEntries(LASTING.flatMap((name) => (meta.headers[name] === undefined ? [] : [[name, meta.headers[name]]])))
  const facts = JSON.stringify({ v: VERSION, key, at, ttlMs, tookMs, meta: { target, status, requestId, headers }, usage })
  return `${facts.slice(0, -1)},${answer}}`
}

/** Throws where the text is an entry neither of this version nor of this key, or of another kind of call. */
export function readEntry(key: string, text: unknown): Entry {
  if (typeof text !== 'string') throw new TypeError('the store gave no text')
  const entry: unknown = JSON.parse(text)
  if (!isEntry(entry, key)) throw new TypeError('the store gave what is no entry of this version and key')
  return entry
}

/** What its answer had cost; its value says so itself. */
export function usageIn<Op extends Operation>({ operation }: Call<Op>, { value, usage }: Entry): Usage | undefined {
  const told = usage ?? (value === undefined ? undefined : viewOf(operation).usageOf(value as Value<Op>))
  return isUsage(told) ? told : undefined
}

/** The value of an entry, also where it was got as a stream. Throws where it makes none. */
export function valueOf<Op extends Operation>({ operation }: Call<Op>, { value, events }: Entry): Value<Op> {
  const made = events === undefined ? value : folded(operation, events as ReadonlyArray<Event<Op>>)
  if (!isAnswer(operation, made)) throw new TypeError('the entry has no answer to this kind of call')
  return made as Value<Op>
}

/** The events of an entry, also where it was got at once. Throws where it makes none. */
export function eventsOf<Op extends Operation>({ operation }: Call<Op>, { value, events }: Entry): Array<Event<Op>> {
  if (events !== undefined) {
    if (events.length === 0 || !events.every((event) => isEvent(operation, event))) throw new TypeError('the entry has no stream of this kind')
    return events as Array<Event<Op>>
  }
  const { unfold } = viewOf(operation)
  if (unfold === undefined || !isAnswer(operation, value)) throw new TypeError('the entry makes no stream')
  return unfold(value as Value<Op>)
}

function isEvent(operation: Operation, event: unknown): boolean {
  return isFields(event) && (operation === 'chat' ? Array.isArray(event.choices) : typeof event.type === 'string')
}

function folded<Op extends Operation>(operation: Op, events: ReadonlyArray<Event<Op>>): Value<Op> | undefined {
  const fold = viewOf(operation).fold?.()
  for (const event of events) fold?.push(event)
  return fold?.value()
}

function isEntry(entry: unknown, key: string): entry is Entry {
  if (!isFields(entry) || entry.v !== VERSION || entry.key !== key || !isFields(entry.meta)) return false
  const { target, status, headers, requestId } = entry.meta
  const numbers = [entry.at, entry.ttlMs, entry.tookMs, status].every((number) => typeof number === 'number' && Number.isFinite(number))
  const isKnown = typeof target === 'string' && isFields(headers) && Object.values(headers).every(isText) && (requestId === undefined || isText(requestId))
  return numbers && isKnown && (Array.isArray(entry.events) || entry.value !== undefined)
}

function isUsage(usage: unknown): usage is Usage | undefined {
  if (usage === undefined) return true
  return isFields(usage) && USAGE.every((name) => typeof usage[name] === 'number')
}

const USAGE: ReadonlyArray<keyof Usage> = ['inputTokens', 'outputTokens', 'totalTokens', 'cachedTokens', 'reasoningTokens']

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

/** How many bytes a text has in UTF-8, without making them. */
export function bytesOf(text: string): number {
  let bytes = text.length
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code > 0x7f) bytes += code > 0x7ff && (code < 0xd800 || code > 0xdfff) ? 2 : 1 // half of a pair is two bytes of four
  }
  return bytes
}
