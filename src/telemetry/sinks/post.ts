/** Posting batches over HTTP, with compression, deadlines and retries: for every sink that sends somewhere. */
import { equalJitter } from '../../core/backoff.ts'
import { checkBoolean, checkFunction, checkNumber, checkObject, show } from '../../core/check.ts'
import { type Clock, type Random, sleep, systemClock } from '../../core/clock.ts'
import { duration } from '../../core/duration.ts'
import { ConfigError } from '../../core/error.ts'
import { LinkedSignal } from '../../core/signal.ts'

export interface PostOptions {
  /** Sent with every request: credentials belong here. They are never shown in errors. @default none */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Bodies are compressed, where the runtime can. @default true */
  readonly gzip?: boolean | undefined
  /** How often a batch is sent again after 429, 502, 503, 504 or a broken connection. @default 4 */
  readonly retries?: number | undefined
  /** One request must be answered within this many milliseconds. @default 10_000 */
  readonly timeoutMs?: number | undefined
  /** A `fetch` of your own. @default the platform's */
  readonly fetch?: typeof globalThis.fetch | undefined
  /** Time, for tests. @default the machine's */
  readonly clock?: Clock | undefined
  /** Chance, for the waits between retries. @default Math.random */
  readonly random?: Random | undefined
}

/** The names of {@link PostOptions}, for whoever checks options that hold them. */
export const postOptionNames: ReadonlyArray<keyof PostOptions> = ['headers', 'gzip', 'retries', 'timeoutMs', 'fetch', 'clock', 'random']

/** What one kind of sink does its own way. */
export interface PostWays {
  /** Whether a batch that was answered so is worth another try. @default 429, 502, 503 and 504 are */
  readonly mayPass?: ((status: number) => boolean) | undefined
  /** True: errors name the host alone, for the path may be a secret. @default false */
  readonly hidesPath?: boolean | undefined
}

export interface Poster {
  /**
   * The answer's body, of at most 64 KB. Rejects where it is not 2xx: with an {@link AnswerError} where there was an answer.
   * `more` gives headers for each try.
   */
  post(url: URL, body: string | Uint8Array<ArrayBuffer>, contentType: string, more?: () => Headed): Promise<Uint8Array>
  /** Ends requests and waits that are under way; they reject. */
  close(): void
}

type Headed = Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>

/** The server answered, and did not take the batch. */
export class AnswerError extends Error {
  readonly status: number

  constructor(message: string, status: number) {
    super(message)
    this.status = status
  }
}

