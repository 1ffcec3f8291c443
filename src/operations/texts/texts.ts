/** Where the texts of a request and of an answer are, and how they are replaced: the same for every operation. */
import type { Body, Event, Operation, Value } from '../../core/operation.ts'

/**
 * - `system`: what the developer told the model, `user`: what the user said, `assistant`: what the model said
 * - `tool_result`: what a tool gave back, `tool_arguments`: what the model would call a tool with, as JSON
 * - `reasoning`: what the model thought aloud, `refusal`: why it would not
 * - `file_name`: what an attached file is called
 */
export type PartKind = 'system' | 'user' | 'assistant' | 'tool_result' | 'tool_arguments' | 'reasoning' | 'refusal' | 'file_name'

export const partKinds: readonly PartKind[] = ['system', 'user', 'assistant', 'tool_result', 'tool_arguments', 'reasoning', 'refusal', 'file_name']

/** One text of a call. */
export interface Part {
  readonly kind: PartKind
  readonly text: string
  /** Where it stands: `messages[0].content[1].text`, `choices[0].message.content`. */
  readonly path: string
  /** Of the input: true for what was said last, be it by the user or by a tool. */
  readonly isLast: boolean
  /** Which of several answers it belongs to; 0 in the input. */
  readonly choice: number
  /** The tool that is called, or whose result it is, where that is known. */
  readonly tool?: string | undefined
}

/** Sees a text, and gives it back as it is to be. */
export type Rewrite = (part: Part) => string

/** The texts of an operation. Whatever has none is left out by the walk: pictures, sounds, ids. */
export interface Texts<Op extends Operation = Operation> {
  /** Walks the request's texts in order. The same body comes back where every text stays as it is, else a changed copy. */
  input(body: Body<Op>, rewrite: Rewrite): Body<Op>
  /** The same with an answer. Absent where nothing in it can be read. */
  output?(value: Value<Op>, rewrite: Rewrite): Value<Op>
  /** The call's body with the model's answer and what is wrong with it, for another try. Absent where there is no conversation. */
  answerBack?(body: Body<Op>, value: Value<Op>, feedback: string): Body<Op>
  /** An answer that is a refusal in these words. Absent where an answer cannot be one. */
  refusal?(body: Body<Op>, text: string, id: string, createdS: number): Value<Op>
  /** Rewrites the text of a stream while it comes. Absent where the operation has no streams. */
  stream?(rewriter: StreamRewriter): StreamTexts<Op>
}

/** Rewrites texts that grow, each under a name of its own. */
export interface StreamRewriter {
  /** A text that begins to grow. */
  grows(channel: Channel): GrowingText
  /** True: texts of this kind are kept until the answer is whole, and `whole` rewrites them. */
  holds(kind: PartKind): boolean
  /** A text that was held, or that an event repeats: as it is to be. `isRepeated`: it was seen before. */
  whole(channel: Channel, text: string, isRepeated?: boolean): string
  /** True: what the last event brought is not to go on, nor anything behind it. */
  readonly isOver: boolean
}

/** One text of a stream while it grows. */
export interface GrowingText {
  /** More of it: gives what may go on to the reader now, which may be nothing. */
  push(text: string): string
  /**
   * The same where nothing is to be changed: gives a beginning of what was held and this. Otherwise `undefined`, and it is as if nobody
   * had asked.
   */
  pass(text: string): string | undefined
  /** How many characters are held back. */
  readonly held: number
  /** It is complete: gives what was still held back. */
  end(): string
}

/** Which of a stream's texts it is. */
export interface Channel {
  readonly kind: PartKind
  readonly choice: number
  /** Different for each text of a stream. */
  readonly id: string
  /** The tool that is called. */
  readonly tool?: string | undefined
}

/** The rewriting of one stream. What ends an answer is kept until the source has ended, so that there is time to judge the whole. */
export interface StreamTexts<Op extends Operation = Operation> {
  /** Appends the events that stand for these, which came together, to `said`: themselves, changed ones, or none yet. Where it throws, those before are there. */
  push(events: ReadonlyArray<Event<Op>>, said: Array<Event<Op>>): void
  /** The source is at its end: what was held, and what ends the answer. */
  end(): ReadonlyArray<Event<Op>>
}
