/** The counting of a request's tokens, for hosts that have it: the body passes as it is. */
import type { Dialect } from '../../core/provider.ts'
import { type Fields, isFields, malformed } from './normalize.ts'
import { throwInBand } from './reply.ts'
import { addProviderOptions } from './request.ts'

export function inputTokensDialect(dialect: string): Dialect<'input_tokens'> {
  return {
    request(call, target) {
      const body: Fields = { ...call.body, model: target.model }
      if (body.provider_options !== undefined) addProviderOptions(body, dialect, target)
      return { method: 'POST', path: '/responses/input_tokens', body, stream: false }
    },

    value(wire) {
      if (!isFields(wire)) throw malformed('the answer is not an object')
      throwInBand(wire)
      const { input_tokens } = wire
      if (typeof input_tokens !== 'number') throw malformed("the answer has no 'input_tokens'")
      return { ...wire, object: 'response.input_tokens', input_tokens }
    },
  }
}
