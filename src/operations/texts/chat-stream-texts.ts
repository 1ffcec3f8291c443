/** The texts of a chat's stream, rewritten on their way. */
import type { Event } from '../../core/operation.ts'
import { ChoiceTexts } from './choice-texts.ts'
import type { StreamRewriter, StreamTexts } from './texts.ts'

type Chunk = Event<'chat'>

const NOTHING: readonly Chunk[] = []

export class ChatStreamTexts implements StreamTexts<'chat'> {
  readonly #rewriter: StreamRewriter
  readonly #choices = new Map<number, ChoiceTexts>()
  /** Whatever ends a choice, and what comes after it. */
  readonly #closing: Chunk[] = []
  /** What chunks that are made here say of their stream. */
  #latest: Chunk | undefined

  constructor(rewriter: StreamRewriter) {
    this.#rewriter = rewriter
  }

  push(chunk: Chunk): readonly Chunk[] {
    const { choices } = chunk
    this.#latest = chunk
    const [only] = choices
    if (choices.length === 1 && only !== undefined && !only.finish_reason) {
      const now = this.#of(only.index).push(only)
      return now === undefined ? NOTHING : [now === only ? chunk : { ...chunk, choices: [now] }]
    }
    let changed: Chunk['choices'] | undefined
    let ends = choices.length === 0 && this.#closing.length > 0
    let says = choices.length === 0
    for (let at = 0; at < choices.length; at++) {
      const choice = choices[at] as Chunk['choices'][number]
      const now = this.#of(choice.index).push(choice)
      if (choice.finish_reason) ends = true
      if (now !== undefined) says = true
      if (now !== choice) (changed ??= [...choices])[at] = now ?? { ...choice, delta: {}, logprobs: null }
    }
    const now = changed === undefined ? chunk : { ...chunk, choices: changed }
    if (ends) this.#closing.push(now)
    return says && !ends ? [now] : NOTHING
  }

  end(): readonly Chunk[] {
    const choices = [...this.#choices.values()].flatMap((choice) => choice.end())
    return [...choices.map((choice) => this.#chunk(choice)), ...this.#closing]
  }

  #chunk(choice: Chunk['choices'][number]): Chunk {
    const { usage: _, ...frame } = this.#latest as Chunk
    return { ...frame, choices: [choice] }
  }

  #of(index: number): ChoiceTexts {
    let texts = this.#choices.get(index)
    if (texts === undefined) this.#choices.set(index, (texts = new ChoiceTexts(index, this.#rewriter)))
    return texts
  }
}
