/** A check of the URLs in a text: well written, public, and, where that is asked for, there. */
import { checkFunction, checkNumber, checkOneOf } from '../core/check.ts'
import { refusalOf } from '../transport/guard.ts'
import { exchange, transportTo } from './asked.ts'
import type { Check, CheckContext, CheckOptions, Content, Judged, Judgement } from './check.ts'
import { failed, madeCheck } from './made-check.ts'
import { checkCheck } from './options.ts'

export interface ValidUrlsOptions extends CheckOptions {
  /** `resolve` also asks each URL's server with a HEAD, without credentials: an answer of 404 or 410, or none, fails. @default 'syntax' */
  readonly check?: 'syntax' | 'resolve' | undefined
  /** With more URLs than this a text fails: none goes unchecked. @default 20 with `resolve`, else 1000 */
  readonly maxUrls?: number | undefined
  /** A `fetch` of your own: then only names are checked, not what they resolve to. @default undici on Node, else the platform's */
  readonly fetch?: typeof globalThis.fetch | undefined
}

/**
 * Fails where a text has an `http`, `https` or `ftp` URL that is none, has credentials in it, or does not lead to a public host over
 * `http` or `https`. Redirects are not followed, and count as an answer.
 *
 * @throws ConfigError
 * @example
 * import { validUrls } from 'zerohop'
 *
 * const links = validUrls({ check: 'resolve', onFail: 'retry', deadlineMs: 5_000 })
 */
export function validUrls(options: ValidUrlsOptions = {}): Check {
  checkCheck('validUrls', options, ['check', 'maxUrls', 'fetch'])
  const { check = 'syntax', maxUrls = check === 'resolve' ? 20 : 1_000, fetch } = options
  checkOneOf('validUrls.check', check, ['syntax', 'resolve'])
  checkNumber('validUrls.maxUrls', maxUrls, { min: 1, integer: true })
  checkFunction('validUrls.fetch', fetch)
  return madeCheck(options, { name: 'validUrls', judge })

  function judge({ parts }: Content, context: CheckContext): Judgement | Promise<Judgement> {
    const urls = new Map<string, Content['parts'][number]>()
    for (const part of parts) {
      for (const url of urlsIn(part.text)) {
        urls.set(url, urls.get(url) ?? part)
        if (urls.size > maxUrls) return failed(`has more than ${maxUrls} URLs`, { part })
      }
    }
    for (const [url, part] of urls) {
      const fault = url.length > MAX_LENGTH ? 'is too long' : URL.canParse(url) ? refusalOf(new URL(url)) : 'is no URL'
      if (fault !== undefined) return fails(url, fault, part)
    }
    return check === 'syntax' || allThere(urls, context.signal)
  }

  async function allThere(urls: ReadonlyMap<string, Content['parts'][number]>, signal: AbortSignal): Promise<Judgement> {
    const faults = await Promise.all([...urls].map(async ([url, part]) => ({ url, part, fault: await absence(new URL(url), signal) })))
    const first = faults.find(({ fault }) => fault !== undefined)
    return first === undefined || fails(first.url, first.fault as string, first.part)
  }

  async function absence(url: URL, signal: AbortSignal): Promise<string | undefined> {
    const transport = transportTo(url, { publicOnly: true, fetch, maxBodyBytes: 1 })
    try {
      const status = await exchange(transport, { method: 'HEAD', path: url.pathname + url.search, headers: { accept: '*/*' }, stream: false }, signal, (reply) => reply.status)
      return status === 404 || status === 410 ? `is answered with HTTP ${status}` : undefined
    } catch {
      signal.throwIfAborted()
      return 'is not answered'
    } finally {
      await transport.close?.()
    }
  }
}

function fails(url: string, fault: string, part: Judged['part']): Judged {
  return failed(`a URL ${fault}`, { part, feedback: `The URL ${url.slice(0, MAX_SHOWN)} ${fault}. Give only URLs that exist and are right.` })
}

const MAX_SHOWN = 200
const MAX_LENGTH = 8_000

/** A bracket, a full stop and the like behind a URL are the sentence's. */
function urlsIn(text: string): string[] {
  return [...text.matchAll(/\b(?:https?|ftp):\/\/[^\s<>"'`\\^{|}\u0000-\u001f]*/gi)].map(([url]) => trimmed(url))
}

function trimmed(url: string): string {
  const trailing = `.,;:!?*_~${url.includes('(') ? '' : ')'}${url.includes('[') ? '' : ']'}`
  let end = url.length
  while (end > 0 && trailing.includes(url[end - 1] as string)) end -= 1
  return url.slice(0, end)
}
