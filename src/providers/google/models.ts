/** The models of the Gemini API, in OpenAI's shape; Gemini's own facts of each are kept. */
import type { Dialect } from '../../core/provider.ts'
import { isFields } from '../translate/params.ts'
import { throwInBand } from './reply.ts'
import { malformed } from './wire.ts'

export const modelsDialect: Dialect<'models'> = {
  /** One page holds them all: a thousand is the most Gemini gives, and a tenth of it is what there is. */
  request: () => ({ method: 'GET', path: '/models', query: { pageSize: 1000 }, stream: false }),

  value(wire) {
    throwInBand(wire)
    if (!isFields(wire) || !Array.isArray(wire.models)) throw malformed("the answer has no 'models'")
    const data = (wire.models as unknown[]).filter(isFields).map((model) => {
      const id = String(model.name ?? model.baseModelId).replace(/^models\//, '')
      return { ...model, id, object: 'model' as const, created: 0, owned_by: 'google' }
    })
    return { object: 'list', data }
  },
}
