/** The fold of chat chunks: the completion that a stream makes, whole or cut short. */
import type { Event, Value } from '../core/operation.ts'
import type { AnswerShape } from '../core/recorder.ts'
import { ChoiceFold } from './choice-fold.ts'
import { type Fields, keep } from './fold-fields.ts'
import type { Fold } from './view.ts'

type Chunk = Event<'chat'>
type Completion = Value<'chat'>

/**
 * Says what the SDK's own `finalChatCompletion()` says of a whole stream, and more where that forgets: pieces of reasoning,
 * images and annotations are joined, not replaced by the last. A choice that is not finished has `finish_reason: null`.
 */
export class ChatFold implements Fold<'chat'> {
  #isEmpty = true
  #id = ''
  #created = 0
  #model = ''
  #tier: Chunk['service_tier']
  #fingerprint: Chunk['system_fingerprint']
  #usage: Chunk['usage']
  readonly #more: Fields = {}
  readonly #choices = new Map<number, ChoiceFold>()
  #latest: ChoiceFold | undefined

  /**
   * What is empty never hides what is known: Azure's notes between the chunks have neither id nor model. Fields are read by
   * their own names where they have one: `chunk[name]` takes four times as long.
   */
  push(chunk: Chunk): void {
    this.#isEmpty = false
    for (const name in chunk) {
      switch (name) {
        case 'choices':
          for (const choice of chunk.choices) this.#choice(choice.index).push(choice)
          break
        case 'id':
          this.#id = chunk.id || this.#id
          break
        case 'created':
          this.#created = chunk.created || this.#created
          break
        case 'model':
          this.#model = chunk.model || this.#model
          break
        case 'service_tier':
          this.#tier = chunk.service_tier ?? this.#tier ?? null
          break
        case 'system_fingerprint':
          this.#fingerprint = chunk.system_fingerprint || this.#fingerprint
          break
        case 'usage':
          this.#usage = chunk.usage ?? this.#usage ?? null
          break
        case 'object':
        case 'obfuscation': // padding of the single chunk
          break
        default:
          keep(this.#more, name, (chunk as unknown as Fields)[name])
      }
    }
  }

  value(): Completion | undefined {
    if (this.#isEmpty) return undefined
    const completion = {
      ...this.#more,
      id: this.#id,
      object: 'chat.completion' as const,
      created: this.#created,
      model: this.#model,
      choices: [...this.#choices.values()].sort((a, b) => a.index - b.index).map((choice) => choice.value()),
      ...(this.#tier !== undefined && { service_tier: this.#tier }),
      ...(this.#fingerprint !== undefined && { system_fingerprint: this.#fingerprint }),
      ...(this.#usage !== undefined && { usage: this.#usage }),
    }
    return completion as unknown as Completion
  }

  characters(): number {
    let sum = 0
    for (const choice of this.#choices.values()) sum += choice.characters()
    return sum
  }

  shape(): AnswerShape {
    let toolCalls = 0
    for (const choice of this.#choices.values()) toolCalls += choice.calls
    return { model: this.#model || undefined, finishReason: this.#choices.values().next().value?.finish ?? undefined, choices: this.#choices.size, toolCalls }
  }

  #choice(index: number): ChoiceFold {
    if (this.#latest?.index === index) return this.#latest
    let choice = this.#choices.get(index)
    if (choice === undefined) this.#choices.set(index, (choice = new ChoiceFold(index)))
    this.#latest = choice
    return choice
  }
}
