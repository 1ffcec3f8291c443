/** The growing texts of one choice of a chat's stream: content, reasoning, refusal; and its calls of tools, kept until they are whole where that is asked. */
import type { Event } from '../../core/operation.ts'
import { type Fields, isFields } from '../fold-fields.ts'
import { ToolCallFold } from '../tool-call-fold.ts'
import { withDetails } from './reasoning-details.ts'
import type { Channel, PartKind, StreamRewriter } from './texts.ts'

type Choice = Event<'chat'>['choices'][number]

/** The fields of a delta that grow, and what kind of text they are. */
const GROWING: Readonly<Record<string, PartKind>> = { content: 'assistant', refusal: 'refusal', reasoning_content: 'reasoning', reasoning: 'reasoning' }

/** What is heard, as text. */
const TRANSCRIPT = 'transcript'

export class ChoiceTexts {
  readonly #index: number
  readonly #rewriter: StreamRewriter
  readonly #holdsCalls: boolean
  readonly #channels: Record<string, Channel> = {}
  readonly #calls = new Map<number, ToolCallFold>()
  #functionCall: ToolCallFold | undefined

  constructor(index: number, rewriter: StreamRewriter) {
    this.#index = index
    this.#rewriter = rewriter
    this.#holdsCalls = rewriter.holds('tool_arguments')
  }

  /** The choice as it may go on; `undefined` where nothing is left of it. What was told of its tokens goes where its text changes. */
  push(choice: Choice): Choice | undefined {
    const delta = choice.delta as Fields
    const now: Fields = {}
    let isChanged = false
    let isEmpty = true
    for (const name in delta) {
      const value = delta[name]
      const said = this.#field(name, value)
      if (said !== value) {
        isChanged = true
        if (said === undefined || said === '') continue
      }
      now[name] = said
      isEmpty = false
    }
    if (!isChanged) return choice
    return isEmpty && !choice.finish_reason ? undefined : ({ ...choice, delta: now, logprobs: null } as Choice)
  }

  /** What was held, as the choices of chunks. */
  end(): Choice[] {
    const deltas: Fields[] = []
    for (const name in this.#channels) {
      const rest = this.#rewriter.end(this.#channels[name] as Channel)
      if (rest !== '') deltas.push(name === TRANSCRIPT ? { audio: { transcript: rest } } : { [name]: rest })
    }
    const calls = [...this.#calls].map(([index, fold]) => ({ index, ...this.#whole(fold.value(), `call ${index}`) }))
    if (calls.length > 0) deltas.push({ tool_calls: calls })
    if (this.#functionCall) deltas.push({ function_call: this.#called(this.#functionCall.value().function as Fields, 'arguments', 'function') })
    this.#calls.clear()
    return deltas.map((delta) => ({ index: this.#index, delta, finish_reason: null, logprobs: null }) as Choice)
  }

  #field(name: string, value: unknown): unknown {
    if (typeof value === 'string') {
      const kind = GROWING[name]
      return kind === undefined || value === '' ? value : this.#rewriter.push(this.#channel(name, kind), value)
    }
    switch (name) {
      case 'tool_calls':
        return this.#holdsCalls && Array.isArray(value) ? this.#keep(value) : value
      case 'function_call':
        return this.#holdsCalls && isFields(value) ? (this.#functionCall ??= new ToolCallFold()).push({ function: value }) : value
      case 'reasoning_details':
        return withDetails(value, (text, at) => this.#rewriter.whole(this.#made('reasoning', `detail ${at}`), text))
      case 'audio':
        return isFields(value) && typeof value.transcript === 'string' ? { ...value, transcript: this.#rewriter.push(this.#channel(TRANSCRIPT, 'assistant'), value.transcript) } : value
      default:
        return value
    }
  }

  #keep(calls: readonly unknown[]): void {
    for (const call of calls) {
      if (!isFields(call) || typeof call.index !== 'number') continue
      let fold = this.#calls.get(call.index)
      if (fold === undefined) this.#calls.set(call.index, (fold = new ToolCallFold()))
      fold.push(call)
    }
  }

  #whole(call: Fields, id: string): Fields {
    if (isFields(call.custom)) return { ...call, custom: this.#called(call.custom, 'input', id) }
    return { ...call, function: this.#called(call.function as Fields, 'arguments', id) }
  }

  #called(called: Fields, name: 'arguments' | 'input', id: string): Fields {
    const tool = typeof called.name === 'string' ? called.name : undefined
    return { ...called, [name]: this.#rewriter.whole({ ...this.#made('tool_arguments', id), tool }, String(called[name])) }
  }

  #channel(name: string, kind: PartKind): Channel {
    return (this.#channels[name] ??= this.#made(kind, name))
  }

  #made(kind: PartKind, name: string): Channel {
    return { kind, choice: this.#index, id: `${this.#index} ${name}` }
  }
}
