/** A chat body as a Messages request: what Claude cannot take is left out aloud, what it alone takes comes from `provider_options`. */
import type { Call } from '../../core/call.ts'
import type { Body } from '../../core/operation.ts'
import { dropParam, type Target } from '../../core/provider.ts'
import type { WireRequest } from '../../core/wire.ts'
import { dropTheRest, type Fields, isFields, providerOptions } from '../translate/params.ts'
import { fewerMarks } from './cache.ts'
import { structuredOf } from './format.ts'
import { type Generation, generationOf } from './generations.ts'
import { asksForCitations, calledTools, conversation, lacksThinking } from './messages.ts'
import { unsupported } from './parts.ts'
import { SAMPLING_VERSION, samplingOf } from './sampling.ts'
import { thinkingOf } from './thinking.ts'
import { isForced, toolUse } from './tools.ts'

/** The API version of the SDK this dialect follows. */
export const VERSION = '2026-10-21'

export interface RequestOptions {
  /** The API version the user insists on. */
  readonly version?: string | undefined
  readonly betas?: readonly string[] | undefined
  /** Whose rules hold for names that say nothing. */
  readonly like?: string | undefined
}

export function chatRequest(call: Call<'chat'>, target: Target, options: RequestOptions): WireRequest {
  const { body } = call
  checkSayable(body)
  const generation = generationOf(target.model, options.like)
  const { betas, ...own } = providerOptions(call, target, 'anthropic')
  const canForce = generation.forcedTools && !(isFields(own.thinking) && own.thinking.type === 'enabled')
  const { system, messages } = conversation(call, target, generation)
  const structured = structuredOf(body, generation.formats && !asksForCitations(messages), canForce)
  const use = toolUse(call, target, { generation, structured, canForce, called: Array.isArray(own.tools) ? new Set() : calledTools(messages) })
  const maxTokens = maxTokensOf(call, target, generation, own.max_tokens, [...(options.betas ?? []), ...(Array.isArray(betas) ? betas : [])])
  const context = { generation, maxTokens, own: own.thinking, isForced: isForced(use), lacksThinking: lacksThinking(messages) }
  const { thinking, effort } = thinkingOf(call, target, context)
  const sampling = samplingOf(call, target, generation, options.version, thinking?.type === 'enabled' || thinking?.type === 'adaptive')
  const instructed = structured.instruction ? [...system, structured.instruction] : system
  const output = { ...(effort && { effort }), ...(structured.format && { format: structured.format }) }
  const plain = plainParams(call, target)
  const marked = fewerMarks(call, target, { ...(instructed.length > 0 && { system: instructed }), messages, ...use }, plain.cache_control !== undefined)
  const said: Fields = {
    model: target.model,
    max_tokens: maxTokens,
    ...marked,
    ...(thinking && { thinking }),
    ...(Object.keys(output).length > 0 && { output_config: output }),
    ...sampling,
    ...plain,
    ...(call.stream && { stream: true }),
  }
  dropTheRest(call, target, withNeutral(body), "Claude has no such parameter; its own go in 'provider_options.anthropic'")
  const merged = merge(said, own, thinking)
  const headers = headersOf(merged, options, betas)
  return { method: 'POST', path: '/v1/messages', headers, body: merged, stream: call.stream }
}

/** Parameters this dialect has said, or that ask for nothing it would not do anyway. */
const SAID = new Set([
  'model', 'messages', 'stream', 'stream_options', 'provider_options', 'tools', 'tool_choice', 'parallel_tool_calls', 'web_search_options',
  'response_format', 'reasoning_effort', 'max_tokens', 'max_completion_tokens', 'temperature', 'top_p', 'top_k', 'stop', 'user',
  'safety_identifier', 'metadata', 'service_tier', 'cache_control', 'n', 'modalities', 'logprobs', 'functions', 'function_call',
])

/** Values that ask for what Claude does anyway. */
const NEUTRAL: Readonly<Record<string, unknown>> = { store: false, frequency_penalty: 0, presence_penalty: 0, top_logprobs: 0 }

function withNeutral(body: Body<'chat'>): ReadonlySet<string> {
  const neutral = Object.entries(body).filter(([name, value]) => name in NEUTRAL && value === NEUTRAL[name])
  return neutral.length === 0 ? SAID : new Set([...SAID, ...neutral.map(([name]) => name)])
}

