/** The list of models, in OpenAI's shape; what Anthropic tells besides is kept. */
import type OpenAI from 'openai'
import type { Dialect } from '../../core/provider.ts'
import { isFields } from '../translate/params.ts'
import { errorInBand } from './failure.ts'
import { malformed } from './wire.ts'
import type { WireModel } from './wire.ts'

export function modelsDialect(version: string): Dialect<'models'> {
  return {
    request: () => ({ method: 'GET', path: '/v1/models', query: { limit: 1000 }, headers: { 'anthropic-version': version }, stream: false }),

    value(wire) {
      if (isFields(wire) && isFields(wire.error)) throw errorInBand(wire)
      if (!isFields(wire) || !Array.isArray(wire.data)) throw malformed("the answer has no 'data'")
      const models = wire.data.filter(isFields) as unknown as WireModel[]
      return { object: 'list', data: models.map(modelOf) }
    },
  }
}

function modelOf(model: WireModel): OpenAI.Models.Model {
  const at = typeof model.created_at === 'string' ? Date.parse(model.created_at) : Number.NaN
  return { ...model, object: 'model', created: Number.isNaN(at) ? 0 : Math.floor(at / 1000), owned_by: 'anthropic' }
}
