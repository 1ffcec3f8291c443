/** A chat body as a Messages request: what Claude cannot take is left out aloud, what it alone takes comes from `provider_options`. */
import { show } from '../../core/check.ts'
import type { Call } from '../../core/call.ts'
import type { Body } from '../../core/operation.ts'
import { dropParam, type Target } from '../../core/provider.ts'
import type { WireRequest } from '../../core/wire.ts'
import { isLegacy, modernised } from '../translate/legacy-functions.ts'
import { dropTheRest, type Fields, isFields, providerOptions } from '../translate/params.ts'
import { fewerMarks } from './cache.ts'
import { jsonToolName, structuredOf } from './format.ts'
import { type Generation, generationOf } from './generations.ts'
import { Grammar } from './grammar.ts'
import { conversation } from './messages.ts'
import { namingOf } from './naming.ts'
import { plainParams } from './plain.ts'
import { unsupported } from './parts.ts'
import { SAMPLING_VERSION, samplingOf } from './sampling.ts'
import { thinkingOf } from './thinking.ts'
import { isForced, toolUse } from './tools.ts'
import { asksForCitations, calledTools, lacksThinking } from './turns.ts'

/** The API version of the SDK this dialect follows. */
export const VERSION = '2026-10-21'

export interface RequestOptions {
  /** The API version the user insists on. */
  readonly version?: string | undefined
  readonly betas?: readonly string[] | undefined
  /** Whose rules hold for names that say nothing. */
  readonly like?: string | undefined
}

export function chatRequest(asked: Call<'chat'>, target: Target, options: RequestOptions): WireRequest {
  const body = modernised(asked.body)
  const call = body === asked.body ? asked : { ...asked, body }
  checkSayable(call, target)
  const generation = generationOf(target.model, options.like)
  const { betas, ...own } = providerOptions(call, target, 'anthropic')
  const canForce = generation.forcedTools && !(isFields(own.thinking) && (own.thinking.type === 'enabled' || own.thinking.type === 'adaptive'))
  const naming = namingOf(body)
  const prefill = generation.prefill && jsonToolName(body) === undefined // no format begins in the middle
  const { system, messages } = conversation(call, target, { naming, midSystem: generation.midSystem, prefill })
  const grammar = new Grammar()
  const structured = structuredOf(body, generation.formats && !asksForCitations(messages), canForce, grammar)
  const called = Array.isArray(own.tools) ? new Set<string>() : calledTools(messages)
  if (structured.instruction) dropParam(call, target, 'response_format', "asked for in words: this model's format cannot hold it")
  const use = toolUse(call, target, { generation, structured, canForce, called, naming, grammar, isSingle: isLegacy(asked.body) })
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
  'safety_identifier', 'metadata', 'service_tier', 'cache_control', 'n', 'modalities', 'logprobs',
])

/** Values that ask for what Claude does anyway. */
const NEUTRAL: Readonly<Record<string, unknown>> = { store: false, frequency_penalty: 0, presence_penalty: 0, top_logprobs: 0, background: false }

function withNeutral(body: Body<'chat'>): ReadonlySet<string> {
  const neutral = Object.entries(body).filter(([name, value]) => name in NEUTRAL && value === NEUTRAL[name])
  return neutral.length === 0 ? SAID : new Set([...SAID, ...neutral.map(([name]) => name)])
}

/** Sound is refused rather than dropped where the caller wants nothing else: another target may be able to make it. */
function checkSayable(call: Call<'chat'>, target: Target): void {
  const { n, modalities, response_format: format } = call.body
  if (n !== undefined && n !== null && n !== 1) dropParam(call, target, 'n', `is ${show(n)}; Claude gives one answer a request`)
  const wanted: readonly unknown[] = Array.isArray(modalities) ? modalities : []
  if (wanted.length > 0 && !wanted.includes('text')) throw unsupported('modalities', 'asks for no text; Claude answers in nothing else')
  if (wanted.some((one) => one !== 'text')) dropParam(call, target, 'modalities', 'Claude answers in text alone')
  const type: unknown = isFields(format) ? format.type : undefined
  if (format !== undefined && format !== null && !FORMATS.has(type)) dropParam(call, target, 'response_format', 'Claude has no such format')
}

const FORMATS = new Set<unknown>(['text', 'json_object', 'json_schema'])

/** The caller's limit, brought down aloud to the model's where no beta raises that. */
function maxTokensOf(call: Call<'chat'>, target: Target, { maxTokens, isKnown }: Generation, own: unknown, betas: readonly unknown[]): number {
  if (typeof own === 'number') return own
  const { max_completion_tokens, max_tokens } = call.body
  const param = max_completion_tokens === undefined || max_completion_tokens === null ? 'max_tokens' : 'max_completion_tokens'
  const asked: unknown = max_completion_tokens ?? max_tokens ?? maxTokens
  if (typeof asked !== 'number' || !(asked >= 1)) {
    dropParam(call, target, param, `is no number of tokens: sent as ${maxTokens}`)
    return maxTokens
  }
  const whole = Math.floor(asked)
  if (!isKnown || whole <= maxTokens || betas.some((beta) => String(beta).startsWith('output-'))) return whole
  dropParam(call, target, param, `${whole} is above this model's most: sent as ${maxTokens}`)
  return maxTokens
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
