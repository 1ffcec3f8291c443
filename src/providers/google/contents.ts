/** A conversation in OpenAI's messages as Gemini's turns. */
import { isFields } from '../translate/params.ts'
import type { Drop } from './drop.ts'
import { callsIn, jsonObject, type Message, modelParts } from './history.ts'
import type { Names } from './names.ts'
import { partsOf, textsOf } from './parts.ts'
import { type Content, type Part, unsupported } from './wire.ts'

export interface Conversation {
  readonly systemInstruction?: { readonly parts: readonly Part[] }
  readonly contents: readonly Content[]
}

/** What a model wants of a conversation. */
export interface Wants {
  /** A mark on calls that nobody signed. */
  readonly signedCalls: boolean
  /** Somebody's word after its own: it goes on from no beginning of an answer. */
  readonly lastWord: boolean
  /** Media of a result beside it, for it reads none within. */
  readonly mediaApart: boolean
}

type ToolMessage = Extract<Message, { role: 'tool' | 'function' }>

/** All system messages, in order, are the instruction; the others are turns of `user` and `model` in turn. */
export function conversation(messages: readonly Message[], wants: Wants, names: Names, drop: Drop): Conversation {
  const system: Part[] = []
  const turns = new Turns(wants.mediaApart, names)
  messages.forEach((message, at) => {
    const path = `messages[${at}]`
    if (!isFields(message)) throw unsupported('it is not a message', path)
    if (message.role !== 'tool' && message.role !== 'function' && message.name !== undefined) drop('messages[].name', 'Gemini knows no names of speakers')
    if ('cache_control' in message) drop('messages[].cache_control', 'Gemini caches by itself, or by provider_options.google.cachedContent')
    switch (message.role) {
      case 'system':
      case 'developer':
        for (const part of textsOf(message.content, `${path}.content`, drop)) system.push(part)
        return
      case 'assistant':
        return turns.speak(modelParts(message, path, wants.signedCalls, names, drop), message, path)
      case 'tool':
      case 'function':
        return turns.answer(message, path, drop)
      case 'user':
        return turns.add('user', partsOf(message.content, `${path}.content`, drop))
      default:
        throw unsupported(`nobody speaks as '${String((message as { role?: unknown }).role)}'`, `${path}.role`)
    }
  })
  const contents = turns.contents(drop)
  if (contents.length === 0) return { contents: [{ role: 'user', parts: spoken(system, messages, drop) }] }
  if (contents[0]?.role === 'model' && contents[0].parts.some(({ functionCall }) => functionCall !== undefined)) contents.unshift(nothingSaid()) // a call follows a user
  if (wants.lastWord && contents.at(-1)?.role === 'model') {
    drop(`messages[${messages.length - 1}]`, 'this model goes on from no beginning of an answer: it answers anew')
    contents.push(nothingSaid())
  }
  return { ...(system.length > 0 && { systemInstruction: { parts: system } }), contents }
}

/** A call, and its result once it was found. */
interface Asked {
  readonly id: string | undefined
  readonly name: string
  /** Where the call stands. */
  readonly path: string
  result?: Part
  media?: readonly Part[]
}

interface Turn extends Content {
  parts: Part[]
  readonly calls: Asked[]
}

/** Turns as they grow: neighbours of one role are one. */
class Turns {
  readonly #turns: Turn[] = []
  /** The calls of the latest message that has this id: a result has the id only, Gemini wants the name. */
  readonly #calls = new Map<string, readonly Asked[]>()
  readonly #mediaApart: boolean
  readonly #names: Names

  constructor(mediaApart: boolean, names: Names) {
    this.#mediaApart = mediaApart
    this.#names = names
  }

  add(role: Content['role'], parts: readonly Part[]): void {
    if (parts.length === 0) return
    const last = this.#turns.at(-1)
    if (last?.role === role) for (const part of parts) last.parts.push(part)
    else this.#turns.push({ role, parts: [...parts], calls: [] })
  }

