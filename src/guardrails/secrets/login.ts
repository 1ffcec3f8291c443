/** Finds passwords beside their user: in addresses, in Oracle's and Go's own form of them, and behind `curl -u`. */
import { BEHIND, type Match } from '../check.ts'
import { BLANK, INK, MAILBOX, WORD, isOf, runEnd, codeAt } from './alphabet.ts'
import { isPlaceholder } from './placeholder.ts'

/** An address's part with name and password is no longer. */
export const LONGEST_LOGIN = 256
/** So much may stand between two marks of which both are looked for from behind. */
const LONGEST_DIALLED = 120
const LONGEST_USER = 48
const [SLASH, COLON, AT] = [47, 58, 64]
/** What examples have for a password. */
const weak = /^(?:pass(?:word|wd)?|pwd|pw|secret|changeme|user(?:name)?|login|postgres|root|admin|mysql|mongo|redis|guest|test|token|key|api[-_]?key|foo|bar|baz|p4ssw0rd|tiger|[A-Z_]+|.{1,3})\d{0,3}$/
const variable = /^[$%{[*]|^x+$/i

/**
 * The password of `scheme://user:password@host`, of which `at` is behind the slashes. The last `@` ends it, as WHATWG has it; the first one
 * where what it ends then is none: something else may follow the host without a space.
 */
export function loginPassword(text: string, at: number): Match | undefined {
  const most = Math.min(text.length, at + LONGEST_LOGIN)
  let colon = -1
  let first = -1
  let last = -1
  for (let place = at; place < most && isOf(text, place, INK); place++) {
    const code = codeAt(text, place)
    if (code === SLASH || code === 63 || code === 35) break
    if (code === COLON && colon < 0) colon = place
    if (code !== AT) continue
    if (first < 0) first = place
    last = place
  }
  if (colon < 0 || colon - at > LONGEST_USER) return undefined
  return passwordIn(text, colon + 1, last) ?? (last > first ? passwordIn(text, colon + 1, first) : undefined)
}

/** True for the word before Oracle's user and password, which a colon follows. */
export function isThin(text: string, start: number, end: number): boolean {
  return (end - start === 4 && text.startsWith('thin', start)) || (end - start === 3 && text.startsWith('oci', start))
}

/** True for the word between a Go user's `@` and the host, which a bracket follows. */
export function isDialled(text: string, start: number): boolean {
  return codeAt(text, start - 1) === AT && (text.startsWith('tcp', start) || text.startsWith('unix', start))
}

/** The password of Oracle's `jdbc:oracle:thin:user/password@…`, of which `at` is behind `thin:`. */
export function thinPassword(text: string, at: number): Match | undefined {
  const most = Math.min(text.length, at + LONGEST_LOGIN)
  const slash = runEnd(text, at, WORD, at + LONGEST_USER)
  if (codeAt(text, slash) !== SLASH) return undefined
  let sign = slash + 1
  while (sign < most && isOf(text, sign, INK) && codeAt(text, sign) !== AT) sign++
  return codeAt(text, sign) === AT ? passwordIn(text, slash + 1, sign) : undefined
}

/** The password of Go's `user:password@tcp(host)`, of which `sign` is the `@`. */
export function dialledPassword(text: string, sign: number): Match | undefined {
  let from = sign
  while (from > sign - LONGEST_DIALLED && isOf(text, from - 1, INK)) from--
  let colon = from
  while (colon < sign && codeAt(text, colon) !== COLON) colon++
  return colon === from || colon - from > LONGEST_USER ? undefined : passwordIn(text, colon + 1, sign)
}

function passwordIn(text: string, start: number, end: number): Match | undefined {
  return end < start || isWeak(text, start, end) ? undefined : { start, end, kind: 'connection_string', score: 0.9 }
}

/** Where the password of `curl -u user:password` begins, of which the flag stands from `start` to `end`; or -1. */
export function curlPasswordStart(text: string, start: number, end: number): number {
  const length = end - start
  if (codeAt(text, start) !== 45 || !(length === 2 ? codeAt(text, end - 1) === 117 : length === 6 && text.startsWith('--user', start))) return -1
  let at = end
  while (at < end + 3 && (isOf(text, at, BLANK) || codeAt(text, at) === 61)) at++
  if (at === end) return -1
  if (codeAt(text, at) === 34 || codeAt(text, at) === 39) at++
  const colon = runEnd(text, at, MAILBOX, at + 41)
  return codeAt(text, colon) === COLON && isAfterCurl(text, start, colon + 1 - BEHIND) ? colon + 1 : -1
}

/** True where `curl` stands before, no further back than `least`. */
function isAfterCurl(text: string, start: number, least: number): boolean {
  for (let at = start - 4; at >= Math.max(0, least); at--) if (codeAt(text, at) === 99 && text.startsWith('curl', at)) return !isOf(text, at + 4, WORD)
  return false
}

export function curlPassword(text: string, start: number, end: number): Match | undefined {
  const at = curlPasswordStart(text, start, end)
  if (at < 0) return undefined
  const close = runEnd(text, at, INK, at + LONGEST_LOGIN)
  return isWeak(text, at, close) ? undefined : { start: at, end: close, kind: 'secret', score: 0.8 }
}

function isWeak(text: string, start: number, end: number): boolean {
  if (end - start < 4) return true
  const password = text.slice(start, end)
  return variable.test(password) || weak.test(password) || isPlaceholder(`${password}~Qz7`)
}
