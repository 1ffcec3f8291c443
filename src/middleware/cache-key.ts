/** What makes two calls the same call, as a text: equal texts may share an answer, others never do. */
import { sha256 } from '#sha256'
import type { Call } from '../core/call.ts'

/** Changes with every change of what a key or an entry means: older entries are never found again. */
const SCHEMA = 2

/**
 * Fields that change how an answer comes, what it is charged to or who is blamed for it, but not what it says:
 *
 * - `stream`, `stream_options`: an answer got in one way is given in the other
 * - `user`, `safety_identifier`: whom the provider suspects of abuse; tenants are kept apart by `tenant`
 * - `metadata`: labels on the provider's own records
 * - `prompt_cache_key`, `prompt_cache_retention`: where the provider looks for the beginning of the prompt
 * - `store`: whether the provider keeps a completion for its dashboard. Not so for the Responses API, where the id of an answer
 *   that was not stored leads nowhere
 *
 * All others count, also those nobody knows: `provider_options`, `service_tier` (the answer names it), `seed`.
 */
const IDLE: ReadonlySet<string> = new Set([
  'stream', 'stream_options', 'user', 'safety_identifier', 'metadata', 'prompt_cache_key', 'prompt_cache_retention',
])
const IDLE_IN_CHAT: ReadonlySet<string> = new Set([...IDLE, 'store'])

/** The digest of a call's text; `undefined` where the body is no JSON: whoever has to send it will say so. A promise where the runtime has no other. */
export function keyOf(call: Call, tenant: string | undefined, namespace: string): string | Promise<string> | undefined {
  const long = new LongTexts()
  let text: string
  try {
    text = shortTextOf(call, tenant, namespace, long)
  } catch {
    return undefined
  }
  return long.count === 0 ? sha256(text) : sha256(text + long.joined, ...long.apart)
}

/** The text of a call: what is asked of whom, for whom. Throws where the body is no JSON. */
export function textOf(call: Call, tenant: string | undefined, namespace: string): string {
  const long = new LongTexts()
  return shortTextOf(call, tenant, namespace, long) + long.joined + long.apart.join('')
}

/** Behind it come the long texts: it ends with its bracket, and says where each of them belongs, and how long it is. */
function shortTextOf({ operation, body, options, manner }: Call, tenant: string | undefined, namespace: string, long: LongTexts): string {
  const { headers, query } = options
  const asked = ordered(body, long, operation === 'chat' ? IDLE_IN_CHAT : IDLE)
  const more = headers || query ? ordered([lowerCased(headers) ?? null, query ?? null], long) : null
  return JSON.stringify([SCHEMA, operation, namespace, tenant ?? null, manner?.model ?? null, asked, more, long.places])
}

/** Of an answer at once, tried as hard as any. */
export const USUAL_MANNERS = '[false]'

/** What must be the same besides for two calls to be one: how the answer comes, and how hard it is tried. */
export function mannersOf({ stream, options: { maxAttempts, maxRetries, idempotencyKey } }: Call): string {
  if (maxAttempts === undefined && maxRetries === undefined && idempotencyKey === undefined) return stream ? '[true]' : USUAL_MANNERS
  return JSON.stringify([stream, maxAttempts ?? null, maxRetries ?? null, idempotencyKey ?? null])
}

/**
 * JSON whose keys are sorted, as `JSON.stringify` would send it: `undefined` is dropped from objects, `1.0` is `1`. What is sent
 * differently differs: `null` and a missing field, `"1"` and `1`, and texts in another Unicode form.
 */
export function canonical(value: unknown): string {
  return JSON.stringify(ordered(value)) ?? 'null'
}

/** A text beyond this stands behind the rest: it need not be quoted, letter by letter. */
const QUOTED = 256
/** A text beyond this, a picture as a rule, is not even copied. */
const COPIED = 4_096

class LongTexts {
  /** By turns, how many texts there are before it, and how long it is. */
  readonly places: number[] = []
  joined = ''
  readonly apart: string[] = []
  #texts = 0

  get count(): number {
    return this.places.length
  }

  /** The text, or nothing where it is taken out. */
  take(text: string): string {
    this.#texts += 1
    if (text.length <= QUOTED || !isWellFormed(text)) return text
    this.places.push(this.#texts, text.length)
    if (text.length <= COPIED) this.joined += text
    else this.apart.push(text)
    return ''
  }
}

/** Half a surrogate pair would be hashed like any other half. Runtimes that cannot tell at once quote the text. */
function isWellFormed(text: string & { isWellFormed?(): boolean }): boolean {
  return text.isWellFormed?.() ?? false
}

/** The same value with its fields in their order, and without its long texts; the value itself where nothing changes. */
function ordered(value: unknown, long?: LongTexts, idle?: ReadonlySet<string>): unknown {
  if (typeof value === 'string') return long === undefined ? value : long.take(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return orderedList(value, long)
  if ('toJSON' in value && typeof value.toJSON === 'function') return ordered(value.toJSON(), long)
  return orderedFields(value as Readonly<Record<string, unknown>>, long, idle)
}

function orderedList(list: readonly unknown[], long: LongTexts | undefined): readonly unknown[] {
  let copy: unknown[] | undefined
  for (let at = 0; at < list.length; at++) {
    const item = ordered(list[at], long)
    if (copy === undefined && item !== list[at]) copy = list.slice(0, at)
    copy?.push(item)
  }
  return copy ?? list
}

function orderedFields(object: Readonly<Record<string, unknown>>, long: LongTexts | undefined, idle: ReadonlySet<string> | undefined): object {
  const names = Object.keys(object)
  const isOrdered = idle === undefined && areOrdered(names)
  if (!isOrdered) sort(names)
  const copy: Record<string, unknown> = {}
  let isSame = isOrdered
  for (const name of names) {
    if (idle?.has(name)) continue
    const field = object[name]
    const value = ordered(field, long)
    isSame &&= value === field
    if (name === '__proto__') Object.defineProperty(copy, name, { value, enumerable: true })
    else copy[name] = value
  }
  return isSame ? object : copy
}

/** A look costs less than a sort. */
function areOrdered(names: readonly string[]): boolean {
  for (let at = 1; at < names.length; at++) if ((names[at - 1] as string) > (names[at] as string)) return false
  return true
}

/** In place. `Array.prototype.sort` makes two kilobytes of garbage for a handful of names. */
function sort(names: string[]): void {
  if (names.length > 32) return void names.sort()
  for (let at = 1; at < names.length; at++) {
    const name = names[at] as string
    let to = at
    for (; to > 0 && (names[to - 1] as string) > name; to--) names[to] = names[to - 1] as string
    names[to] = name
  }
}

/** One name is one header, however it is written. */
function lowerCased(headers: Readonly<Record<string, string>> | undefined): Record<string, string> | undefined {
  return headers && Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}
