/** A conversation in OpenAI's messages as Gemini's turns. */
import { isFields } from '../translate/params.ts'
import type { Drop } from './drop.ts'
import { jsonObject, type Message, modelParts } from './history.ts'
import { partsOf, textsOf } from './parts.ts'
import { type Content, type FunctionResponse, type Part, unsupported } from './wire.ts'

export interface Conversation {
  readonly systemInstruction?: { readonly parts: readonly Part[] }
  readonly contents: readonly Content[]
}

type ToolMessage = Extract<Message, { role: 'tool' | 'function' }>

/**
 * All system messages, in order, are the instruction; the others are turns of `user` and `model` in turn. `signCalls` marks
 * calls that nobody signed, for models that insist.
 */
export function conversation(messages: readonly Message[], signCalls: boolean, drop: Drop): Conversation {
  const system: Part[] = []
  const turns = new Turns()
  messages.forEach((message, at) => {
    const path = `messages[${at}]`
    if (message.role !== 'tool' && message.role !== 'function' && message.name !== undefined) drop('messages[].name', 'Gemini knows no names of speakers')
    if ('cache_control' in message) drop('messages[].cache_control', 'Gemini caches by itself, or by provider_options.google.cachedContent')
    switch (message.role) {
      case 'system':
      case 'developer':
        return void system.push(...textsOf(message.content, `${path}.content`, drop))
      case 'assistant':
        turns.remember(message)
        return turns.add('model', modelParts(message, path, signCalls, drop))
      case 'tool':
      case 'function':
        return turns.answer(message, path, drop)
      case 'user':
        return turns.add('user', partsOf(message.content, `${path}.content`, drop))
    }
  })
  if (turns.contents.length === 0) return { contents: [{ role: 'user', parts: spoken(system) }] }
  return { ...(system.length > 0 && { systemInstruction: { parts: system } }), contents: opened(turns.contents) }
}

/** Turns as they grow: neighbours of one role are one, and results stand first in the turn after their calls. */
class Turns {
  readonly contents: Content[] = []
  /** The calls so far, by id: a result has the id only, Gemini wants the name. */
  readonly #calls = new Map<string, { readonly name: string; readonly order: number }>()
  readonly #orders = new Map<Part, number>()
  #order = 0

  add(role: Content['role'], parts: readonly Part[]): void {
    if (parts.length === 0) return
    const last = this.contents.at(-1)
    if (last?.role === role) last.parts.push(...parts)
    else this.contents.push({ role, parts: [...parts] })
  }

  remember({ tool_calls: calls, function_call: legacy }: Extract<Message, { role: 'assistant' }>): void {
    if (legacy) this.#calls.set('', { name: legacy.name, order: ++this.#order })
    for (const call of calls ?? []) {
      if (call.type === 'function') this.#calls.set(call.id, { name: call.function.name, order: ++this.#order })
    }
  }

  /** Results stand in the order of their calls, before whatever the user said meanwhile. */
  answer(message: ToolMessage, path: string, drop: Drop): void {
    const id = message.role === 'tool' ? message.tool_call_id : undefined
    const call = this.#calls.get(id ?? '')
    const name = call?.name ?? ('name' in message && typeof message.name === 'string' ? message.name : undefined)
    if (name === undefined) throw unsupported(`no call in the conversation has the id '${id}'`, `${path}.tool_call_id`)
    const order = call?.order ?? 0
    const part: Part = { functionResponse: responseOf(id, name, message.content, `${path}.content`, drop) }
    this.#orders.set(part, order)
    const last = this.contents.at(-1)
    if (last?.role !== 'user') return this.add('user', [part])
    const after = last.parts.findIndex((other) => other.functionResponse === undefined || (this.#orders.get(other) ?? 0) > order)
    last.parts.splice(after === -1 ? last.parts.length : after, 0, part)
  }
}

/** A JSON object is the response; any other text is its `result`. Media go beside it. */
function responseOf(id: string | undefined, name: string, content: unknown, path: string, drop: Drop): FunctionResponse {
  const parts = partsOf(content, path, drop)
  const text = parts.map((part) => part.text ?? '').join('')
  const media = parts.filter((part) => part.text === undefined)
  const response = jsonObject(text) ?? { result: text }
  return { ...(id !== undefined && { id }), name, response, ...(media.length > 0 && { parts: media }) }
}

/** Gemini takes no request without a turn: instructions alone are then what the user says. */
function spoken(system: Part[]): Part[] {
  if (system.length === 0) throw unsupported('it says nothing', 'messages')
  return system
}

/** A model's text may open a conversation; its call may not, for a call follows a user. */
function opened(contents: readonly Content[]): readonly Content[] {
  const [first] = contents
  if (first?.role !== 'model' || !first.parts.some(({ functionCall }) => isFields(functionCall))) return contents
  return [{ role: 'user', parts: [{ text: '.' }] }, ...contents]
}
