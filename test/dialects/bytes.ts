/** What Claude's and Gemini's hosts send, for the contract of providers. */
import { callsOf, finishReasonOf, textOf, usageOf } from '../../src/testing/said.ts'
import { type DialectBytes, jsonAnswer, type Said, sse, streamedAnswer } from 'zerohop/testing'
import type { Json } from './arbitrary.ts'

const anthropicErrors: Readonly<Record<number, string>> = {
  400: 'invalid_request_error', 401: 'authentication_error', 403: 'permission_error', 404: 'not_found_error', 413: 'request_too_large', 429: 'rate_limit_error', 504: 'timeout_error',
}
const stops = { stop: 'end_turn', length: 'max_tokens', tool_calls: 'tool_use', content_filter: 'refusal', function_call: 'tool_use' }
const named = (data: unknown): string => String((data as Json).type)
const anthropicFrame = (...events: readonly Json[]): Uint8Array => sse(events, { event: named })

export const anthropicBytes: DialectBytes = {
  value: (said) => jsonAnswer(200, { ...messageOf(said), content: blocksOf(said), stop_reason: stops[finishReasonOf(said)] }),

  stream(said) {
    const { input_tokens, output_tokens } = messageOf(said).usage as Json
    const start = { type: 'message_start', message: { ...messageOf(said), content: [], stop_reason: null, usage: { input_tokens, output_tokens: 1 } } }
    const [first = [], ...rest] = blocksOf(said).flatMap((block, index) => framesOf(block, index, said))
    const end = { type: 'message_delta', delta: { stop_reason: stops[finishReasonOf(said)], stop_sequence: null }, usage: { output_tokens } }
    return streamedAnswer([anthropicFrame(start, { type: 'ping' }, ...first), ...rest.map((events) => anthropicFrame(...events)), anthropicFrame(end), anthropicFrame({ type: 'message_stop' })], rest.length + 2)
  },

  error: (status, message) => jsonAnswer(status, { type: 'error', error: { type: anthropicErrors[status] ?? 'api_error', message } }),
  errorFrame: { bytes: anthropicFrame({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }), reason: 'overloaded' },
}

function messageOf(said: Said): Json {
  const { prompt_tokens: input_tokens, completion_tokens: output_tokens } = usageOf(said)
  return { id: 'msg_fake', type: 'message', role: 'assistant', model: said.model ?? 'fake', stop_sequence: null, usage: { input_tokens, output_tokens, cache_read_input_tokens: 0 } }
}

function blocksOf(said: Said): Json[] {
  const text = textOf(said)
  const uses = callsOf(said).map(({ id, function: { name, arguments: json } }) => ({ type: 'tool_use', id, name, input: JSON.parse(json) as unknown }))
  return [...(text ? [{ type: 'text', text }] : []), ...uses]
}

/** The events of one block, in frames that each say something. */
function framesOf(block: Json, index: number, { text = '' }: Said): Json[][] {
  const pieces = typeof text === 'string' ? [text] : text
  const json = JSON.stringify(block.input)
  const deltas = block.type === 'text' ? pieces.map((text) => ({ type: 'text_delta', text })) : [json.slice(0, 3), json.slice(3)].map((partial_json) => ({ type: 'input_json_delta', partial_json }))
  const start = { type: 'content_block_start', index, content_block: block.type === 'text' ? { type: 'text', text: '' } : { ...block, input: {} } }
  const events = deltas.map((delta): Json[] => [{ type: 'content_block_delta', index, delta }])
  return events.map((frame, at) => [...(at === 0 ? [start] : []), ...frame, ...(at === events.length - 1 ? [{ type: 'content_block_stop', index }] : [])])
}

const geminiErrors: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT', 401: 'UNAUTHENTICATED', 403: 'PERMISSION_DENIED', 404: 'NOT_FOUND', 429: 'RESOURCE_EXHAUSTED', 500: 'INTERNAL', 503: 'UNAVAILABLE', 504: 'DEADLINE_EXCEEDED',
}
const geminiError = (code: number, message: string): Json => ({ error: { code, message, ...(geminiErrors[code] && { status: geminiErrors[code] }) } })
const ends = { stop: 'STOP', length: 'MAX_TOKENS', tool_calls: 'STOP', content_filter: 'SAFETY', function_call: 'STOP' }

export const geminiBytes: DialectBytes = {
  value: (said) => jsonAnswer(200, responseOf(partsOf(said, [textOf(said) ?? '']), said, true)),

  stream(said) {
    const { text = '' } = said
    const parts = partsOf(said, typeof text === 'string' ? [text] : text)
    const responses = [...parts.map((part) => responseOf([part], said, false)), responseOf([{ text: '' }], said, true)]
    return streamedAnswer(responses.map((response) => sse([response], { lineEnding: '\r\n' })), responses.length)
  },

  error: (status, message) => jsonAnswer(status, geminiError(status, message)),
  errorFrame: { bytes: sse([geminiError(503, 'Overloaded')]), reason: 'overloaded' },
}

function partsOf(said: Said, texts: readonly string[]): Json[] {
  const calls = callsOf(said).map(({ id, function: { name, arguments: json } }) => ({ functionCall: { id, name, args: JSON.parse(json) as unknown } }))
  return [...texts.flatMap((text) => (text === '' ? [] : [{ text }])), ...calls]
}

function responseOf(parts: readonly Json[], said: Said, isLast: boolean): Json {
  const { prompt_tokens: promptTokenCount, completion_tokens: candidatesTokenCount, total_tokens: totalTokenCount } = usageOf(said)
  const usageMetadata = isLast ? { promptTokenCount, candidatesTokenCount, totalTokenCount } : { promptTokenCount, totalTokenCount: promptTokenCount }
  const candidate = { content: { role: 'model', parts }, ...(isLast && { finishReason: ends[finishReasonOf(said)] }), index: 0 }
  return { candidates: [candidate], usageMetadata, modelVersion: said.model ?? 'fake', responseId: 'response-fake' }
}

