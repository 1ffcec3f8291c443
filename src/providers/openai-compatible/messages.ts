/** Messages for one host: histories from other providers are made fit, everything else stays as it is. */
import type { Body } from '../../core/operation.ts'
import type { Quirks } from './quirks.ts'

type Messages = Body<'chat'>['messages']
type Message = Messages[number]

/** The same array where nothing has to change. */
export function hostMessages(messages: Messages, quirks: Quirks): Messages {
  let changed: Message[] | undefined
  for (let at = 0; at < messages.length; at++) {
    const message = messages[at] as Message
    const fit = hostMessage(message, quirks)
    if (fit === message) continue
    changed ??= [...messages]
    changed[at] = fit
  }
  return changed ?? messages
}

function hostMessage(message: Message, quirks: Quirks): Message {
  if (message.role === 'tool') return quirks.shortToolIds ? { ...message, tool_call_id: shortId(message.tool_call_id) } : message
  let fit = quirks.messageNames === false && isNamed(message) ? withoutName(message) : message
  if (fit.role === 'developer' && quirks.developerRole === false) fit = { ...fit, role: 'system' }
  if (fit.role !== 'assistant') return fit
  if (quirks.shortToolIds && fit.tool_calls?.length) {
    fit = { ...fit, tool_calls: fit.tool_calls.map((call) => ({ ...call, id: shortId(call.id) })) }
  }
  return withReasoning(withoutForeign(quirks.noEmptyFields ? withoutEmpty(fit) : fit), quirks)
}

/** True where a message has a `name` that it could do without. */
export function isNamed(message: Message): boolean {
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

/** What other dialects keep beside an answer for themselves is nothing to this one. */
function withoutForeign(message: Message): Message {
  if (!('provider_fields' in message) && !('images' in message)) return message
  const { provider_fields: _, images: __, ...rest } = message as Message & { provider_fields?: unknown; images?: unknown }
  return rest as Message
}

/** Our reasoning fields go back under the host's own name, or not at all; opaque blocks belong to whoever signed them. */
function withReasoning(message: Message, { reasoningField, reasoningDetails = false }: Quirks): Message {
  if (!('reasoning_content' in message) && !('reasoning_details' in message)) return message
  type Reasoned = Message & { reasoning_content?: unknown; reasoning_details?: unknown }
  const { reasoning_content, reasoning_details, ...rest } = message as Reasoned
  return {
    ...rest,
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
