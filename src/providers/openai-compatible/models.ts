/** The list of models of one host. */
import type OpenAI from 'openai'
import type { Dialect } from '../../core/provider.ts'
import { isFields, malformed } from './normalize.ts'

export const modelsDialect: Dialect<'models'> = {
  request: () => ({ method: 'GET', path: '/models', stream: false }),

  value(wire) {
    const listed = Array.isArray(wire) ? wire : isFields(wire) ? (wire.data ?? wire.models) : undefined
    if (!Array.isArray(listed)) throw malformed("the answer has no 'data'")
    const data = listed.filter(isFields).map((model): OpenAI.Models.Model => {
      const created = typeof model.created === 'number' ? model.created : 0
      const owner = typeof model.owned_by === 'string' ? model.owned_by : 'unknown'
      return { ...model, id: String(model.id ?? model.name), object: 'model', created, owned_by: owner }
    })
    return { object: 'list', data }
  },
}
