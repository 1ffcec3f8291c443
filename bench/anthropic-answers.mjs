/** The same answers as Anthropic writes them: the same words, in its own bytes. */
import { EVENTS } from './answers.mjs'

const usage = { input_tokens: 24, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 18, service_tier: 'standard' }
const head = { id: 'msg_01XFDUDYJgAACzvnptvVoYEL', type: 'message', role: 'assistant', model: 'claude-bench' }

/** `completion` of `answers.mjs`, with this text. */
export function messageOf(text) {
  return { ...head, content: [{ type: 'text', text }], stop_reason: 'end_turn', stop_sequence: null, usage }
}

/** As many deltas of text as OpenAI's stream of `of` events has; named events around them, as Anthropic sends. */
export function anthropicSse(of = EVENTS) {
  const events = [
    { type: 'message_start', message: { ...head, content: [], stop_reason: null, stop_sequence: null, usage } },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    ...Array.from({ length: of - 1 }, (_, at) => ({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: ` word${String.fromCharCode(97 + (at % 26))}` } })),
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: of } },
    { type: 'message_stop' },
  ]
  return events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
}
