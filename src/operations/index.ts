/** Every operation's view, by its name. */
import type { Operation } from '../core/operation.ts'
import { chat } from './chat.ts'
import { checkObject } from './check-body.ts'
import { embeddings } from './embeddings.ts'
import { input_tokens } from './input-tokens.ts'
import { responses } from './responses.ts'
import type { OperationView } from './view.ts'

/** An operation without text, usage or stream: nothing to look into. */
const opaque: OperationView = { check: checkObject, isContent: () => true, isWanted: () => true, usageOf: () => undefined }

type Views = { readonly [Op in Operation]?: OperationView<Op> }

const views: Views = { chat, responses, input_tokens, embeddings }

export function viewOf<Op extends Operation>(operation: Op): OperationView<Op> {
  return (views[operation] as OperationView<Op> | undefined) ?? (opaque as OperationView<Op>)
}
export type { Fold, OperationView } from './view.ts'
