/** The growing texts of one choice of a chat's stream: content, reasoning, refusal; and its calls of tools, kept until they are whole where that is asked. */
import type { Event } from '../../core/operation.ts'
import { type Fields, isFields } from '../fold-fields.ts'
import { ToolCallFold } from '../tool-call-fold.ts'
import { joinedDetails, withDetails } from './reasoning-details.ts'
import type { Channel, GrowingText, PartKind, StreamRewriter } from './texts.ts'
import { shares } from './shares.ts'
import { deep, mapped } from './walk.ts'

type Choice = Event<'chat'>['choices'][number]

/** What is heard, as text. */
const TRANSCRIPT = 'transcript'

export class ChoiceTexts {
  readonly #index: number
  readonly #rewriter: StreamRewriter
  readonly #holdsCalls: boolean
  /** By the field of a delta that brings it. */
  readonly #growing = new Map<string, GrowingText>()
  #content: GrowingText | undefined
  readonly #calls = new Map<unknown, ToolCallFold>()
  #functionCall: ToolCallFold | undefined
  /** What a provider says besides, which may repeat texts: it is kept until all of it is here. */
  readonly #details: unknown[] = []
  readonly #besides: Fields = {}

  constructor(index: number, rewriter: StreamRewriter) {
    this.#index = index
    this.#rewriter = rewriter
    this.#holdsCalls = rewriter.holds('tool_arguments')
  }

  /** The choice as it may go on; `undefined` where nothing is left of it. What was told of its tokens goes where its text changes. */
  push(choice: Choice): Choice | undefined {
    const delta = choice.delta as Fields
    let now: Fields | undefined
    let held: string[] | undefined
    let isEmpty = true
    for (const name in delta) {
      const value = delta[name]
      const said = this.#field(name, value)
      if (said !== value && (said === undefined || said === '')) {
        ;(held ??= []).push(name)
        continue
      }
      isEmpty = false
      if (said !== value) (now ??= { ...delta })[name] = said
    }
    if (isEmpty && (held !== undefined || choice.finish_reason)) return undefined
    if (now === undefined && held === undefined) return choice
    now ??= { ...delta }
    if (held !== undefined) for (const name of held) delete now[name]
    return { ...choice, delta: now, logprobs: null } as Choice
  }

  /** The same of several that bring content only, where nothing of it is to be changed; `undefined` where something is, or may be. */
  pass(choices: readonly Choice[]): ReadonlyArray<Choice | undefined> | undefined {
    const content = (this.#content ??= this.#text('content', 'assistant'))
    const said = choices.map(({ delta }) => delta.content as string)
    const { held } = content
    const out = content.pass(said.join(''))
    if (out === undefined) return undefined
    const parts = shares(said, held, out)
    return choices.map((choice, at) => (parts[at] === said[at] ? choice : withContent(choice, parts[at] as string)))
  }

  /** What was held, as the choices of chunks. */
  end(): Choice[] {
    const deltas: Fields[] = []
    for (const [name, text] of this.#growing) {
      const rest = text.end()
      if (rest !== '') deltas.push(name === TRANSCRIPT ? { audio: { transcript: rest } } : { [name]: rest })
    }
    const calls = [...this.#calls].map(([index, fold]) => ({ ...(index !== undefined && { index }), ...this.#whole(fold.value(), `call ${String(index)}`) }))
    if (calls.length > 0) deltas.push({ tool_calls: calls })
    if (this.#functionCall) deltas.push({ function_call: this.#called(this.#functionCall.value().function as Fields, 'arguments', 'function') })
    const besides = this.#said()
    if (Object.keys(besides).length > 0) deltas.push(besides)
    this.#calls.clear()
    return deltas.map((delta) => ({ index: this.#index, delta, finish_reason: null, logprobs: null }) as Choice)
  }

  #field(name: string, value: unknown): unknown {
    if (value === null || value === '') return value
    switch (name) {
      case 'content':
        return typeof value === 'string' ? (this.#content ??= this.#text(name, 'assistant')).push(value) : this.#grown(name, 'assistant', value)
      case 'refusal':
        return this.#grown(name, 'refusal', value)
      case 'reasoning_content':
      case 'reasoning':
        return this.#grown(name, 'reasoning', value)
      case 'tool_calls':
        return this.#holdsCalls && Array.isArray(value) ? this.#keep(value) : value
      case 'function_call':
        return this.#holdsCalls && isFields(value) ? (this.#functionCall ??= new ToolCallFold()).push({ function: value }) : value
      case 'reasoning_details':
        if (Array.isArray(value)) this.#details.push(...(value as unknown[]))
        return undefined
      case 'annotations':
      case 'provider_fields':
        this.#besides[name] = Array.isArray(value) && Array.isArray(this.#besides[name]) ? [...(this.#besides[name] as unknown[]), ...(value as unknown[])] : value
        return undefined
      case 'audio':
        return isFields(value) && typeof value.transcript === 'string' ? { ...value, transcript: this.#text(TRANSCRIPT, 'assistant').push(value.transcript) } : value
      default:
        return value
    }
  }

  /** Some hosts give content in parts. */
  #grown(name: string, kind: PartKind, value: unknown): unknown {
    if (typeof value === 'string') return this.#text(name, kind).push(value)
    if (!Array.isArray(value)) return value
    return mapped(value as unknown[], (part) => (isFields(part) && typeof part.text === 'string' ? { ...part, text: this.#text(name, kind).push(part.text) } : part))
  }

  /** A provider's own words go where they say what is not to be said. */
  #said(): Fields {
    const { annotations, provider_fields } = this.#besides
    const rewritten = (name: string, value: unknown): unknown => deep(value, (text) => this.#rewriter.whole(this.#made('assistant', name), text, true))
    const details = withDetails(joinedDetails(this.#details), (text, at) => this.#rewriter.whole(this.#made('reasoning', `details${at}`), text, true))
    return {
      ...(this.#details.length > 0 && { reasoning_details: details }),
      ...(annotations !== undefined && { annotations: rewritten('annotations', annotations) }),
      ...(provider_fields !== undefined && rewritten('provider_fields', provider_fields) === provider_fields && { provider_fields }),
    }
  }

  #keep(calls: readonly unknown[]): void {
    for (const call of calls) {
      if (!isFields(call)) continue
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

  #text(name: string, kind: PartKind): GrowingText {
    let text = this.#growing.get(name)
    if (text === undefined) this.#growing.set(name, (text = this.#rewriter.grows(this.#made(kind, name))))
    return text
  }

  #made(kind: PartKind, name: string): Channel {
    return { kind, choice: this.#index, id: `${this.#index} ${name}` }
  }
}

/** True where there is content, and no other text beside it. */
export function isOfContent({ delta }: Choice): boolean {
  let has = false
  for (const name in delta) {
    const value = (delta as Fields)[name]
    if (name === 'content' ? typeof value !== 'string' || value === '' : name !== 'role' && value !== null && value !== '') return false
    has ||= name === 'content'
  }
  return has
}

/** With so much of its content; `undefined` where nothing is left. */
function withContent(choice: Choice, content: string): Choice | undefined {
  const { content: _, ...rest } = choice.delta
  if (content !== '') return { ...choice, delta: { ...choice.delta, content }, logprobs: null }
  return Object.keys(rest).length === 0 ? undefined : { ...choice, delta: rest, logprobs: null }
}
