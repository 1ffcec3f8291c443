/** The tokens of a request that is not made: the body of a message, without what shapes the answer alone. */
import type { Dialect } from '../../core/provider.ts'
import { asChat } from '../translate/as-chat.ts'
import { type Fields, isFields } from '../translate/params.ts'
import { errorInBand } from './failure.ts'
import { malformed } from './wire.ts'
import { chatRequest, type RequestOptions } from './request.ts'

/** Parameters of a message that `count_tokens` refuses. */
const UNCOUNTED = new Set([
  'max_tokens', 'stream', 'stop_sequences', 'temperature', 'top_p', 'top_k', 'metadata', 'service_tier', 'container', 'inference_geo', 'diagnostics',
])

export function countTokensDialect(options: RequestOptions): Dialect<'input_tokens'> {
  return {
    request(call, target) {
      const { body, ...request } = asChat(call, target, (chat) => chatRequest(chat, target, options))
      return { ...request, path: '/v1/messages/count_tokens', body: counted(body), stream: false }
    },

    value(wire) {
      if (isFields(wire) && isFields(wire.error)) throw errorInBand(wire)
      if (!isFields(wire) || typeof wire.input_tokens !== 'number') throw malformed("the answer has no 'input_tokens'")
      return { object: 'response.input_tokens', input_tokens: wire.input_tokens }
    },
  }
}

function counted(body: unknown): Fields {
  return Object.fromEntries(Object.entries(isFields(body) ? body : {}).filter(([name]) => !UNCOUNTED.has(name)))
}
