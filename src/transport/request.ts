/** A wire request as HTTP knows it: one URL, one set of headers, one body. */
import { GatewayError } from '../core/error.ts'
import type { WireRequest } from '../core/wire.ts'

export type HttpBody = string | Uint8Array | ReadableStream<Uint8Array> | null

export interface HttpOptions {
  /** Everything before the dialect's path, e.g. `https://api.openai.com/v1`. */
  readonly baseURL: string
  /** Headers of every request, credentials included; asked for each attempt, so that a rotated key is seen. */
  readonly headers: () => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>
  /** On Node: a dispatcher of your own instead of zerohop's agent. Not closed by the gateway. */
  readonly dispatcher?: unknown
  /** Elsewhere, or anywhere you like: a `fetch` of your own. */
  readonly fetch?: typeof globalThis.fetch | undefined
}

/** Path and query, after the base URL. */
export function pathOf({ path, query }: WireRequest): string {
  const search = query === undefined ? '' : queryString(query)
  if (search === '') return path
  return `${path}${path.includes('?') ? '&' : '?'}${search}`
}

/** `{ a: 1, b: ['x', 'y'], c: { d: 2 } }` as `a=1&b[]=x&b[]=y&c[d]=2`, percent-encoded. */
export function queryString(query: object): string {
  const search = new URLSearchParams()
  const add = (key: string, value: unknown): void => {
    if (value === undefined || value === null) return
    if (Array.isArray(value)) value.forEach((one) => add(`${key}[]`, one))
    else if (typeof value === 'object') Object.entries(value).forEach(([name, one]) => add(`${key}[${name}]`, one))
    else search.append(key, String(value))
  }
  Object.entries(query).forEach(([key, value]) => add(key, value))
  return search.toString()
}

/** The body's bytes and the content type they need. */
export async function encodeBody(body: unknown): Promise<{ body: HttpBody; contentType: string | undefined }> {
  if (body instanceof FormData || body instanceof URLSearchParams || body instanceof Blob) {
    const encoded = new Response(body)
    return { body: encoded.body, contentType: encoded.headers.get('content-type') ?? undefined }
  }
  if (body instanceof ArrayBuffer) return { body: new Uint8Array(body), contentType: undefined }
  if (ArrayBuffer.isView(body)) {
    return { body: new Uint8Array(body.buffer, body.byteOffset, body.byteLength), contentType: undefined }
  }
  if (body instanceof ReadableStream) return { body, contentType: undefined }
  if (typeof body === 'string') return { body, contentType: undefined }
  return { body: encodeJson(body), contentType: 'application/json' }
}

/** True where {@link encodeJson} is all that is needed: the hot path. */
export function isPlainJson(body: unknown): boolean {
  if (typeof body !== 'object' || body === null) return false
  const prototype: unknown = Object.getPrototypeOf(body)
  return prototype === Object.prototype || prototype === null || Array.isArray(body)
}

/** JSON text, or an error that names the field JSON cannot carry. */
export function encodeJson(body: unknown): string {
  try {
    return JSON.stringify(body)
  } catch (cause) {
    const param = culprit(body, '', new Set()) ?? 'body'
    throw new GatewayError({ reason: 'bad_request', message: `'${param}' cannot be sent as JSON: ${String(cause)}`, param, status: 400, cause })
  }
}

/** The path of the first BigInt or circular reference. */
function culprit(value: unknown, path: string, above: Set<object>): string | undefined {
  if (typeof value === 'bigint') return path
  if (typeof value !== 'object' || value === null) return undefined
  if (above.has(value)) return path
  above.add(value)
  for (const [key, child] of Object.entries(value)) {
    const at = Array.isArray(value) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`
    const found = culprit(child, at, above)
    if (found !== undefined) return found
  }
  above.delete(value)
  return undefined
}
