/** A Messages API on the loopback that refuses what the real one refuses, in its words, and answers the rest. */
import type { FaultReply } from '../fault-answer.ts'
import { jsonAnswer } from '../openai-bytes.ts'
import { sse } from '../sse-bytes.ts'
import { anthropicAsked, anthropicEvents, anthropicMessage, type Issuer } from './anthropic-message.ts'
import { anthropicModel } from './anthropic-models.ts'
import { type AnthropicRefusal, checkAnthropicRequest } from './anthropic-rules.ts'
import { isObject, type Json } from './json.ts'
import { saidOf, type StrictAnswer, type StrictError, tokensOf } from './strict-answer.ts'
import { type Judged, type StrictRequest, type StrictScript, type StrictServer, strictServer, streamReply } from './strict-server.ts'

export interface StrictAnthropicOptions {
  /** @default the server makes its answers up */
  readonly script?: StrictScript
  /** The one key that is valid. @default any */
  readonly key?: string
}

/**
 * Listens on a free port of the loopback; give a provider its `baseURL`, with or without `/v1`. It remembers the signatures
 * it gives out, and takes back no others.
 *
 * @example
 * import { strictAnthropic } from 'zerohop/testing'
 *
 * const server = await strictAnthropic({ script: [{ toolCalls: [{ name: 'weather' }] }, { text: 'Sunny.' }] })
 * const headers = { 'x-api-key': 'any', 'anthropic-version': '2026-10-21' }
 * const body = JSON.stringify({ model: 'claude-opus-4-6', max_tokens: 100, messages: [{ role: 'user', content: 'Hi' }] })
 * const answer = await fetch(`${server.baseURL}/v1/messages`, { method: 'POST', headers, body })
 * console.log(answer.status, server.refusals)
 * await server.close()
 */
export async function strictAnthropic({ script, key }: StrictAnthropicOptions = {}): Promise<StrictServer> {
  const issued = new Map<string, string>()
  let count = 0
  const issuer: Issuer = {
    id: (prefix) => `${prefix}01Strict${String(++count).padStart(14, '0')}`,
    sign(thinking) {
      const signature = Buffer.from(`strict claude signature ${String(++count).padStart(6, '0')}`).toString('base64')
      issued.set(signature, thinking)
      return signature
    },
  }

  return strictServer(script, (request) => {
    const refusal = refusalOf(request, key, issued)
    if (refusal !== undefined) return refuse(refusal)
    const { path, body } = request
    if (path.endsWith('/count_tokens')) return say(jsonAnswer(200, { input_tokens: tokensOf(body) }))
    if (!path.endsWith('/messages')) return say(jsonAnswer(200, modelsAt(path)))
    return { answer: (next) => answer(next(), body as Json, issuer) }
  })
}

type Unjudged = Omit<StrictRequest, 'refusal'>

function refusalOf({ method, path, headers, body }: Unjudged, key: string | undefined, issued: ReadonlyMap<string, string>): AnthropicRefusal | undefined {
  const isModels = /^\/v1\/models(?:\/[^/]+)?$/.test(path)
  const operation = path === '/v1/messages' ? 'messages' : path === '/v1/messages/count_tokens' ? 'count_tokens' : undefined
  if (!isModels && operation === undefined) return { status: 404, type: 'not_found_error', message: 'Not found' }
  if (method !== (isModels ? 'GET' : 'POST')) return { status: 405, type: 'invalid_request_error', message: 'Method Not Allowed' }
  const given = headers['x-api-key'] ?? String(headers.authorization ?? '').replace(/^Bearer /, '')
  if (key !== undefined && given !== '' && given !== key) return { status: 401, type: 'authentication_error', message: 'invalid x-api-key' }
  if (operation !== undefined) {
    if (body === undefined) return { status: 400, type: 'invalid_request_error', message: 'The request body is not valid JSON' }
    return checkAnthropicRequest(body, headers, { operation, issued })
  }
  // The rest of the rules has no say over a list: a request that passes them shows whether the headers do.
  const probe = { model: 'claude-opus-4-6', max_tokens: 1, messages: [{ role: 'user', content: 'Hi' }] }
  const named = path.split('/')[3]
  if (named !== undefined && anthropicModel(named) === undefined) return { status: 404, type: 'not_found_error', message: `model: ${named}` }
  return checkAnthropicRequest(probe, headers)
}

function answer(told: StrictAnswer | undefined, body: Json, issuer: Issuer): FaultReply {
  if (told?.error !== undefined && told.failAfter === undefined) return errorAnswer(told.error)
  const said = saidOf(told, anthropicAsked(body))
  const message = anthropicMessage(said, body, issuer)
  const headers = { 'request-id': issuer.id('req_') }
  if (body.stream !== true) return jsonAnswer(200, message, headers)
  const event = (data: unknown): string => (isObject(data) ? String(data.type) : '')
  const lines = { event, lineEnding: said.lineEnding ?? '\n' }
  const frames = anthropicEvents(message, said).map((data) => sse([data], lines))
  return streamReply(frames, sse([errorBody(said.error ?? { status: 500 })], lines), said, headers)
}

function errorAnswer(error: StrictError): FaultReply {
  return jsonAnswer(error.status, errorBody(error), { 'request-id': 'req_01Strict', ...error.headers })
}

const types: Readonly<Record<number, string>> = {
  400: 'invalid_request_error', 401: 'authentication_error', 402: 'billing_error', 403: 'permission_error', 404: 'not_found_error',
  409: 'conflict_error', 413: 'request_too_large', 429: 'rate_limit_error', 504: 'timeout_error', 529: 'overloaded_error',
}

function errorBody({ status, type = types[status] ?? 'api_error', message = `status ${status}` }: StrictError): Json {
  return { type: 'error', error: { type, message }, request_id: 'req_01Strict' }
}

function refuse(refusal: AnthropicRefusal): Judged {
  return { refusal: refusal.message, answer: () => errorAnswer(refusal) }
}

function say(reply: FaultReply): Judged {
  return { answer: () => reply }
}

function modelsAt(path: string): Json {
  const named = path.split('/')[3]
  if (named !== undefined) return modelInfo(named)
  return { data: listed.map(modelInfo), has_more: false, first_id: listed[0], last_id: listed.at(-1) }
}

const listed = ['claude-opus-5-5', 'claude-sonnet-5-5', 'claude-haiku-5-5', 'claude-opus-4-8', 'claude-opus-4-6', 'claude-sonnet-4-6', 'claude-haiku-4-5']

function modelInfo(id: string): Json {
  const max_tokens = anthropicModel(id)?.maxTokens
  return { type: 'model', id, display_name: id, created_at: '2026-01-01T00:00:00Z', max_input_tokens: 200_000, max_tokens, lifecycle: 'active' }
}
