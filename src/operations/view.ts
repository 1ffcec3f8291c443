/** What the layers need to know of an operation without knowing which it is. */
import type { Body, Event, Operation, Value } from '../core/operation.ts'
import type { AnswerShape } from '../core/recorder.ts'
import type { Usage } from '../core/usage.ts'

export interface OperationView<Op extends Operation = Operation> {
  /** Throws `bad_request`, naming the field, where the body could not be sent anywhere. */
  check(body: Body<Op>): void
  /** True for the events that commit a stream: text, reasoning, a tool call or a refusal for the reader. */
  isContent(event: Event<Op>): boolean
  /** False for events the caller did not ask for, which are there for our accounting only. */
  isWanted(event: Event<Op>, body: Body<Op>): boolean
  usageOf(answer: Value<Op> | Event<Op>): Usage | undefined
  /** True where the answer, or the beginning of a streamed one, is a refusal for safety. Absent where there is none. */
  isRefusal?(answer: Value<Op> | Event<Op>): boolean
  /** Begins the value that a stream's events make. Absent where an operation has no streams. */
  fold?(): Fold<Op>
}

/** The events of one stream, folded into the value they make. It changes no event, and an event costs next to nothing. */
export interface Fold<Op extends Operation = Operation> {
  push(event: Event<Op>): void
  /** What was received so far; `undefined` where nothing came. What lies deep in it is shared with the events: read it, do not change it. */
  value(): Value<Op> | undefined
  /** How many characters of text, refusals and arguments for tools have come. */
  characters(): number
  /** The value by its size and kind, without making it. Absent where only the value tells. */
  shape?(): AnswerShape | undefined
}
