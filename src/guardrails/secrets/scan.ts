/** Goes once through a text, word by word, and finds the first secret: a key by its beginning, or a value by its name. */
import { BEHIND, type Match } from '../check.ts'
import { LETTER } from '../find/detector.ts'
import type { Seeker } from '../find/detector.ts'
import { BASE64, INK, JOINT, WORD, isOf, runEnd, runStart, codeAt } from './alphabet.ts'
import { LONGEST_LOGIN, curlPassword, curlPasswordStart, loginPassword } from './login.ts'
import { looksDrawn } from './looks.ts'
import { LONGEST, ValueEnds, mayLead, namedValue, valueEnd, valueStart } from './named-value.ts'
import { LongRuns, REACH } from './rule.ts'
import { keyAround, mayBecomeKey, vendorKeyAt } from './vendor-keys.ts'

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

/** One way through a text, which may be gone on with. */
class Walk {
  readonly text: string
  readonly from: number
  /** What stands before cannot be a find's word, for any place from `from` on. */
  at: number
  readonly values = new ValueEnds()
  readonly runs = new LongRuns()

  constructor(text: string, from: number) {
    this.text = text
    this.from = from
    this.at = Math.max(0, from - BEHIND)
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
      const walk = last !== undefined && from >= last.from && from - BEHIND <= last.at && text === last.text ? last : new Walk(text, from)
      for (let at = runStart(text, walk.at, WORD); at < text.length; ) {
        const end = runEnd(text, at, WORD, text.length)
        const found = isProse(text, at, end) ? undefined : atWord(walk, at, end, from, wanted)
        if (found !== undefined && found.start >= from) {
          walk.at = at
          last = walk
          return found
        }
        at = runStart(text, end, WORD)
      }
      last = undefined
      return undefined
    },
    opens: (text, from) => opensAt(text, from, wanted),
  }
}

/** True for a short word before another one: it neither is a key nor names a value. Most words of most texts are such. */
function isProse(text: string, start: number, end: number): boolean {
  if (end - start > 11 || codeAt(text, end) !== 32 || codeAt(text, start) === 45) return false
  const next = codeAt(text, end + 1) | 32
  if (next < 97 || next > 122 || mayLead(next, codeAt(text, end + 2) | 32)) return false
  const first = codeAt(text, start) | 32
  // `Bearer`, `Basic`, `Token`
  return (first !== 98 && first !== 116) || end - start < 5 || end - start > 6
}

/** The secret that the word from `start` to `end` begins, closes or names. */
function atWord(walk: Walk, start: number, end: number, from: number, wanted: Wanted): Match | undefined {
  const { text } = walk
  if (start >= from && mayBeKey(text, start, end) && (start === 0 || !isOf(text, start - 1, WORD))) {
    const escaped = afterEscape(text, start)
    const own = keyAt(walk, start, end, wanted) ?? (escaped < 0 ? undefined : keyAt(walk, escaped, end, wanted))
    if (own !== undefined) return own
  }
  if (wanted.connection && isScheme(text, end)) return loginPassword(text, end + 3)
  if (!wanted.generic && !wanted.connection) return undefined
  const at = valueStart(text, start, end)
  if (at < 0) return wanted.generic ? (curlPassword(text, start, end) ?? bearer(walk, start, end)) : undefined
  if (at < from) return undefined
  const value = namedValue(text, start, end, at, walk.values)
  // A value that is a key by itself bears the vendor's name, and is one whatever its own name says.
  const first = isOf(text, at, WORD) ? runEnd(text, at, WORD, at + NEAR) : at
  const better = first > at && mayBeKey(text, at, first) ? keyAt(walk, at, first, wanted) : undefined
  if (better !== undefined) return better
  if (value === undefined || !(value.isConnection ? wanted.connection : wanted.generic)) return undefined
  return { start: value.start, end: value.end, kind: value.isConnection ? 'connection_string' : 'secret', score: 0.8 }
}

/** `://` */
function isScheme(text: string, end: number): boolean {
  return codeAt(text, end) === 58 && codeAt(text, end + 1) === 47 && codeAt(text, end + 2) === 47
}

/** False for the short words that nothing of a key's joins to more. */
function mayBeKey(text: string, start: number, end: number): boolean {
  return end - start > 11 || isOf(text, end, JOINT)
}

/** The key that begins at `at`, in a word that ends at `end`. */
function keyAt({ text, runs }: Walk, at: number, end: number, { vendor }: Wanted): Match | undefined {
  return vendor ? (vendorKeyAt(text, at, runs) ?? keyAround(text, at, end, runs)) : undefined
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
  return close - at >= 16 && close - at <= LONGEST && looksDrawn(text, at, close) ? { start: at, end: close, kind: 'secret', score: 0.8 } : undefined
}

function credentialStart(text: string, start: number, end: number): number {
  const length = end - start
  if (length < 5 || length > 6 || codeAt(text, end) !== 32 || !/^(?:bearer|basic|token)$/i.test(text.slice(start, end))) return -1
  let at = end
  while (at < end + 3 && codeAt(text, at) === 32) at++
  return at
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
  let open = most
  for (let at = runStart(text, walk.at, WORD); at < most; ) {
    const end = runEnd(text, at, WORD, text.length)
    const place = openAt(walk, at, end, from, wanted)
    if (place >= from && place < open) open = place
    if (place >= from) break
    at = runStart(text, end, WORD)
  }
  return open - from < STEP ? from : open
}

function openAt(walk: Walk, start: number, end: number, from: number, wanted: Wanted): number {
  const { text, runs } = walk
  if (start >= from && wanted.vendor) {
    const escaped = afterEscape(text, start)
    if (mayBecomeKey(text, start, runs) || (escaped >= 0 && mayBecomeKey(text, escaped, runs))) return start
  }
  if (isScheme(text, end)) return runEnd(text, end + 3, INK, end + 3 + LONGEST_LOGIN) === text.length ? Math.max(from, end + 3) : -1
  let at = valueStart(text, start, end)
  if (at < 0) at = Math.max(credentialStart(text, start, end), curlPasswordStart(text, start, end))
  if (at < from) return -1
  if (wanted.vendor && isOf(text, at, WORD) && mayBecomeKey(text, at, runs)) return at
  // A flag's password may have marks that no bare value has.
  const close = Math.max(valueEnd(text, at, walk.values), runEnd(text, at, INK, codeAt(text, start) === 45 ? at + LONGEST_LOGIN : at))
  return close === text.length && close - at <= LONGEST ? at : -1
}

function isInk(code: number): boolean {
  return code > 32 && code < 127
}
