/** The texts of each operation. */
import type { Operation } from '../../core/operation.ts'
import { chatTexts } from './chat-texts.ts'
import { embeddingsTexts, inputTokensTexts, noTexts, passthroughTexts } from './input-texts.ts'
import { responsesTexts } from './responses-texts.ts'
import type { Texts } from './texts.ts'

const known = {
  chat: chatTexts,
  responses: responsesTexts,
  embeddings: embeddingsTexts,
  input_tokens: inputTokensTexts,
  models: noTexts,
  passthrough: passthroughTexts,
} as const

/** `undefined` for an operation that a package has added: nobody here can read it. */
export function textsOf<Op extends Operation>(operation: Op): Texts<Op> | undefined {
  return (Object.hasOwn(known, operation) ? known[operation as keyof typeof known] : undefined) as Texts<Op> | undefined
}
