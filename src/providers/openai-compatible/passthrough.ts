/** Endpoints that are not translated: the request as it is, its model replaced; the answer as a web `Response`. */
import type { Body } from '../../core/operation.ts'
import type { Dialect } from '../../core/provider.ts'
import { isFields } from './normalize.ts'

export const passthroughDialect: Dialect<'passthrough'> = {
  request({ body, stream }, { model }) {
    const { method, path, query } = body
    return { method, path, query: query as Record<string, unknown> | undefined, body: withModel(body.payload, model), stream }
  },

  value() {
    throw new TypeError('passthrough answers are raw')
  },

  raw: (reply) => reply.response(),
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
