/** Messages in OpenAI's own words: what other dialects keep beside an answer for themselves is nothing to this one. */
import type { Body } from '../../core/operation.ts'

export type Messages = Body<'chat'>['messages']
export type Message = Messages[number]

/** The same array where nothing has to change. */
export function changedMessages(messages: Messages, fitting: (message: Message) => Message): Messages {
  let changed: Message[] | undefined
  for (let at = 0; at < messages.length; at++) {
    const message = messages[at] as Message
    const fit = fitting(message)
    if (fit === message) continue
    changed ??= [...messages]
    changed[at] = fit
  }
  return changed ?? messages
}

/** An answer without the fields that no host of this dialect knows; reasoning is for hosts that say under which name they take it. */
export function withoutForeign(message: Message): Message {
  if (message.role !== 'assistant') return message
  if (!('reasoning_content' in message || 'reasoning_details' in message || 'provider_fields' in message || 'images' in message)) return message
  const { reasoning_content: _, reasoning_details: __, provider_fields: ___, images: ____, ...rest } = message as Message & Foreign
  return rest as Message
}

interface Foreign {
  readonly reasoning_content?: unknown
  readonly reasoning_details?: unknown
  readonly provider_fields?: unknown
  readonly images?: unknown
}