/** What would change the answer's very shape is refused rather than dropped: another target may be able to do it. */
function checkSayable({ n, modalities, functions, function_call }: Body<'chat'>): void {
  if (typeof n === 'number' && n > 1) throw unsupported('n', `is ${n}; Claude gives one answer a request`)
  if (modalities?.includes('audio')) throw unsupported('modalities', "asks for audio; Claude answers in text")
  if (functions?.length) throw unsupported('functions', "is OpenAI's older form: say 'tools'")
  if (function_call) throw unsupported('function_call', "is OpenAI's older form: say 'tool_choice'")
}

/** The caller's limit, brought down aloud to the model's where no beta raises that. */
function maxTokensOf(call: Call<'chat'>, target: Target, { maxTokens, isKnown }: Generation, own: unknown, betas: readonly unknown[]): number {
  if (typeof own === 'number') return own
  const { max_completion_tokens, max_tokens } = call.body
  const asked = max_completion_tokens ?? max_tokens ?? maxTokens
  if (!isKnown || asked <= maxTokens || betas.some((beta) => String(beta).startsWith('output-'))) return asked
  const param = typeof max_completion_tokens === 'number' ? 'max_completion_tokens' : 'max_tokens'
  dropParam(call, target, param, `${asked} is above this model's most: sent as ${maxTokens}`)
  return maxTokens
}

const TIERS: Readonly<Record<string, string>> = { auto: 'auto', priority: 'auto', default: 'standard_only', standard_only: 'standard_only' }

const MAX_USER_ID = 256

/** Parameters that are the same thing under another name. */
function plainParams(call: Call<'chat'>, target: Target): Fields {
  const { stop, user, safety_identifier, metadata, service_tier, logprobs } = call.body
  const out: Fields = {}
  const stops = (typeof stop === 'string' ? [stop] : (stop ?? [])).filter((one) => one.trim() !== '')
  if (stops.length > 0) out.stop_sequences = stops
  if (stops.length < (typeof stop === 'string' ? 1 : (stop?.length ?? 0))) dropParam(call, target, 'stop', 'Claude does not stop at white space alone')
  const { user_id, ...others } = metadata ?? {}
  const userId = safety_identifier ?? user ?? user_id
  if (userId && userId.length > MAX_USER_ID) dropParam(call, target, safety_identifier ? 'safety_identifier' : user ? 'user' : 'metadata', `is longer than ${MAX_USER_ID} characters`)
  else if (userId) out.metadata = { user_id: userId }
  if (Object.keys(others).length > 0) dropParam(call, target, 'metadata', 'Claude keeps none but user_id')
  if (service_tier && TIERS[service_tier] !== undefined) out.service_tier = TIERS[service_tier]
  else if (service_tier) dropParam(call, target, 'service_tier', `Claude has no tier '${service_tier}'`)
  if (logprobs) dropParam(call, target, 'logprobs', 'Claude gives none')
  const cache: unknown = 'cache_control' in call.body ? call.body.cache_control : undefined
  if (cache) out.cache_control = cache
  return out
}

/** The user's own words last; tools are added, `output_config` and `metadata` merged, the checked `thinking` kept. */
function merge(said: Fields, own: Fields, thinking: unknown): Fields {
  if (Object.keys(own).length === 0) return said
  const merged: Fields = { ...said, ...own }
  if (thinking !== undefined) merged.thinking = thinking
  if (Array.isArray(own.tools) && Array.isArray(said.tools)) merged.tools = [...(said.tools as unknown[]), ...(own.tools as unknown[])]
  for (const name of ['output_config', 'metadata']) if (isFields(said[name]) && isFields(own[name])) merged[name] = { ...said[name], ...own[name] }
  return merged
}

/** Where nobody insists on a version, a request with sampling goes by the last one that takes it. */
function headersOf(body: Fields, { version, betas = [] }: RequestOptions, more: unknown): Readonly<Record<string, string>> {
  const isSampling = body.temperature !== undefined || body.top_p !== undefined || body.top_k !== undefined
  const all = [...new Set([...betas, ...(Array.isArray(more) ? more.map(String) : [])])]
  return { 'anthropic-version': version ?? (isSampling ? SAMPLING_VERSION : VERSION), ...(all.length > 0 && { 'anthropic-beta': all.join(',') }) }
}
