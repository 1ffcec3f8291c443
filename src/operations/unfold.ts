/** Values as streams, for the few who give a stream what came as a value. Apart from the views, which every call needs. */
import type { Event, Operation, Value } from '../core/operation.ts'
import { unfoldChat } from './chat-unfold.ts'
import { unfoldResponse } from './responses-unfold.ts'

type Unfold<Op extends Operation> = (value: Value<Op>) => Array<Event<Op>>

const unfolds: { readonly [Op in Operation]?: Unfold<Op> } = { chat: unfoldChat, responses: unfoldResponse }

/** Makes the events that a stream of a value might have been: folded, they make it again. `undefined` where an operation has no streams. */
export function unfoldOf<Op extends Operation>(operation: Op): Unfold<Op> | undefined {
  return unfolds[operation]
}
