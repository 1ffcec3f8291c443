/** A chat body as a request to `generateContent`. */
import type { Call } from '../../core/call.ts'
import type { Target } from '../../core/provider.ts'
import type { WireRequest } from '../../core/wire.ts'
import { modernised } from '../translate/legacy-functions.ts'
import { dropTheRest, type Fields, isFields, providerOptions } from '../translate/params.ts'
import { CONFIGURED, generationConfig } from './config.ts'
import { type Conversation, conversation } from './contents.ts'
import { type Drop, dropOnce } from './drop.ts'
import { generationOf, refusesPrefill, wantsSignatures } from './generations.ts'
import { formatInWords } from './format.ts'
import { Names } from './names.ts'
import { type SchemaKind, toolsOf } from './tools.ts'
import { modelPath } from './wire.ts'

/** What of a body is said here or needs no saying; the rest is dropped aloud. */
const SAID = new Set([
  ...CONFIGURED, 'model', 'messages', 'functions', 'function_call', 'stream', 'stream_options', 'tools', 'tool_choice', 'web_search_options', 'parallel_tool_calls', 'service_tier', 'store', 'provider_options',
])

/** The caller's body is read, never changed. What `provider_options.google` says is merged in last. */
export function chatRequest(call: Call<'chat'>, target: Target, kind: SchemaKind): WireRequest {
  const body = modernised(call.body)
  const drop = dropOnce(call, target)
  const model = generationOf(target.model)
  const names = new Names(body)
  const { excludesJson, ...tools } = toolsOf(body, kind, model, names, drop)
  const inWords = excludesJson ? formatInWords(body.response_format, drop) : undefined
  const config = generationConfig(body, kind, model, inWords !== undefined, drop)
  const wants = { signedCalls: wantsSignatures(model), lastWord: refusesPrefill(model), mediaApart: model.version > 0 && model.version < 3 }
  const request: Fields = {
    ...withInstruction(conversation(body.messages, wants, names, drop), inWords),
    ...tools,
    ...(Object.keys(config).length > 0 && { generationConfig: config }),
    ...tierOf(body.service_tier, drop),
    ...(typeof body.store === 'boolean' && { store: body.store }),
  }
  if (body.parallel_tool_calls === false) drop('parallel_tool_calls', 'Gemini calls in parallel as it likes')
  dropTheRest(call, target, SAID, 'Gemini has no such parameter')
  const path = `/${modelPath(target.model)}`
  const merged = withOptions(request, providerOptions(call, target, 'google'))
  if (call.stream) return { method: 'POST', path: `${path}:streamGenerateContent`, query: { alt: 'sse' }, body: merged, stream: true }
  return { method: 'POST', path: `${path}:generateContent`, body: merged, stream: false }
}

function withInstruction({ systemInstruction, contents }: Conversation, text: string | undefined): Conversation {
  if (text === undefined) return { ...(systemInstruction && { systemInstruction }), contents }
  return { systemInstruction: { parts: [...(systemInstruction?.parts ?? []), { text }] }, contents }
}

/** OpenAI's tiers; `auto` is what Gemini does unasked. */
function tierOf(tier: unknown, drop: Drop): Fields {
  if (tier === undefined || tier === null || tier === 'auto') return {}
  if (tier === 'default') return { serviceTier: 'standard' }
  if (tier === 'flex' || tier === 'priority') return { serviceTier: tier }
  drop('service_tier', `Gemini has no tier '${String(tier)}'`)
  return {}
}

/** Objects are merged, `tools` added up, everything else replaced. */
function withOptions(request: Fields, options: Fields): Fields {
  const merged = deepMerge(request, options)
  if (Array.isArray(request.tools) && Array.isArray(options.tools)) merged.tools = [...(request.tools as unknown[]), ...(options.tools as unknown[])]
  return merged
}

function deepMerge(under: Fields, over: Fields): Fields {
  const merged: Fields = { ...under }
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key]
    merged[key] = isFields(below) && isFields(value) ? deepMerge(below, value) : value
  }
  return merged
}
