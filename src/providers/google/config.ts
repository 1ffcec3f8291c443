/** OpenAI's parameters of sampling and format as Gemini's `generationConfig`. */
import type { Body } from '../../core/operation.ts'
import { type Fields, isFields } from '../translate/params.ts'
import type { Drop } from './drop.ts'
import { type Generation, samplesItself } from './generations.ts'
import { toJsonSchema } from './json-schema.ts'
import { sayableSubset } from './schema.ts'
import { thinkingOf } from './thinking.ts'
import type { SchemaKind } from './tools.ts'
import { unsupported } from './wire.ts'

/** Parameters that only change their name. */
const RENAMED = { temperature: 'temperature', top_p: 'topP', top_k: 'topK', presence_penalty: 'presencePenalty', frequency_penalty: 'frequencyPenalty' } as const

/** What {@link generationConfig} has a word for. */
export const CONFIGURED: readonly string[] = [
  ...Object.keys(RENAMED), 'max_tokens', 'max_completion_tokens', 'n', 'seed', 'stop', 'logprobs', 'top_logprobs', 'response_format', 'reasoning_effort', 'modalities', 'audio',
]

/** No more ends than these are listened for. */
const MAX_STOPS = 5

export function generationConfig(body: Body<'chat'>, kind: SchemaKind, model: Generation, isSpeech: boolean, drop: Drop): Fields {
  const given = body as unknown as Fields
  const config: Fields = {}
  for (const [param, field] of Object.entries(RENAMED)) {
    if (given[param] === undefined || given[param] === null) continue
    if (samplesItself(model)) drop(param, 'this model samples as it likes')
    else config[field] = PENALTIES.has(param) ? belowMost(param, given[param], drop) : given[param]
  }
  const limit = body.max_completion_tokens ?? body.max_tokens
  if (limit !== undefined && limit !== null) config.maxOutputTokens = limit
  if (typeof body.n === 'number' && body.n > 1) config.candidateCount = candidates(body.n, body, model)
  if (typeof body.seed === 'number') config.seed = body.seed | 0 // Gemini's seeds have 32 bits: the same seed stays the same
  const stops = stopsOf(body.stop, drop)
  if (stops.length > 0) config.stopSequences = stops
  if (body.logprobs === true) config.responseLogprobs = true
  if (typeof body.top_logprobs === 'number') Object.assign(config, { responseLogprobs: true, logprobs: body.top_logprobs })
  Object.assign(config, formatOf(body.response_format, kind), speechOf(body, isSpeech, drop))
  const thinkingConfig = thinkingOf(body.reasoning_effort, model, drop)
  if (thinkingConfig !== undefined) config.thinkingConfig = thinkingConfig
  return config
}

const PENALTIES = new Set(['presence_penalty', 'frequency_penalty'])

/** OpenAI's highest penalty is the first that Gemini refuses. */
const MOST_PENALTY = 2

function belowMost(param: string, value: unknown, drop: Drop): unknown {
  if (typeof value !== 'number' || value < MOST_PENALTY) return value
  drop(param, `Gemini's penalties are below ${MOST_PENALTY}: sent as 1.99`)
  return 1.99
}

function candidates(n: number, { stream }: Body<'chat'>, { version }: Generation): number {
  if (stream || version >= 4) throw unsupported(stream ? 'it streams one answer' : 'this model gives one answer', 'n')
  return n
}

function stopsOf(stop: Body<'chat'>['stop'], drop: Drop): string[] {
  const stops = (typeof stop === 'string' ? [stop] : (stop ?? [])).filter((one) => one !== '')
  if (stops.length > MAX_STOPS) drop('stop', `Gemini takes ${MAX_STOPS}: the first are kept`)
  return stops.slice(0, MAX_STOPS)
}

function formatOf(format: Body<'chat'>['response_format'], kind: SchemaKind): Fields {
  if (format?.type === 'json_object') return { responseMimeType: 'application/json' }
  if (format?.type !== 'json_schema') return {}
  const { schema } = format.json_schema
  const field = kind === 'json' ? { responseJsonSchema: schema && toJsonSchema(schema) } : { responseSchema: schema && sayableSubset(schema, 'response_format.json_schema.schema') }
  return { responseMimeType: 'application/json', ...(schema !== undefined && field) }
}

/** Answers in sound or image. Speech models answer in sound alone, where OpenAI's list has text as well. */
function speechOf({ modalities, audio }: Body<'chat'>, isSpeech: boolean, drop: Drop): Fields {
  const words = (modalities ?? []).map((one: string) => one.toUpperCase())
  const responseModalities = isSpeech && words.includes('AUDIO') ? ['AUDIO'] : words
  if (audio && audio.format !== 'pcm16') drop('audio.format', 'Gemini speaks raw PCM')
  const voice: unknown = audio?.voice
  const voiceName = isFields(voice) ? voice.id : voice
  return {
    ...(responseModalities.length > 0 && { responseModalities }),
    ...(typeof voiceName === 'string' && { speechConfig: { voiceConfig: { prebuiltVoiceConfig: { voiceName } } } }),
  }
}
