/** One request to the dialect, and what it dropped on the way. */
import type { GatewayEvent } from '../../../src/core/event.ts'
import type { Event } from '../../../src/core/operation.ts'
import { chatRequest, type RequestOptions } from '../../../src/providers/anthropic/request.ts'
import { chatEvents } from '../../../src/providers/anthropic/stream.ts'
import type { Block } from '../../../src/providers/anthropic/wire.ts'
import { chatCall, targetOf } from '../call.ts'

/** A block of a request, as far as tests look into one. */
export interface SentBlock {
  readonly type: string
  readonly id?: string
  readonly name?: string
  readonly text?: string
  readonly input?: unknown
  readonly signature?: unknown
  readonly source?: { readonly type: string; readonly media_type?: string }
  readonly content?: string | readonly SentBlock[]
  readonly tool_use_id?: string
  readonly toolset_name?: string
}

export interface SentTurn {
  readonly role: string
  readonly content: readonly SentBlock[]
}

export interface SentTool {
  readonly type: string
  readonly name: string
  readonly strict?: boolean
  readonly input_schema?: { readonly type?: unknown; readonly additionalProperties?: unknown }
}

/** A request's body, as far as tests look into one. */
export interface SentBody {
  readonly model: string
  readonly max_tokens: number
  readonly messages: readonly SentTurn[]
  readonly system?: readonly SentBlock[]
  readonly tools?: readonly SentTool[]
  readonly tool_choice?: { readonly type: string; readonly name?: string }
  readonly thinking?: { readonly type: string; readonly budget_tokens?: number }
  readonly output_config?: { readonly effort?: string; readonly format?: object }
  readonly temperature?: number
  readonly top_p?: number
  readonly stop_sequences?: readonly string[]
  readonly [more: string]: unknown
}

/** A chunk with the fields that OpenAI's type does not know. */
export interface Streamed {
  readonly id: string
  readonly created: number
  readonly model: string
  readonly object: string
  readonly usage?: { readonly total_tokens: number }
  readonly choices: ReadonlyArray<{ readonly delta: StreamedDelta; readonly finish_reason: string | null; readonly native_finish_reason?: string | null }>
}

export interface StreamedDelta {
  readonly content?: string
  readonly reasoning_content?: string
  readonly reasoning_details?: readonly unknown[]
  readonly provider_fields?: { readonly anthropic: { readonly content?: readonly unknown[] } }
  readonly tool_calls?: ReadonlyArray<{ readonly index: number; readonly id?: string; readonly function: { readonly name?: string; readonly arguments: string } }>
  readonly function_call?: { readonly name?: string; readonly arguments: string }
}

/** A message as a reader folds it, or as it comes whole. */
export interface Said {
  content?: string | null
  reasoning_content?: string
  refusal?: string | null
  tool_calls?: Array<{ readonly id: string; readonly function: { readonly name?: string; arguments: string } }>
}

export interface SaidChoice {
  readonly index: number
  readonly message: Said
  readonly finish_reason?: string | null
  readonly native_finish_reason?: string | null
}

export interface Asked {
  readonly body: SentBody
  readonly headers: Readonly<Record<string, string>>
  /** Parameters that were dropped aloud. */
  readonly dropped: readonly string[]
}

/** A model that takes nearly everything: sampling, prefill, forced tools, formats and budgets. */
export const LENIENT = 'claude-sonnet-4-5'
/** A model that takes little: no sampling, no prefill, no forced tools. */
export const STRICT = 'claude-opus-5-5'

export function ask(more: Readonly<Record<string, unknown>>, model = LENIENT, options: RequestOptions = {}): Asked {
  const events: GatewayEvent[] = []
  const request = chatRequest(chatCall(more, { events }), targetOf('claude', model), options)
  const dropped = events.flatMap((event) => (event.type === 'param.dropped' ? [event.param] : []))
  return { body: request.body as SentBody, headers: request.headers ?? {}, dropped }
}

export const text = (value: string, more: object = {}): Block => ({ type: 'text', text: value, ...more })
export const user = (...content: readonly (string | Block)[]) => ({ role: 'user', content: content.map((one) => (typeof one === 'string' ? text(one) : one)) })
export const toolCall = (id: string, name = 'f', args = '{}') => ({ id, type: 'function', function: { name, arguments: args } })
export const fn = (name: string, more: object = {}) => ({ type: 'function', function: { name, ...more } })

