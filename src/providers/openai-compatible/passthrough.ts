/** Endpoints that are not translated: the request as it is, its model replaced; the answer as a web `Response`. */
import { GatewayError } from '../../core/error.ts'
import type { Body } from '../../core/operation.ts'
import type { Dialect } from '../../core/provider.ts'
import { isFields } from './normalize.ts'

export const passthroughDialect: Dialect<'passthrough'> = {
  request({ body, stream }, { model }) {
    const { method, path, query } = body
    refuseSecondUse(body.payload)
    return { method, path, query: query as Record<string, unknown> | undefined, body: withModel(body.payload, model), stream }
  },

  value() {
    throw new TypeError('passthrough answers are raw')
  },

  raw: (reply) => reply.response(),
}

/** Streams that were sent once: a second attempt would send nothing, and succeed. */
const sent = new WeakSet<object>()

function refuseSecondUse(payload: unknown): void {
  if (typeof payload !== 'object' || payload === null) return
  if (!(payload instanceof ReadableStream) && !(Symbol.asyncIterator in payload)) return
  if (sent.has(payload)) {
    throw new GatewayError({ reason: 'bad_request', message: 'a stream can be sent only once: give bytes or a Blob, and the attempt can be repeated' })
  }
  sent.add(payload)
}

/** The payload with the target's own name for the model, where the caller named one. */
function withModel(payload: Body<'passthrough'>['payload'], model: string): unknown {
  if (payload instanceof FormData && payload.has('model')) {
    const form = new FormData()
    for (const [name, value] of payload.entries()) {
      if (name === 'model') form.append(name, model)
      else form.append(name, value)
    }
    return form
  }
  return isFields(payload) && 'model' in payload ? { ...payload, model } : payload
}