/** @throws ConfigError at `path` */
export function poster(path: string, options: PostOptions, { mayPass = (status) => passing.includes(status), hidesPath = false }: PostWays = {}): Poster {
  const { headers = {}, gzip = true, retries = 4, timeoutMs = 10_000, clock = systemClock, random = Math.random } = options
  checkHeaders(`${path}.headers`, headers)
  checkBoolean(`${path}.gzip`, gzip)
  checkNumber(`${path}.retries`, retries, { max: 100, integer: true })
  checkNumber(`${path}.timeoutMs`, timeoutMs, { min: 1, max: 2 ** 31 - 1 })
  checkFunction(`${path}.fetch`, options.fetch)
  const closing = new LinkedSignal()
  return { post, close: () => closing.abort(new Error('the sink was closed')) }

  async function post(url: URL, text: string | Uint8Array<ArrayBuffer>, contentType: string, more?: () => Headed): Promise<Uint8Array> {
    const body = gzip ? await compressed(text) : undefined
    const sent = { ...headers, 'content-type': contentType, ...(body && { 'content-encoding': 'gzip' }) }
    for (let retry = 1, previousMs = 0; ; retry++) {
      const outcome = await attempt(url, body ?? text, more ? { ...sent, ...(await more()) } : sent)
      if ('bytes' in outcome) return outcome.bytes
      if (!outcome.mayPass || retry > retries || closing.aborted) throw outcome.error
      previousMs = outcome.waitMs ?? backoff(retry, previousMs, random)
      await sleep(previousMs, clock, closing)
    }
  }

  async function attempt(url: URL, body: string | Uint8Array<ArrayBuffer>, sent: Record<string, string>): Promise<Outcome> {
    closing.throwIfAborted()
    const { fetch = globalThis.fetch } = options
    const signal = new LinkedSignal()
    signal.follow(closing)
    const timer = clock.setTimeout(() => signal.abort(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs)
    try {
      // Redirects are not followed: the headers may hold credentials for this host alone.
      const response = await fetch(url, { method: 'POST', headers: sent, body, redirect: 'manual', signal: signal.toAbortSignal() })
      const bytes = await firstBytes(response)
      if (response.ok) return { bytes }
      const said = masked(new TextDecoder().decode(bytes).trim().slice(0, MAX_SAID), headers)
      const error = new AnswerError(shown(`${where(url)} answered ${response.status}${said && `: ${said}`}`, url), response.status)
      const waitMs = duration(response.headers.get('retry-after') ?? undefined, clock.date())
      return { error, mayPass: mayPass(response.status), waitMs: waitMs === undefined ? undefined : Math.min(MAX_WAIT_MS, Math.max(0, waitMs)) }
    } catch (thrown) {
      const cause = signal.aborted ? signal.reason : thrown
      const message = shown(`${where(url)} was not reached: ${told(cause)}`, url)
      return { error: new Error(message, hidesPath ? undefined : { cause }), mayPass: true, waitMs: undefined }
    } finally {
      clock.clearTimeout(timer)
      signal.dispose()
    }
  }

  /** Some runtimes name the whole URL in what they throw. */
  function shown(message: string, { pathname, search }: URL): string {
    if (!hidesPath) return message
    return [pathname + search, pathname, search].filter((part) => part.length > 1).reduce((text, part) => text.replaceAll(part, '/…'), message)
  }
}

type Outcome = { readonly bytes: Uint8Array } | { readonly error: Error; readonly mayPass: boolean; readonly waitMs: number | undefined }

/** @see https://opentelemetry.io/docs/specs/otlp/#failures-1 for those worth another try */
const passing = [429, 502, 503, 504]
const MAX_SAID = 300
const MAX_ANSWER = 65_536
/** Nobody is waited for longer: records would pile up behind it. */
const MAX_WAIT_MS = 60_000
const backoff = equalJitter({ baseMs: 500, maxMs: 30_000 })

/** Without its query, and without credentials. */
function where({ protocol, host, pathname }: URL): string {
  return `${protocol}//${host}${pathname}`
}

/** Node says only `fetch failed`, and why in a cause. */
function told(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown)
  const { cause } = thrown
  return cause instanceof Error && 'code' in cause ? `${thrown.message} (${String(cause.code)})` : thrown.message
}

/** A server may say again what it was sent. */
function masked(text: string, headers: Readonly<Record<string, string>>): string {
  let said = text
  for (const value of Object.values(headers)) {
    for (const part of value.split(' ')) if (part.length > 5) said = said.replaceAll(part, '…')
  }
  return said
}

/** What comes after the first 64 KB is not asked for. */
async function firstBytes(response: Response): Promise<Uint8Array> {
  const reader = response.body?.getReader()
  if (reader === undefined) return new Uint8Array(0)
  const kept = new Uint8Array(MAX_ANSWER)
  let length = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    const fits = value.subarray(0, MAX_ANSWER - length)
    kept.set(fits, length)
    length += fits.length
    if (length < MAX_ANSWER) continue
    await reader.cancel()
    break
  }
  return kept.subarray(0, length)
}

/** `undefined` where the runtime cannot. */
async function compressed(body: string | Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (typeof CompressionStream === 'undefined') return undefined
  const { body: stream } = new Response(body)
  if (stream === null) return undefined
  return new Uint8Array(await new Response(stream.pipeThrough(new CompressionStream('gzip'))).arrayBuffer())
}

function checkHeaders(path: string, headers: unknown): void {
  checkObject(path, headers)
  for (const [name, value] of Object.entries(headers)) {
    if (!/^[!#$%&'*+.^_`|~\w-]+$/.test(name)) throw new ConfigError(`${path}.${name}`, 'is no name of a header')
    if (typeof value === 'string' && !/[^\t\x20-\x7e\x80-\xff]/.test(value)) continue
    throw new ConfigError(`${path}.${name}`, `must be a text that a header can carry${typeof value === 'string' ? '' : `, got ${show(value)}`}`)
  }
}

/** An `http` or `https` URL without credentials. @throws ConfigError at `path` */
export function checkedUrl(path: string, given: unknown): URL {
  if (typeof given !== 'string' || !URL.canParse(given)) throw new ConfigError(path, 'must be an http or https URL')
  const url = new URL(given)
  if (!/^https?:$/.test(url.protocol)) throw new ConfigError(path, 'must be an http or https URL')
  if (url.username !== '' || url.password !== '') throw new ConfigError(path, "has credentials in it: they belong in 'headers'")
  return url
}
