/** The conversation as a whole: where system turns stand, tool calls and their results, and how it may end. */
import type { AnthropicContext } from './anthropic-rules.ts'
import { type Faults, isObject, type Json, listOf, objectsOf } from './json.ts'

interface Turn {
  readonly role: unknown
  /** A text stands for one text block. */
  readonly blocks: readonly Json[]
  readonly isEmpty: boolean
}

export function* turnFaults(body: Json, context: AnthropicContext): Faults {
  const turns = objectsOf(body.messages).map(turnOf)
  yield* systemTurnFaults(turns, body, context)
  yield* emptyFaults(turns)
  yield* pairFaults(turns)
  yield* thinkingFaults(turns, body)
  yield* endFaults(turns, body, context)
}

function turnOf({ role, content }: Json): Turn {
  const blocks = typeof content === 'string' ? [{ type: 'text', text: content }] : listOf(content).filter(isObject)
  return { role, blocks, isEmpty: content === '' || blocks.length === 0 }
}

const anyPosition = '; the directive-only form (content: [] with output_config) is accepted at any position'

function* systemTurnFaults(turns: readonly Turn[], { messages }: Json, { model }: AnthropicContext): Faults {
  for (const [at, { role, blocks, isEmpty }] of turns.entries()) {
    if (role !== 'system') continue
    const raw = listOf(messages)[at]
    if (isObject(raw) && raw.output_config !== undefined && isEmpty) continue
    if (isEmpty) yield `messages.${at}: system content must contain at least one block`
    if (blocks.some(({ type }) => type !== 'text')) yield `messages.${at}: role 'system' supports text blocks only`
    if (at === 0) yield `messages.0: use the top-level 'system' parameter for the initial system prompt${anyPosition}`
    if (!model.takesSystemTurns) yield `messages.${at}: role 'system' is not supported on this model`
    const before = turns.slice(0, at).findLast((turn) => turn.role !== 'system')
    if (before?.role === 'assistant' && !/_tool_result$/.test(String(before.blocks.at(-1)?.type))) {
      yield `messages.${at}: role 'system' must follow a 'user' message or an 'assistant' message ending in a server tool result`
    }
    if (turns[at + 1]?.role === 'user') yield `messages.${at}: role 'system' must precede an 'assistant' message or end the array${anyPosition}`
    if (blocks.some(({ text }) => typeof text === 'string' && text.trim() === '')) {
      yield `messages.${at}: system text blocks must contain non-whitespace text`
    }
  }
}

function* emptyFaults(turns: readonly Turn[]): Faults {
  for (const [at, { role, isEmpty }] of turns.entries()) {
    if (!isEmpty || role === 'system') continue
    if (role === 'user') yield `messages.${at}: user messages must have non-empty content`
    else if (at < turns.length - 1) yield `messages.${at}: all messages must have non-empty content except for the optional final assistant message`
  }
}

/** Every call answered in the very next message, at its beginning; no answer without its call; no id twice. */
function* pairFaults(turns: readonly Turn[]): Faults {
  const seen = new Set<unknown>()
  for (const [at, { role, blocks }] of turns.entries()) {
    for (const [index, { type, id }] of blocks.entries()) {
      if (type !== 'tool_use') continue
      if (seen.has(id)) yield `messages.${at}.content.${index}: \`tool_use\` ids must be unique`
      seen.add(id)
    }
    const calls = role === 'assistant' ? idsOf(blocks, 'tool_use', 'id') : []
    const next = turns[at + 1]
    const answers = next?.role === 'user' ? leadingResults(next.blocks) : []
    const missing = calls.filter((id) => !answers.includes(id))
    if (missing.length > 0) {
      yield `messages.${at}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${missing.join(', ')}. Each \`tool_use\` block must have a corresponding \`tool_result\` block in the next message.`
    }
    yield* resultFaults(blocks, at, idsOf(turns[at - 1]?.blocks ?? [], 'tool_use', 'id'))
  }
}

function* resultFaults(blocks: readonly Json[], at: number, called: readonly unknown[]): Faults {
  const answered = new Set<unknown>()
  for (const [index, { type, tool_use_id: id }] of blocks.entries()) {
    if (type !== 'tool_result') continue
    if (!called.includes(id)) {
      yield `messages.${at}.content.${index}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${String(id)}. Each \`tool_result\` block must have a corresponding \`tool_use\` block in the previous message.`
    }
    if (answered.has(id)) yield `messages.${at}.content.${index}: each tool_use must have a single result. Found multiple \`tool_result\` blocks with id: ${String(id)}`
    answered.add(id)
  }
}

function idsOf(blocks: readonly Json[], type: string, field: string): readonly unknown[] {
  return blocks.filter((block) => block.type === type).map((block) => block[field])
}

function leadingResults(blocks: readonly Json[]): readonly unknown[] {
  const end = blocks.findIndex(({ type }) => type !== 'tool_result')
  return idsOf(end === -1 ? blocks : blocks.slice(0, end), 'tool_result', 'tool_use_id')
}

/** With a thinking budget, the assistant turn that is still at work begins with its thinking. */
function* thinkingFaults(turns: readonly Turn[], { thinking }: Json): Faults {
  for (const [at, { role, blocks }] of turns.entries()) {
    const last = blocks.at(-1)?.type
    if (role === 'assistant' && last === 'thinking') yield `messages.${at}: The final block in an assistant message cannot be \`thinking\`.`
  }
  if (!isObject(thinking) || thinking.type !== 'enabled') return
  const latest = turns.findLastIndex(({ role }) => role === 'assistant')
  const turn = turns[latest]
  const isAtWork = latest === turns.length - 1 || turns[latest + 1]?.blocks.some(({ type }) => type === 'tool_result')
  const first = turn?.blocks[0]?.type
  if (turn === undefined || !isAtWork || first === 'thinking' || first === 'redacted_thinking') return
  yield `messages.${latest}.content.0.type: Expected \`thinking\` or \`redacted_thinking\`, but found \`${String(first)}\`. When \`thinking\` is enabled, a final \`assistant\` message must start with a thinking block (preceeding the lastmost set of \`tool_use\` and \`tool_result\` blocks). We recommend you include thinking blocks from previous turns. To avoid this requirement, disable \`thinking\`. Please consult our documentation at https://docs.claude.com/en/docs/build-with-claude/extended-thinking`
}

function* endFaults(turns: readonly Turn[], { output_config: output }: Json, { model }: AnthropicContext): Faults {
  const last = turns.at(-1)
  if (last?.role !== 'assistant') return
  const block = last.blocks.at(-1)
  const isPaused = block?.type === 'server_tool_use' || /_tool_result$/.test(String(block?.type))
  if (!model.takesPrefill && !isPaused) {
    yield 'This model does not support assistant message prefill. The conversation must end with a user message.'
  }
  if (!isPaused && isObject(output) && output.format !== undefined) yield 'Prefilling assistant messages is not supported together with structured outputs.'
  if (block?.type === 'text' && /\s$/.test(String(block.text))) yield 'messages: final assistant content cannot end with trailing whitespace'
}
