/** Goes once through a text, word by word, and finds the first secret: a key by its beginning, or a value by its name. */
import { BEHIND, type Match } from '../check.ts'
import { LETTER } from '../find/detector.ts'
import type { Seeker } from '../find/detector.ts'
import { BASE64, INK, JOINT, WORD, isIn, isOf, runEnd, codeAt } from './alphabet.ts'
import { LONGEST_LOGIN, curlPassword, curlPasswordStart, dialledPassword, isDialled, isThin, loginPassword, thinPassword } from './login.ts'
import { wordIn } from './link.ts'
import { looksDrawn } from './looks.ts'
import { LONGEST, ValueEnds, namedValue, openEnd, valueStart } from './named-value.ts'
import { LongRuns, REACH } from './rule.ts'
import { keyAround, mayBecomeKey, vendorKeyAt } from './vendor-keys.ts'
import { SHORT, Words } from './words.ts'

/** What is looked for. */
export interface Wanted {
  readonly vendor: boolean
  readonly connection: boolean
  readonly generic: boolean
}

/** Whatever begins this near to the end of a run may become anything. */
const NEAR = 128
/** Of a long run so much is settled at once, so that a stream of small pieces does not look at all of it for each. */
const STEP = 256
const COLON = 58
const EQUALS = 61
const SPACE = 32
const TAB = 9
const BRACKET = 40
const bearers = ['bearer', 'basic', 'token']

/** One way through a text, which may be gone on with. */
class Walk {
  readonly text: string
  readonly from: number
  readonly words: Words
  readonly values = new ValueEnds()
  readonly runs = new LongRuns()

  constructor(text: string, from: number, behind = BEHIND) {
    this.text = text
    this.from = from
    // What stands before cannot be a find's word, for any place from `from` on.
    this.words = new Words(Math.max(0, from - behind))
  }
}

/** A seeker of all these. */
export function wordSeeker(wanted: Wanted): Seeker {
  /** Where the last search ended: the next one mostly goes on from there. */
  let last: Walk | undefined
  return {
    needs: LETTER,
    madeOf: 0,
    reach: REACH + STEP,
    next(text, from) {
      const walk = last !== undefined && from >= last.from && from - BEHIND <= last.words.start && text === last.text ? last : new Walk(text, from)
      const { words } = walk
      while (words.next(text)) {
        const found = atWord(walk, words, from, wanted)
        if (found === undefined || found.start < from) continue
        words.back()
        last = walk
        return found
      }
      last = undefined
      return undefined
    },
    opens: (text, from) => opensAt(text, from, wanted),
    growing: () => growingSeeker(wanted),
  }
}

/** For one text that grows: of what it has looked at it looks again only at words that may name what comes. */
function growingSeeker(wanted: Wanted): Seeker {
  let behind = BEHIND
  return {
    ...wordSeeker(wanted),
    next(text, from, until = text.length) {
      const walk = new Walk(text, from, behind)
      const { words } = walk
      behind = BEHIND
      let first = wordBefore(text, until)
      while (words.next(text) && words.start < until) {
        const found = atWord(walk, words, from, wanted)
        if (found !== undefined && found.start >= from && found.start < until) return found
        if (words.start < first && words.end > until - BEHIND) first = Math.max(words.start, until - BEHIND) // of a long name its end says what it names
      }
      behind = until - first
      return undefined
    },
  }
}

/** Where the last word begins that begins before `until`, as far as it matters. */
function wordBefore(text: string, until: number): number {
  const least = Math.max(0, until - BEHIND)
  let at = until
  while (at > least && !isOf(text, at - 1, WORD)) at--
  while (at > least && isOf(text, at - 1, WORD)) at--
  return at
}

/** The secret that the word begins, closes or names. */
function atWord(walk: Walk, { start, end, after, isName }: Words, from: number, wanted: Wanted): Match | undefined {
  const { text } = walk
  if (wanted.connection && (after === COLON || after === BRACKET)) {
    if (after === BRACKET ? isDialled(text, start) : isThin(text, start, end)) return after === BRACKET ? dialledPassword(text, start - 1) : thinPassword(text, end + 1)
    if (after === COLON && end - start <= SHORT && isScheme(text, end)) return loginPassword(text, end + 3)
  }
  if (wanted.vendor && start >= from && (end - start > SHORT || isIn(after, JOINT))) {
    const key = keyAtWord(walk, start, end)
    if (key !== undefined) return key
  }
  if (wanted.connection && after === COLON && isScheme(text, end)) return loginPassword(text, end + 3)
  if (!wanted.generic && !wanted.connection) return undefined
  const at = isName ? valueStart(text, start, end, after) : -1
  if (at >= 0) return at < from ? undefined : valueOf(walk, start, end, at, wanted)
  return wanted.generic && (after === SPACE || after === TAB || after === EQUALS) ? (curlPassword(text, start, end) ?? bearer(walk, start, end)) : undefined
}

