/** `output_config`: how much effort the model may be asked for, and the schema its answer must have. */
import type { AnthropicContext } from './anthropic-rules.ts'
import { closedSchemaFaults, grammarFaults } from './anthropic-schema.ts'
import { type Faults, isGiven, isObject, type Json, objectsOf, oneOf } from './json.ts'

export function* outputFaults(body: Json, context: AnthropicContext): Faults {
  const { output_config: config } = body
  yield* grammarFaults(objectsOf(body.tools), isObject(config) && isObject(config.format) ? config.format.schema : undefined)
  if (!isGiven(config)) return
  if (!isObject(config)) return yield 'output_config: Input should be an object'
  const known = ['effort', 'format', ...(context.hasBeta ? ['task_budget'] : [])]
  for (const field of Object.keys(config)) if (!known.includes(field)) yield `output_config.${field}: Extra inputs are not permitted`
  if (isGiven(config.effort)) yield* effortFaults(config.effort, body, context)
  if (isGiven(config.format)) yield* formatFaults(config.format, body, context)
}

const levels = ['low', 'medium', 'high', 'xhigh', 'max']

function* effortFaults(effort: unknown, { thinking }: Json, { model }: AnthropicContext): Faults {
  if (!levels.includes(effort as string)) return yield `output_config.effort: Input should be ${oneOf(levels)}`
  if (model.efforts.length === 0) return yield 'This model does not support the effort parameter.'
  if (!model.efforts.includes(effort as string)) {
    yield `This model does not support effort level '${String(effort)}'. Supported levels: ${[...model.efforts].sort().join(', ')}.`
  }
  const isOff = isObject(thinking) && thinking.type === 'disabled'
  if (isOff && model.thinksByDefault && (effort === 'xhigh' || effort === 'max')) {
    yield `output_config.effort '${effort}' is not supported when thinking is disabled on this model. Use effort 'high' or below, or enable thinking.`
  }
}

function* formatFaults(format: unknown, { messages }: Json, { model }: AnthropicContext): Faults {
  const path = 'output_config.format'
  if (!isObject(format)) return yield `${path}: Input should be an object`
  if (!isGiven(format.type)) return yield `${path}.type: Field required`
  if (format.type !== 'json_schema') return yield `${path}.type: Input should be 'json_schema'`
  for (const field of Object.keys(format)) if (field !== 'type' && field !== 'schema') yield `${path}.${field}: Extra inputs are not permitted`
  if (!isGiven(format.schema)) return yield `${path}.schema: Field required`
  if (!isObject(format.schema)) return yield `${path}.schema: Input should be an object`
  if (!model.takesFormat) return yield `'${model.id}' does not support output format.`
  yield* closedSchemaFaults(format.schema, `${path}.schema`)
  if (asksForCitations(messages)) yield 'Citations are not supported together with structured outputs.'
}

function asksForCitations(messages: unknown): boolean {
  return objectsOf(messages).some(({ content }) => objectsOf(content).some(({ citations }) => isObject(citations) && citations.enabled === true))
}
