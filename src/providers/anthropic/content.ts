/** An answer's blocks in OpenAI's message: text, reasoning and calls; what OpenAI has no place for is kept beside them. */
import type OpenAI from 'openai'
import { isFields } from '../translate/params.ts'
import type { ReasoningDetail } from '../translate/reasoning.ts'
import { FIELDS, REASONING_FORMAT } from './assistant.ts'
import { FREE_TEXT, type Naming, type OwnTool, withOwnKeys } from './naming.ts'
import { type Block, malformed, type WireStop } from './wire.ts'

type ToolCall = OpenAI.Chat.Completions.ChatCompletionMessageToolCall
type Annotation = OpenAI.Chat.Completions.ChatCompletionMessage.Annotation

/** Between two blocks of thought, which would run into each other. */
export const THOUGHT_BREAK = '\n\n'

/** What can only be said when every block is whole: in a stream, on its last delta. */
export interface Closing {
  readonly annotations?: readonly Annotation[]
  readonly reasoning_details?: readonly ReasoningDetail[]
  /** What OpenAI's message cannot carry, under `anthropic`: sent back as it came when the history returns. */
  readonly provider_fields?: { readonly [FIELDS]: Readonly<Record<string, unknown>> }
}

export function closingOf(blocks: readonly Block[], stop: WireStop, jsonTool: string | undefined): Closing {
  const annotations = annotationsOf(blocks)
  const details = reasoningDetails(blocks)
  const fields = {
    ...(isBeyondOpenAI(blocks) && !blocks.some((block) => isJson(block, jsonTool)) && { content: blocks }),
    ...(stop.container ? { container: stop.container } : {}),
    ...(stop.stop_sequence ? { stop_sequence: stop.stop_sequence } : {}),
    ...(stop.stop_details ? { stop_details: stop.stop_details } : {}),
  }
  return {
    ...(annotations.length > 0 && { annotations }),
    ...(details.length > 0 && { reasoning_details: details }),
    ...(Object.keys(fields).length > 0 && { provider_fields: { [FIELDS]: fields } }),
  }
}

/** The answer's text; a call of the JSON tool is text too. `null` where there was none. */
export function textOf(blocks: readonly Block[], jsonTool: string | undefined): string | null {
  const text = blocks.map((block) => (block.type === 'text' ? wordsIn(block.text) : isJson(block, jsonTool) ? argumentsOf(block) : '')).join('')
  return text === '' ? null : text
}

export function reasoningOf(blocks: readonly Block[]): string {
  const thoughts = blocks.flatMap((block) => (block.type === 'thinking' && block.thinking ? [wordsIn(block.thinking)] : []))
  return thoughts.join(THOUGHT_BREAK)
}

/** The caller's calls: neither the provider's own tools nor the tool that stands for a format. */
export function callsOf(blocks: readonly Block[], jsonTool: string | undefined, naming: Naming): ToolCall[] {
  const calls = blocks.filter((block) => block.type === 'tool_use' && !isJson(block, jsonTool))
  return calls.map((block): ToolCall => {
    const { id, name: called } = calledIn(block)
    const own = naming.own(called)
    if (own?.isCustom) return { id, type: 'custom', custom: { name: own.name, input: ownInput(own, block.input) } }
    const name = own?.name ?? called
    return { id, type: 'function', function: { name, arguments: own?.keys ? ownInput(own, block.input) : argumentsOf(block) } }
  })
}

/** Throws `malformed_response` for a call that nobody could answer. */
export function calledIn({ id, name }: Block): { id: string; name: string } {
  if (typeof id !== 'string' || id === '') throw malformed('a tool call has no id')
  if (typeof name !== 'string' || name === '') throw malformed('a tool call has no name')
  return { id, name }
}

/** A text that is there may be missing, but is never anything else. */
export function wordsIn(text: unknown): string {
  if (typeof text !== 'string' && text !== undefined && text !== null) throw malformed('a text of the answer is not text')
  return text ?? ''
}

/** What Claude wrote for a tool as the caller means it: free text, or arguments under the caller's own keys. */
export function ownInput({ isCustom, keys }: OwnTool, input: unknown): string {
  if (!isFields(input)) return typeof input === 'string' ? input : JSON.stringify(input ?? {})
  const text = input[FREE_TEXT]
  return isCustom && typeof text === 'string' ? text : JSON.stringify(withOwnKeys(input, keys))
}

export function isJson({ type, name }: Block, jsonTool: string | undefined): boolean {
  return jsonTool !== undefined && type === 'tool_use' && name === jsonTool
}

/** Arguments as JSON text. */
function argumentsOf({ input }: Block): string {
  return typeof input === 'string' ? input : JSON.stringify(input ?? {})
}

function reasoningDetails(blocks: readonly Block[]): ReasoningDetail[] {
  const details: ReasoningDetail[] = []
  for (const { type, thinking, signature, data } of blocks) {
    const index = details.length
    if (type === 'thinking') {
      const signed = typeof signature === 'string' && signature !== '' ? { signature } : {}
      details.push({ type: 'reasoning.text', text: String(thinking ?? ''), ...signed, format: REASONING_FORMAT, index })
    } else if (type === 'redacted_thinking') details.push({ type: 'reasoning.encrypted', data: String(data), format: REASONING_FORMAT, index })
  }
  return details
}

/** Citations that have a URL, over the range of the text they support. */
function annotationsOf(blocks: readonly Block[]): Annotation[] {
  const annotations: Annotation[] = []
  let at = 0
  for (const { type, text, citations } of blocks) {
    if (type !== 'text') continue
    const start = at
    at += String(text ?? '').length
    for (const citation of Array.isArray(citations) ? citations.filter(isFields) : []) {
      const url = citation.url ?? citation.source
      if (typeof url !== 'string' || !/^https?:/i.test(url)) continue
      const title = typeof citation.title === 'string' ? citation.title : url
      annotations.push({ type: 'url_citation', url_citation: { start_index: start, end_index: at, url, title } })
    }
  }
  return annotations
}

const ORDER: Readonly<Record<string, number>> = { thinking: 0, redacted_thinking: 0, text: 1, tool_use: 2 }

/** True where a message of OpenAI's would lose something: other kinds of blocks, another order, citations, callers other than the model. */
function isBeyondOpenAI(blocks: readonly Block[]): boolean {
  let last = 0
  for (const { type, citations, caller, toolset_name } of blocks) {
    const place = ORDER[type]
    if (place === undefined || place < last || (place === 1 && last === 1)) return true
    if (Array.isArray(citations) && citations.length > 0) return true
    if (toolset_name || (isFields(caller) && caller.type !== 'direct')) return true
    last = place
  }
  return false
}