/** An answer of Claude's. */
export function answer(content: readonly object[], more: object = {}): Record<string, unknown> {
  const usage = { input_tokens: 10, output_tokens: 5, cache_read_input_tokens: 0, cache_creation_input_tokens: 0 }
  return { id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-x', content, stop_reason: 'end_turn', stop_sequence: null, usage, ...more }
}

/** The same answer as the events of a stream, its texts and inputs in pieces. */
export function eventsOf(message: Record<string, unknown>, pieces = 2): object[] {
  const { content, stop_reason, stop_sequence, stop_details, container, usage, ...rest } = message
  const blocks = (content as Array<Record<string, unknown>>).flatMap((block, index) => blockEvents(block, index, pieces))
  return [
    { type: 'message_start', message: { ...rest, content: [], stop_reason: null, usage: { ...(usage as object), output_tokens: 1 } } },
    { type: 'ping' },
    ...blocks,
    { type: 'message_delta', delta: { stop_reason, stop_sequence, stop_details, container }, usage },
    { type: 'message_stop' },
  ]
}

function blockEvents(block: Record<string, unknown>, index: number, pieces: number): object[] {
  const delta = (rest: object) => ({ type: 'content_block_delta', index, delta: rest })
  const stop = { type: 'content_block_stop', index }
  const start = (content_block: object) => ({ type: 'content_block_start', index, content_block })
  switch (block.type) {
    case 'text': {
      const citations = (block.citations as object[] | undefined) ?? []
      const { text: said, citations: _, ...rest } = block
      return [start({ ...rest, text: '' }), ...cut(said as string, pieces).map((one) => delta({ type: 'text_delta', text: one })), ...citations.map((citation) => delta({ type: 'citations_delta', citation })), stop]
    }
    case 'thinking': {
      const thoughts = cut(block.thinking as string, pieces).map((thinking) => delta({ type: 'thinking_delta', thinking }))
      return [start({ type: 'thinking', thinking: '', signature: '' }), ...thoughts, delta({ type: 'signature_delta', signature: block.signature }), stop]
    }
    case 'tool_use':
    case 'server_tool_use': {
      const json = JSON.stringify(block.input)
      const inputs = json === '{}' ? [delta({ type: 'input_json_delta', partial_json: '' })] : cut(json, pieces).map((partial_json) => delta({ type: 'input_json_delta', partial_json }))
      return [start({ ...block, input: {} }), ...inputs, stop]
    }
    default:
      return [start(block), stop]
  }
}

function cut(value: string, pieces: number): string[] {
  const size = Math.max(1, Math.ceil(value.length / pieces))
  const out: string[] = []
  for (let at = 0; at < value.length; at += size) out.push(value.slice(at, at + size))
  return out
}

/** All chunks of a stream. */
export function decodeAll(events: readonly unknown[], more: Readonly<Record<string, unknown>> = {}, out: Event<'chat'>[] = []): Streamed[] {
  const decoder = chatEvents(chatCall({ ...more, stream: true }))
  for (const event of structuredClone(events) as unknown[]) decoder.push(event, 'message', out)
  decoder.end(out)
  return out as unknown as Streamed[]
}

/** Chunks folded as a reader of OpenAI's streams does: text and arguments add up, everything else is what was said last. */
export function fold(chunks: readonly Streamed[]): { choice: SaidChoice; usage: Streamed['usage'] } {
  const message: Said = {}
  const choice: SaidChoice = { index: 0, message }
  let usage: Streamed['usage']
  for (const chunk of chunks) {
    usage = chunk.usage ?? usage
    for (const { delta, finish_reason, native_finish_reason } of chunk.choices) {
      const { content, reasoning_content, tool_calls, ...rest } = delta
      Object.assign(message, rest)
      if (content) message.content = (message.content ?? '') + content
      if (reasoning_content) message.reasoning_content = (message.reasoning_content ?? '') + reasoning_content
      for (const { index, ...call } of tool_calls ?? []) {
        message.tool_calls ??= []
        message.tool_calls[index] ??= { ...call, id: String(call.id), function: { ...call.function, arguments: '' } }
        message.tool_calls[index].function.arguments += call.function.arguments
      }
      if (finish_reason) Object.assign(choice, { finish_reason, native_finish_reason })
    }
  }
  message.content ??= null
  message.refusal ??= null
  return { choice, usage }
}
