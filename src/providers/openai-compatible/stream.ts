/** A host's chat stream as OpenAI's: roles, indexes, ids and finish reasons are there, and an early end is an error. */
import { GatewayError } from '../../core/error.ts'
import type { Event } from '../../core/operation.ts'
import type { EventDecoder } from '../../core/provider.ts'
import { DONE } from '../../core/wire.ts'
import { argumentsText, callList, content, type Fields, finishReason, hasWords, isFields, malformed, newToolId, reasoningOf, usage } from './normalize.ts'
import type { Quirks } from './quirks.ts'
import { throwInBand } from './reply.ts'
import { ThinkTags } from './think-tags.ts'

type Chunk = Event<'chat'>

/** What is remembered of one choice between its chunks. */
interface ChoiceState {
  index: number
  finished: boolean
  /** Tool-call ids by index. */
  calls: Map<number, string>
  /** The index of each id. */
  places: Map<string, number>
  hasWords: boolean
  think: ThinkTags | undefined
}

export class ChatDecoder implements EventDecoder<'chat'> {
  readonly #quirks: Quirks
  readonly #choices = new Map<number, ChoiceState>()
  #done = false
  #last: Fields | undefined

  constructor(quirks: Quirks) {
    this.#quirks = quirks
  }

  push(data: unknown, event: string, out: Chunk[]): void {
    if (this.#done) return
    if (data === DONE) return this.#finish(out)
    if (!isFields(data)) throw malformed('an event of the stream is not an object')
    if (event === 'error' && data.error === undefined) throwInBand({ error: data })
    throwInBand(data)
    const counted = usage(data, this.#quirks)
    if (counted !== undefined) data.usage = counted
    if (!Array.isArray(data.choices)) {
      if (isBareError(data)) throwInBand({ error: data })
      if (counted === undefined) return // a host's own event: a ping, a queue position
      data.choices = []
    }
    for (const choice of data.choices as unknown[]) this.#choice(choice)
    data.object ??= 'chat.completion.chunk'
    this.#last = data
    out.push(data as unknown as Chunk)
  }

  end(out: Chunk[]): void {
    if (this.#done) return
    const states = [...this.#choices.values()]
    if (states.length === 0 || !states.every((state) => state.finished)) {
      throw new GatewayError({ reason: 'truncated', message: 'the stream ended without a finish reason' })
    }
    this.#finish(out)
  }

  #choice(choice: unknown): void {
    if (!isFields(choice)) throw malformed('a choice of the stream is not an object')
    const index = typeof choice.index === 'number' ? choice.index : 0
    let state = this.#choices.get(index)
    const isFirst = state === undefined
    if (state === undefined) {
      state = { index, finished: false, calls: new Map(), places: new Map(), hasWords: false, think: this.#quirks.thinkTags ? new ThinkTags() : undefined }
      this.#choices.set(index, state)
    }
    choice.index = index
    const delta = isFields(choice.delta) ? choice.delta : {}
    choice.delta = delta
    if ('message' in choice) delete choice.message // Perplexity sends the message so far beside each delta
    if (isFirst) delta.role ||= 'assistant'
    this.#content(delta, state)
    const calls = callList(delta.tool_calls)
    if (calls !== undefined) delta.tool_calls = this.#toolCalls(calls, state)
    choice.finish_reason = finishReason(choice, state.calls.size > 0, state.hasWords) ?? null
    if (choice.finish_reason !== null) {
      state.finished = true
      if (state.think) append(delta, state.think.end())
    }
  }

  #content(delta: Fields, state: ChoiceState): void {
    const { think } = state
    const reasoning = reasoningOf(delta)
    if (Array.isArray(delta.content)) {
      const said = content(delta.content)
      delta.content = said.text
      if (said.reasoning !== undefined) delta.reasoning_content = said.reasoning
    }
    if (reasoning !== undefined) delta.reasoning_content = reasoning
    state.hasWords ||= hasWords(delta)
    if (think === undefined || typeof delta.content !== 'string' || delta.content === '') return
    const taken = think.push(delta.content)
    delta.content = ''
    append(delta, taken)
  }

  /** Each call keeps one index and one id; arguments are JSON text. A call without an index is placed by its id. */
  #toolCalls(calls: readonly Fields[], state: ChoiceState): Fields[] {
    return calls.map((call) => {
      const index = typeof call.index === 'number' && !isAnother(call, call.index, state) ? call.index : indexOf(call, state)
      call.index = index
      const isFirst = !state.calls.has(index)
      if (isFirst) {
        call.id ||= newToolId()
        call.type ??= 'function'
        const id = String(call.id)
        state.calls.set(index, id)
        if (!state.places.has(id)) state.places.set(id, index)
      }
      if (isFields(call.function)) call.function.arguments = argumentsText(call.function.arguments) ?? ''
      return call
    })
  }

  /** `[DONE]`, or a proper end: choices that never said why they ended get the reason their content gives. */
  #finish(out: Chunk[]): void {
    this.#done = true
    if (this.#last === undefined || this.#choices.size === 0) throw malformed('the stream ended without any choice')
    const open = [...this.#choices.values()].filter((state) => !state.finished)
    if (open.length === 0) return
    const choices = open.map(({ index, calls, think }) => {
      const delta: Fields = {}
      if (think) append(delta, think.end())
      return { index, delta, finish_reason: calls.size > 0 ? 'tool_calls' : 'stop', logprobs: null }
    })
    out.push({ ...this.#last, choices, usage: null } as unknown as Chunk)
  }
}

/** True where a host gives a second call the first one's index: its id tells them apart. */
function isAnother({ id }: Fields, index: number, { calls }: ChoiceState): boolean {
  const known = calls.get(index)
  return known !== undefined && typeof id === 'string' && id !== '' && id !== known
}

/** A known id is that call, a new id or a name begins one, and what has neither continues the last. */
function indexOf({ id, function: called }: Fields, { calls, places }: ChoiceState): number {
  const known = typeof id === 'string' ? places.get(id) : undefined
  if (known !== undefined) return known
  const begins = (typeof id === 'string' && id !== '') || (isFields(called) && Boolean(called.name)) || calls.size === 0
  return begins ? calls.size : calls.size - 1
}

/** An error without its wrapping: `{"detail": …}`, `{"message": …}`, `{"object": "error"}`. */
function isBareError({ object, detail, message }: Fields): boolean {
  return object === 'error' || detail !== undefined || typeof message === 'string'
}

function append(delta: Fields, { text, reasoning }: { text: string; reasoning: string }): void {
  if (text !== '') delta.content = `${typeof delta.content === 'string' ? delta.content : ''}${text}`
  if (reasoning !== '') delta.reasoning_content = `${typeof delta.reasoning_content === 'string' ? delta.reasoning_content : ''}${reasoning}`
}
