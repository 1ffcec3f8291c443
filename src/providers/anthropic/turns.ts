/** What a finished conversation tells the rest of the request. */
import { isFields } from '../translate/params.ts'
import type { Block, Turn } from './wire.ts'

/** True where the assistant's turn that is to go on (calls just answered, a prefill) lacks Claude's own thinking, as in another's history. */
export function lacksThinking(messages: readonly Turn[]): boolean {
  const at = messages.findLastIndex(({ role }) => role === 'assistant')
  const [first] = messages[at]?.content ?? []
  const next = messages[at + 1]
  const goesOn = next === undefined || next.content.some(({ type }) => type === 'tool_result')
  return goesOn && first !== undefined && !isThinking(first)
}

/** Names of the tools called in the history. */
export function calledTools(messages: readonly Turn[]): ReadonlySet<string> {
  return new Set(messages.flatMap(({ content }) => content.flatMap(({ type, name }) => (type === 'tool_use' ? [String(name)] : []))))
}

/** True where a document wants to be cited, which no output format allows. */
export function asksForCitations(messages: readonly Turn[]): boolean {
  return messages.some(({ content }) => content.some(({ citations }) => isFields(citations) && citations.enabled === true))
}

export function isThinking({ type }: Block): boolean {
  return type === 'thinking' || type === 'redacted_thinking'
}
