/** A check by a server of one's own, over HTTP. */
import { checkBoolean, checkFunction, checkNumber, checkObject, checkString, show } from '../core/check.ts'
import { ConfigError } from '../core/error.ts'
import { isFields } from '../operations/fold-fields.ts'
import type { Part } from '../operations/texts/texts.ts'
import { isPublicHost } from '../transport/guard.ts'
import { exchange, objectOf, transportTo } from './asked.ts'
import type { Check, CheckContext, CheckOptions, Content, Judged, Judgement } from './check.ts'
import { madeCheck } from './made-check.ts'
import { checkCheck } from './options.ts'
import { signedHeaders } from './webhook-signature.ts'

export interface WebhookOptions extends CheckOptions {
  /** Where to ask: `https`, or `http`. A host inside a network needs `allowPrivate`. */
  readonly url: string
  /** Signs every request as Standard Webhooks does: a text, or `whsec_` and base64. @default unsigned */
  readonly secret?: string | undefined
  /** Sent with every request. @default none */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** True: the server may be inside the network. Else every address of its name must be public. @default false */
  readonly allowPrivate?: boolean | undefined
  /** A longer answer is a fault. @default 1_000_000 */
  readonly maxAnswerBytes?: number | undefined
  /** True: the server may answer with texts that were put right, so a stream is held to its end. @default false */
  readonly rewrites?: boolean | undefined
  /** A `fetch` of your own: then only the host's name is checked, not what it resolves to. @default undici on Node, else the platform's */
  readonly fetch?: typeof globalThis.fetch | undefined
}

/**
 * Asks a server of yours. It is sent `{ check, side, callId, operation, model, metadata, parts: [{ kind, path, text, choice, tool }] }`, and
 * answers with status 200 and `{ verdict, reason, score, feedback, texts }`, of which only `verdict` must be there: true or `pass`, false or
 * `fail`, `flag`, or `redact` with `texts`, one for each part, `null` where it stays as it is. Redirects are not followed. Any other answer,
 * and none, is a fault, so `onError` decides. By default it sees what the user and the model say.
 *
 * @throws ConfigError
 * @see https://www.standardwebhooks.com for the signature
 * @example
 * import { webhook } from 'zerohop'
 *
 * const policy = webhook({ url: 'https://policy.example.com/check', secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', deadlineMs: 2_000 })
 */
export function webhook(options: WebhookOptions): Check {
  checkCheck('webhook', options, ['url', 'secret', 'headers', 'allowPrivate', 'maxAnswerBytes', 'rewrites', 'fetch'])
  const { secret, headers = {}, allowPrivate = false, maxAnswerBytes = 1_000_000, rewrites = false, fetch } = options
  for (const flag of ['allowPrivate', 'rewrites'] as const) checkBoolean(`webhook.${flag}`, options[flag])
  const url = urlOf(options.url, allowPrivate)
  checkString('webhook.secret', secret)
  checkHeaders(headers)
  checkNumber('webhook.maxAnswerBytes', maxAnswerBytes, { min: 1, integer: true })
  checkFunction('webhook.fetch', fetch)
  const sign = secret === undefined ? undefined : signedHeaders('webhook.secret', secret)
  const transport = transportTo(url, { publicOnly: !allowPrivate, fetch, maxBodyBytes: maxAnswerBytes })
  const { name = 'webhook' } = options
  return madeCheck(options, { name, side: 'both', parts: ['user', 'assistant'], rewrites, judge })

  async function judge({ side, parts }: Content, { call, signal }: CheckContext): Promise<Judgement> {
    const { id: callId, operation, body: asked, options: said, scope } = call
    const shown = parts.map(({ kind, path, text, choice, tool }) => ({ kind, path, text, choice, tool }))
    const body = JSON.stringify({ check: name, side, callId, operation, model: asked.model, metadata: said.metadata, parts: shown })
    const signed = await sign?.(callId, body, scope)
    const request = { method: 'POST', path: url.pathname + url.search, headers: { accept: 'application/json', ...headers, 'content-type': 'application/json', ...signed }, body, stream: false }
    return exchange(transport, request, signal, async (reply) => {
      if (reply.status !== 200) throw new TypeError(`${WHO} answered with HTTP ${reply.status}`)
      return judgementOf(objectOf(await reply.text(), WHO), parts, rewrites)
    })
  }
}

const WHO = 'the webhook'
const MAX_WORDS = 500

/** Credentials are never shown: not even in the error of a URL that is none. */
function urlOf(given: unknown, allowPrivate: boolean): URL {
  if (typeof given !== 'string' || !URL.canParse(given)) throw new ConfigError('webhook.url', 'must be an http or https URL')
  const url = new URL(given)
  if (!/^https?:$/.test(url.protocol)) throw new ConfigError('webhook.url', 'must be an http or https URL')
  if (url.username !== '' || url.password !== '') throw new ConfigError('webhook.url', "has credentials in it: they belong in 'headers'")
  if (!allowPrivate && !isPublicHost(url.hostname)) throw new ConfigError('webhook.url', 'does not lead to a public host: set allowPrivate if that is meant')
  return url
}

function checkHeaders(headers: unknown): void {
  checkObject('webhook.headers', headers)
  for (const [name, value] of Object.entries(headers)) {
    const path = `webhook.headers.${name}`
    if (!/^[!#$%&'*+.^_`|~\w-]+$/.test(name)) throw new ConfigError(path, 'is no name of a header')
    if (typeof value !== 'string' || /[^\t\x20-\x7e\x80-\xff]/.test(value)) throw new ConfigError(path, `must be a text that a header can carry${typeof value === 'string' ? '' : `, got ${show(value)}`}`)
  }
}

function judgementOf(answer: Readonly<Record<string, unknown>>, parts: readonly Part[], rewrites: boolean): Judged {
  const { verdict: said, reason, score, feedback, texts } = answer
  const verdict = said === true ? 'pass' : said === false ? 'fail' : said
  if (verdict !== 'pass' && verdict !== 'flag' && verdict !== 'fail' && verdict !== 'redact') throw new TypeError(`${WHO} gave no verdict`)
  if (score !== undefined && score !== null && !(typeof score === 'number' && score >= 0 && score <= 1)) throw new TypeError(`${WHO} gave a score that is none from 0 to 1`)
  if (isFields(answer['transformedData'])) throw new TypeError(`${WHO} gave transformedData: new texts belong in 'texts'`)
  if ((verdict === 'redact') !== Array.isArray(texts)) throw new TypeError(`${WHO} must give 'texts' with the verdict 'redact', and with no other`)
  if (verdict === 'redact' && !rewrites) throw new TypeError(`${WHO} put texts right, for which the check needs rewrites: true`)
  const words = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value.slice(0, MAX_WORDS) : undefined)
  const judged = { verdict, reason: words(reason), feedback: words(feedback), score: typeof score === 'number' ? score : undefined } as const
  return verdict === 'redact' ? { ...judged, texts: newTexts(texts as readonly unknown[], parts) } : judged
}

function newTexts(texts: readonly unknown[], parts: readonly Part[]): ReadonlyMap<Part, string> {
  if (texts.length !== parts.length) throw new TypeError(`${WHO} must give as many texts as there are parts`)
  const map = new Map<Part, string>()
  parts.forEach((part, at) => {
    const text = texts[at]
    if (text === null) return
    if (typeof text !== 'string') throw new TypeError(`${WHO} gave a text that is none`)
    map.set(part, text)
  })
  return map
}
