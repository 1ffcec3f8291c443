/** The tokens of a request that is not made: the whole of it is counted, instructions and tools with it. */
import type { Dialect } from '../../core/provider.ts'
import { asChat } from '../translate/as-chat.ts'
import { isFields } from '../translate/params.ts'
import { throwInBand } from './reply.ts'
import { chatRequest } from './request.ts'
import type { SchemaKind } from './tools.ts'
import { malformed, modelPath } from './wire.ts'

/** Beside `generateContentRequest` Gemini takes no `contents`, and of contents alone it would count no more. */
export function countTokensDialect(kind: SchemaKind): Dialect<'input_tokens'> {
  return {
    request(call, target) {
      const { body } = asChat(call, target, (chat) => chatRequest(chat, target, kind))
      const path = modelPath(target.model)
      const model = decodeURIComponent(path) // here it is a name, not a place
      return { method: 'POST', path: `/${path}:countTokens`, body: { generateContentRequest: { ...(isFields(body) && body), model } }, stream: false }
    },

    value(wire) {
      throwInBand(wire)
      if (!isFields(wire)) throw malformed('the answer is not an object')
      const { totalTokens = 0 } = wire // JSON of protobuf leaves a zero out
      if (typeof totalTokens !== 'number') throw malformed("the answer's 'totalTokens' is not a number")
      return { object: 'response.input_tokens', input_tokens: totalTokens }
    },
  }
}
