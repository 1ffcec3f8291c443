/** An assistant's message of a history: its thinking first, as signed, then its text, then its calls. */
import { type Fields, isFields } from '../translate/params.ts'
import { ownReasoning } from '../translate/reasoning.ts'
import { FREE_TEXT } from './naming.ts'
import { blocksOf, type Telling } from './parts.ts'
import type { Block } from './wire.ts'

/** The mark of reasoning that Claude signed; only such goes back to it. */
export const REASONING_FORMAT = 'anthropic-claude-v1'

/** The key of `provider_fields` under which an answer's blocks are kept where OpenAI's message cannot carry them. */
export const FIELDS = 'anthropic'

/** What an assistant's message becomes; ids and names of calls are still the caller's own. */
export function assistantBlocks(message: Fields, path: string, telling: Telling): readonly Block[] {
  const kept = keptBlocks(message)
  if (kept) return kept
  if (message.audio) telling.drop('messages[].audio', 'Claude has no audio')
  const text = blocksOf(message.content, `${path}.content`, telling)
  const refusal = typeof message.refusal === 'string' && message.refusal.trim() !== '' ? [{ type: 'text', text: message.refusal }] : []
  return [...thinkingBlocks(message), ...text, ...refusal, ...calls(message)]
}

/** The blocks as they once came, unless the caller has changed what they say since. */
function keptBlocks(message: Fields): readonly Block[] | undefined {
  const own = isFields(message.provider_fields) ? message.provider_fields[FIELDS] : undefined
  const content = isFields(own) ? own.content : undefined
  if (!Array.isArray(content) || !content.every(isBlock)) return undefined
  const text = content.map((block) => (block.type === 'text' ? String(block.text) : '')).join('')
  const ids = content.flatMap((block) => (block.type === 'tool_use' ? [block.id] : []))
  const said = typeof message.content === 'string' ? message.content : ''
  const asked = Array.isArray(message.tool_calls) ? message.tool_calls.map((call: unknown) => (isFields(call) ? call.id : undefined)) : []
  const isSame = text === said && ids.length === asked.length && ids.every((id, at) => id === asked[at])
  if (!isSame) return undefined
  const sayable = content.filter((block) => block.type !== 'text' || String(block.text).trim() !== '')
  return sayable.map((block) => (typeof block.input === 'string' ? { ...block, input: inputOf(block.input) } : block)) // cut off in a stream
}

function isBlock(value: unknown): value is Block {
  return isFields(value) && typeof value.type === 'string'
}

function thinkingBlocks(message: Fields): Block[] {
  return ownReasoning(message, REASONING_FORMAT).flatMap(({ type, text = '', signature, data }): Block[] => {
    if (type === 'reasoning.encrypted' && data !== undefined) return [{ type: 'redacted_thinking', data }]
    if (type !== 'reasoning.text' || signature === undefined) return []
    return [{ type: 'thinking', thinking: text, signature }]
  })
}

function calls({ tool_calls }: Fields): Block[] {
  return (Array.isArray(tool_calls) ? tool_calls.filter(isFields) : []).map((call, at): Block => {
    const { name, text } = called(call)
    return { type: 'tool_use', id: String(call.id ?? `call_${at}`), name, input: inputOf(text), ...(call.cache_control ? { cache_control: call.cache_control } : {}) }
  })
}

function called(call: Fields): { name: string; text: unknown } {
  if (isFields(call.custom)) return { name: String(call.custom.name), text: { [FREE_TEXT]: call.custom.input } }
  const { name, arguments: text } = isFields(call.function) ? call.function : call
  return { name: typeof name === 'string' ? name : '', text }
}

/** Arguments as the object the API wants. Text that is none (cut off, or another model's mistake) is kept whole under `_raw`. */
export function inputOf(text: unknown): Fields {
  if (isFields(text)) return text
  if (text === undefined || text === null || text === '') return {}
  try {
    const parsed: unknown = JSON.parse(String(text))
    return isFields(parsed) ? parsed : parsed === null ? {} : { _raw: text }
  } catch {
    return { _raw: text }
  }
}
