/** Who may come in: by the name they came under, by where the page that sent them is from, and by the token. */
import { createHash, timingSafeEqual } from 'node:crypto'

/** Loopback, whatever the port: a name that a foreign DNS server made point here is none of these. */
const loopbackNames = new Set(['localhost', '127.0.0.1', '[::1]'])

export function isLoopback(host: string): boolean {
  return loopbackNames.has(host) || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host)
}

/** Why a request is refused, with its status. */
export interface Refused {
  readonly status: 401 | 403
  readonly problem: string
}

export interface Door {
  /** Listens on loopback: then only loopback's names are answered. */
  readonly isLocal: boolean
  readonly token: string | undefined
}

/** What holds for every request: names and origins. `undefined`: come in. */
export function refusal(headers: Headers, { isLocal }: Door): Refused | undefined {
  const host = headers.get('host') ?? ''
  if (isLocal && !isLoopback(host.replace(/:\d{1,5}$/, ''))) {
    return { status: 403, problem: 'this host name is not answered: the collector listens on this machine only, as localhost' }
  }
  const origin = headers.get('origin')
  if (origin !== null && hostOf(origin) !== host) return { status: 403, problem: 'pages of other origins are not answered' }
  const site = headers.get('sec-fetch-site')
  const isOther = site === 'cross-site' || site === 'same-site'
  if (isOther && headers.get('sec-fetch-mode') !== 'navigate') return { status: 403, problem: 'pages of other sites are not answered' }
  return undefined
}

/** What holds for everything but the page itself, which has no data in it. */
export function refusalOfToken(headers: Headers, { token }: Door): Refused | undefined {
  if (token === undefined) return undefined
  const given = /^Bearer +(\S+)$/i.exec(headers.get('authorization') ?? '')?.[1] ?? ''
  return isSame(given, token) ? undefined : { status: 401, problem: 'needs the token: authorization: Bearer …' }
}

/** Takes as long whatever differs, the length too. */
function isSame(one: string, other: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(one), digest(other))
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}
