/** Records to a server over HTTP: to a collector, or to a webhook of your own. */
import { checkBoolean, checkNumber, checkObject, checkOneOf, checkOptions, checkString } from '../../core/check.ts'
import { systemClock } from '../../core/clock.ts'
import { ConfigError } from '../../core/error.ts'
import { signBody } from '../../core/webhook-signature.ts'
import type { CallRecord, FeedbackRecord, Sink } from '../record.ts'
import { pace } from './pace.ts'
import { AnswerError, checkedUrl, poster, type PostOptions, postOptionNames } from './post.ts'

export interface HttpSinkOptions extends PostOptions {
  /** Where batches are posted: `https`, or `http` on this machine. Errors name its host alone. */
  readonly url: string
  /** Where feedback is posted. @default `/v1/feedback` beside a `url` that ends with `/v1/records`; else feedback goes nowhere */
  readonly feedbackUrl?: string | undefined
  /** What it is called in errors and counts. @default 'http' */
  readonly name?: string | undefined
  /** Sent as `Authorization: Bearer …`. @default none */
  readonly token?: string | undefined
  /** Signs every request as Standard Webhooks does, before compression: a text, or `whsec_` and base64. @default unsigned */
  readonly sign?: string | undefined
  /** `json`: a list. `ndjson`: a line for each. @default 'json' */
  readonly format?: 'json' | 'ndjson' | undefined
  /** No request holds more records. @default 500 */
  readonly batchSize?: number | undefined
  /** Requests begin at least so many milliseconds apart, unless a batch is full: what comes meanwhile goes with the next. @default 1_000 */
  readonly batchMs?: number | undefined
  /** Bodies are compressed, where the runtime can; the server must be able to read it. @default false */
  readonly gzip?: boolean | undefined
  /** True: `http` may lead to other machines, where anybody on the way can read. @default false */
  readonly allowInsecure?: boolean | undefined
}

/**
 * Posts records in batches. A batch has an `idempotency-key`, the same at every try, so that a server can tell what it has had.
 * It is tried again after 408, 429, any 5xx and a broken connection, as the server's `Retry-After` says, or after waits that grow.
 * After 413 it is sent in halves. Redirects are not followed. Nothing is kept here but what is being sent. Works everywhere.
 *
 * @throws ConfigError
 * @see https://www.standardwebhooks.com for the signature
 * @example
 * import { httpSink } from 'zerohop'
 *
 * const collector = httpSink({ url: 'https://collector.example.com/v1/records', token: 'secret', gzip: true })
 * const webhook = httpSink({ url: 'https://example.com/hooks/calls', sign: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', batchSize: 50 })
 */
export function httpSink(options: HttpSinkOptions): Sink {
  checkOptions('httpSink', options, [...postOptionNames, 'url', 'feedbackUrl', 'name', 'token', 'sign', 'format', 'batchSize', 'batchMs', 'allowInsecure'])
  const { name = 'http', token, sign, format = 'json', batchSize = 500, batchMs = 1_000, gzip = false, allowInsecure = false } = options
  const { clock = systemClock, random = Math.random } = options
  checkString('httpSink.name', name)
  checkOneOf('httpSink.format', format, ['json', 'ndjson'])
  checkNumber('httpSink.batchSize', batchSize, { min: 1, integer: true })
  checkNumber('httpSink.batchMs', batchMs, { max: 3_600_000 })
  checkBoolean('httpSink.allowInsecure', allowInsecure)
  const url = safeUrl('httpSink.url', options.url, allowInsecure)
  const feedbackUrl = options.feedbackUrl === undefined ? besideRecords(url) : safeUrl('httpSink.feedbackUrl', options.feedbackUrl, allowInsecure)
  checkString('httpSink.sign', sign)
  const signed = sign === undefined ? undefined : signBody('httpSink.sign', sign)
  const { post, close } = poster('httpSink', { ...options, gzip, headers: headersOf(options.headers, token) }, { mayPass, hidesPath: true })
  const paced = pace(batchMs, clock)
  let writing: Promise<void> = Promise.resolve()
  let isClosed = false

  return {
    name,

    write(records) {
      const waits = records.length < batchSize && !isClosed
      writing = waits ? paced.turn().then(() => deliver(url, records)) : deliver(url, records)
      return writing
    },

    ...(feedbackUrl && { feedback: (feedback) => deliver(feedbackUrl, feedback) }),

    /** What is under way is sent at once; how it went, its own `write` says. */
    async flush() {
      paced.hurry()
      await writing.catch(() => {})
    },

    async close() {
      isClosed = true
      close()
      paced.hurry()
    },
  }

  async function deliver(to: URL, all: ReadonlyArray<CallRecord | FeedbackRecord>): Promise<void> {
    for (let at = 0; at < all.length; at += batchSize) {
      paced.begun()
      await send(to, all.slice(at, at + batchSize)).catch((cause: unknown) => {
        throw at === 0 ? cause : new Error(`${at} of ${all.length} were sent, then ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
      })
    }
  }

  async function send(to: URL, batch: ReadonlyArray<CallRecord | FeedbackRecord>): Promise<void> {
    const lines = batch.map((one) => JSON.stringify(one))
    const body = format === 'json' ? `[${lines.join(',')}]` : `${lines.join('\n')}\n`
    const id = `${piece()}${piece()}${piece()}`
    const headers = async () => ({ 'idempotency-key': id, ...(await signed?.(id, body, clock.date())) })
    try {
      await post(to, body, format === 'json' ? 'application/json' : 'application/x-ndjson', headers)
    } catch (error) {
      if (!(error instanceof AnswerError) || error.status !== TOO_LARGE || batch.length === 1) throw error
      const half = Math.ceil(batch.length / 2)
      const failed = await send(to, batch.slice(0, half)).then(() => undefined, (cause: unknown) => ({ cause }))
      await send(to, batch.slice(half))
      if (failed) throw failed.cause // of one record that is too large the others know nothing
    }
  }

  /** 40 bits. */
  function piece(): string {
    return Math.floor(random() * 2 ** 40).toString(16).padStart(10, '0')
  }
}

const TOO_LARGE = 413

function mayPass(status: number): boolean {
  return status === 408 || status === 429 || status >= 500
}

function headersOf(headers: Readonly<Record<string, string>> = {}, token: string | undefined): Readonly<Record<string, string>> {
  if (token === undefined) return headers
  checkObject('httpSink.headers', headers)
  if (typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token)) throw new ConfigError('httpSink.token', 'must be a text of visible ASCII characters, without spaces')
  if (Object.keys(headers).some((name) => name.toLowerCase() === 'authorization')) throw new ConfigError('httpSink.token', "cannot stand beside the header 'authorization'")
  return { ...headers, authorization: `Bearer ${token}` }
}

/** Records say who asked what: they do not go over a network in the open. */
function safeUrl(path: string, given: unknown, allowInsecure: boolean): URL {
  const url = checkedUrl(path, given)
  const isSafe = url.protocol === 'https:' || allowInsecure || /^(?:(?:.+\.)?localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname)
  if (!isSafe) throw new ConfigError(path, 'must be https, or lead to this machine: set allowInsecure if http is meant')
  return url
}

/** The collector's own. */
function besideRecords(url: URL): URL | undefined {
  if (!url.pathname.endsWith('/v1/records')) return undefined
  const beside = new URL(url)
  beside.pathname = url.pathname.replace(/records$/, 'feedback')
  return beside
}
