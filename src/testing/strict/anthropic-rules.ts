/** Would the Messages API take this request? Its own refusal where it would not, checked in its own order. */
import { blockFaults } from './anthropic-blocks.ts'
import { cacheFaults } from './anthropic-cache.ts'
import { type AnthropicModel, anthropicModel } from './anthropic-models.ts'
import { outputFaults } from './anthropic-output.ts'
import { countFields, messageFields, paramFaults } from './anthropic-params.ts'
import { signatureFaults } from './anthropic-signatures.ts'
import { thinkingFaults } from './anthropic-thinking.ts'
import { toolFaults } from './anthropic-tools.ts'
import { turnFaults } from './anthropic-turns.ts'
import { type Faults, firstOf, headerOf, type Headers, isGiven, isList, isObject, type Json } from './json.ts'

/** What the API would answer. */
export interface AnthropicRefusal {
  readonly status: number
  readonly type: string
  readonly message: string
}

export interface AnthropicCheckOptions {
  /** @default 'messages' */
  readonly operation?: 'messages' | 'count_tokens'
  /** Signatures handed out, each with its thinking; a redacted block's data with ''. @default any signature passes */
  readonly issued?: ReadonlyMap<string, string>
}

/** What every rule may look at. */
export interface AnthropicContext {
  readonly model: AnthropicModel
  /** `anthropic-version: 2026-10-21` or later. */
  readonly isNewVersion: boolean
  /** An `anthropic-beta` header was sent: fields of betas are let through unread. */
  readonly hasBeta: boolean
  readonly isCounting: boolean
  readonly issued: ReadonlyMap<string, string> | undefined
}

/** `undefined` where the request is one the API takes. */
export function checkAnthropicRequest(body: unknown, headers: Headers, options: AnthropicCheckOptions = {}): AnthropicRefusal | undefined {
  const { operation = 'messages', issued } = options
  const bearer = headerOf(headers, 'authorization')
  if (!headerOf(headers, 'x-api-key') && !/^Bearer \S+$/.test(bearer ?? '')) {
    return { status: 401, type: 'authentication_error', message: 'x-api-key header is required' }
  }
  const version = headerOf(headers, 'anthropic-version')
  if (!version) return invalid('anthropic-version: header is required')
  if (!versions.includes(version)) return invalid(`anthropic-version: "${version}" is not a valid version`)
  if (!isObject(body)) return invalid('Input should be an object')
  if (!isGiven(body.model)) return invalid('model: Field required')
  if (typeof body.model !== 'string') return invalid('model: Input should be a valid string')
  const model = anthropicModel(body.model)
  if (model === undefined) return { status: 404, type: 'not_found_error', message: `model: ${body.model}` }
  const isNewVersion = version >= '2026-10-21'
  const hasBeta = headerOf(headers, 'anthropic-beta') !== undefined
  const context = { model, isNewVersion, hasBeta, isCounting: operation === 'count_tokens', issued }
  const fault = firstOf(
    fieldFaults(body, context), paramFaults(body, context), messageFaults(body, context), toolFaults(body, context),
    thinkingFaults(body, context), outputFaults(body, context), cacheFaults(body), turnFaults(body, context), signatureFaults(body, context),
  )
  return fault === undefined ? undefined : invalid(fault)
}

function invalid(message: string): AnthropicRefusal {
  return { status: 400, type: 'invalid_request_error', message }
}

const versions = ['2023-01-01', '2023-06-01', '2026-10-21']

function* fieldFaults(body: Json, { isCounting, isNewVersion, hasBeta }: AnthropicContext): Faults {
  const sampling = isCounting || isNewVersion ? [] : ['temperature', 'top_p', 'top_k']
  const known = new Set([...(isCounting ? countFields : messageFields), ...sampling, ...(hasBeta ? betaFields : [])])
  for (const field of Object.keys(body)) if (!known.has(field)) yield `${field}: Extra inputs are not permitted`
}

const betaFields = ['context_management', 'mcp_servers', 'compaction', 'fallbacks', 'fallback_credit_token', 'thread']

function* messageFaults({ messages, system }: Json, context: AnthropicContext): Faults {
  if (!isGiven(messages)) return yield 'messages: Field required'
  if (!isList(messages)) return yield 'messages: Input should be a valid array'
  if (messages.length === 0) return yield 'messages: at least one message is required'
  if (messages.length > 100_000) return yield 'messages: Array should have at most 100000 items'
  for (const [at, message] of messages.entries()) yield* oneMessageFaults(message, at, context)
  yield* systemFaults(system, context)
}

function* oneMessageFaults(message: unknown, at: number, context: AnthropicContext): Faults {
  const path = `messages.${at}`
  if (!isObject(message)) return yield `${path}: Input should be an object`
  const { role, content } = message
  if (!isGiven(role)) return yield `${path}.role: Field required`
  if (role !== 'user' && role !== 'assistant' && role !== 'system') {
    return yield `messages: Unexpected role "${String(role)}". Allowed roles are "user" or "assistant"`
  }
  for (const field of Object.keys(message)) {
    const isKnown = field === 'role' || field === 'content' || (context.hasBeta && (field === 'clear_at' || field === 'output_config'))
    if (!isKnown) yield `${path}.${field}: Extra inputs are not permitted`
  }
  if (!isGiven(content)) return yield `${path}.content: Field required`
  if (typeof content === 'string') return
  if (!isList(content)) return yield `${path}.content: Input should be a valid array`
  for (const [block, value] of content.entries()) yield* blockFaults(value, `${path}.content.${block}`, role, context)
}

function* systemFaults(system: unknown, context: AnthropicContext): Faults {
  if (system === undefined) return
  if (typeof system !== 'string' && !isList(system)) return yield 'system: Input should be a valid array'
  const blocks = typeof system === 'string' ? [{ type: 'text', text: system }] : system
  for (const [at, block] of blocks.entries()) {
    if (!isObject(block) || block.type !== 'text') return yield `system.${at}.type: Input should be 'text'`
    yield* blockFaults(block, `system.${at}`, 'system', context)
    if (typeof block.text === 'string' && block.text.trim() === '') yield 'system: text content blocks must contain non-whitespace text'
  }
}
