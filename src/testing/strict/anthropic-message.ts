/** Claude's side of a strict conversation: what a request asks for, and the message that answers it. */
import { anthropicModel } from './anthropic-models.ts'
import { isObject, type Json, listOf, objectsOf } from './json.ts'
import { type Asked, type Said, tokensOf } from './strict-answer.ts'

/** Gives out ids and signatures that no other answer has. */
export interface Issuer {
  id(prefix: string): string
  /** Signs and remembers. */
  sign(thinking: string): string
}

export function anthropicAsked(body: Json): Asked {
  const choice = isObject(body.tool_choice) ? body.tool_choice : {}
  const last = objectsOf(body.messages).findLast(({ role }) => role === 'user')
  const format = isObject(body.output_config) && isObject(body.output_config.format) ? body.output_config.format : undefined
  const blocks = typeof last?.content === 'string' ? [{ type: 'text', text: last.content }] : objectsOf(last?.content)
  return {
    text: blocks.flatMap(({ type, text }) => (type === 'text' ? String(text) : [])).join(' '),
    results: blocks.flatMap((block) => (block.type === 'tool_result' ? resultOf(block) : [])),
    tools: objectsOf(body.tools).flatMap(({ name, input_schema: schema }) => (schema === undefined ? [] : { name: String(name), schema })),
    forced: choice.type === 'tool' ? [String(choice.name)] : choice.type === 'any' ? [] : undefined,
    mayCall: choice.type !== 'none',
    isParallel: choice.disable_parallel_tool_use !== true,
    schema: format?.schema,
    thinks: thinksOf(body),
    stops: listOf(body.stop_sequences).map(String),
    maxTokens: Number(body.max_tokens),
  }
}

function resultOf({ content }: Json): string {
  return typeof content === 'string' ? content : objectsOf(content).map(({ text, type }) => String(text ?? type)).join(' ')
}

function thinksOf({ thinking, model }: Json): boolean {
  if (isObject(thinking)) return thinking.type === 'enabled' || thinking.type === 'adaptive'
  return anthropicModel(String(model))?.thinksByDefault ?? false
}

/** The whole message. */
export function anthropicMessage(said: Said, body: Json, issuer: Issuer): Json {
  const stop = said.stop ?? { stop: 'end_turn', length: 'max_tokens', sequence: 'stop_sequence', calls: 'tool_use' }[said.ended]
  return {
    id: issuer.id('msg_'),
    type: 'message',
    role: 'assistant',
    model: body.model,
    content: contentOf(said, body, issuer),
    stop_reason: stop,
    stop_sequence: said.stopSequence ?? null,
    stop_details: stop === 'refusal' ? { type: 'refusal', category: null, explanation: said.pieces.length > 0 ? null : 'This was refused.' } : null,
    container: null,
    diagnostics: null,
    usage: usageOf(said, body),
  }
}

function contentOf({ reasoning, redacted, pieces, calls }: Said, body: Json, issuer: Issuer): readonly Json[] {
  const thoughts: Json[] = []
  if (reasoning !== undefined && redacted) thoughts.push({ type: 'redacted_thinking', data: issuer.sign('') })
  else if (reasoning !== undefined) {
    const thinking = showsThinking(body) ? reasoning : ''
    thoughts.push({ type: 'thinking', thinking, signature: issuer.sign(thinking) })
  }
  const texts = pieces.length === 0 ? [] : [{ type: 'text', text: pieces.join(''), citations: null }]
  const uses = calls.map(({ name, input }) => ({ type: 'tool_use', id: issuer.id('toolu_'), name, input, caller: { type: 'direct' } }))
  return [...thoughts, ...texts, ...uses]
}

/** From Claude 4.7 on thinking comes without its text unless asked for. */
function showsThinking({ thinking, model }: Json): boolean {
  const display = isObject(thinking) ? thinking.display : undefined
  if (typeof display === 'string') return display !== 'omitted'
  return !anthropicModel(String(model))?.efforts.includes('xhigh')
}

function usageOf({ usage = {}, pieces, calls, reasoning = '' }: Said, body: Json): Json {
  const thinking = usage.thinking ?? (reasoning === '' ? 0 : tokensOf(reasoning))
  const { cacheRead = 0, cacheWrite = 0 } = usage
  return {
    input_tokens: usage.input ?? tokensOf([body.system, body.messages, body.tools]),
    output_tokens: usage.output ?? tokensOf(pieces.join('')) + (calls.length > 0 ? tokensOf(calls) : 0) + thinking,
    cache_creation_input_tokens: cacheWrite,
    cache_read_input_tokens: cacheRead,
    cache_creation: { ephemeral_5m_input_tokens: cacheWrite, ephemeral_1h_input_tokens: 0 },
    output_tokens_details: { thinking_tokens: thinking },
    server_tool_use: null,
    service_tier: 'standard',
    inference_geo: 'global',
    speed: 'standard',
  }
}

/** The same message as the events of its stream. */
export function anthropicEvents(message: Json, { pieces, pings = false }: Said): readonly Json[] {
  const usage = isObject(message.usage) ? message.usage : {}
  const start = { ...message, content: [], stop_reason: null, stop_sequence: null, stop_details: null, usage: { ...usage, output_tokens: 1 } }
  const { stop_reason, stop_sequence, stop_details } = message
  const { cache_creation: _cache, service_tier: _tier, inference_geo: _geo, speed: _speed, ...final } = usage
  const events: Json[] = [
    { type: 'message_start', message: start },
    ...objectsOf(message.content).flatMap((block, index) => blockEvents(block, index, pieces)),
    { type: 'message_delta', delta: { stop_reason, stop_sequence, stop_details, container: null }, usage: final },
    { type: 'message_stop' },
  ]
  const ping = { type: 'ping' }
  return pings ? events.flatMap((event) => [ping, event]) : [events[0] as Json, ping, ...events.slice(1)]
}

function blockEvents(block: Json, index: number, pieces: readonly string[]): readonly Json[] {
  const { opened, deltas } = streamedBlock(block, pieces)
  return [
    { type: 'content_block_start', index, content_block: opened },
    ...deltas.map((delta) => ({ type: 'content_block_delta', index, delta })),
    { type: 'content_block_stop', index },
  ]
}

function streamedBlock(block: Json, pieces: readonly string[]): { readonly opened: Json; readonly deltas: readonly Json[] } {
  if (block.type === 'text') return { opened: { ...block, text: '' }, deltas: pieces.map((text) => ({ type: 'text_delta', text })) }
  if (block.type === 'thinking') {
    const text = block.thinking === '' ? [] : [{ type: 'thinking_delta', thinking: block.thinking }]
    return { opened: { ...block, thinking: '', signature: '' }, deltas: [...text, { type: 'signature_delta', signature: block.signature }] }
  }
  if (block.type !== 'tool_use') return { opened: block, deltas: [] }
  const json = JSON.stringify(block.input)
  const parts = ['', json.slice(0, json.length >> 1), json.slice(json.length >> 1)]
  return { opened: { ...block, input: {} }, deltas: parts.map((partial_json) => ({ type: 'input_json_delta', partial_json })) }
}
