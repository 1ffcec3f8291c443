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
  if (message.role === 'developer' && quirks.developerRole === false) return { ...message, role: 'system' }
  if (message.role === 'tool' && quirks.shortToolIds) return { ...message, tool_call_id: shortId(message.tool_call_id) }
  if (message.role !== 'assistant') return message
  let fit: Message = message
  if (quirks.shortToolIds && message.tool_calls?.length) {
    fit = { ...message, tool_calls: message.tool_calls.map((call) => ({ ...call, id: shortId(call.id) })) }
  }
  return withReasoning(fit, quirks)
}

/** Our reasoning fields go back under the host's own name, or not at all; opaque blocks belong to whoever signed them. */
function withReasoning(message: Message, { reasoningField }: Quirks): Message {
  if (!('reasoning_content' in message) && !('reasoning_details' in message)) return message
  const { reasoning_content, reasoning_details, ...rest } = message as Message & { reasoning_content?: unknown; reasoning_details?: unknown }
  if (reasoningField === undefined || typeof reasoning_content !== 'string') return rest
  return { ...rest, [reasoningField]: reasoning_content } as Message
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
