/** The Responses API, for hosts that speak it: the body passes as it is, the stream is held to its terminal event. */
import { GatewayError } from '../../core/error.ts'
import type { Event, Value } from '../../core/operation.ts'
import type { Dialect, EventDecoder } from '../../core/provider.ts'
import { DONE } from '../../core/wire.ts'
import { errorObject, reasonOf } from '../failure.ts'
import { type Fields, isFields, malformed } from './normalize.ts'
import { throwInBand } from './reply.ts'
import { addProviderOptions } from './request.ts'

export function responsesDialect(dialect: string): Dialect<'responses'> {
  return {
    request(call, target) {
      const body: Fields = { ...call.body, model: target.model }
      if (body.provider_options !== undefined) addProviderOptions(body, dialect, target)
      return { method: 'POST', path: '/responses', body, stream: call.stream }
    },

    value(wire) {
      if (!isFields(wire)) throw malformed('the answer is not an object')
      if (wire.status === 'failed') throw failedWith(wire.error)
      if (!('output' in wire)) {
        throwInBand(wire)
        throw malformed("the answer has no 'output'")
      }
      return wire as unknown as Value<'responses'>
    },

    events: () => new ResponsesDecoder(),
  }
}

const TERMINAL = new Set(['response.completed', 'response.incomplete', 'response.cancelled'])

class ResponsesDecoder implements EventDecoder<'responses'> {
  #ended = false

  push(data: unknown, _event: string, out: Array<Event<'responses'>>): void {
    if (data === DONE) return
    if (!isFields(data)) throw malformed('an event of the stream is not an object')
    if (typeof data.type !== 'string') {
      throwInBand(data)
      throw malformed('an event of the stream has no type')
    }
    if (data.type === 'error') throw failedWith(data.error ?? data)
    if (data.type === 'response.failed') throw failedWith(isFields(data.response) ? data.response.error : undefined)
    if (TERMINAL.has(data.type)) this.#ended = true
    out.push(data as unknown as Event<'responses'>)
  }

  end(): void {
    if (!this.#ended) throw new GatewayError({ reason: 'truncated', message: 'the stream ended before response.completed' })
  }
}

function failedWith(error: unknown): GatewayError {
  const { message = 'the response failed', code, type, param } = errorObject({ error })
  return new GatewayError({ reason: reasonOf(undefined, code, type, message), message, code: code ?? type, param, body: { error } })
}
