/** What makes two calls the same call, as a text: equal texts may share an answer, others never do. */
import type { Call } from '../core/call.ts'

/** Changes with every change of what a key or an entry means: older entries are never found again. */
const SCHEMA = 1

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

/** The text of a call: what is asked of whom, for whom. Throws where the body is no JSON. */
export function textOf({ operation, body, options, manner }: Call, tenant: string | undefined, namespace: string): string {
  const { headers, query } = options
  const asked = fields(body, operation === 'chat' ? IDLE_IN_CHAT : IDLE)
  const facts = JSON.stringify([SCHEMA, operation, namespace, tenant ?? null, manner?.model ?? null])
  return headers || query ? `${facts}${canonical([lowerCased(headers) ?? null, query ?? null])}${asked}` : `${facts}${asked}`
}

/** What must be the same besides for two calls to be one: how the answer comes, and how hard it is tried. */
export function mannersOf({ stream, options: { maxAttempts, maxRetries, idempotencyKey } }: Call): string {
  return JSON.stringify([stream, maxAttempts ?? null, maxRetries ?? null, idempotencyKey ?? null])
}

/**
 * JSON whose keys are sorted, as `JSON.stringify` would send it: `undefined` is dropped from objects, `1.0` is `1`. What is sent
 * differently differs: `null` and a missing field, `"1"` and `1`, and texts in another Unicode form.
 */
export function canonical(value: unknown): string {
  if (typeof value === 'string') return value.length > LONG && isWellFormed(value) ? `#${value.length}:${value}` : JSON.stringify(value)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) return items(value)
  if ('toJSON' in value && typeof value.toJSON === 'function') return canonical(value.toJSON())
  return fields(value)
}

/** A longer text, a picture as a rule, stands as it is behind its length: nothing else begins so, and it is not read letter by letter. */
const LONG = 4_096

/** Half a surrogate pair would be hashed like any other half. Runtimes that cannot tell at once quote the text. */
function isWellFormed(text: string & { isWellFormed?(): boolean }): boolean {
  return text.isWellFormed?.() ?? false
}

function fields(object: object, idle?: ReadonlySet<string>): string {
  let text = ''
  for (const name of Object.keys(object).sort()) {
    const value = (object as Readonly<Record<string, unknown>>)[name]
    if (value === undefined || typeof value === 'function' || typeof value === 'symbol' || idle?.has(name)) continue
    text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${canonical(value)}`
  }
  return `{${text}}`
}

function items(list: readonly unknown[]): string {
  let text = ''
  for (let at = 0; at < list.length; at++) text += at === 0 ? canonical(list[at]) : `,${canonical(list[at])}`
  return `[${text}]`
}

/** One name is one header, however it is written. */
function lowerCased(headers: Readonly<Record<string, string>> | undefined): Record<string, string> | undefined {
  return headers && Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}