  speak(parts: readonly Part[], message: Extract<Message, { role: 'assistant' }>, path: string): void {
    this.add('model', parts)
    const own = new Map<string, Asked[]>()
    for (const { id, name } of callsIn(message, this.#names)) {
      const asked: Asked = { id, name, path }
      this.#turns.at(-1)?.calls.push(asked)
      if (id === undefined) continue
      const same = own.get(id)
      if (same) same.push(asked)
      else own.set(id, [asked])
    }
    for (const [id, same] of own) this.#calls.set(id, same)
  }

  /** A result belongs to its call, wherever it stands; one whose call is not there any more is told in words. */
  answer(message: ToolMessage, path: string, drop: Drop): void {
    const parts = partsOf(resultOf(message.content), `${path}.content`, drop)
    const id = message.role === 'tool' ? message.tool_call_id : undefined
    const named = 'name' in message && typeof message.name === 'string' ? message.name : undefined
    const call = this.#asked(id, named)
    const media = mediaOf(parts)
    if (call === undefined) {
      drop(`${path}.tool_call_id`, 'no call of the conversation waits for it: the result is told as text')
      return this.add('user', [{ text: `Result of an earlier call${named === undefined ? '' : ` of ${named}`}:\n${textOf(parts)}` }, ...media])
    }
    const text = textOf(parts)
    call.result = {
      functionResponse: {
        ...(call.id && { id: call.id }), name: call.name, response: jsonObject(text) ?? { result: text },
        ...(media.length > 0 && !this.#mediaApart && { parts: media }),
      },
    }
    if (this.#mediaApart) call.media = media
    const last = this.#turns.at(-1)
    if (last?.calls.includes(call)) this.#turns.push({ role: 'user', parts: [], calls: [] }) // what the model says next is another turn
  }

  #asked(id: string | undefined, name: string | undefined): Asked | undefined {
    if (typeof id === 'string' && this.#calls.has(id)) return this.#calls.get(id)?.find(({ result }) => result === undefined)
    if (typeof id === 'string' && id !== '') return undefined
    return this.#turns.flatMap(({ calls }) => calls).find((call) => call.result === undefined && (name === undefined || call.name === this.#names.told(name)))
  }

  /** The turn after calls begins with their results, in the order of the calls. */
  contents(drop: Drop): Content[] {
    const contents: Content[] = []
    this.#turns.forEach(({ role, parts, calls }, at) => {
      contents.push({ role, parts })
      if (calls.length === 0) return
      const answers = [...calls.map((call) => call.result ?? unanswered(call, drop)), ...calls.flatMap(({ media = [] }) => media)]
      const next = this.#turns[at + 1]
      if (next === undefined) contents.push({ role: 'user', parts: answers })
      else next.parts = [...answers, ...next.parts]
    })
    return contents
  }
}

/** Gemini takes no call without a result. */
function unanswered({ id, name, path }: Asked, drop: Drop): Part {
  drop(`${path}.tool_calls`, 'it has no result: Gemini is told so')
  return { functionResponse: { ...(id && { id }), name, response: { error: 'the call has no result' } } }
}

/** A result is text or parts; what else a client puts there is JSON. */
function resultOf(content: unknown): unknown {
  if (Array.isArray(content)) return (content as unknown[]).map((one) => (typeof one === 'string' || (isFields(one) && typeof one.type === 'string') ? one : JSON.stringify(one)))
  return content === undefined || content === null || typeof content === 'string' || (isFields(content) && typeof content.type === 'string') ? content : JSON.stringify(content)
}

function textOf(parts: readonly Part[]): string {
  return parts.map((part) => part.text ?? '').join('')
}

function mediaOf(parts: readonly Part[]): readonly Part[] {
  return parts.filter((part) => part.text === undefined)
}

/** A turn where Gemini wants one and nobody spoke. */
function nothingSaid(): Content {
  return { role: 'user', parts: [{ text: '.' }] }
}

/** Gemini takes no request without a turn: instructions alone are then what the user says. */
function spoken(system: Part[], messages: readonly Message[], drop: Drop): Part[] {
  if (messages.length === 0) throw unsupported('it says nothing', 'messages')
  if (system.length > 0) return system
  drop(`messages[${messages.length - 1}].content`, 'is empty, and Gemini wants a text')
  return nothingSaid().parts
}
