/** Dates of birth: a date with a word before it that says it is one. */
import type { Match } from '../check.ts'
import { DIGIT, DOT, LETTER, OTHER, PUNCTUATION, SPACE, type Unfinished } from '../find/detector.ts'
import { said, saying } from './context.ts'
import { isAsciiWord, isDigit, isWordy, NO_WORD, type Reader } from './digits.ts'
import { isDay } from './local-rule.ts'
import type { NumberRule } from './numbers.ts'
import { codeAt } from './marks.ts'

const born = saying(
  'born(?: on)?', 'd\\.?o\\.?b\\.?', 'date of birth', 'birth ?date', 'birthday', 'geboren(?: am| op)?', 'geb\\.?', 'geburtsdatum', 'geburtstag', 'geboortedatum', 'n[ée]e?(?: le)?', 'date de naissance', 'naissance', 'nacid[oa](?: el)?', 'fecha de nacimiento', 'nacimiento',
  'nat[oa](?: il)?', 'data di nascita', 'nascid[oa](?: em)?', 'data de nascimento', 'nascimento', 'urodz(?:ony|ona)', 'data urodzenia', 'ur\\.', 'f[öo]dd', 'f[öo]delsedatum',
)

const months = [
  'jan(?:uary|uar|vier|uari|eiro|uary)?|enero|gennaio|stycznia', 'feb(?:ruary|ruar|braio|rero|ruari)?|f[ée]vrier|f[ée]v|fevereiro|lutego', 'mar(?:ch|s|zo|zec|ço)?|märz|maart|marca|mrz', 'apr(?:il|ile)?|avril|avr|abril|kwietnia', 'may|mai|mayo|maggio|mei|maio|maja|maj',
  'june?|juni|juin|junio|giugno|junho|czerwca', 'july?|juli|juillet|julio|luglio|julho|lipca', 'aug(?:ust|usti|ustus)?|ao[uû]t|agosto|sierpnia', 'sept?(?:ember|embre|tembre|iembre)?|setembro|settembre|września', 'o[ck]t(?:ober|obre|ubre)?|ottobre|outubro|października', 'nov(?:ember|embre|iembre|embro)?|listopada', 'de[cz](?:ember)?|d[ée]cembre|diciembre|dicembre|dezembro|grudnia',
].join('|')

export const numericBirth: NumberRule = {
  kind: 'date_of_birth',
  layouts: ['2 2 4', '2-2-4', '4-2-2', '2-2-2', ...['/', '.'].flatMap((mark) => ['2_2_4', '1_1_4', '1_2_4', '2_1_4', '4_2_2', '4_1_1', '2_2_2', '1_1_2', '1_2_2', '2_1_2'].map((layout) => layout.replaceAll('_', mark)))],
  accept(_, place) {
    if (!place.says(born)) return undefined
    const [one = 0, two = 0, three = 0] = (place.written.match(/\d+/g) ?? []).map(Number)
    const isDate = one > 31 ? isDay(three, two) : isDay(one, two) || isDay(two, one)
    return isDate ? 0.9 : undefined
  },
}

/** What a growing text may end with. */
export const openBirths: readonly Unfinished[] = [
  { madeOf: DIGIT | LETTER | SPACE | DOT | PUNCTUATION, begins: DIGIT, reach: 32 },
  { madeOf: 0, opens: openMonth, reach: 24 },
]

const dayFirst = new RegExp(`\\d{1,2}(?:st|nd|rd|th|\\.|er|º|°)? (?:of |de |di )?(?:${months})\\.?,? (?:de |of )?\\d{4}(?!\\w)`, 'iy')
const monthFirst = new RegExp(`(?:${months})\\.? \\d{1,2}(?:st|nd|rd|th)?,? \\d{4}(?!\\w)`, 'iy')
const LONGEST_MONTH = 12

/** `12 May 1980`, `May 12, 1980` */
export const writtenBirth: readonly Reader[] = [
  {
    longest: 2, before: NO_WORD & ~DOT, behind: SPACE | DOT | LETTER | OTHER,
    read(run, _, counts) {
      const { text, start } = run
      if (!mayBeMonth(text, run.end) || (run.said & born) === 0) return undefined
      const match = matched(dayFirst, text, start)
      return match !== undefined && counts(match, text) ? match : undefined
    },
  },
  {
    longest: 2, before: SPACE, behind: SPACE | LETTER | PUNCTUATION,
    read({ text, start: day, end }, from, counts) {
      const start = hasYear(text, end) ? monthBefore(text, day, from) : -1
      if (start < 0 || (said(text, start) & born) === 0) return undefined
      const match = matched(monthFirst, text, start)
      return match !== undefined && counts(match, text) ? match : undefined
    },
  },
]

/** A letter behind the first blank that follows a day. */
function mayBeMonth(text: string, from: number): boolean {
  for (let at = from; at < from + 3; at++) if (codeAt(text, at) === 32) return isLetter(codeAt(text, at + 1))
  return false
}

function matched(pattern: RegExp, text: string, start: number): Match | undefined {
  pattern.lastIndex = start
  return pattern.test(text) ? { kind: 'date_of_birth', start, end: pattern.lastIndex, score: 0.9 } : undefined
}

/** Where the word before a day begins, or -1. */
function monthBefore(text: string, day: number, from: number): number {
  if (codeAt(text, day - 1) !== 32) return -1
  let at = codeAt(text, day - 2) === 46 ? day - 2 : day - 1
  const end = at
  const least = Math.max(from, end - LONGEST_MONTH)
  while (at > least && isWordy(codeAt(text, at - 1))) at--
  const before = codeAt(text, at - 1)
  return end - at < 3 || isAsciiWord(before) || before === 46 ? -1 : at
}

/** Perhaps two letters and a comma, and a blank with a digit behind it. */
function hasYear(text: string, from: number): boolean {
  for (let at = from; at < from + 4; at++) if (codeAt(text, at) === 32) return isDigit(codeAt(text, at + 1))
  return false
}

/** A last word that may be a month's name, or the month before the digits at the end. */
function openMonth(text: string): number {
  const least = Math.max(0, text.length - 24)
  const is = (at: number, code: number): boolean => at > least && codeAt(text, at - 1) === code
  let at = digitsBefore(text, text.length, Math.max(least, text.length - 4))
  if (is(at, 32)) at--
  if (is(at, 44)) at--
  // st, nd, rd, th
  let letters = at
  while (letters > at - 2 && isLetter(codeAt(text, letters - 1))) letters--
  if (isDigit(codeAt(text, letters - 1))) at = letters
  at = digitsBefore(text, at, Math.max(least, at - 2))
  if (is(at, 32)) at--
  if (is(at, 46)) at--
  const end = at
  while (at > least && isLetter(codeAt(text, at - 1))) at--
  return at === end || end - at > LONGEST_MONTH || isAsciiWord(codeAt(text, at - 1)) ? text.length : at
}

function digitsBefore(text: string, end: number, least: number): number {
  let at = end
  while (at > least && isDigit(codeAt(text, at - 1))) at--
  return at
}

const isLetter = (code: number): boolean => ((code | 32) >= 97 && (code | 32) <= 122) || (code >= 0xc0 && code <= 0x24f)
