/** Finds passwords beside their user: `scheme://user:password@host`, `curl -u user:password`. */
import { BEHIND, type Match } from '../check.ts'
import { INK, isOf, runEnd, codeAt } from './alphabet.ts'
import { isPlaceholder } from './placeholder.ts'

/** An address's part with name and password is no longer. */
export const LONGEST_LOGIN = 256
/** What examples have for a password. */
const weak = /^(?:pass(?:word|wd)?|pwd|pw|secret|changeme|user(?:name)?|login|postgres|root|admin|mysql|mongo|redis|guest|test|token|key|api[-_]?key|foo|bar|baz|p4ssw0rd|[A-Z_]+|.{1,3})\d{0,3}$/
const variable = /^[$%{[*]|^x+$/i

/** The password of `scheme://user:password@host`, of which `at` is behind the slashes. */
export function loginPassword(text: string, at: number): Match | undefined {
  const most = Math.min(text.length, at + LONGEST_LOGIN)
  let colon = -1
  for (let place = at; place < most && isOf(text, place, INK); place++) {
    const code = codeAt(text, place)
    if (code === 47 || code === 63 || code === 35) return undefined
    if (code === 58 && colon < 0) colon = place
    if (code !== 64) continue
    if (colon < 0 || colon - at > 48 || isWeak(text, colon + 1, place)) return undefined
    return { start: colon + 1, end: place, kind: 'connection_string', score: 0.9 }
  }
  return undefined
}

const afterUser = /[ \t=]{1,3}["']?[\w.@-]{0,40}:/y

/** Where the password of `curl -u user:password` begins, of which the flag stands from `start` to `end`; or -1. */
export function curlPasswordStart(text: string, start: number, end: number): number {
  if (codeAt(text, start) !== 45 || end - start > 6 || !/^(?:-u|--user)$/.test(text.slice(start, end))) return -1
  afterUser.lastIndex = end
  return afterUser.test(text) && /curl\b/.test(text.slice(Math.max(0, afterUser.lastIndex - BEHIND), start)) ? afterUser.lastIndex : -1
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
