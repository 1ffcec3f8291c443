/** The texts of a chat's stream, rewritten on their way. */
import type { Event } from '../../core/operation.ts'
import { ChoiceTexts } from './choice-texts.ts'
import type { StreamRewriter, StreamTexts } from './texts.ts'

type Chunk = Event<'chat'>
type Choice = Chunk['choices'][number]

const NOTHING: readonly Chunk[] = []

export class ChatStreamTexts implements StreamTexts<'chat'> {
  readonly #rewriter: StreamRewriter
  readonly #choices = new Map<number, ChoiceTexts>()
  /** The choice that spoke last, which mostly speaks again. */
  #speaker: ChoiceTexts | undefined
  #speaking = -1
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
    const only = choices[0]
    if (choices.length === 1 && only !== undefined && !only.finish_reason) {
      const now = this.#of(only.index).push(only)
      return now === undefined ? NOTHING : [now === only ? chunk : { ...chunk, choices: [now] }]
    }
    if (choices.length > 0) return this.#several(chunk)
    if (this.#closing.length === 0) return [chunk]
    this.#closing.push(chunk)
    return NOTHING
  }

  end(): readonly Chunk[] {
    const choices = [...this.#choices.values()].flatMap((choice) => choice.end())
    return [...choices.map((choice) => this.#chunk(choice)), ...this.#closing]
  }

  /** Some hosts say the last words and the end in one chunk: the words go on, the end waits. */
  #several(chunk: Chunk): readonly Chunk[] {
    const said: Choice[] = []
    const ending: Choice[] = []
    for (const choice of chunk.choices) {
      const now = this.#of(choice.index).push(choice)
      if (choice.finish_reason) ending.push({ ...choice, delta: {}, logprobs: null })
      if (now !== undefined) said.push(choice.finish_reason ? { ...now, finish_reason: null } : now)
    }
    if (ending.length === 0) return said.length === 0 ? NOTHING : [{ ...chunk, choices: said }]
    this.#closing.push({ ...chunk, choices: ending })
    return said.map((choice) => this.#chunk(choice))
  }

  /** What it cost is told once, at the end. */
  #chunk(choice: Choice): Chunk {
    const { usage: _, ...frame } = this.#latest as Chunk
    return { ...frame, choices: [choice] }
  }

  #of(index: number): ChoiceTexts {
    if (this.#speaker !== undefined && this.#speaking === index) return this.#speaker
    let texts = this.#choices.get(index)
    if (texts === undefined) this.#choices.set(index, (texts = new ChoiceTexts(index, this.#rewriter)))
    this.#speaker = texts
    this.#speaking = index
    return texts
  }
}
