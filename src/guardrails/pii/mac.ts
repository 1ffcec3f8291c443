/** MAC addresses in the three notations of IEEE 802: pairs with colons, pairs with dashes, and fours with dots. */
import type { Match } from '../check.ts'
import { COLON, DASH, DIGIT, DOT, LETTER, type Seeker } from '../find/detector.ts'
import type { Counts } from './digits.ts'
import { isAsciiLetter, isDigit, isHex, isWordy } from './marks.ts'
import { codeAt, nextMark, type Text, textOf } from './text.ts'

const kind = 'mac_address'
const DASH_SIGN = 45
const DOT_SIGN = 46
const COLON_SIGN = 58

/** Pairs with this mark between them. */
export function macAt(text: Text, start: number, mark: number): Match | undefined {
  if (codeAt(text, start - 1) === DASH_SIGN) return undefined
  let at = start
  for (let pair = 0; pair < 6; pair++) {
    if (pair > 0 && codeAt(text, at++) !== mark) return undefined
    if (!isHex(codeAt(text, at)) || !isHex(codeAt(text, at + 1))) return undefined
    at += 2
  }
  return endsAt(text, at, mark) ? { kind, start, end: at } : undefined
}

/** `00-1B-44-11-3A-B7` */
export function dashedMacSeeker(counts: Counts): Seeker {
  return {
    needs: DASH,
    madeOf: COLON | DIGIT | LETTER | DASH,
    reach: 18,
    next(whole, from) {
      const text = textOf(whole)
      for (let dash = nextMark(text, DASH_SIGN, from + 2); dash >= 0; dash = nextMark(text, DASH_SIGN, dash + 1)) {
        const match = codeAt(text, dash + 3) === DASH_SIGN && isAlone(text, dash - 2) ? macAt(text, dash - 2, DASH_SIGN) : undefined
        if (match !== undefined && counts(match, text)) return match
      }
      return undefined
    },
  }
}

/** `001B.4411.3AB7` */
export function dottedMacSeeker(counts: Counts): Seeker {
  return {
    needs: DIGIT | DOT,
    madeOf: COLON | DIGIT | DOT | LETTER,
    reach: 15,
    next(whole, from) {
      const text = textOf(whole)
      for (let dot = nextMark(text, DOT_SIGN, from + 4); dot >= 0; dot = nextMark(text, DOT_SIGN, dot + 1)) {
        if (codeAt(text, dot + 5) !== DOT_SIGN || !isAlone(text, dot - 4) || !isDotted(text, dot - 4)) continue
        const match = { kind, start: dot - 4, end: dot + 10 }
        if (counts(match, text)) return match
      }
      return undefined
    },
  }
}

function isDotted(text: Text, start: number): boolean {
  let hasDigit = false
  for (let at = 0; at < 14; at++) {
    const code = codeAt(text, start + at)
    if (at % 5 === 4 ? code !== DOT_SIGN : !isHex(code)) return false
    hasDigit ||= isDigit(code)
  }
  return hasDigit && endsAt(text, start + 14, DOT_SIGN)
}

/** Neither a word goes on there nor another group, but a sentence may. */
function endsAt(text: Text, at: number, mark: number): boolean {
  const code = codeAt(text, at)
  return code === COLON_SIGN || code === mark ? !isWordy(codeAt(text, at + 1)) : !isWordy(code) && code !== DASH_SIGN
}

function isAlone(text: Text, start: number): boolean {
  const before = codeAt(text, start - 1)
  return !isWordy(before) && before !== DOT_SIGN && before !== DASH_SIGN && (before !== COLON_SIGN || isBehindLabel(text, start))
}

/** True for what stands right behind a word and its colon, where that word is no group of hexadecimal digits. */
export function isBehindLabel(text: Text, at: number): boolean {
  const colon = at - 1
  let group = colon
  while (group > colon - 5 && isHex(codeAt(text, group - 1))) group--
  return isAsciiLetter(codeAt(text, group - 1))
}
