/** The small differences in how hosts say the same thing, each undone in one function. */
import { GatewayError } from '../../core/error.ts'
import type { FailureReason } from '../../core/failure.ts'
import { type Fields, isFields } from '../translate/params.ts'
import type { Quirks } from './quirks.ts'

export { type Fields, isFields }

/** Content as text, also where it is a list of parts (Mistral's reasoning models put thinking among them). */
export function content(value: unknown): { text: string | null | undefined; reasoning: string | undefined } {
  if (!Array.isArray(value)) return { text: value as string | null | undefined, reasoning: undefined }
  let text = ''
  let reasoning: string | undefined
  for (const part of value as unknown[]) {
    if (typeof part === 'string') text += part
    else if (isFields(part) && typeof part.text === 'string') text += part.text
    else if (isFields(part) && part.type === 'thinking') reasoning = (reasoning ?? '') + (content(part.thinking).text ?? '')
  }
  return { text, reasoning }
}

/** Reasoning under any of its names: `reasoning_content` (DeepSeek, Qwen, vLLM), `reasoning` (OpenRouter, Groq, Ollama, Together). */
export function reasoningOf(message: Fields): string | undefined {
  const { reasoning_content, reasoning } = message
  if (typeof reasoning_content === 'string') return reasoning_content
  return typeof reasoning === 'string' ? reasoning : undefined
}

/** `<think>…</think>answer` taken apart. An answer that is all thought, its tag never closed, is all reasoning. */
export function splitThink(text: string): { text: string; reasoning: string | undefined } {
  const start = text.trimStart()
  if (!start.startsWith('<think>')) return { text, reasoning: undefined }
  const end = start.indexOf('</think>')
  if (end === -1) return { text: '', reasoning: start.slice(7) }
  return { text: start.slice(end + 8).trimStart(), reasoning: start.slice(7, end).trim() }
}

/** The calls a host names, `undefined` where it names none at all. Throws `malformed_response` for anything but a list of objects. */
export function callList(value: unknown): Fields[] | undefined {
  if (value === undefined || value === null) return undefined
  if (!Array.isArray(value)) throw malformed("'tool_calls' are no list")
  if (!value.every(isFields)) throw malformed('a tool call is not an object')
  return value
}

/** Whole tool calls: ids, types and JSON-text arguments where a host left them out or sent an object. `undefined` if none. */
export function toolCalls(value: unknown): Fields[] | undefined {
  const calls = callList(value)
  if (calls === undefined || calls.length === 0) return undefined
  return calls.map((call) => {
    call.id ||= newToolId()
    call.type ??= 'function'
    if (isFields(call.function)) call.function.arguments = argumentsText(call.function.arguments) ?? '{}'
    return call
  })
}

/** An id for a call whose host gave none: unique, so that no two of a conversation are ever the same. */
export function newToolId(): string {
  return `call_${crypto.randomUUID().replaceAll('-', '')}`
}

/** Arguments as JSON text, also where a host sends an object. */
export function argumentsText(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/**
 * One of OpenAI's words, the host's own kept beside it; `tool_calls` wherever calls came; `undefined` where none was said. Throws
 * `malformed_response` for an answer that ended for calls and has neither calls nor words.
 */
export function finishReason(choice: Fields, hasCalls: boolean, hasWords: boolean): string | undefined {
  const said = choice.finish_reason
  if (typeof said !== 'string' || said === '') return undefined
  const broken = BROKEN[said]
  if (broken) throw new GatewayError({ reason: broken, message: `the answer broke off: ${said}`, code: said })
  const known = FINISH[said] ?? (FINISHED.has(said) ? said : 'stop')
  if (known !== said) choice.native_finish_reason ??= said
  if (hasCalls) return known === 'stop' ? 'tool_calls' : known
  if (known !== 'tool_calls') return known
  if (!hasWords) throw malformed(`the answer ended with '${said}' and has no tool call`)
  choice.native_finish_reason ??= said
  return 'stop'
}

const FINISHED = new Set(['stop', 'length', 'tool_calls', 'content_filter', 'function_call'])

const FINISH: Readonly<Record<string, string>> = {
  max_tokens: 'length',
  model_length: 'length',
  model_context_window_exceeded: 'length',
  tool_use: 'tool_calls',
  tool_call: 'tool_calls',
  safety: 'content_filter',
  sensitive: 'content_filter',
}

/** Not ends but breaks (vLLM, OpenRouter; Zhipu; DeepSeek): never to be taken for an answer. */
const BROKEN: Readonly<Record<string, FailureReason>> = {
  error: 'server_error',
  network_error: 'server_error',
  insufficient_system_resource: 'overloaded',
}

/** Usage wherever the host puts it: at the top, under `x_groq`, or inside the choice (Moonshot). */
export function usage(wire: Fields, { reasoningApart }: Quirks): Fields | undefined {
  const found = usageIn(wire)
  if (found === undefined) return undefined
  const prompt = count(found.prompt_tokens)
  let completion = count(found.completion_tokens)
  const details = found.completion_tokens_details
  if (reasoningApart && isFields(details)) {
    const reasoning = count(details.reasoning_tokens)
    if (count(found.total_tokens) >= prompt + completion + reasoning) completion += reasoning
  }
  const cached = cachedElsewhere(found)
  if (cached === undefined && found.completion_tokens === completion && found.prompt_tokens === prompt && typeof found.total_tokens === 'number') return found
  const counted = { ...found, prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion }
  return cached === undefined ? counted : { ...counted, prompt_tokens_details: cached }
}

/** Nearly every event of a stream has none: so no list of the places is made for each. */
function usageIn({ usage: own, x_groq, choices }: Fields): Fields | undefined {
  if (isFields(own)) return own
  if (isFields(x_groq) && isFields(x_groq.usage)) return x_groq.usage
  const choice: unknown = Array.isArray(choices) ? choices[0] : undefined
  return isFields(choice) && isFields(choice.usage) ? choice.usage : undefined
}

/** Tokens read from the cache, where the host counts them under a name of its own (DeepSeek, Moonshot). */
function cachedElsewhere({ prompt_tokens_details: details, prompt_cache_hit_tokens, cached_tokens }: Fields): Fields | undefined {
  const own = prompt_cache_hit_tokens ?? cached_tokens
  if (typeof own !== 'number' || (isFields(details) && details.cached_tokens !== undefined)) return undefined
  return { ...(isFields(details) && details), cached_tokens: own }
}

function count(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0
}

/** True where a message or a piece of one says anything beside reasoning and calls. */
export function hasWords({ content: said, refusal, audio, images, function_call }: Fields): boolean {
  return Boolean(said) || Boolean(refusal) || Boolean(audio) || Boolean(images) || Boolean(function_call)
}

export function malformed(message: string): GatewayError {
  return new GatewayError({ reason: 'malformed_response', message })
}
