/** Thinking sent back: only what was handed out, as it was handed out. */
import type { AnthropicContext } from './anthropic-rules.ts'
import { type Faults, isObject, type Json, listOf } from './json.ts'

export function* signatureFaults({ messages }: Json, { issued }: AnthropicContext): Faults {
  if (issued === undefined) return
  const list = listOf(messages)
  const latest = list.findLastIndex((message) => isObject(message) && message.role === 'assistant')
  for (const [at, message] of list.entries()) {
    if (!isObject(message)) continue
    for (const [index, block] of listOf(message.content).entries()) {
      if (isObject(block)) yield* blockFaults(block, `messages.${at}.content.${index}`, at === latest, issued)
    }
  }
}

function* blockFaults(block: Json, path: string, isLatest: boolean, issued: ReadonlyMap<string, string>): Faults {
  if (block.type === 'redacted_thinking' && !issued.has(block.data as string)) yield `${path}: Invalid \`data\` in \`redacted_thinking\` block`
  if (block.type !== 'thinking') return
  const thought = issued.get(block.signature as string)
  if (thought === block.thinking) return
  if (thought !== undefined && isLatest) {
    return yield `${path}: \`thinking\` or \`redacted_thinking\` blocks in the latest assistant message cannot be modified. These blocks must remain as they were in the original response.`
  }
  yield `${path}: Invalid \`signature\` in \`thinking\` block`
}
