/** Goes once through a text, word by word, and finds the first secret: a key by its beginning, or a value by its name. */
import { BEHIND, type Match } from '../check.ts'
import { AT, BASE64 as BASE64_CLASS, COLON, DASH, DIGIT, DOT, LETTER, PUNCTUATION, SLASH, UNDERSCORE } from '../find/detector.ts'
import type { Seeker } from '../find/detector.ts'
import { BASE64, INK, WORD, isOf, runEnd } from './alphabet.ts'
import { ValueEnds, looksDrawn, namedValue, valueStart } from './named-value.ts'
import { isPlaceholder } from './placeholder.ts'
import { keyAround, vendorKeyAt, wordEnd } from './vendor-keys.ts'

/** What is looked for. */
export interface Wanted {
  readonly vendor: boolean
  readonly connection: boolean
  readonly generic: boolean
}

/** Nothing it finds is longer; what is longer is no key. */
const LONGEST = 600
/** An address's part with name and password is no longer. */
const LONGEST_LOGIN = 256
/** What examples have for a password. */
const weak = /^(?:pass(?:word|wd)?|pwd|pw|secret|changeme|user(?:name)?|login|postgres|root|admin|mysql|mongo|redis|guest|test|token|key|api[-_]?key|foo|bar|baz|p4ssw0rd|[A-Z_]+|.{1,3})\d{0,3}$/

/** A seeker of all these. */
export function wordSeeker(wanted: Wanted): Seeker {
  return {
    needs: LETTER,
    madeOf: DIGIT | LETTER | AT | DOT | COLON | DASH | SLASH | UNDERSCORE | BASE64_CLASS | PUNCTUATION,
    reach: LONGEST,
    next(text, from) {
      let at = Math.max(0, from - BEHIND)
      const ends = new ValueEnds()
      for (;;) {
        while (at < text.length && !isOf(text, at, WORD)) at++
        if (at >= text.length) return undefined
        const end = wordEnd(text, at)
        const found = atWord(text, at, end, from, wanted, ends)
        if (found !== undefined && found.start >= from) return found
        at = end
      }
    },
  }
}

/** The secret that the word from `start` to `end` begins, closes or names. */
function atWord(text: string, start: number, end: number, from: number, wanted: Wanted, ends: ValueEnds): Match | undefined {
  const isStart = start === 0 || !isOf(text, start - 1, WORD)
  if (isStart && start >= from && mayBeKey(text, start, end)) {
    const escaped = afterEscape(text, start)
    const own = keyAt(text, start, end, wanted) ?? (escaped < 0 ? undefined : keyAt(text, escaped, end, wanted))
    if (own !== undefined) return own
  }
  if (wanted.connection && text.startsWith('://', end)) return loginIn(text, end + 3)
  if (!wanted.generic && !wanted.connection) return undefined
  const at = valueStart(text, start, end)
  if (at < 0) return loginOfCurl(text, start, end, wanted) ?? bearer(text, start, end, wanted, ends)
  if (at < from) return undefined
  // A value that is a key by itself bears the vendor's name.
  const better = isOf(text, at, WORD) ? keyAt(text, at, wordEnd(text, at), wanted) : undefined
  if (better !== undefined) return better
  const value = namedValue(text, start, end, at, ends)
  if (value === undefined || !(value.isConnection ? wanted.connection : wanted.generic)) return undefined
  return { start: value.start, end: value.end, kind: value.isConnection ? 'connection_string' : 'secret', score: 0.8 }
}

/** False for the short words that nothing of a key's joins to more. */
function mayBeKey(text: string, start: number, end: number): boolean {
  return end - start > 11 || './$:|~=+'.includes(text[end] ?? ' ')
}

/** The key that begins at `at`, in a word that ends at `end`. */
function keyAt(text: string, at: number, end: number, { vendor }: Wanted): Match | undefined {
  return vendor ? (vendorKeyAt(text, at) ?? keyAround(text, at, end)) : undefined
}

/** Where the word begins behind `\n` and `%3D`, or -1. */
function afterEscape(text: string, start: number): number {
  const before = text.charCodeAt(start - 1)
  if (before === 92 && /[nrt]/.test(text[start] as string)) return start + 1
  return before === 37 ? start + 2 : -1
}

/** The password of `scheme://user:password@host`, which begins at `at`. */
function loginIn(text: string, at: number): Match | undefined {
  const most = Math.min(text.length, at + LONGEST_LOGIN)
  let colon = -1
  for (let place = at; place < most && isOf(text, place, INK); place++) {
    const code = text.charCodeAt(place)
    if (code === 47 || code === 63 || code === 35) return undefined
    if (code === 58 && colon < 0) colon = place
    if (code !== 64) continue
    if (colon < 0 || colon - at > 48) return undefined
    const password = text.slice(colon + 1, place)
    return /^[$%{[*]|^x+$/i.test(password) || weak.test(password) || isPlaceholder(`${password}~Qz7`) ? undefined : { start: colon + 1, end: place, kind: 'connection_string', score: 0.9 }
  }
  return undefined
}

const curlUser = /^(?:-u|--user)$/
const afterUser = /[ \t=]{1,3}["']?[\w.@-]{0,40}:/y

/** The password of `curl -u user:password`. */
function loginOfCurl(text: string, start: number, end: number, { generic }: Wanted): Match | undefined {
  if (!generic || text.charCodeAt(start) !== 45 || end - start > 6 || !curlUser.test(text.slice(start, end))) return undefined
  afterUser.lastIndex = end
  if (!afterUser.test(text)) return undefined
  const at = afterUser.lastIndex
  if (!/curl\b/.test(text.slice(Math.max(0, at - BEHIND), start))) return undefined
  const close = runEnd(text, at, INK, at + LONGEST_LOGIN)
  const password = text.slice(at, close)
  return password.length < 3 || /^[$%{[*]/.test(password) || weak.test(password) || isPlaceholder(`${password}~Qz7`) ? undefined : { start: at, end: close, kind: 'secret', score: 0.8 }
}

const scheme = /^(?:Bearer|Basic|Token)$/i
const afterScheme = /[ \t]{1,3}/y

/** What follows `Bearer` and `Basic`, where that can be nothing but a credential. */
function bearer(text: string, start: number, end: number, { generic }: Wanted, ends: ValueEnds): Match | undefined {
  const length = end - start
  if (!generic || length < 5 || length > 6 || text.charCodeAt(end) !== 32 || !scheme.test(text.slice(start, end))) return undefined
  afterScheme.lastIndex = end
  if (!afterScheme.test(text)) return undefined
  const at = afterScheme.lastIndex
  const close = ends.bare.end(text, at)
  if (close - at < 16 || close - at > 512 || !isOf(text, at, BASE64)) return undefined
  return looksDrawn(text.slice(at, close)) ? { start: at, end: close, kind: 'secret', score: 0.8 } : undefined
}
