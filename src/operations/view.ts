/** What the layers need to know of an operation without knowing which it is. */
import type { Body, Event, Operation, Value } from '../core/operation.ts'
import type { Usage } from '../core/usage.ts'

export interface OperationView<Op extends Operation = Operation> {
  /** Throws `bad_request`, naming the field, where the body could not be sent anywhere. */
  check(body: Body<Op>): void
  /** True for the events that commit a stream: text, reasoning, a tool call or a refusal for the reader. */
  isContent(event: Event<Op>): boolean
  /** False for events the caller did not ask for, which are there for our accounting only. */
  isWanted(event: Event<Op>, body: Body<Op>): boolean
  usageOf(answer: Value<Op> | Event<Op>): Usage | undefined
}
