/** Seeks codes of letters and digits: one walk over the words of a text, in which a word's length says what it may be. */
import type { Match } from '../check.ts'
import { DIGIT, type Seeker } from '../find/detector.ts'
import type { Counts } from './digits.ts'
import { codeIn, isDigit, isWordy } from './marks.ts'
import { BEYOND, textOf } from './text.ts'
import { openCode } from './open-code.ts'
import { Run } from './run.ts'

export interface TokenRule {
  readonly kind: string
  /** How long the word is, with which a find begins. */
  readonly lengths: readonly [least: number, most: number]
  /** What the word begins with. @default either */
  readonly begins?: 'digit' | 'letter' | undefined
  /** No find is longer, and none looks further than one character behind that. */
  readonly reach: number
  /** What begins with this word, or `undefined`. */
  readonly read: (word: Run) => Match | undefined
}

const LONGEST_WORD = 80
/** Letters with no digit among them are the beginning of a code that is written in groups, or no code. */
const LONGEST_HEAD = 5

export function tokenSeeker(rules: readonly TokenRule[], counts: Counts): Seeker {
  const fitting = (first: 'digit' | 'letter'): Array<readonly TokenRule[]> => Array.from({ length: LONGEST_WORD + 1 }, (_, length) =>
    rules.filter(({ lengths: [least, most], begins = first }) => begins === first && length >= least && length <= most))
  const ofDigit = fitting('digit')
  const ofLetter = fitting('letter')
  const reach = Math.max(...rules.map((rule) => rule.reach))
  return {
    needs: DIGIT,
    madeOf: 0,
    opens: (text, from) => Math.min(lastWord(text, reach), openCode(text, from, reach)),
    reach,
    next(whole, from) {
      const text = textOf(whole)
      const { codes } = text
      const word = new Run(text)
      const last = text.length + BEYOND
      let at = from + BEYOND
      // Not in the middle of a word.
      if (isWordy(codes[at - 1] as number)) while (isWordy(codes[at] as number)) at++
      let least = at
      for (; at < last; at++) {
        if (!isDigit(codes[at] as number)) continue
        let start = at
        while (start > least && isWordy(codes[start - 1] as number)) start--
        const mark = codes[start - 1] as number
        const head = start === at && (mark === 32 || mark === 45) && start - 1 > least ? headBefore(codes, start, least) : start
        while (isWordy(codes[++at] as number)) continue
        least = at
        if (head < start) {
          word.set(head - BEYOND, start - 1 - BEYOND)
          const match = best(ofLetter[start - 1 - head] as readonly TokenRule[], word, counts)
          if (match !== undefined) return match
        }
        if (at - start > LONGEST_WORD) continue
        const fits = (isDigit(codes[start] as number) ? ofDigit : ofLetter)[at - start] as readonly TokenRule[]
        if (fits.length === 0) continue
        word.set(start - BEYOND, at - BEYOND)
        const match = best(fits, word, counts)
        if (match !== undefined) return match
      }
      return undefined
    },
  }
}

function best(rules: readonly TokenRule[], word: Run, counts: Counts): Match | undefined {
  let best: Match | undefined
  for (let at = 0; at < rules.length; at++) {
    const match = (rules[at] as TokenRule).read(word)
    if (match === undefined) continue
    if ((best === undefined || match.end > best.end || (match.end === best.end && (match.score ?? 1) > (best.score ?? 1))) && counts(match, word.text)) best = match
  }
  return best
}

/** Where a word of a few letters begins that stands a space or a dash before this; this, where there is none. */
function headBefore(codes: Uint16Array, start: number, least: number): number {
  const end = start - 1
  let at = end
  while (at > least && at >= end - LONGEST_HEAD && isWordy(codes[at - 1] as number)) at--
  return at >= end || end - at > LONGEST_HEAD || isDigit(codes[end - 1] as number) ? start : at
}

/** Where the last word begins, with the dashes in it. */
function lastWord(text: string, reach: number): number {
  const least = Math.max(0, text.length - reach - 1)
  let at = text.length
  while (at > least && (isWordy(codeIn(text, at - 1)) || codeIn(text, at - 1) === 45)) at--
  return at
}
