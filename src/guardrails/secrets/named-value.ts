/** Finds the value of a name that says it is a secret: in code, JSON, YAML, XML, shells, headers, addresses and plain words. */
import { BEHIND } from '../check.ts'
import { ALNUM, AMPERSANDS, BRACED, INK, NAME, ODD, PLAIN, QUOTE, RunEnds, SPACE, VALUE, WORD, isIn, isLetter, isOf, runEnd, codeAt } from './alphabet.ts'
import { flagEnd, linkEnd } from './link.ts'
import { isSecret, leastOf } from './looks.ts'
import { claimOf } from './name.ts'
import { isPassword } from './password.ts'

/** No value is longer. */
export const LONGEST = 512
/** No value is shorter. */
const LEAST = 6
const [AMPERSAND, SEMICOLON, EQUALS, OPENING, CLOSING] = [38, 59, 61, 123, 125]
/** These are connections to an account, as Azure calls them. */
const accountKey = /(?:account|sharedaccess)(?:key|signature)$/i

/** A value that was found, or only where it begins, for whoever knows it by itself. */
export interface Value {
  readonly start: number
  readonly end: number
  readonly isConnection: boolean
}

/** What one walk through a text remembers of its values. */
export class ValueEnds {
  readonly bare = new RunEnds(VALUE, LONGEST)
  readonly quoted = new RunEnds(INK, LONGEST)
  /** A bare value that may be a password. */
  readonly password = new RunEnds(VALUE | AMPERSANDS, LONGEST)
}

/** Characters that may follow a name where a value comes. */
const follows = Uint8Array.from({ length: 256 }, (_, code) => (' \t"\'`\\])=:,|><?+.-(!\n\r'.includes(String.fromCharCode(code)) ? 1 : 0))

/** Where the value of the name that ends at `end` begins, or -1. Cheap where there is none. */
export function valueStart(text: string, start: number, end: number, code: number): number {
  if (end - start < 2 || code > 127 || follows[code] === 0) return -1
  if (code === EQUALS) {
    const at = plainStart(text, end + 1)
    if (at >= 0) return at
  } else if (code === 32) {
    // A space: most words are followed by one and another word, and by no value.
    if (codeAt(text, start) === 45 && codeAt(text, start + 1) === 45) {
      const value = flagEnd(text, end)
      if (value >= 0) return value
    }
    const next = codeAt(text, end + 1)
    const isLink = isLetter(next) ? mayLead(next | 32, codeAt(text, end + 2) | 32) : next !== 45 || codeAt(text, end + 2) === 62
    const at = isLink ? linkEnd(text, end) : -1
    return at < 0 && end - start === 8 && isOfLogin(text, start) && text.startsWith('password', start) ? end + 1 : at
  } else if (code === 46 || code === 44) {
    // A full stop or a comma between words.
    const next = codeAt(text, end + 1)
    if (next === 32 && code === 46) return -1
  }
  return linkEnd(text, end)
}

/** True where `login` and a name stand before, as in `.netrc`: `machine host login user password …`. */
function isOfLogin(text: string, start: number): boolean {
  let at = start
  while (at > start - 4 && isOf(text, at - 1, SPACE)) at--
  while (at > start - 44 && isOf(text, at - 1, INK)) at--
  while (at > start - 48 && isOf(text, at - 1, SPACE)) at--
  return text.startsWith('login', at - 5)
}

/** True for how `is`, `are`, `was`, `string`, `str`, `value` and their like begin. */
export function mayLead(one: number, two: number): boolean {
  if (two === 115) return one === 105 || one === 101
  return (one === 115 && two === 116) || (one === 97 && two === 114) || (one === 119 && two === 97) || (one === 118 && two === 97) || (one === 108 && two === 97)
}

/** Where a value begins in a quote or bare, right behind the sign; or -1, where it takes a closer look. */
function plainStart(text: string, at: number): number {
  const code = codeAt(text, at)
  if (isIn(code, PLAIN)) return at
  const small = code | 32
  // Not `apikey`, `token` and `digest`, which say how a header's value is to be read.
  if ((small === 97 || small === 100 || small === 116) && isOf(text, at + 1, ALNUM)) {
    const next = codeAt(text, at + 1) | 32
    if (next !== 112 && next !== 105 && next !== 111) return at
  }
  return isIn(code, QUOTE) && isOf(text, at + 1, PLAIN) ? at + 1 : -1
}

/** Where the value that begins at `at` may end yet, in quotes, in braces or bare, whatever its name. */
export function openEnd(text: string, at: number, ends: ValueEnds): number {
  if (codeAt(text, at) === OPENING) return runEnd(text, at + 1, BRACED, at + LONGEST)
  return (isOf(text, at - 1, QUOTE) ? ends.quoted : ends.password).end(text, at)
}

