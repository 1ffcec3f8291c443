/** Seeks addresses with colons: IPv6 and MAC. */
import { COLON, DIGIT, DOT, LETTER, type Seeker } from '../find/detector.ts'
import type { Counts } from './digits.ts'
import { ipv6At } from './ipv6.ts'
import { isBehindLabel, macAt } from './mac.ts'
import { isHex, isWordy } from './marks.ts'
import { codeAt, nextMark, type Text, textOf } from './text.ts'

const COLON_SIGN = 58
const LONGEST_GROUP = 4

/** What begins before a colon, with up to four hexadecimal digits. */
export function colonSeeker(kinds: { readonly ip: boolean; readonly mac: boolean }, counts: Counts): Seeker {
  return {
    needs: COLON,
    madeOf: COLON | DIGIT | LETTER | DOT,
    reach: 52,
    next(whole, from) {
      const text = textOf(whole)
      for (let colon = nextMark(text, COLON_SIGN, from); colon >= 0; ) {
        const start = groupStart(text, colon)
        if (start >= from) {
          const match = (kinds.mac && colon - start === 2 ? macAt(text, start, COLON_SIGN) : undefined) ?? (kinds.ip ? ipv6At(text, start) : undefined)
          if (match !== undefined && counts(match, text)) return match
        }
        let next = colon + 1
        // What follows a group is in the same address, or begins no other.
        if (start >= 0) while (isHex(codeAt(text, next)) || codeAt(text, next) === COLON_SIGN) next++
        colon = nextMark(text, COLON_SIGN, next)
      }
      return undefined
    },
  }
}

/** Where the hexadecimal digits before a colon begin, or -1 where they are in a word, in what is longer, or behind another group. */
function groupStart(text: Text, colon: number): number {
  let at = colon
  while (at > colon - LONGEST_GROUP && isHex(codeAt(text, at - 1))) at--
  const before = codeAt(text, at - 1)
  if (isWordy(before) || before === 46) return -1
  return before !== COLON_SIGN || (at < colon && isBehindLabel(text, at)) ? at : -1
}
