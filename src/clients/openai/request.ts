/** What the SDK's resources ask for, as a call of the engine. */
import type OpenAI from 'openai'
import type { CallOptions } from '../../core/call-options.ts'
import type { Body, Operation } from '../../core/operation.ts'
import type { Engine } from '../../engine.ts'

/** The options that a resource class hands to `client.request`. */
export type SdkRequest = Awaited<Parameters<OpenAI['request']>[0]>

/** Endpoints that are translated; every other one passes through. */
const translated: ReadonlyMap<string, Operation> = new Map([
  ['/chat/completions', 'chat'],
  ['/responses', 'responses'],
  ['/responses/input_tokens', 'input_tokens'],
  ['/embeddings', 'embeddings'],
])

export function operationOf({ method, path }: SdkRequest): Operation {
  return (method === 'post' ? translated.get(path) : undefined) ?? 'passthrough'
}

/** The body as the operation's. It is the caller's, and unchecked: the engine checks it before anything else. */
export function bodyOf(operation: Operation, request: SdkRequest, providers: readonly string[]): Body<Operation> {
  if (operation !== 'passthrough') return request.body as Body<Operation>
  const { method, path, query, body } = request
  const named = modelInPath(path, providers)
  const at = named === undefined ? { model: modelIn(body) ?? '', path } : { model: `${named.provider}/${named.id}`, path: named.path }
  return { ...at, method: method.toUpperCase(), query: query ?? undefined, payload: body }
}

/** `models.retrieve('openai/gpt-5')` has the address in its path: the path keeps the provider's own name for the model. */
function modelInPath(path: string, providers: readonly string[]): { provider: string; id: string; path: string } | undefined {
  const provider = providers.find((name) => path.startsWith(`/models/${encodeURIComponent(name)}%2F`))
  if (provider === undefined) return undefined
  const id = path.slice(`/models/${encodeURIComponent(provider)}%2F`.length)
  return { provider, id: decodeURIComponent(id), path: `/models/${id}` }
}

/** The model that is asked for by its address, where its provider has only a list of models to answer from. */
export function listedModel({ method, path }: SdkRequest, engine: Pick<Engine, 'providers' | 'answers'>): { provider: string; id: string } | undefined {
  const named = method === 'get' ? modelInPath(path, engine.providers) : undefined
  return named && engine.answers(named.provider, 'models') && !engine.answers(named.provider, 'passthrough') ? named : undefined
}

/**
 * A multipart body that the SDK already turned into a stream, as it does for files of the disk, as the form it is: its model
 * can be read and replaced, and a second attempt sends it again.
 */
export function withForm(request: SdkRequest): SdkRequest | Promise<SdkRequest> {
  return request.body instanceof ReadableStream ? readForm(request, request.body) : request
}

async function readForm(request: SdkRequest, stream: ReadableStream): Promise<SdkRequest> {
  const { 'content-type': contentType, ...headers } = plainHeaders(request.headers) ?? {}
  if (!contentType?.startsWith('multipart/form-data')) return request
  const body = await new Response(stream, { headers: { 'content-type': contentType } }).formData()
  return { ...request, body, headers }
}

/** A request that names no model is for the passthrough provider as such: the empty address. */
function modelIn(payload: unknown): string | undefined {
  if (payload instanceof FormData) {
    const model = payload.get('model')
    return typeof model === 'string' ? model : undefined
  }
  if (typeof payload !== 'object' || payload === null || !('model' in payload)) return undefined
  return typeof payload.model === 'string' ? payload.model : undefined
}

/** The gateway's own options for this call: those bound with `with()`, then what this request says. */
export function callOptions(bound: CallOptions, request: SdkRequest, operation: Operation): CallOptions {
  const { timeout, maxRetries, idempotencyKey, headers, query } = request
  const own = plainHeaders(headers)
  const asked = operation === 'passthrough' && bound.query === undefined ? undefined : query // there it is in the body, and only has to win
  if (timeout === undefined && maxRetries === undefined && idempotencyKey === undefined && own === undefined && !asked) return bound
  return merge(bound, {
    ...(timeout !== undefined && { timeoutMs: timeout }),
    ...(maxRetries !== undefined && { maxRetries }),
    ...(idempotencyKey !== undefined && { idempotencyKey }),
    ...(own && { headers: own }),
    ...(asked && { query: asked as Record<string, unknown> }),
  })
}

/** The second set over the first; metadata, headers and query add up. Headers are lower-case, so that one name is one header. */
export function merge(first: CallOptions, second: CallOptions): CallOptions {
  return {
    ...first,
    ...second,
    ...(first.metadata && second.metadata && { metadata: { ...first.metadata, ...second.metadata } }),
    ...((first.headers ?? second.headers) && { headers: { ...lowerCased(first.headers), ...lowerCased(second.headers) } }),
    ...(first.query && second.query && { query: { ...first.query, ...second.query } }),
  }
}

function lowerCased(headers: CallOptions['headers'] = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}

/** Any of the SDK's forms of headers as a plain object; its own telemetry (`x-stainless-…`) stays here. */
export function plainHeaders(headers: unknown): Record<string, string> | undefined {
  if (typeof headers !== 'object' || headers === null) return undefined
  const plain: Record<string, string> = {}
  for (const [name, value] of entriesOf(headers)) {
    if (typeof value === 'string' && !name.toLowerCase().startsWith('x-stainless-')) plain[name.toLowerCase()] = value
  }
  return Object.keys(plain).length === 0 ? undefined : plain
}

function entriesOf(headers: object): Iterable<[string, unknown]> {
  if (headers instanceof Headers) return headers.entries()
  if (Array.isArray(headers)) return headers as Array<[string, unknown]>
  if ('values' in headers && headers.values instanceof Headers) return headers.values.entries()
  return Object.entries(headers)
}
