/** OpenAI's parameters of sampling and format as Gemini's `generationConfig`. */
import type { Body } from '../../core/operation.ts'
import type { Fields } from '../translate/params.ts'
import type { Drop } from './drop.ts'
import { formatOf } from './format.ts'
import { type Generation, samplesItself } from './generations.ts'
import { speechOf } from './speech.ts'
import { thinkingOf } from './thinking.ts'
import type { SchemaKind } from './tools.ts'

/** A parameter that only changes its name, and the numbers Gemini takes for it. */
interface Renamed {
  readonly field: string
  readonly min: number
  readonly max: number
  readonly why: string
}

const PENALTY = { min: -2, max: 1.99, why: "Gemini's penalties are below 2" } // OpenAI's highest is the first that Gemini refuses

const RENAMED: Readonly<Record<string, Renamed>> = {
  temperature: { field: 'temperature', min: 0, max: 2, why: 'it lies between 0 and 2' },
  top_p: { field: 'topP', min: 0, max: 1, why: 'it lies between 0 and 1' },
  top_k: { field: 'topK', min: 0, max: Infinity, why: 'it is not negative' },
  presence_penalty: { field: 'presencePenalty', ...PENALTY },
  frequency_penalty: { field: 'frequencyPenalty', ...PENALTY },
}

/** What {@link generationConfig} has a word for. */
export const CONFIGURED: readonly string[] = [
  ...Object.keys(RENAMED), 'max_tokens', 'max_completion_tokens', 'n', 'seed', 'stop', 'logprobs', 'top_logprobs', 'response_format', 'reasoning_effort', 'modalities', 'audio',
]

const MAX_STOPS = 5
const MAX_CANDIDATES = 8
const MAX_LOGPROBS = 20
const MAX_INT = 2 ** 31 - 1

/** `inWords`: the format was asked for elsewhere. */
export function generationConfig(body: Body<'chat'>, kind: SchemaKind, model: Generation, inWords: boolean, drop: Drop): Fields {
  const config: Fields = {}
  for (const [param, { field, min, max, why }] of Object.entries(RENAMED)) {
    const value = (body as unknown as Fields)[param]
    if (value === undefined || value === null) continue
    if (samplesItself(model)) drop(param, 'this model samples as it likes')
    else if (typeof value !== 'number' || Number.isNaN(value)) drop(param, 'it is not a number')
    else config[field] = within(value, min, max, () => drop(param, why))
  }
  const limit = limitOf(body, drop)
  if (limit !== undefined) config.maxOutputTokens = limit
  const n = candidatesOf(body, model, drop)
  if (n > 1) config.candidateCount = n
  if (typeof body.seed === 'number') config.seed = body.seed | 0 // Gemini's seeds have 32 bits: the same seed stays the same
  const stops = stopsOf(body.stop, drop)
  if (stops.length > 0) config.stopSequences = stops
  Object.assign(config, logprobsIn(body, drop), inWords ? {} : formatOf(body.response_format, kind, drop), speechOf(body, model, drop))
  const thinkingConfig = thinkingOf(body.reasoning_effort, model, drop)
  if (thinkingConfig !== undefined) config.thinkingConfig = thinkingConfig
  return config
}

/** The nearest that Gemini takes. */
function within(value: number, min: number, max: number, told: () => void): number {
  const fit = Math.min(max, Math.max(min, value))
  if (fit !== value) told()
  return fit
}

/** A limit no model reaches is one of 32 bits. */
function limitOf({ max_completion_tokens, max_tokens }: Body<'chat'>, drop: Drop): number | undefined {
  const limit: unknown = max_completion_tokens ?? max_tokens
  if (limit === undefined || limit === null) return undefined
  if (typeof limit === 'number' && limit >= 1) return Math.min(MAX_INT, Math.floor(limit))
  drop(max_completion_tokens === undefined || max_completion_tokens === null ? 'max_tokens' : 'max_completion_tokens', "Gemini's limit is at least 1")
  return undefined
}

function candidatesOf({ n, stream }: Body<'chat'>, { version }: Generation, drop: Drop): number {
  if (n === undefined || n === null || n === 1) return 1
  if (!Number.isInteger(n) || n < 1) {
    drop('n', 'it is no number of answers')
    return 1
  }
  if (stream || version >= 4) {
    drop('n', stream ? 'Gemini streams one answer' : 'this model gives one answer')
    return 1
  }
  return within(n, 1, MAX_CANDIDATES, () => drop('n', `Gemini gives at most ${MAX_CANDIDATES} answers`))
}

function stopsOf(stop: unknown, drop: Drop): string[] {
  const all: readonly unknown[] = Array.isArray(stop) ? stop : stop === undefined || stop === null ? [] : [stop]
  const texts = all.filter((one) => typeof one === 'string')
  if (texts.length < all.length) drop('stop', 'Gemini stops at texts alone')
  const stops = texts.filter((one) => one !== '')
  if (stops.length > MAX_STOPS) drop('stop', `Gemini takes ${MAX_STOPS}: the first are kept`)
  return stops.slice(0, MAX_STOPS)
}

function logprobsIn({ logprobs, top_logprobs: top }: Body<'chat'>, drop: Drop): Fields {
  if (typeof top !== 'number') return logprobs === true ? { responseLogprobs: true } : {}
  return { responseLogprobs: true, logprobs: within(Math.floor(top), 0, MAX_LOGPROBS, () => drop('top_logprobs', `Gemini tells 0 to ${MAX_LOGPROBS}`)) }
}
