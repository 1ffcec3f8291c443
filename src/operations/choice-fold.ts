/** The fold of one choice of a chat stream: its message, piece by piece. */
import type { Event } from '../core/operation.ts'
import { add, type Fields, isFields, keep, longer } from './fold-fields.ts'
import { ToolCallFold } from './tool-call-fold.ts'

type Choice = Event<'chat'>['choices'][number]
type ToolCallDelta = NonNullable<Choice['delta']['tool_calls']>[number]

/** With what the field has agreed on beyond OpenAI's types. */
interface Delta extends Omit<Choice['delta'], 'content'> {
  readonly content?: unknown
  readonly reasoning_content?: unknown
  readonly reasoning?: unknown
  readonly reasoning_details?: unknown
  readonly audio?: unknown
  readonly images?: unknown
  readonly annotations?: unknown
}

export class ChoiceFold {
  readonly index: number
  #role: Delta['role'] = 'assistant'
  #content = ''
  #refusal = ''
  #reasoning = ''
  /** The same under its other name, where the host sends both. */
  #thoughts = ''
  #calls: Map<number, ToolCallFold> | undefined
  #functionCall: { name: string; arguments: string } | undefined
  #audio: Fields | undefined
  #finish: Choice['finish_reason'] = null
  #logprobs: Fields | undefined
  /** What nobody described, of the message and of the choice. */
  readonly #message: Fields = {}
  readonly #choice: Fields = {}

  constructor(index: number) {
    this.index = index
  }

  push(choice: Choice): void {
    for (const name in choice) {
      switch (name) {
        case 'delta':
          this.#delta(choice.delta)
          break
        case 'finish_reason':
          this.#finish = choice.finish_reason || this.#finish
          break
        case 'logprobs':
          if (isFields(choice.logprobs)) for (const list in choice.logprobs) add((this.#logprobs ??= {}), list, (choice.logprobs as Fields)[list])
          break
        case 'index':
          break
        default:
          keep(this.#choice, name, (choice as unknown as Fields)[name])
      }
    }
  }

  /** As the SDK has it: a text that stayed empty is `null`. */
  value(): Fields {
    const audio = this.#audio
    const message = {
      ...this.#message,
      role: this.#role,
      content: this.#content || null,
      refusal: this.#refusal || null,
      ...(this.#reasoning !== '' && { reasoning_content: this.#reasoning }),
      ...(this.#thoughts !== '' && { reasoning: this.#thoughts }),
      ...(this.#calls && { tool_calls: [...this.#calls].sort(([a], [b]) => a - b).map(([, call]) => call.value()) }),
      ...(this.#functionCall && { function_call: { ...this.#functionCall } }),
      ...(audio && { audio: { ...audio } }),
    }
    return { ...this.#choice, index: this.index, message, finish_reason: this.#finish, logprobs: this.#logprobs ? { ...this.#logprobs } : null }
  }

  get finish(): Choice['finish_reason'] {
    return this.#finish
  }

  get calls(): number {
    return (this.#calls?.size ?? 0) + (this.#functionCall === undefined ? 0 : 1)
  }

  characters(): number {
    let sum = this.#content.length + this.#refusal.length + (this.#functionCall?.arguments.length ?? 0)
    if (this.#calls) for (const call of this.#calls.values()) sum += call.characters()
    return sum
  }

  #delta(delta: Delta): void {
    for (const name in delta) {
      switch (name) {
        case 'content':
          this.#content = longer(this.#content, delta.content)
          break
        case 'role':
          this.#role = delta.role || this.#role
          break
        case 'refusal':
          this.#refusal = longer(this.#refusal, delta.refusal)
          break
        case 'reasoning_content':
          this.#reasoning = longer(this.#reasoning, delta.reasoning_content)
          break
        case 'reasoning':
          this.#thoughts = longer(this.#thoughts, delta.reasoning)
          break
        case 'tool_calls':
          if (delta.tool_calls) for (const call of delta.tool_calls) this.#call(call)
          break
        case 'function_call':
          if (delta.function_call) this.#called(delta.function_call)
          break
        case 'audio':
          if (isFields(delta.audio)) this.#heard(delta.audio)
          break
        case 'reasoning_details':
        case 'images':
        case 'annotations':
          add(this.#message, name, delta[name])
          break
        default:
          keep(this.#message, name, (delta as unknown as Fields)[name])
      }
    }
  }

  #call(call: ToolCallDelta): void {
    const calls = (this.#calls ??= new Map())
    let fold = calls.get(call.index)
    if (fold === undefined) calls.set(call.index, (fold = new ToolCallFold()))
    fold.push(call as unknown as Fields)
  }

  #called({ name, arguments: json }: NonNullable<Delta['function_call']>): void {
    const called = (this.#functionCall ??= { name: '', arguments: '' })
    called.name = name || called.name
    called.arguments = longer(called.arguments, json)
  }

  #heard(piece: Fields): void {
    const audio = (this.#audio ??= {})
    for (const name in piece) {
      const grows = (name === 'data' || name === 'transcript') && typeof piece[name] === 'string'
      if (grows) audio[name] = longer(audio[name], piece[name])
      else keep(audio, name, piece[name])
    }
  }
}
