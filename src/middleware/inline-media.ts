/** Puts the images and files that a chat names by their URLs into it, for targets that cannot fetch: Ollama, vLLM, Bedrock. */
import { base64Of } from '../core/base64.ts'
import type { Call } from '../core/call.ts'
import { checkFunction, checkNumber, checkOptions } from '../core/check.ts'
import { GatewayError } from '../core/error.ts'
import type { Handler, Middleware } from '../core/handler.ts'
import type { Body, Operation } from '../core/operation.ts'
import type { Reply } from '../core/reply.ts'
import { LinkedSignal } from '../core/signal.ts'
import { fetchMedia, type FetchedMedia } from '../transport/fetch-media.ts'

export interface InlineMediaOptions {
  /** No image or file may have more bytes. @default 20 Mi */
  readonly maxBytes?: number | undefined
  /** Nor all of one call together. @default 50 Mi */
  readonly maxTotalBytes?: number | undefined
  /** For each, redirects included, in milliseconds. @default 15_000 */
  readonly timeoutMs?: number | undefined
  /** Redirects that are followed, each checked like the first URL. @default 3 */
  readonly maxRedirects?: number | undefined
  /** A `fetch` of your own: then only names are checked, not what they resolve to. @default undici on Node, else the platform's */
  readonly fetch?: typeof globalThis.fetch | undefined
}

/** So many at a time, of one call. */
const PARALLEL = 4

type Messages = Body<'chat'>['messages']

/** A place in the body that names a URL. */
interface Place {
  /** `messages[1].content[0].image_url.url` */
  readonly path: string
  /** The part's field and the key in it, e.g. `image_url` and `url`. */
  readonly field: string
  readonly key: string
  readonly message: number
  readonly part: number
  readonly url: string
}

/**
 * Only public hosts are asked, without credentials; the body that the caller gave stays as it was. Each URL is fetched once a call.
 * List it before `retry()`, or each attempt fetches again. The URLs of other operations than chat are left alone.
 *
 * @throws GatewayError that names the part: `bad_request` (code `url_refused`, `url_unavailable` or `url_not_media`), `too_large`,
 * `connection` or `timeout`
 * @example
 * import { createGateway, inlineMedia, ollama, use } from 'zerohop'
 *
 * const gateway = createGateway({
 *   providers: { ollama: ollama() },
 *   routes: { vision: use('ollama/llava', inlineMedia()) },
 * })
 */
export function inlineMedia(options: InlineMediaOptions = {}): Middleware {
  checkOptions('inlineMedia', options, ['maxBytes', 'maxTotalBytes', 'timeoutMs', 'maxRedirects', 'fetch'])
  checkNumber('inlineMedia.maxBytes', options.maxBytes, { min: 1, integer: true })
  checkNumber('inlineMedia.maxTotalBytes', options.maxTotalBytes, { min: 1, integer: true })
  checkNumber('inlineMedia.timeoutMs', options.timeoutMs, { min: 1 })
  checkNumber('inlineMedia.maxRedirects', options.maxRedirects, { integer: true })
  checkFunction('inlineMedia.fetch', options.fetch)

  return Object.assign(inlining, { label: 'inlineMedia' })

  async function inlining<Op extends Operation>(call: Call<Op>, next: Handler): Promise<Reply<Op>> {
    if (call.operation !== 'chat') return next(call)
    const { messages } = call.body as Body<'chat'>
    const places = placesIn(messages)
    if (places.length === 0) return next(call)
    const fetched = await fetchAll(places, call, options)
    return next({ ...call, body: { ...call.body, messages: replaced(messages, places, fetched) } })
  }
}

function placesIn(messages: Messages): Place[] {
  const places: Place[] = []
  for (const [message, { content }] of messages.entries()) {
    if (!Array.isArray(content)) continue
    for (const [part, value] of (content as unknown[]).entries()) {
      for (const [field, key] of KEYS) {
        const holder = fieldOf(value, field)
        const url = key === '' ? holder : fieldOf(holder, key)
        if (typeof url !== 'string' || !/^https?:/i.test(url)) continue
        places.push({ path: `messages[${message}].content[${part}].${field}${key && `.${key}`}`, field, key, message, part, url })
      }
    }
  }
  return places
}

/** Where parts of a chat name URLs: OpenAI's, and what hosts of its dialect have added. An image's may be without an object around it. */
const KEYS = [
  ['image_url', 'url'],
  ['image_url', ''],
  ['file', 'file_data'],
  ['video_url', 'url'],
  ['audio_url', 'url'],
] as const

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? (value as Readonly<Record<string, unknown>>)[name] : undefined
}

/** Each URL once, as data URLs; the first that fails stops the others. */
async function fetchAll(places: readonly Place[], call: Call, options: InlineMediaOptions): Promise<ReadonlyMap<string, string>> {
  const { maxTotalBytes = 50 * 1024 * 1024, maxBytes, timeoutMs, maxRedirects, fetch } = options
  const waiting = new Map(places.toReversed().map((place) => [place.url, place])) // the first place of a URL is the one to name
  const queue = [...waiting.values()].toReversed()
  const fetched = new Map<string, string>()
  const signal = new LinkedSignal()
  signal.follow(call.signal)
  let total = 0

  async function work(): Promise<void> {
    for (let place = queue.shift(); place !== undefined; place = queue.shift()) {
      try {
        const media = await fetchMedia(place.url, { maxBytes, timeoutMs, maxRedirects, fetch, signal, clock: call.scope.clock })
        total += media.bytes.length
        if (total > maxTotalBytes) throw tooLarge(maxTotalBytes)
        fetched.set(place.url, dataUrlOf(media, place))
      } catch (error) {
        const named = signal.aborted ? error : naming(error, place)
        signal.abort(named)
        throw named
      }
    }
  }

  try {
    await Promise.all(Array.from({ length: PARALLEL }, work))
  } finally {
    signal.dispose()
  }
  return fetched
}

function replaced(messages: Messages, places: readonly Place[], fetched: ReadonlyMap<string, string>): Messages {
  const changed = [...messages]
  for (const { message, part, field, key, url } of places) {
    const before = changed[message] as Messages[number]
    const content = [...(before.content as unknown[])]
    const old = content[part] as Readonly<Record<string, object>>
    content[part] = { ...old, [field]: key === '' ? fetched.get(url) : { ...old[field], [key]: fetched.get(url) } }
    changed[message] = { ...before, content } as Messages[number]
  }
  return changed
}

/** An image must be one: what is no image would be a page that a server shows to strangers. */
function dataUrlOf({ bytes, mediaType }: FetchedMedia, { field }: Place): string {
  const wanted = field.endsWith('_url') ? `${field.slice(0, -4)}/` : ''
  if (!mediaType.startsWith(wanted)) {
    throw new GatewayError({ reason: 'bad_request', message: `the URL leads to '${mediaType.slice(0, 40)}'`, code: 'url_not_media' })
  }
  return `data:${mediaType};base64,${base64Of(bytes)}`
}

function naming(error: unknown, { path }: Place): unknown {
  if (!(error instanceof GatewayError)) return error
  return new GatewayError({ ...error.failure, message: `'${path}': ${error.message}`, param: path, cause: error.cause ?? error })
}

function tooLarge(maxBytes: number): GatewayError {
  return new GatewayError({ reason: 'too_large', message: `the media of this call are larger than ${maxBytes} bytes together` })
}
