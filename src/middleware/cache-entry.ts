/** An entry of the cache: JSON text with a version. What is not an entry of this version, for this key, is none. */
import type { Call } from '../core/call.ts'
import type { Event, Operation, Value } from '../core/operation.ts'
import type { ReplyMeta } from '../core/reply.ts'
import type { Usage } from '../core/usage.ts'
import { isFields } from '../operations/fold-fields.ts'
import { viewOf } from '../operations/index.ts'
import { unfoldOf } from '../operations/unfold.ts'
import { isAnswer } from './cache-answers.ts'
import { eventsIn } from './event-notes.ts'

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

/** The form in which an answer was got: a value, or a stream of which there are notes. */
export type Form = 'value' | 'notes'

/** An answer, made anew from its text for everybody who is given it. */
export interface Entry extends EntryFacts {
  readonly value?: unknown
  readonly notes?: unknown
}

/** Headers of the provider that are still true when an answer is given again: not its limits, and not its cookies. */
const LASTING = ['x-request-id', 'request-id', 'openai-version', 'anthropic-version']

/** What outlasts the call that it was said of. */
export function lasting({ target, status, requestId, headers }: EntryFacts['meta']): EntryFacts['meta'] {
  const kept: Record<string, string> = {}
  for (const name of LASTING) {
    const value = headers[name]
    if (value !== undefined) kept[name] = value
  }
  return { target, status, requestId, headers: kept }
}

export function writeEntry(key: string, { at, ttlMs, tookMs, meta, usage }: EntryFacts, form: Form, json: string): string {
  const facts = JSON.stringify({ v: VERSION, key, at, ttlMs, tookMs, meta, usage })
  return `${facts.slice(0, -1)},"${form}":${json}}`
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
export function valueOf<Op extends Operation>(call: Call<Op>, entry: Entry): Value<Op> {
  const { operation } = call
  const made = entry.notes === undefined ? entry.value : folded(operation, eventsOf(call, entry))
  if (!isAnswer(operation, made)) throw new TypeError('the entry has no answer to this kind of call')
  return made as Value<Op>
}

/** The events of an entry, also where it was got at once. Throws where it makes none. */
export function eventsOf<Op extends Operation>({ operation }: Call<Op>, { value, notes }: Entry): Array<Event<Op>> {
  if (notes !== undefined) {
    const events = eventsIn(notes)
    if (events.length === 0 || !events.every((event) => isEvent(operation, event))) throw new TypeError('the entry has no stream of this kind')
    return events as Array<Event<Op>>
  }
  const unfold = unfoldOf(operation)
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
  return numbers && isKnown && (entry.notes !== undefined || entry.value !== undefined)
}

function isUsage(usage: unknown): usage is Usage | undefined {
  if (usage === undefined) return true
  return isFields(usage) && USAGE.every((name) => typeof usage[name] === 'number')
}

const USAGE: ReadonlyArray<keyof Usage> = ['inputTokens', 'outputTokens', 'totalTokens', 'cachedTokens', 'reasoningTokens']

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

/** True where a text has at most so many bytes in UTF-8. One that is far from it is not counted. */
export function fits(text: string, maxBytes: number): boolean {
  return text.length * 3 <= maxBytes || (text.length <= maxBytes && bytesOf(text) <= maxBytes)
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
