/** What a caller may say about a call besides its body, and what may not be said. */
import { show } from './check.ts'
import { GatewayError } from './error.ts'

/** What a caller may say about a call besides its body. */
export interface CallOptions {
  /** Free facts about the call, for rules, events and records: `{ user: 'u1', team: 'search' }`. Never sent upstream. */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined
  /** The whole call must be answered within this many milliseconds (a stream: to its end). @default none */
  readonly timeoutMs?: number | undefined
  /** At most this many attempts over all retries and fallbacks. @default the gateway's `maxAttempts` */
  readonly maxAttempts?: number | undefined
  /** At most this many retries on the same target; fallbacks are not retries. Needs `retry()` in the gateway or on the route: it is who tries again. @default what `retry()` says */
  readonly maxRetries?: number | undefined
  /** Extra headers for the provider. Credentials are refused here: they belong to the provider's options. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Extra query parameters for the provider's URL. */
  readonly query?: Readonly<Record<string, unknown>> | undefined
  /** Sent as `Idempotency-Key`, the same on every attempt. @default for POST requests one made of the call's id, the same on every attempt at one target; none in browsers */
  readonly idempotencyKey?: string | undefined
  /** Whose call it is: what a `cache()` keeps of one tenant is never given to another. Never sent upstream. @default none */
  readonly tenant?: string | undefined
  /** The caller's place in a trace, as W3C's header has it: the call's record and spans stand below it. One that is malformed counts as none. It is not sent upstream by itself. @default none: the call begins a trace */
  readonly traceparent?: string | undefined
  /** What a `cache()` does with this call: `false` leaves it alone, `'refresh'` asks for a fresh answer and keeps that. @default what the cache's rules say */
  readonly cache?: false | 'refresh' | CacheCallOptions | undefined
}

/** How a `cache()` treats one call. */
export interface CacheCallOptions {
  /** No older than this, and kept for as long, in milliseconds. @default what the cache's rules say */
  readonly ttlMs?: number | undefined
  /** Answers of one namespace are never given in another: letters, digits, `_`, `-` and `.`, at most 64. @default what the cache's rules say */
  readonly namespace?: string | undefined
}

/** Every option a call takes. */
export const callOptionNames: ReadonlyArray<keyof CallOptions> = [
  'metadata', 'timeoutMs', 'maxAttempts', 'maxRetries', 'headers', 'query', 'idempotencyKey', 'tenant', 'traceparent', 'cache',
]

/** Credentials a caller may not slip in per call: a fallback would carry them to another provider. */
const CREDENTIALS = ['authorization', 'proxy-authorization', 'api-key', 'x-api-key', 'x-goog-api-key', 'ocp-apim-subscription-key', 'cookie']

/** Headers that frame the message itself: the transport's alone. */
const FRAMING = ['host', 'content-length', 'transfer-encoding', 'connection', 'upgrade', 'expect', 'te', 'trailer']

/** What HTTP calls a token. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/

/** Beyond Latin-1, or a control character: refused here, where it is the caller's fault, and not in the transport's name. */
const UNSENDABLE = /[^\t\x20-\x7e\x80-\xff]/

/** Throws `bad_request`, naming the option. */
export function checkCallOptions({ timeoutMs, maxAttempts, maxRetries, headers, idempotencyKey, tenant, traceparent, cache }: CallOptions): void {
  if (timeoutMs !== undefined && !(typeof timeoutMs === 'number' && timeoutMs > 0 && timeoutMs < 2 ** 31)) refuse('timeoutMs', `must be above 0 and below 2^31, got ${show(timeoutMs)}`)
  if (maxAttempts !== undefined && !(Number.isInteger(maxAttempts) && maxAttempts > 0)) {
    refuse('maxAttempts', `must be a whole number above 0, got ${show(maxAttempts)}`)
  }
  if (maxRetries !== undefined && !(Number.isInteger(maxRetries) && maxRetries >= 0)) {
    refuse('maxRetries', `must be a whole number of at least 0, got ${show(maxRetries)}`)
  }
  for (const name in headers) {
    if (!HEADER_NAME.test(name)) refuse(`headers.${name}`, 'is no name of a header')
    if (CREDENTIALS.includes(name.toLowerCase())) refuse(`headers.${name}`, "is a credential: it belongs to the provider's options")
    if (FRAMING.includes(name.toLowerCase())) refuse(`headers.${name}`, 'is set by the transport')
    if (UNSENDABLE.test(headers[name] as string)) refuse(`headers.${name}`, 'has a character that no header can carry')
  }
  if (idempotencyKey !== undefined && UNSENDABLE.test(idempotencyKey)) refuse('idempotencyKey', 'has a character that no header can carry')
  if (tenant !== undefined && (typeof tenant !== 'string' || tenant === '')) refuse('tenant', `must be a non-empty string, got ${show(tenant)}`)
  if (traceparent !== undefined && typeof traceparent !== 'string') refuse('traceparent', `must be a string, got ${show(traceparent)}`)
  if (cache !== undefined && cache !== false && cache !== 'refresh') checkCache(cache)
}

/** What a namespace may be called: it stands in the keys of a store. */
export const NAMESPACE = /^[\w.-]{1,64}$/

function checkCache(cache: unknown): void {
  if (typeof cache !== 'object' || cache === null) refuse('cache', `must be false, 'refresh' or an object, got ${show(cache)}`)
  for (const [name, value] of Object.entries(cache)) {
    if (name === 'ttlMs' && (value === undefined || (typeof value === 'number' && value > 0 && value < Infinity))) continue
    if (name === 'namespace' && (value === undefined || (typeof value === 'string' && NAMESPACE.test(value)))) continue
    refuse(`cache.${name}`, name === 'ttlMs' || name === 'namespace' ? `is no ${name}: ${show(value)}` : 'is not an option')
  }
}

function refuse(param: string, problem: string): never {
  throw new GatewayError({ reason: 'bad_request', message: `option '${param}' ${problem}`, param, status: 400, code: 'invalid_request' })
}
