/** Secrets: finds keys, tokens, passwords and private keys, and keeps them from the model and from the reader. */
import { ConfigError } from '../core/error.ts'
import { checkBoolean, show } from '../core/check.ts'
import type { Check, CheckOptions } from './check.ts'
import { detectorFinder } from './find/detector-finder.ts'
import type { Seeker } from './find/detector.ts'
import { finderCheck } from './made-check.ts'
import { checkCheck, checkWords, commonOf } from './options.ts'
import { partKinds } from '../operations/texts/texts.ts'
import { jwts } from './secrets/jwt.ts'
import { privateKeys } from './secrets/private-key.ts'
import { wordSeeker } from './secrets/scan.ts'

/**
 * - `vendor`: keys with a beginning of their own, by rules for some 190 kinds: `ghp_…`, `AKIA…`, `sk-…`
 * - `jwt`: JSON Web Tokens
 * - `private_key`: private keys in PEM, the whole block
 * - `connection_string`: passwords in addresses and in connection strings: `postgres://user:…@host`, `AccountKey=…`
 * - `generic`: what a name calls a secret and what looks like one: `api_key = "…"`, `password: …`, `Authorization: Bearer …`
 */
export type SecretKind = 'vendor' | 'jwt' | 'private_key' | 'connection_string' | 'generic'

const kindsOfSecret: readonly SecretKind[] = ['vendor', 'jwt', 'private_key', 'connection_string', 'generic']

export interface SecretsOptions extends CheckOptions {
  /** True: what is found is taken out, and the call goes on. False: the call is refused. @default false */
  readonly redact?: boolean | undefined
  /** Which kinds are looked for. @default all */
  readonly kinds?: readonly SecretKind[] | undefined
  /** Texts that are no secrets, letter for letter: the key of an example. @default [] */
  readonly allow?: readonly string[] | undefined
}

/**
 * A check that finds secrets. It knows vendors' keys by their beginnings, lengths and alphabets, and others by the name that stands before
 * them and by how random they look. Placeholders, and hashes and UUIDs that nobody calls a secret, pass. Linear in the text.
 *
 * Of a private key it takes 65,536 characters at most, of a vendor's key or a token 16,384, of a value that only its name gives away 512: a
 * longer key is cut there, a longer value passes. A stream holds back no more than that, and next to nothing of ordinary text.
 *
 * Default: both sides, all parts.
 *
 * @throws ConfigError where an option is not as it should be
 * @see https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html
 *
 * @example
 * import { secrets } from 'zerohop'
 *
 * const check = secrets({ redact: true, allow: ['sk-test-of-our-documentation'] })
 */
export function secrets(options: SecretsOptions = {}): Check {
  checkCheck('secrets', options, ['redact', 'kinds', 'allow'])
  const { redact = false, kinds = kindsOfSecret, allow = [] } = options
  checkBoolean('secrets.redact', redact)
  checkWords('secrets.kinds', kinds, kindsOfSecret)
  checkAllow(allow)
  const allowed = new Set(allow)
  const wants = (kind: SecretKind): boolean => kinds.includes(kind)
  const wanted = { vendor: wants('vendor'), connection: wants('connection_string'), generic: wants('generic') }
  const seekers: Seeker[] = []
  if (wants('private_key')) seekers.push(privateKeys)
  if (wants('jwt')) seekers.push(jwts)
  if (wanted.vendor || wanted.connection || wanted.generic) seekers.push(wordSeeker(wanted))
  const finder = detectorFinder(allowed.size === 0 ? seekers : seekers.map((seeker) => without(seeker, allowed)))
  return finderCheck({ side: 'both', parts: partKinds, ...commonOf(options) }, { name: 'secrets', finder, redact })
}

/** The same seeker, to which these texts are nothing. */
function without(seeker: Seeker, allowed: ReadonlySet<string>): Seeker {
  const { growing } = seeker
  return {
    ...seeker,
    ...(growing && { growing: () => without(growing(), allowed) }),
    next(text, from, until) {
      let match = seeker.next(text, from, until)
      while (match !== undefined && allowed.has(text.slice(match.start, match.end))) match = seeker.next(text, match.end, until)
      return match
    },
  }
}

function checkAllow(allow: unknown): void {
  if (!Array.isArray(allow)) throw new ConfigError('secrets.allow', `must be a list of texts, got ${show(allow)}`)
  allow.forEach((one: unknown, at) => {
    if (typeof one !== 'string' || one === '') throw new ConfigError(`secrets.allow[${at}]`, 'must be a text with something in it')
  })
}
