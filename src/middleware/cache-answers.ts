/** Which calls may be answered from a cache, and which answers may be kept: never one that is no whole answer. */
import type { Call } from '../core/call.ts'
import type { Operation, Value } from '../core/operation.ts'
import { type Fields, isFields } from '../operations/fold-fields.ts'

/** What is kept beyond the defaults. */
export interface KeepOptions {
  /** Calls that name tools, searches or plugins, and answers that call tools: whoever is given one does again what it asks for. @default false */
  readonly tools?: boolean
  /** Calls with a `temperature` above 0, whose sender may want another answer each time. @default false */
  readonly temperature?: boolean
  /** Answers that ended at their `max_tokens`. @default false */
  readonly truncated?: boolean
}

/** False for calls whose answer depends on more than they say, or is wanted anew. */
export function isCacheable({ operation, body }: Call, { tools = false, temperature = false }: KeepOptions): boolean {
  const asked = body as unknown as Fields
  if (operation === 'passthrough') return false // its answer is a response that is read once
  if (asked.conversation || asked.background === true) return false // what it continues, or waits for, changes
  if (!temperature && isWarm(asked)) return false
  if (!tools && namesTools(asked)) return false
  return asked.provider_options === undefined || !isFields(asked.provider_options) || Object.values(asked.provider_options).every((own) => !isFields(own) || isPlain(own))

  /** What a provider is told in its own words. */
  function isPlain(own: Fields): boolean {
    const { generationConfig } = own
    return (tools || !namesTools(own)) && (temperature || !(isWarm(own) || (isFields(generationConfig) && isWarm(generationConfig))))
  }
}

/** What is no number is for its provider to judge. */
function isWarm({ temperature }: Fields): boolean {
  return temperature !== undefined && temperature !== null && Number(temperature) !== 0
}

function namesTools({ tools, functions, web_search_options, mcp_servers, search_parameters, plugins }: Fields): boolean {
  return isSome(tools) || isSome(functions) || isSome(web_search_options) || isSome(mcp_servers) || isSome(search_parameters) || isSome(plugins)
}

function isSome(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null
}

/** True for a whole answer that says something: not a refusal, not cut short, and no call of a tool unless these are kept. */
export function isKeepable<Op extends Operation>(operation: Op, value: Value<Op> | undefined, keep: KeepOptions): boolean {
  if (!isFields(value)) return false
  switch (operation) {
    case 'chat':
      return list(value.choices).length > 0 && list(value.choices).every((choice) => isKeptChoice(choice, keep))
    case 'responses':
      return isKeptResponse(value, keep)
    default:
      return !(value instanceof Response)
  }
}

/** True for what could be an answer at all: what a store gives may be anything. */
export function isAnswer(operation: Operation, value: unknown): boolean {
  if (!isFields(value)) return false
  if (operation === 'chat') return list(value.choices).length > 0 && list(value.choices).every((choice) => isFields(choice.message))
  return operation !== 'responses' || Array.isArray(value.output)
}

function isKeptChoice({ finish_reason, message }: Fields, { tools = false, truncated = false }: KeepOptions): boolean {
  if (!isFields(message) || message.refusal) return false
  const { content, audio, images } = message
  const calls = isSome(message.tool_calls) || isSome(message.function_call)
  if (calls && !tools) return false
  if (!calls && !content && !isSome(audio) && !isSome(images)) return false
  if (finish_reason === 'stop') return true
  return finish_reason === 'length' ? truncated : calls && (finish_reason === 'tool_calls' || finish_reason === 'function_call')
}

function isKeptResponse({ status, error, incomplete_details, output }: Fields, { tools = false, truncated = false }: KeepOptions): boolean {
  const items = list(output)
  if (error || items.length === 0) return false
  const cut = status === 'incomplete' && isFields(incomplete_details) && incomplete_details.reason === 'max_output_tokens'
  if (status !== 'completed' && !(cut && truncated)) return false
  const parts = items.flatMap(({ content }) => list(content))
  if (parts.some(({ type }) => type === 'refusal')) return false
  const calls = items.some(({ type }) => typeof type === 'string' && type.endsWith('_call'))
  return calls ? tools : parts.some(({ type, text }) => type !== 'output_text' || text)
}

function list(value: unknown): Fields[] {
  return Array.isArray(value) ? (value as unknown[]).filter(isFields) : []
}
