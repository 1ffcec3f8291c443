/** Seeks codes of letters and digits: one walk over the words of a text, in which a word's length says what it may be. */
import type { Match } from '../check.ts'
import { DIGIT, type Seeker } from '../find/detector.ts'
import { openCode } from './open-code.ts'
import { type Counts, isWordy } from './digits.ts'
import { codeAt } from './marks.ts'

export interface TokenRule {
  readonly kind: string
  /** Sticky: tried where a word begins that is of this length, or of one of these. */
  readonly pattern: RegExp
  readonly lengths: readonly [least: number, most: number]
  /** What the word begins with. @default either */
  readonly begins?: 'digit' | 'letter' | undefined
  /** No find is longer, and none looks further than one character behind that. */
  readonly reach: number
  /** Cheaper than the pattern: false where it will not match. `end` is the word's. */
  readonly may?: ((text: string, at: number, end: number) => boolean) | undefined
  readonly accept?: ((found: RegExpExecArray, text: string) => Omit<Match, 'kind'> | undefined) | undefined
}

const LONGEST_WORD = 80
/** Letters with no digit among them are the beginning of a code that is written in groups, or no code. */
const LONGEST_HEAD = 2

export function tokenSeeker(rules: readonly TokenRule[], counts: Counts): Seeker {
  const fitting = (first: 'digit' | 'letter'): TokenRule[][] => Array.from({ length: LONGEST_WORD + 1 }, (_, length) =>
    rules.filter(({ lengths: [least, most], begins = first }) => begins === first && length >= least && length <= most))
  const ofDigit = fitting('digit')
  const ofLetter = fitting('letter')
  const reach = Math.max(...rules.map((rule) => rule.reach))
  return {
    needs: DIGIT,
    madeOf: 0,
    opens: (text) => Math.min(lastWord(text, reach), openCode(text, reach)),
    reach,
    next(text, from) {
      let at = from
      // Not in the middle of a word.
      if (isWordy(codeAt(text, from - 1))) at = wordEnd(text, from)
      while (at < text.length) {
        if (!isWordy(codeAt(text, at))) {
          at++
          continue
        }
        const end = wordEnd(text, at)
        const fits = end - at > LONGEST_WORD || (end - at > LONGEST_HEAD && !hasDigit(text, at, end)) ? undefined : (codeAt(text, at) < 58 ? ofDigit : ofLetter)[end - at]
        const match = fits === undefined || fits.length === 0 ? undefined : best(fits, text, at, end, counts)
        if (match !== undefined) return match
        at = end
      }
      return undefined
    },
  }
}

function best(rules: readonly TokenRule[], text: string, at: number, end: number, counts: Counts): Match | undefined {
  let best: Match | undefined
  for (const { kind, pattern, accept, may } of rules) {
    if (may !== undefined && !may(text, at, end)) continue
    pattern.lastIndex = at
    const found = pattern.exec(text)
    const span = found === null ? undefined : accept === undefined ? { start: at, end: pattern.lastIndex } : accept(found, text)
    if (span === undefined) continue
    const match = { ...span, kind }
    if ((best === undefined || match.end > best.end || (match.end === best.end && (match.score ?? 1) > (best.score ?? 1))) && counts(match, text)) best = match
  }
  return best
}

function hasDigit(text: string, from: number, end: number): boolean {
  for (let at = from; at < end; at++) if (codeAt(text, at) < 58) return true
  return false
}

function wordEnd(text: string, from: number): number {
  let at = from
  while (at < text.length && isWordy(codeAt(text, at))) at++
  return at
}

/** Where the last word begins, with the dashes in it. */
function lastWord(text: string, reach: number): number {
  const least = Math.max(0, text.length - reach - 1)
  let at = text.length
  while (at > least && (isWordy(codeAt(text, at - 1)) || codeAt(text, at - 1) === 45)) at--
  return at
}
