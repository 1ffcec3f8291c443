/** Generation settings of a Gemini request: ranges, answers by schema, and how each generation may be told to think. */
import { numberOf } from './gemini-json.ts'
import type { GeminiContext } from './gemini-rules.ts'
import { jsonSchemaFaults, schemaFaults } from './gemini-schema.ts'
import { type Faults, isObject, type Json, listOf } from './json.ts'

export function* configFaults({ generationConfig: config }: Json, at: string, context: GeminiContext): Faults {
  if (!isObject(config)) return
  const path = `${at}.generation_config`
  yield* rangeFaults(config, path)
  yield* candidateFaults(config, path, context)
  yield* formatFaults(config, path)
  if (isObject(config.thinkingConfig)) yield* thinkingFaults(config.thinkingConfig, context)
}

function* rangeFaults(config: Json, at: string): Faults {
  const { temperature, topP, topK, maxOutputTokens, stopSequences, logprobs, responseLogprobs } = config
  if (isOutside(temperature, 0, 2)) yield `* ${at}.temperature: temperature must be in the range [0.0, 2.0].`
  if (isOutside(topP, 0, 1)) yield `* ${at}.top_p: top_p must be in the range [0.0, 1.0].`
  if (isOutside(topK, 0, Infinity)) yield `* ${at}.top_k: top_k must be non-negative.`
  if (isOutside(maxOutputTokens, 1, Infinity)) yield `* ${at}.max_output_tokens: max_output_tokens must be positive.`
  if (listOf(stopSequences).length > 5) yield `* ${at}.stop_sequences: the number of stop_sequences must be at most 5.`
  if (listOf(stopSequences).includes('')) yield `* ${at}.stop_sequences: stop_sequences must not contain empty strings.`
  if (logprobs !== undefined && responseLogprobs !== true) yield `* ${at}.logprobs: logprobs can only be set when response_logprobs is true.`
  if (isOutside(logprobs, 0, 20)) yield `* ${at}.logprobs: logprobs must be in the range [0, 20].`
  for (const [name, field] of [['presencePenalty', 'presence_penalty'], ['frequencyPenalty', 'frequency_penalty']] as const) {
    const value = config[name]
    if (value !== undefined && !(numberOf(value) >= -2 && numberOf(value) < 2)) yield `* ${at}.${field}: ${field} must be in the range [-2.0, 2.0).`
  }
}

function* candidateFaults({ candidateCount, presencePenalty, frequencyPenalty }: Json, at: string, { model, isStream }: GeminiContext): Faults {
  if (isOutside(candidateCount, 1, 8)) yield `* ${at}.candidate_count: candidate_count must be in the range [1, 8].`
  if (candidateCount !== undefined && numberOf(candidateCount) > 1 && (model.version >= 40 || isStream)) {
    yield 'Multiple candidates is not enabled for this model'
  }
  const penalties = [presencePenalty, frequencyPenalty].some((penalty) => penalty !== undefined)
  if (model.version >= 40 && penalties) yield 'Penalty is not enabled for this model'
}

function* formatFaults({ responseMimeType: mime, responseSchema, responseJsonSchema }: Json, at: string): Faults {
  if (mime !== undefined && !['text/plain', 'application/json', 'text/x.enum'].includes(mime as string)) {
    yield `* ${at}.response_mime_type: allowed mimetypes are \`text/plain\`, \`application/json\`, \`application/xml\`, \`application/yaml\` and \`text/x.enum\`.`
  }
  if (responseSchema !== undefined && responseJsonSchema !== undefined) {
    yield `* ${at}: response_schema and response_json_schema are mutually exclusive. Only one of them may be set.`
  }
  if (responseSchema !== undefined && mime !== 'application/json' && mime !== 'text/x.enum') {
    yield `* ${at}.response_schema: response_mime_type must be set to application/json or text/x.enum when response_schema is set.`
  }
  if (responseJsonSchema !== undefined && mime !== 'application/json') {
    yield `* ${at}.response_json_schema: response_mime_type must be set to application/json when response_json_schema is set.`
  }
  if (isObject(responseSchema)) yield* schemaFaults(responseSchema, `${at}.response_schema`)
  if (responseJsonSchema === undefined) return
  if (isObject(responseJsonSchema)) yield* jsonSchemaFaults(responseJsonSchema, `${at}.response_json_schema`)
  else yield `* ${at}.response_json_schema: schema must be an object`
}

function* thinkingFaults({ thinkingBudget, thinkingLevel, includeThoughts }: Json, { model }: GeminiContext): Faults {
  if (thinkingBudget !== undefined && thinkingLevel !== undefined) yield 'You can only set only one of thinking budget and thinking level.'
  if (thinkingLevel !== undefined && thinkingLevel !== 'THINKING_LEVEL_UNSPECIFIED') {
    if (model.levels.length === 0) yield 'Thinking level is not supported for this model.'
    else if (!model.levels.includes(String(thinkingLevel))) yield `Thinking level ${String(thinkingLevel)} is not supported for this model.`
  }
  if (model.version < 25 && (thinkingBudget !== undefined || includeThoughts === true)) yield 'Thinking is not enabled for this model.'
  else if (thinkingBudget !== undefined) yield* budgetFaults(numberOf(thinkingBudget), model)
}

function* budgetFaults(value: number, { budget, version }: GeminiContext['model']): Faults {
  if (budget === undefined) return yield 'Thinking budget is not supported for this model.'
  if (value === -1 || (value === 0 && budget.takesZero)) return
  if (value === 0 && version < 30) return yield 'Budget 0 is invalid. This model only works in thinking mode.'
  if (value === 0) return yield 'Request contains an invalid argument.'
  if (value < budget.min || value > budget.max) {
    yield `The thinking budget ${value} is invalid. Please choose a value between ${budget.min} and ${budget.max}.`
  }
}

function isOutside(value: unknown, min: number, max: number): boolean {
  return value !== undefined && !(numberOf(value) >= min && numberOf(value) <= max)
}