/** The value that begins at `at`, where the name from `start` to `end` says that it is a secret and it looks like one. */
export function namedValue(text: string, start: number, end: number, at: number, ends: ValueEnds): Value | undefined {
  const quoted = isIn(codeAt(text, at - 1), QUOTE)
  const run = (quoted ? ends.quoted : ends.bare).end(text, at)
  if (run - at > LONGEST) return undefined
  const after = codeAt(text, run)
  if (run === at) return after === OPENING ? bracedPassword(text, Math.max(0, start, at - BEHIND), end, at + 1) : undefined
  // What has spaces in it is a sentence; what an opening bracket follows is a call, or what a call is given.
  if (quoted ? after === 32 || after === 9 : after === 40 || after === 91 || after === OPENING || codeAt(text, at - 1) === 40) return undefined
  let close = quoted ? beforeBackslashes(text, run) : beforeMarks(text, at, run, true)
  const isCut = !quoted && after === AMPERSAND
  if (!isCut && (close - at < LEAST || !isOdd(text, at, close))) return undefined
  const nameStart = Math.max(0, start, at - BEHIND)
  let claim = claimOf(text, nameStart, end)
  if (claim === undefined || claim === 'vendor' || claim === 'key') {
    const from = qualified(text, nameStart, at)
    if (from < nameStart) claim = claimOf(text, from, end) ?? claim
  }
  if (claim === undefined) return undefined
  if (claim !== 'password') {
    if (close - at < leastOf(claim)) return undefined
    const own = text.slice(nameStart, end)
    return isSecret(text, at, close, claim, own) ? { start: at, end: close, isConnection: accountKey.test(own) } : undefined
  }
  if (!quoted) close = beforeMarks(text, at, isCut ? passwordEnd(text, at, run, ends) : run, false)
  if (close - at < LEAST) return undefined
  const isAssigned = codeAt(text, end) === EQUALS
  const isLiteral = quoted || (isAssigned && at === end + 1 && codeAt(text, nameStart - 1) !== 40 && codeAt(text, close) !== 44 && codeAt(text, close) !== 41)
  if (!isPassword(text, at, close, quoted, isLiteral)) return undefined
  return { start: at, end: close, isConnection: isAssigned && (codeAt(text, nameStart - 1) === SEMICOLON || codeAt(text, close) === SEMICOLON) }
}

/** As ODBC writes what has semicolons: `PWD={…}`. Templates look like it, so a name in braces is none. */
function bracedPassword(text: string, start: number, end: number, at: number): Value | undefined {
  if (codeAt(text, at - 2) !== EQUALS || claimOf(text, start, end) !== 'password') return undefined
  const close = runEnd(text, at, BRACED, at + LONGEST)
  const isName = runEnd(text, at, NAME, close) === close
  return close - at >= LEAST && codeAt(text, close) === CLOSING && !isName && isPassword(text, at, close, false, true) ? { start: at, end: close, isConnection: true } : undefined
}

/** Where a bare password ends that has an ampersand at `run`: in a query another name follows the sign, else it is the password's own. */
function passwordEnd(text: string, at: number, run: number, ends: ValueEnds): number {
  const most = ends.password.end(text, at)
  if (most - at > LONGEST) return run
  for (let sign = run; sign < most; sign++) {
    if (codeAt(text, sign) !== AMPERSAND) continue
    let next = sign + 1
    while (next < most && (isOf(text, next, WORD) || codeAt(text, next) === 46)) next++
    if (codeAt(text, next) === EQUALS || codeAt(text, sign + 1) === AMPERSAND || text.startsWith('amp;', sign + 1)) return sign
  }
  return most
}

function beforeBackslashes(text: string, close: number): number {
  while (codeAt(text, close - 1) === 92) close--
  return close
}

/** Where a bare value ends before what a sentence ends with. A password may end with an exclamation mark. */
function beforeMarks(text: string, at: number, close: number, isSentence: boolean): number {
  for (; close > at; close--) {
    const code = codeAt(text, close - 1)
    if (code !== 46 && code !== 44 && code !== 58 && code !== 63 && code !== AMPERSAND && !(isSentence && code === 33)) break
  }
  return close
}

/** True where a value is long, or has a digit or a mark: what has neither is a word. */
function isOdd(text: string, start: number, end: number): boolean {
  if (end - start > 13) return true
  for (let at = start; at < end; at++) if (isOf(text, at, ODD)) return true
  return false
}

/** Where the name begins with what it belongs to: `sonar.login`. */
function qualified(text: string, start: number, at: number): number {
  const least = Math.max(0, at - BEHIND)
  let from = start
  while (from > least && (isOf(text, from - 1, WORD) || codeAt(text, from - 1) === 46)) from--
  return from
}
