/** A wire request as HTTP knows it: one URL, one set of headers, one body. */
import { checkNumber, show } from '../core/check.ts'
import { ConfigError, GatewayError } from '../core/error.ts'
import type { CallSignal } from '../core/signal.ts'
import type { WireRequest } from '../core/wire.ts'
import type { ConnectionOptions } from './connection-options.ts'
import { refusalOf } from './guard.ts'
import type { ReplyCaps } from './wire-reply.ts'

export type HttpBody = string | Uint8Array | ReadableStream<Uint8Array> | null

export interface HttpOptions extends ReplyCaps, ConnectionOptions {
  /** Everything before the dialect's path, e.g. `https://api.openai.com/v1`. */
  readonly baseURL: string
  /** Headers of every request, credentials included; asked for each attempt, so that a rotated key is seen. */
  readonly headers: () => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>
  /** On Node: a dispatcher of your own instead of zerohop's agent. Not closed by the gateway. */
  readonly dispatcher?: unknown
  /** Elsewhere, or anywhere you like: a `fetch` of your own. */
  readonly fetch?: typeof globalThis.fetch | undefined
  /**
   * True: sends to public hosts only, for a base URL that comes from a stranger. On Node every address of the name is checked,
   * and only a checked one is connected to. Elsewhere, and with a `fetch` of your own, the name itself is all that can be checked:
   * a name that resolves to an inner address is not found out. Cannot stand beside `dispatcher`.
   *
   * @default false
   */
  readonly publicOnly?: boolean | undefined
}

/** Checks what both transports take. */
export function checkHttpOptions(path: string, options: HttpOptions): void {
  checkBaseURL(`${path}.baseURL`, options.baseURL)
  checkNumber(`${path}.maxBodyBytes`, options.maxBodyBytes, { min: 1, integer: true })
  checkNumber(`${path}.maxEventLength`, options.maxEventLength, { min: 1, integer: true })
  checkPublicOnly(path, options)
}

/** Under `publicOnly`: refuses a base URL that is not public, and a connection that we cannot check. */
export function checkPublicOnly(path: string, options: { baseURL?: string | undefined; publicOnly?: unknown; dispatcher?: unknown; client?: unknown }): void {
  const { baseURL, publicOnly = false, dispatcher, client } = options
  if (typeof publicOnly !== 'boolean') throw new ConfigError(`${path}.publicOnly`, `must be true or false, got ${show(publicOnly)}`)
  if (!publicOnly) return
  const other = dispatcher !== undefined ? 'dispatcher' : client !== undefined ? 'client' : undefined
  if (other !== undefined) throw new ConfigError(`${path}.publicOnly`, `cannot stand beside '${other}': it connects to what it likes`)
  const refusal = baseURL === undefined || !URL.canParse(baseURL) ? undefined : refusalOf(new URL(baseURL))
  if (refusal !== undefined) throw new ConfigError(`${path}.baseURL`, refusal)
}

/** Refuses what no path can follow, and what would lie in every error and log: credentials. A URL that might hold some is not shown. */
export function checkBaseURL(path: string, baseURL: unknown): void {
  if (typeof baseURL !== 'string' || !URL.canParse(baseURL) || !/^https?:$/.test(new URL(baseURL).protocol)) {
    const isShown = typeof baseURL !== 'string' || !/[@?#]/.test(baseURL)
    throw new ConfigError(path, `must be an http or https URL${isShown ? `, got ${show(baseURL)}` : ''}`)
  }
  const { username, password } = new URL(baseURL)
  if (username !== '' || password !== '') throw new ConfigError(path, "has credentials in it: they belong in 'apiKey' or 'headers'")
  if (/[?#]/.test(baseURL)) throw new ConfigError(path, "has a query or a fragment: paths are put at its end")
}

type Headers = Readonly<Record<string, string>>

/** The headers of now; the signal's reason where it aborts before their source gives them. */
export function headersNow({ headers }: HttpOptions, signal: CallSignal): Headers | Promise<Headers> {
  const asked = headers()
  if (!(asked instanceof Promise)) return asked
  return new Promise((resolve, reject) => {
    const unlisten = signal.onAbort(reject)
    void asked.then(resolve, reject).finally(unlisten)
  })
}

/** Refuses a path that could change the host: `@evil.example` after `https://api.example`, or a whole URL. */
export function checkPath(path: string): void {
  if (!path.startsWith('/')) throw new GatewayError({ reason: 'bad_request', message: `the path must begin with '/', got ${show(path)}`, param: 'path', status: 400 })
}

/** Path and query, after the base URL. */
export function pathOf({ path, query }: WireRequest): string {
  checkPath(path)
  const search = query === undefined ? '' : queryString(query)
  if (search === '') return path
  return `${path}${path.includes('?') ? '&' : '?'}${search}`
}

/** `{ a: 1, b: ['x', 'y'], c: { d: 2 } }` as `a=1&b[]=x&b[]=y&c[d]=2`, percent-encoded. */
export function queryString(query: object): string {
  const search = new URLSearchParams()
  const add = (key: string, value: unknown, above: readonly unknown[]): void => {
    if (value === undefined || value === null) return
    if (typeof value !== 'object') return search.append(key, String(value))
    if (above.includes(value)) throw new GatewayError({ reason: 'bad_request', message: `the query's '${key}' holds itself`, param: 'query', status: 400 })
    const within = [...above, value]
    if (Array.isArray(value)) value.forEach((one) => add(`${key}[]`, one, within))
    else Object.entries(value).forEach(([name, one]) => add(`${key}[${name}]`, one, within))
  }
  Object.entries(query).forEach(([key, value]) => add(key, value, [query]))
  return search.toString()
}

/** The body's bytes and the content type they need. */
export async function encodeBody(body: unknown): Promise<{ body: HttpBody; contentType: string | undefined }> {
  if (body === undefined) return { body: null, contentType: undefined }
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
    const param = (cause instanceof RangeError ? undefined : culprit(body, '', new Set())) ?? 'body' // too deep to be looked through
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
