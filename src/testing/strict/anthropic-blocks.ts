/** Content blocks of the Messages API: their fields, and whose message they may stand in. */
import type { AnthropicContext } from './anthropic-rules.ts'
import { cacheControlFaults } from './anthropic-cache.ts'
import { documentFaults, imageFaults } from './anthropic-sources.ts'
import { type Faults, isGiven, isList, isObject, type Json } from './json.ts'

export type AnthropicRole = 'user' | 'assistant' | 'system'

interface BlockShape {
  readonly required: readonly string[]
  readonly optional: readonly string[]
  /** @default any */
  readonly only?: AnthropicRole
}

const serverResult: BlockShape = { required: ['content', 'tool_use_id'], optional: ['cache_control', 'caller'] }

const shapes: Readonly<Record<string, BlockShape>> = {
  bash_code_execution_tool_result: serverResult,
  code_execution_tool_result: serverResult,
  container_upload: { required: ['file_id'], optional: ['cache_control'] },
  document: { required: ['source'], optional: ['cache_control', 'citations', 'context', 'title'] },
  image: { required: ['source'], optional: ['cache_control', 'transformations'] },
  redacted_thinking: { required: ['data'], optional: [], only: 'assistant' },
  search_result: { required: ['content', 'source', 'title'], optional: ['cache_control', 'citations'] },
  server_tool_use: { required: ['id', 'input', 'name'], optional: ['cache_control', 'caller'], only: 'assistant' },
  text: { required: ['text'], optional: ['cache_control', 'citations'] },
  text_editor_code_execution_tool_result: serverResult,
  thinking: { required: ['signature', 'thinking'], optional: [], only: 'assistant' },
  tool_result: { required: ['tool_use_id'], optional: ['cache_control', 'content', 'is_error', 'toolset_name'], only: 'user' },
  tool_search_tool_result: serverResult,
  tool_use: { required: ['id', 'input', 'name'], optional: ['cache_control', 'caller', 'toolset_name'], only: 'assistant' },
  web_fetch_tool_result: serverResult,
  web_search_tool_result: serverResult,
}

const resultShapes: Readonly<Record<string, BlockShape>> = {
  document: shapes.document as BlockShape,
  image: shapes.image as BlockShape,
  search_result: shapes.search_result as BlockShape,
  text: shapes.text as BlockShape,
  tool_reference: { required: ['tool_name'], optional: ['cache_control'] },
}

export function blockFaults(block: unknown, path: string, role: AnthropicRole, context: AnthropicContext): Faults {
  return shapedFaults(block, path, role, context, shapes)
}

function* shapedFaults(
  block: unknown, path: string, role: AnthropicRole, context: AnthropicContext, known: Readonly<Record<string, BlockShape>>,
): Faults {
  if (!isObject(block)) return yield `${path}: Input should be an object`
  const { type } = block
  if (!isGiven(type)) return yield `${path}.type: Field required`
  const shape = typeof type === 'string' && Object.hasOwn(known, type) ? known[type] : undefined
  if (shape === undefined) {
    if (context.hasBeta) return
    const tags = Object.keys(known).map((tag) => `'${tag}'`).join(', ')
    return yield `${path}: Input tag '${String(type)}' found using 'type' does not match any of the expected tags: ${tags}`
  }
  const at = `${path}.${String(type)}`
  for (const field of shape.required) if (!isGiven(block[field])) return yield `${at}.${field}: Field required`
  for (const field of Object.keys(block)) {
    if (field !== 'type' && !shape.required.includes(field) && !shape.optional.includes(field)) yield `${at}.${field}: Extra inputs are not permitted`
  }
  if (shape.only !== undefined && shape.only !== role) yield `${messageOf(path)}: \`${String(type)}\` blocks can only be in \`${shape.only}\` messages`
  yield* cacheControlFaults(block.cache_control, `${at}.cache_control`)
  yield* valueFaults(block, at, role, context)
}

function* valueFaults(block: Json, at: string, role: AnthropicRole, context: AnthropicContext): Faults {
  switch (block.type) {
    case 'text':
      if (typeof block.text !== 'string') return yield `${at}.text: Input should be a valid string`
      if (block.text === '') yield `${at.startsWith('system') ? 'system' : 'messages'}: text content blocks must be non-empty`
      else if (!at.startsWith('system') && block.text.trim() === '') yield 'messages: text content blocks must contain non-whitespace text'
      if (context.isNewVersion && role === 'user' && isList(block.citations) && block.citations.length > 0) {
        yield `${at}.citations: citations are not permitted on text blocks in user messages`
      }
      return
    case 'image':
      return yield* imageFaults(block, at)
    case 'document':
      if (context.isNewVersion && role === 'assistant') yield `${messageOf(at)}: \`document\` blocks are not permitted in \`assistant\` messages`
      return yield* documentFaults(block, at)
    case 'thinking':
      if (typeof block.thinking !== 'string') yield `${at}.thinking: Input should be a valid string`
      if (typeof block.signature !== 'string') yield `${at}.signature: Input should be a valid string`
      return
    case 'tool_use':
      return yield* toolUseFaults(block, at)
    case 'tool_result':
      return yield* toolResultFaults(block, at, context)
  }
}

function* toolUseFaults({ id, name, input }: Json, at: string): Faults {
  if (typeof id !== 'string') return yield `${at}.id: Input should be a valid string`
  if (!/^[a-zA-Z0-9_-]+$/.test(id)) yield `${at}.id: String should match pattern '^[a-zA-Z0-9_-]+$'`
  if (typeof name !== 'string') return yield `${at}.name: Input should be a valid string`
  if (name === '') yield `${at}.name: String should have at least 1 character`
  if (name.length > 200) yield `${at}.name: String should have at most 200 characters`
  if (!isObject(input)) yield `${at}.input: Input should be a valid dictionary`
}

function* toolResultFaults({ tool_use_id: id, content, is_error: isError }: Json, at: string, context: AnthropicContext): Faults {
  if (typeof id !== 'string') return yield `${at}.tool_use_id: Input should be a valid string`
  if (!/^[a-zA-Z0-9_-]+$/.test(id)) yield `${at}.tool_use_id: String should match pattern '^[a-zA-Z0-9_-]+$'`
  if (isError !== undefined && typeof isError !== 'boolean') yield `${at}.is_error: Input should be a valid boolean`
  if (content === undefined || typeof content === 'string') return
  if (!isList(content)) return yield `${at}.content: Input should be a valid array`
  for (const [index, part] of content.entries()) {
    yield* shapedFaults(part, `${at}.content.${index}`, 'user', context, resultShapes)
    if (isError === true && isObject(part) && part.type !== 'text') yield `${at}: all content must be type \`text\` if \`is_error\` is true`
  }
}

/** `messages.3` of `messages.3.content.1.text`. */
function messageOf(path: string): string {
  return path.split('.').slice(0, 2).join('.')
}
