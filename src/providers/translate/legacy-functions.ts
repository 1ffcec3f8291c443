/** OpenAI's older `functions` and `function_call` in the words of `tools`, and the answer in the older words again. */
import type { Body, Event, Value } from '../../core/operation.ts'
import type { EventDecoder } from '../../core/provider.ts'
import { type Fields, isFields } from './params.ts'

type ChatBody = Body<'chat'>

/** True where the caller speaks of `functions` and of no `tools`: only such a caller looks for `function_call` in the answer. */
export function isLegacy({ functions, tools }: ChatBody): boolean {
  return Array.isArray(functions) && functions.length > 0 && !(Array.isArray(tools) && tools.length > 0)
}

/**
 * The body with tools for functions, `tool_choice` for `function_call`, and ids between calls and results; the same body where it has
 * none of them. A result answers the nearest earlier call of its name that waits for one; without such a call it is a tool message
 * whose id no call has.
 */
export function modernised(body: ChatBody): ChatBody {
  const { functions, function_call, ...rest } = body as ChatBody & Fields
  const messages = modernMessages(body.messages)
  if (messages === body.messages && !('functions' in body) && !('function_call' in body)) return body
  const tools = toolsOf(Array.isArray(functions) ? functions : [], Array.isArray(body.tools) ? body.tools : [])
  const choice = body.tool_choice ?? choiceOf(function_call)
  return { ...rest, messages, ...(tools.length > 0 && { tools }), ...(choice !== undefined && { tool_choice: choice }) } as ChatBody
}

function toolsOf(functions: readonly unknown[], tools: readonly unknown[]): readonly unknown[] {
  const known = new Set(tools.map((tool) => (isFields(tool) && isFields(tool.function) ? tool.function.name : undefined)))
  const more = functions.filter((one) => isFields(one) && !known.has(one.name))
  return [...tools, ...more.map((one) => ({ type: 'function', function: one }))]
}

function choiceOf(choice: unknown): unknown {
  if (isFields(choice)) return { type: 'function', function: { name: choice.name } }
  return choice ?? undefined
}

/** A call that no message has answered yet. */
interface Waiting {
  readonly name: unknown
  readonly id: unknown
}

function modernMessages(messages: ChatBody['messages']): ChatBody['messages'] {
  if (!Array.isArray(messages) || !messages.some(isOld)) return messages
  const waiting: Waiting[] = []
  let count = 0
  return (messages as unknown[]).map((message) => {
    if (!isFields(message)) return message
    if (message.role === 'function') {
      const at = waiting.findLastIndex(({ name }) => message.name === undefined || name === message.name)
      const [call] = at === -1 ? [] : waiting.splice(at, 1)
      return { ...message, role: 'tool', tool_call_id: call?.id ?? `function_result_${++count}` }
    }
    const { function_call, ...rest } = message
    const calls: readonly unknown[] = Array.isArray(message.tool_calls) ? message.tool_calls : []
    const old = isFields(function_call) && !calls.some((call) => isSame(call, function_call)) ? [oldCall(function_call, ++count)] : []
    for (const call of [...calls, ...old]) if (isFields(call)) waiting.push({ name: isFields(call.function) ? call.function.name : undefined, id: call.id })
    if (message.role === 'tool') forget(waiting, message.tool_call_id)
    return old.length === 0 ? rest : { ...rest, tool_calls: [...calls, ...old] }
  }) as unknown as ChatBody['messages']
}

function isOld(message: unknown): boolean {
  return isFields(message) && (message.role === 'function' || isFields(message.function_call))
}

/** True where a message says one call in both forms, as some clients do. */
function isSame(call: unknown, { name, arguments: text }: Fields): boolean {
  return isFields(call) && isFields(call.function) && call.function.name === name && call.function.arguments === text
}

function oldCall({ name, arguments: text }: Fields, count: number): Fields {
  return { id: `function_call_${count}`, type: 'function', function: { name, arguments: text ?? '' } }
}

function forget(waiting: Waiting[], id: unknown): void {
  const at = waiting.findIndex((call) => call.id === id)
  if (at !== -1) waiting.splice(at, 1)
}

/** The answer as the caller of `body` expects it: with `function_call` where it asked by `functions`. Of parallel calls the first is kept, for the older form has room for one. */
export function asLegacyValue(value: Value<'chat'>, body: ChatBody): Value<'chat'> {
  if (!isLegacy(body)) return value
  const choices = value.choices.map((choice) => {
    const { tool_calls, ...message } = choice.message
    const call = tool_calls?.find((one) => one.type === 'function')
    return { ...choice, message: call ? { ...message, function_call: call.function } : message, finish_reason: ended(choice.finish_reason) }
  })
  return { ...value, choices } as Value<'chat'>
}

/** The same of a stream: `delta.function_call` for `delta.tool_calls`. The decoder itself where the caller speaks of tools. */
export function legacyEvents(decoder: EventDecoder<'chat'>, body: ChatBody): EventDecoder<'chat'> {
  if (!isLegacy(body)) return decoder
  const within = (out: Array<Event<'chat'>>, decode: () => void): void => {
    const from = out.length
    decode()
    for (const chunk of out.splice(from).flatMap(legacyChunk)) out.push(chunk)
  }
  return {
    push: (data, event, out) => within(out, () => decoder.push(data, event, out)),
    end: (out) => within(out, () => decoder.end(out)),
  }
}

/** None where the chunk was but a piece of a second call. */
function legacyChunk(chunk: Event<'chat'>): Array<Event<'chat'>> {
  if (!chunk.choices.some(({ delta, finish_reason }) => delta?.tool_calls || finish_reason === 'tool_calls')) return [chunk]
  const choices = chunk.choices.flatMap((choice) => {
    const { tool_calls, ...delta } = choice.delta
    const pieces = tool_calls?.filter(({ index }) => index === 0) ?? []
    const name = pieces.map((one) => one.function?.name ?? '').join('')
    const text = pieces.map((one) => one.function?.arguments ?? '').join('')
    const function_call = { ...(name !== '' && { name }), arguments: text }
    const said = pieces.length === 0 ? delta : { ...delta, function_call }
    return Object.keys(said).length === 0 && choice.finish_reason === null ? [] : [{ ...choice, delta: said, finish_reason: ended(choice.finish_reason) }]
  })
  return choices.length === 0 ? [] : [{ ...chunk, choices } as Event<'chat'>]
}

function ended<Reason>(reason: Reason): Reason | 'function_call' {
  return reason === 'tool_calls' ? 'function_call' : reason
}