/** The value at `at` of the name from `start` to `end`. */
function valueOf(walk: Walk, start: number, end: number, at: number, wanted: Wanted): Match | undefined {
  const { text } = walk
  const value = namedValue(text, start, end, at, walk.values)
  if (value === undefined) return undefined
  // A value that is a key by itself bears the vendor's name, and is one whatever its own name says.
  if (wanted.vendor && isOf(text, at, WORD)) {
    const key = keyAt(walk, at, runEnd(text, at, WORD, text.length))
    if (key !== undefined) return key
  }
  if (!(value.isConnection ? wanted.connection : wanted.generic)) return undefined
  return { start: value.start, end: value.end, kind: value.isConnection ? 'connection_string' : 'secret', score: 0.8 }
}

/** The key that begins with the word, or behind the escape that it begins with. */
function keyAtWord(walk: Walk, start: number, end: number): Match | undefined {
  const { text } = walk
  if (isOf(text, start - 1, WORD)) return undefined
  const key = keyAt(walk, start, end)
  if (key !== undefined) return key
  const escaped = afterEscape(text, start)
  return escaped < 0 ? undefined : keyAt(walk, escaped, end)
}

/** True where `//` follows the colon at `end`. */
function isScheme(text: string, end: number): boolean {
  return codeAt(text, end + 1) === 47 && codeAt(text, end + 2) === 47
}

/** The key that begins at `at`, in a word that ends at `end`. */
function keyAt({ text, runs }: Walk, at: number, end: number): Match | undefined {
  return vendorKeyAt(text, at, end, runs) ?? keyAround(text, at, end, runs)
}

/** Where the word begins behind `\n` and `%3D`, or -1. */
function afterEscape(text: string, start: number): number {
  const before = codeAt(text, start - 1)
  if (before === 92 && 'nrt'.includes(text.charAt(start))) return start + 1
  return before === 37 ? start + 2 : -1
}

/** What follows `Bearer` and `Basic`, where that can be nothing but a credential. */
function bearer({ text, values }: Walk, start: number, end: number): Match | undefined {
  const at = credentialStart(text, start, end)
  if (at < 0 || !isOf(text, at, BASE64)) return undefined
  const close = values.bare.end(text, at)
  return close - at >= 16 && close - at <= LONGEST && isCredentialWord(text, start, end) && looksDrawn(text, at, close) ? { start: at, end: close, kind: 'secret', score: 0.8 } : undefined
}

/** Where a credential may begin behind the word, for its length and its letter; or -1. */
function credentialStart(text: string, start: number, end: number): number {
  const length = end - start
  const first = codeAt(text, start) | 32
  if (length < 5 || length > 6 || (first !== 98 && first !== 116) || codeAt(text, end) !== SPACE) return -1
  let at = end
  while (at < end + 3 && codeAt(text, at) === SPACE) at++
  return at
}

function isCredentialWord(text: string, start: number, end: number): boolean {
  return wordIn(text, start, bearers) === end
}

/**
 * Where a find may begin that more text would change: in the last run without a space. A short one is not looked at; in a longer one
 * only a key, a value or an address that goes on to the end of the text is not settled, and what begins near that end.
 */
function opensAt(text: string, settled: number, wanted: Wanted): number {
  const from = Math.max(settled, text.length - REACH - STEP)
  let start = text.length
  while (start > from && text.length - start <= NEAR && isInk(codeAt(text, start - 1))) start--
  if (text.length - start <= NEAR) return start
  const walk = new Walk(text, from)
  const most = text.length - NEAR
  const { words } = walk
  let open = most
  while (words.next(text) && words.start < most) {
    const place = openAt(walk, words, from, wanted)
    if (place < from) continue
    open = Math.min(place, open)
    break
  }
  return open - from < STEP ? from : open
}

function openAt(walk: Walk, { start, end, after, isName }: Words, from: number, wanted: Wanted): number {
  const { text, runs } = walk
  if (start >= from && wanted.vendor) {
    const escaped = afterEscape(text, start)
    if (mayBecomeKey(text, start, end, runs) || (escaped >= 0 && mayBecomeKey(text, escaped, end, runs))) return start
  }
  const login = after !== COLON ? -1 : isScheme(text, end) ? end + 3 : isThin(text, start, end) ? end + 1 : -1
  if (login >= 0) return runEnd(text, login, INK, login + LONGEST_LOGIN) === text.length ? Math.max(from, login) : -1
  // What begins further from the end is too long for a value.
  if (text.length - end > LONGEST + NEAR) return -1
  let at = isName ? valueStart(text, start, end, after) : -1
  if (at < 0 && (after === SPACE || after === TAB || after === EQUALS)) at = Math.max(isCredentialWord(text, start, end) ? credentialStart(text, start, end) : -1, curlPasswordStart(text, start, end))
  if (at < from) return -1
  // A flag's password may have marks that no bare value has.
  const close = Math.max(openEnd(text, at, walk.values), runEnd(text, at, INK, codeAt(text, start) === 45 ? at + LONGEST_LOGIN : at))
  return close === text.length && close - at <= LONGEST ? at : -1
}

function isInk(code: number): boolean {
  return code > 32 && code < 127
}
