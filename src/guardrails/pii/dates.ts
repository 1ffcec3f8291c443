/** Dates of birth: a date with a word before it that says it is one. */
import type { Match } from '../check.ts'
import { DIGIT, DOT, LETTER, OTHER, PUNCTUATION, SPACE } from '../find/detector.ts'
import { said, saying } from './context.ts'
import { NO_WORD, type Reader } from './digits.ts'
import { isDay } from './local-rule.ts'
import { isAsciiWord, isDigit, isWordy } from './marks.ts'
import { codeAt, type Text } from './text.ts'
import { LONGEST_MONTH, monthEnd, months } from './months.ts'
import type { NumberRule } from './numbers.ts'

export const born = saying(
  'born(?: on)?', 'd\\.?o\\.?b\\.?', 'date of birth', 'date[_-]of[_-]birth', 'dateofbirth', 'birth[ _-]?date', 'birth[_-]?day', 'geboren(?: am| op)?', 'geb\\.?', 'geburts_?datum', 'geburtstag', 'geboortedatum', 'n[ée]e?(?: le)?', 'date de naissance', 'naissance', 'nacid[oa](?: el)?', 'fecha de nacimiento', 'nacimiento', 'fechanacimiento',
  'nat[oa](?: il)?', 'data di nascita', 'nascita', 'nascid[oa](?: em)?', 'data de nascimento', 'nascimento', 'urodz(?:ony|ona)', 'data urodzenia', 'urodzenia', 'ur\\.', 'f[öo]dd', 'f[öo]delsedatum',
)

export const numericBirth: NumberRule = {
  kind: 'date_of_birth',
  layouts: [],
  said: { context: born, layouts: ['2 2 4', '2-2-4', '4-2-2', '2-2-2', ...['/', '.'].flatMap((mark) => ['2_2_4', '1_1_4', '1_2_4', '2_1_4', '4_2_2', '4_1_1', '2_2_2', '1_1_2', '1_2_2', '2_1_2'].map((layout) => layout.replaceAll('_', mark)))] },
  accept(digits, place) {
    const [first, second] = [place.groupLength(0), place.groupLength(0) + place.groupLength(1)]
    const [one, two] = [digits.number(0, first), digits.number(first, second)]
    const isDate = one > 31 ? isDay(digits.number(second, digits.length), two) : isDay(one, two) || isDay(two, one)
    return isDate ? 0.9 : undefined
  },
}

const dayFirst = new RegExp(`\\d{1,2}(?:st|nd|rd|th|\\.|er|º|°)? (?:of |de |di )?(?:${months})\\.?,? (?:de |of )?\\d{4}(?!\\w)`, 'iy')
const monthFirst = new RegExp(`(?:${months})\\.? \\d{1,2}(?:st|nd|rd|th)?,? \\d{4}(?!\\w)`, 'iy')

/** `12 May 1980`, `May 12, 1980` */
export const writtenBirth: readonly Reader[] = [
  {
    longest: 2, before: NO_WORD & ~DOT, behind: SPACE | DOT | LETTER | OTHER, behindSpace: LETTER,
    read(run, _, counts) {
      const { text, start } = run
      if (!mayBeMonth(text, run.end) || (run.said & born) === 0) return undefined
      const match = matched(dayFirst, text, start)
      return match !== undefined && counts(match, text) ? match : undefined
    },
  },
  {
    longest: 2, before: SPACE, behind: SPACE | LETTER | PUNCTUATION, beforeSpace: LETTER | DOT, behindSpace: DIGIT,
    read({ text, start: day, end }, from, counts) {
      const start = hasYear(text, end) ? monthBefore(text, day, from) : -1
      if (start < 0 || (said(text, start) & born) === 0) return undefined
      const match = matched(monthFirst, text, start)
      return match !== undefined && counts(match, text) ? match : undefined
    },
  },
]

/** A month behind the first blank that follows a day, or behind one of the small words before it; and perhaps a year. */
function mayBeMonth(text: Text, from: number): boolean {
  for (let at = from; at < from + 3; at++) {
    if (codeAt(text, at) !== 32) continue
    const small = codeAt(text, at + 1) | 32
    const hasSmall = codeAt(text, at + 3) === 32 && (small === 111 || small === 100)
    const end = monthEnd(text, hasSmall ? at + 4 : at + 1)
    return end > 0 && mayBeYear(text, end)
  }
  return false
}

/** A blank behind a month, and four digits or a small word behind that. */
function mayBeYear(text: Text, from: number): boolean {
  let at = from
  if (codeAt(text, at) === 46) at++
  if (codeAt(text, at) === 44) at++
  return codeAt(text, at) === 32 && (isDigit(codeAt(text, at + 4)) || (codeAt(text, at + 1) > 64 && codeAt(text, at + 3) === 32))
}

function matched(pattern: RegExp, text: Text, start: number): Match | undefined {
  pattern.lastIndex = start
  return pattern.test(text.whole) ? { kind: 'date_of_birth', start, end: pattern.lastIndex, score: 0.9 } : undefined
}

/** Where the month before a day begins, or -1. */
function monthBefore(text: Text, day: number, from: number): number {
  if (codeAt(text, day - 1) !== 32) return -1
  let at = codeAt(text, day - 2) === 46 ? day - 2 : day - 1
  const end = at
  const least = Math.max(from, end - LONGEST_MONTH)
  while (at > least && isWordy(codeAt(text, at - 1))) at--
  const before = codeAt(text, at - 1)
  return end - at < 3 || isAsciiWord(before) || before === 46 || monthEnd(text, at) === 0 ? -1 : at
}

/** Perhaps two letters and a comma, and a blank with a digit behind it. */
function hasYear(text: Text, from: number): boolean {
  for (let at = from; at < from + 4; at++) if (codeAt(text, at) === 32) return isDigit(codeAt(text, at + 1))
  return false
}
