/** The Messages API's plain parameters: what they are called, and what values they take. */
import type { AnthropicContext } from './anthropic-rules.ts'
import { type Faults, isGiven, isList, isObject, type Json, oneOf } from './json.ts'

/** Fields of POST /v1/messages; `temperature`, `top_p` and `top_k` come on top under the older version. */
export const messageFields = [
  'model', 'messages', 'max_tokens', 'cache_control', 'container', 'diagnostics', 'inference_geo', 'metadata', 'output_config', 'service_tier', 'speed',
  'stop_sequences', 'stream', 'system', 'thinking', 'tool_choice', 'tools',
]

/** Fields of POST /v1/messages/count_tokens. */
export const countFields = ['model', 'messages', 'cache_control', 'output_config', 'speed', 'system', 'thinking', 'tool_choice', 'tools']

export function* paramFaults(body: Json, context: AnthropicContext): Faults {
  if (context.isCounting) return
  yield* maxTokensFaults(body, context)
  if (body.stream !== undefined && typeof body.stream !== 'boolean') yield 'stream: Input should be a valid boolean'
  yield* stopFaults(body.stop_sequences)
  yield* metadataFaults(body.metadata)
  yield* choiceFaults('service_tier', body.service_tier, ['auto', 'standard_only'])
  yield* choiceFaults('speed', body.speed, ['standard', 'fast'])
  yield* choiceFaults('inference_geo', body.inference_geo, ['global', 'us'])
  yield* samplingFaults(body, context)
}

function* maxTokensFaults({ max_tokens: tokens }: Json, { model }: AnthropicContext): Faults {
  if (!isGiven(tokens)) return yield 'max_tokens: Field required'
  if (typeof tokens !== 'number' || !Number.isInteger(tokens)) return yield 'max_tokens: Input should be a valid integer'
  // 0 fills the prompt cache and answers nothing.
  if (tokens < 0) yield 'max_tokens: must be greater than or equal to 0'
  if (tokens > model.maxTokens) {
    yield `max_tokens: ${tokens} > ${model.maxTokens}, which is the maximum allowed number of output tokens for ${model.id}`
  }
}

function* stopFaults(stops: unknown): Faults {
  if (!isGiven(stops)) return
  if (!isList(stops)) return yield 'stop_sequences: Input should be a valid array'
  for (const [at, stop] of stops.entries()) {
    if (typeof stop !== 'string') return yield `stop_sequences.${at}: Input should be a valid string`
    if (stop.trim() === '') yield 'stop_sequences: each stop sequence must contain non-whitespace'
  }
}

function* metadataFaults(metadata: unknown): Faults {
  if (!isGiven(metadata)) return
  if (!isObject(metadata)) return yield 'metadata: Input should be an object'
  for (const field of Object.keys(metadata)) if (field !== 'user_id') yield `metadata.${field}: Extra inputs are not permitted`
  const user = metadata.user_id
  if (isGiven(user) && typeof user !== 'string') yield 'metadata.user_id: Input should be a valid string'
  if (typeof user === 'string' && user.length > 256) yield 'metadata.user_id: String should have at most 256 characters'
}

function* choiceFaults(name: string, value: unknown, choices: readonly string[]): Faults {
  if (isGiven(value) && !choices.includes(value as string)) yield `${name}: Input should be ${oneOf(choices)}`
}

/** Under the newer version these three are unknown fields, and never come here. */
function* samplingFaults({ temperature, top_p, top_k, thinking }: Json, { model }: AnthropicContext): Faults {
  yield* rangeFaults('temperature', temperature)
  yield* rangeFaults('top_p', top_p)
  if (top_k !== undefined && (!Number.isInteger(top_k) || (top_k as number) < 0)) yield 'top_k: Input should be greater than or equal to 0'
  if (!model.takesSampling) {
    if (temperature !== undefined && temperature !== 1) yield '`temperature` is deprecated for this model.'
    if (top_p !== undefined) yield '`top_p` is deprecated for this model.'
    if (top_k !== undefined) yield '`top_k` is deprecated for this model.'
  }
  if (!model.takesBothSamplings && temperature !== undefined && top_p !== undefined) {
    yield '`temperature` and `top_p` cannot both be specified for this model. Please use only one.'
  }
  if (!isObject(thinking) || (thinking.type !== 'enabled' && thinking.type !== 'adaptive')) return
  if (temperature !== undefined && temperature !== 1) yield `\`temperature\` may only be set to 1 when thinking is enabled or in adaptive mode. ${consult}`
  if (typeof top_p === 'number' && top_p < 0.95) {
    yield `\`top_p\` must be greater than or equal to 0.95 or unset when thinking is enabled or in adaptive mode. ${consult}`
  }
  if (top_k !== undefined) yield `\`top_k\` must be unset when thinking is enabled or in adaptive mode. ${consult}`
}

function* rangeFaults(name: string, value: unknown): Faults {
  if (value === undefined) return
  if (typeof value !== 'number') return yield `${name}: Input should be a valid number`
  if (value < 0 || value > 1) yield `${name}: range: 0..1`
}

const consult =
  'Please consult our documentation at https://docs.claude.com/en/docs/build-with-claude/extended-thinking#important-considerations-when-using-extended-thinking'
