/** Fetches an image, a sound or a file that a caller names by its URL: public hosts only, up to a size, within a time. */
import { http } from '#http'
import { type Clock, systemClock } from '../core/clock.ts'
import { GatewayError } from '../core/error.ts'
import { type CallSignal, LinkedSignal } from '../core/signal.ts'
import type { WireReply } from '../core/wire.ts'
import { refusalOf, URL_REFUSED } from './guard.ts'

export interface FetchMediaOptions {
  /** More bytes than this are not read, whatever the headers promise. @default 20 Mi */
  readonly maxBytes?: number | undefined
  /** The whole fetch, redirects included, in milliseconds. @default 15_000 */
  readonly timeoutMs?: number | undefined
  /** Redirects that are followed, each checked like the first URL. @default 3 */
  readonly maxRedirects?: number | undefined
  /** Stops the fetch. */
  readonly signal?: CallSignal | AbortSignal | undefined
  /** A `fetch` of your own: then only names are checked, not what they resolve to. @default undici on Node, else the platform's */
  readonly fetch?: typeof globalThis.fetch | undefined
  /** @default the machine's */
  readonly clock?: Clock | undefined
}

export interface FetchedMedia {
  readonly bytes: Uint8Array
  /** Lower-case and without parameters; told from the first bytes where the server did not say. */
  readonly mediaType: string
}

/**
 * The bytes at a URL that is not to be trusted. No credentials are sent, and no error quotes the URL, which may hold some.
 *
 * @throws GatewayError `bad_request` (code `url_refused`: not public; `url_unavailable`: no answer of use), `too_large`,
 * `connection`, `timeout`, or the signal's reason
 * @example
 * import { fetchMedia } from 'zerohop/providers'
 *
 * const { bytes, mediaType } = await fetchMedia('https://images.example/cat.png', { maxBytes: 1_000_000 })
 */
export async function fetchMedia(url: string, options: FetchMediaOptions = {}): Promise<FetchedMedia> {
  const { maxBytes = 20 * 1024 * 1024, timeoutMs = 15_000, maxRedirects = 3, clock = systemClock } = options
  const signal = new LinkedSignal()
  const timer = clock.setTimeout(() => signal.abort(failed('timeout', `was not fetched within ${timeoutMs} ms`)), timeoutMs)
  signal.onDispose(() => clock.clearTimeout(timer))
  if (options.signal) signal.follow(options.signal)
  try {
    let at = URL.canParse(url) ? new URL(url) : undefined
    for (let redirects = 0; redirects <= maxRedirects; redirects++) {
      if (at === undefined) throw failed('bad_request', 'is no URL', URL_REFUSED)
      const refusal = refusalOf(at)
      if (refusal !== undefined) throw failed('bad_request', redirects === 0 ? refusal : `redirects to one that ${refusal}`, URL_REFUSED)
      const found = await ask(at, signal, maxBytes, options.fetch)
      if ('bytes' in found) return found
      at = found.location
    }
    throw failed('bad_request', `redirects more than ${maxRedirects} times`, 'url_unavailable')
  } finally {
    signal.dispose()
  }
}

type Found = FetchedMedia | { readonly location: URL | undefined }

/** One request, over a connection of its own: nothing outlives it. */
async function ask(url: URL, signal: CallSignal, maxBytes: number, fetch: typeof globalThis.fetch | undefined): Promise<Found> {
  const headers = () => ({ accept: '*/*', 'accept-encoding': 'identity' })
  const transport = http({ baseURL: url.origin, headers, publicOnly: true, fetch })
  try {
    const reply = await transport.send({ method: 'GET', path: url.pathname + url.search, stream: false }, signal)
    const location = reply.status >= 300 && reply.status < 400 ? reply.headers.location : undefined
    if (location === undefined) return await read(reply, maxBytes)
    reply.cancel()
    return { location: URL.canParse(location, url.href) ? new URL(location, url) : undefined }
  } catch (error) {
    signal.throwIfAborted()
    throw error
  } finally {
    await transport.close?.()
  }
}

async function read(reply: WireReply, maxBytes: number): Promise<FetchedMedia> {
  try {
    const { status, headers } = reply
    if (status >= 500) throw failed('connection', `was answered with HTTP ${status}`)
    if (status !== 200) throw failed('bad_request', `was answered with HTTP ${status}`, 'url_unavailable')
    const encoding = headers['content-encoding']?.toLowerCase() ?? 'identity'
    if (encoding !== 'identity') throw failed('bad_request', 'is sent compressed, though it was asked for as it is', 'url_unavailable')
    if (Number(headers['content-length']) > maxBytes) throw tooLarge(maxBytes)
    const bytes = await readAll(reply, maxBytes)
    const said = (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
    const isVague = said === '' || said === 'application/octet-stream' || said === 'binary/octet-stream'
    return { bytes, mediaType: (isVague ? sniffed(bytes) : undefined) ?? (said || 'application/octet-stream') }
  } catch (error) {
    reply.cancel()
    throw error
  }
}

async function readAll(reply: WireReply, maxBytes: number): Promise<Uint8Array> {
  const reader = reply.response().body?.getReader()
  const chunks: Uint8Array[] = []
  let size = 0
  for (let next = await reader?.read(); next !== undefined && !next.done; next = await reader?.read()) {
    size += next.value.length
    if (size > maxBytes) throw tooLarge(maxBytes)
    chunks.push(next.value)
  }
  const bytes = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}

/** The first bytes of what models take, for servers that call everything a stream of octets. */
const SIGNATURES: ReadonlyArray<readonly [string, RegExp]> = [
  ['image/png', /^\x89PNG\r\n\x1a\n/],
  ['image/jpeg', /^\xff\xd8\xff/],
  ['image/gif', /^GIF8[79]a/],
  ['image/webp', /^RIFF[^]{4}WEBP/],
  ['application/pdf', /^%PDF-/],
  ['audio/wav', /^RIFF[^]{4}WAVE/],
  ['audio/mpeg', /^ID3/],
]

function sniffed(bytes: Uint8Array): string | undefined {
  const head = String.fromCharCode(...bytes.subarray(0, 16))
  return SIGNATURES.find(([, pattern]) => pattern.test(head))?.[0]
}

function tooLarge(maxBytes: number): GatewayError {
  return failed('too_large', `is larger than ${maxBytes} bytes`)
}

function failed(reason: 'bad_request' | 'connection' | 'timeout' | 'too_large', what: string, code?: string): GatewayError {
  return new GatewayError({ reason, message: `the URL ${what}`, ...(code !== undefined && { code }) })
}
