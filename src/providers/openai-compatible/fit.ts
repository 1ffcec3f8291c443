/** A chat request made fit for a host that differs from OpenAI: what it cannot take is renamed, rewritten or left out aloud. */
import type { Call } from '../../core/call.ts'
import { dropParam, type Target } from '../../core/provider.ts'
import type { Fields } from '../translate/params.ts'
import { changedMessages, type Message, withoutForeign } from './messages.ts'
import type { Quirks } from './quirks.ts'

/** Brought by the hosts that have quirks: OpenAI's own provider need not carry it. */
export type Fit = (body: Fields, call: Call<'chat'>, target: Target, dialect: string, quirks: Quirks) => void

/** Changes `body`, which is ours, by the quirks of the host. */
export function fit(body: Fields, call: Call<'chat'>, target: Target, dialect: string, quirks: Quirks): void {
  const { messages } = call.body
  body.messages = changedMessages(messages, (message) => hostMessage(message, quirks))
  if (quirks.maxTokens !== undefined) rename(body, other(quirks.maxTokens), quirks.maxTokens)
  for (const [ours, theirs] of Object.entries(quirks.renames ?? {})) rename(body, ours, theirs)
  for (const param of quirks.refuses ?? []) {
    if (body[param] === undefined) continue
    delete body[param]
    if (param !== 'stream_options') dropParam(call, target, param, `${dialect} refuses it`)
  }
  if (quirks.messageNames === false && messages.some(isNamed)) dropParam(call, target, 'messages[].name', `${dialect} refuses it`)
}

/** Under the host's own name; what the caller already said under that name stays. */
function rename(body: Fields, ours: string, theirs: string): void {
  if (body[ours] === undefined) return
  body[theirs] ??= body[ours]
  delete body[ours]
}

function other(limit: 'max_tokens' | 'max_completion_tokens'): string {
  return limit === 'max_tokens' ? 'max_completion_tokens' : 'max_tokens'
}

function hostMessage(message: Message, quirks: Quirks): Message {
  if (message.role === 'tool') return quirks.shortToolIds ? { ...message, tool_call_id: shortId(message.tool_call_id) } : message
  let own = quirks.messageNames === false && isNamed(message) ? withoutName(message) : message
  if (own.role === 'developer' && quirks.developerRole === false) own = { ...own, role: 'system' }
  if (own.role !== 'assistant') return own
  if (quirks.shortToolIds && own.tool_calls?.length) {
    own = { ...own, tool_calls: own.tool_calls.map((call) => ({ ...call, id: shortId(call.id) })) }
  }
  return withReasoning(quirks.noEmptyFields ? withoutEmpty(own) : own, quirks)
}

/** True where a message has a `name` that it could do without. */
function isNamed(message: Message): boolean {
  return message.role !== 'tool' && message.role !== 'function' && message.name !== undefined
}

function withoutName(message: Message): Message {
  const { name: _, ...rest } = message as Message & { name?: string }
  return rest as Message
}

/** What an answer carries but says nothing with: strict hosts refuse it when the answer comes back in a history. */
function withoutEmpty(message: Message): Message {
  const said = message as unknown as Readonly<Record<string, unknown>>
  const empty = EMPTY.filter((field) => field in said && isEmpty(said[field]))
  if (empty.length === 0) return message
  return Object.fromEntries(Object.entries(said).filter(([field]) => !empty.includes(field))) as unknown as Message
}

const EMPTY = ['annotations', 'audio', 'function_call', 'refusal', 'tool_calls']

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0)
}

/** Our reasoning fields go back under the host's own name, or not at all; opaque blocks belong to whoever signed them. */
function withReasoning(message: Message, { reasoningField, reasoningDetails = false }: Quirks): Message {
  const own = withoutForeign(message)
  if (own === message) return own
  const { reasoning_content, reasoning_details } = message as Message & { reasoning_content?: unknown; reasoning_details?: unknown }
  return {
    ...own,
    ...(reasoningField !== undefined && typeof reasoning_content === 'string' && { [reasoningField]: reasoning_content }),
    ...(reasoningDetails && reasoning_details !== undefined && { reasoning_details }),
  }
}

const FIT = /^[a-zA-Z0-9]{9}$/

/** Nine letters and digits, the same for the same id: FNV-1a twice, in base 36. */
function shortId(id: string): string {
  if (FIT.test(id)) return id
  const word = fnv(id, 0x811c9dc5).toString(36) + fnv(id, 0x01000193).toString(36)
  return word.padEnd(9, '0').slice(-9)
}

function fnv(text: string, seed: number): number {
  let hash = seed
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0
  return hash
}
