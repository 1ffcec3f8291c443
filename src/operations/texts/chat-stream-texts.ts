/** The texts of a chat's stream, rewritten on their way. */
import type { Event } from '../../core/operation.ts'
import { ChoiceTexts, isOfContent } from './choice-texts.ts'
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

  push(chunks: readonly Chunk[], said: Chunk[]): void {
    for (let at = 0; at < chunks.length; ) {
      const until = runEnd(chunks, at)
      if (until - at > 1 && this.#passes(chunks.slice(at, until), said)) {
        at = until
        continue
      }
      do {
        const now = this.#one(chunks[at++] as Chunk)
        if (this.#rewriter.isOver) return
        said.push(...now)
      } while (at < until)
    }
  }

  /** True where these could go on together. */
  #passes(run: readonly Chunk[], said: Chunk[]): boolean {
    const choices = run.map((chunk) => chunk.choices[0] as Choice)
    const now = this.#of((choices[0] as Choice).index).pass(choices)
    if (now === undefined) return false
    this.#latest = run.at(-1)
    for (let at = 0; at < run.length; at++) {
      const chunk = run[at] as Chunk
      const choice = now[at]
      if (choice !== undefined) said.push(choice === choices[at] ? chunk : { ...chunk, choices: [choice] })
    }
    return true
  }

  #one(chunk: Chunk): readonly Chunk[] {
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

/** Where the run of chunks ends that begins here and does nothing but let one choice's content grow; here, where there is none. */
function runEnd(chunks: readonly Chunk[], from: number): number {
  const first = growthOf(chunks[from])
  if (first === undefined) return from
  let at = from + 1
  for (let next = growthOf(chunks[at]); next !== undefined && next.index === first.index; next = growthOf(chunks[at])) at++
  return at
}

/** The choice of a chunk that does nothing else. Whatever is no chunk is gone through by itself. */
function growthOf(chunk: Chunk | undefined): Choice | undefined {
  const choices: readonly Choice[] | undefined = chunk?.choices
  const only = choices?.length === 1 ? choices[0] : undefined
  return only !== undefined && !only.finish_reason && isOfContent(only) ? only : undefined
}
