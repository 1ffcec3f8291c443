/** One content block of a stream while it comes. */
import type { Fields } from '../translate/params.ts'
import type { OwnTool } from './naming.ts'
import { malformed } from './wire.ts'

export interface OpenBlock {
  readonly block: Fields & { type: string }
  /** Which of the caller's calls it is; -1 for none, -2 for the JSON tool, whose arguments are the answer. */
  readonly call: number
  /** Its tool where Claude was told otherwise of its input, which then comes whole, at the end. */
  readonly whole: OwnTool | undefined
  /** The pieces of its input so far. */
  json: string
  /** The block has them once it is whole: no event's list is ever touched. */
  readonly citations: unknown[]
  isClosed: boolean
}

export function openBlock(block: OpenBlock['block'], call = -1, whole?: OwnTool): OpenBlock {
  return { block, call, whole, json: '', citations: Array.isArray(block.citations) ? [...(block.citations as unknown[])] : [], isClosed: false }
}

/** Some hosts begin a block with its first delta. A piece of what only a beginning names is nobody's; a delta yet unknown is nothing. */
export function unannounced({ type }: Fields): OpenBlock | undefined {
  if (type === 'text_delta') return openBlock({ type: 'text', text: '' })
  if (type === 'thinking_delta') return openBlock({ type: 'thinking', thinking: '' })
  if (typeof type === 'string' && OF_A_BLOCK.has(type)) throw malformed(`a '${type}' belongs to no block of the stream`)
  return undefined
}

const OF_A_BLOCK = new Set(['input_json_delta', 'signature_delta', 'citations_delta'])

/** What is known of the block once it is whole. Input that was cut stays text. */
export function finishBlock({ block, json, citations }: OpenBlock): void {
  if (json !== '') block.input = parsed(json)
  if (citations.length > 0) block.citations = citations
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return json
  }
}
