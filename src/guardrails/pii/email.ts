/**
 * E-mail addresses: what people write, which is less than RFC 5322 allows: no quotes and no comments. A local part has up to 64
 * characters, a domain up to 253 (RFC 5321, 4.5.3.1); nobody has one so long, and a stream would wait for it.
 */
import type { Match } from '../check.ts'
import { AT, BASE64, DASH, DIGIT, DOT, LETTER, PUNCTUATION, type Seeker, UNDERSCORE } from '../find/detector.ts'
import type { Counts } from './digits.ts'
import { isWordy } from './marks.ts'
import { codeAt, nextMark, type Text, textOf } from './text.ts'

const LONGEST_LOCAL = 64
const LONGEST_LABEL = 63
/** Labels before the last one. */
const MOST_LABELS = 6
const LONGEST = 190
/** Marks before an address that are not of it: a quote, a bracket, a star. */
const MOST_LEAD = 8
const AT_SIGN = 64
const marks = Uint8Array.from({ length: 128 }, (_, code) => (".!#$%&'*+?^{|}~-".includes(String.fromCharCode(code)) ? 1 : 0))

export function emailSeeker(counts: Counts): Seeker {
  return {
    needs: AT | DOT | LETTER,
    madeOf: AT | BASE64 | DASH | DIGIT | DOT | LETTER | PUNCTUATION | UNDERSCORE,
    reach: 192,
    next(whole, from) {
      const text = textOf(whole)
      for (let at = nextMark(text, AT_SIGN, from); at >= 0; at = nextMark(text, AT_SIGN, at + 1)) {
        const match = addressAt(text, at, from)
        if (match !== undefined && counts(match, text)) return match
      }
      return undefined
    },
  }
}

function addressAt(text: Text, at: number, from: number): Match | undefined {
  // A full stop does not stand before the sign, nor twice.
  if (!isLabel(codeAt(text, at + 1)) || codeAt(text, at - 1) === 46) return undefined
  const end = domainEnd(text, at + 1)
  if (end < 0) return undefined
  let run = at
  let start = at
  while (run > 0 && at - run <= LONGEST_LOCAL && isLocal(codeAt(text, run - 1))) {
    run--
    if (isWordy(codeAt(text, run))) start = run
    else if (codeAt(text, run) === 46 && codeAt(text, run - 1) === 46) return undefined
  }
  if (start === at || start < from || run < from - MOST_LEAD || at - run > LONGEST_LOCAL || start - run > MOST_LEAD || end - run > LONGEST) return undefined
  let last = end
  while (codeAt(text, last - 1) === 45) last--
  return { kind: 'email', start, end: last, score: 1 }
}

/** Where the last label ends that may be one: two characters or more, of which the first is a letter. -1 where there is none. */
function domainEnd(text: Text, from: number): number {
  let end = -1
  let label = from
  for (let labels = 0; labels <= MOST_LABELS && isLabel(codeAt(text, label)); labels++) {
    let next = label + 1
    while (next < label + LONGEST_LABEL && (isLabel(codeAt(text, next)) || codeAt(text, next) === 45)) next++
    if (labels > 0 && next - label > 1 && codeAt(text, label) > 57) end = next
    if (codeAt(text, next) !== 46) break
    label = next + 1
  }
  return end
}

/** Digits and Latin letters. */
const isLabel = (code: number): boolean => isWordy(code) && code !== 95

function isLocal(code: number): boolean {
  return isWordy(code) || (code < 128 && marks[code] === 1)
}
