/** What a growing text may end with of a date of birth: where a word before says that it is one, what may still become a date. */
import { BEHIND } from '../check.ts'
import type { Unfinished } from '../find/detector.ts'
import { said } from './context.ts'
import { born } from './dates.ts'
import { codeIn, isAsciiWord, isDigit, isLetter } from './marks.ts'
import { LONGEST_MONTH, mayBecomeMonth } from './months.ts'
import { textOf } from './text.ts'

/** `12th of September, 1980`, and the character behind it. */
const REACH = 32

export const openBirths: readonly Unfinished[] = [
  { madeOf: 0, opens: openDay, reach: REACH },
  { madeOf: 0, opens: openMonth, reach: REACH },
]

/** A day, and how what is behind it begins: a mark, small words, a month, a year. The month is its fourth group. */
const dayFirst = /(\d{1,2})(?:[a-z]{1,2}|[.º°])?(?: (?:(?:of|de|di)(?: |$))?(?:([^\W\d_]{1,12}|[a-z\u00c0-\u024f]{1,12})\.?,?(?: (?:(?:de|of)(?: |$)|[do]$)?\d{0,4})?)?)?$/iy

/** The day of a date whose month comes second. */
function openDay(text: string, from: number): number {
  const least = Math.max(from, text.length - REACH)
  for (let at = least; at < text.length; at++) {
    if (!isDigit(codeIn(text, at)) || isAsciiWord(codeIn(text, at - 1))) continue
    dayFirst.lastIndex = at
    const found = dayFirst.exec(text)
    if (found === null) continue
    const month = found[2] ?? ''
    const from = text.indexOf(month, at)
    if ((/^(?:o|d|of|de|di)$/i.test(month) || mayBecomeMonth(text, from, from + month.length)) && isSaid(text, at)) return at
  }
  return text.length
}

/** A last word that may be a month's name, or the month before the digits at the end. */
function openMonth(text: string): number {
  const least = Math.max(0, text.length - REACH)
  const is = (at: number, code: number): boolean => at > least && codeIn(text, at - 1) === code
  let at = digitsBefore(text, text.length, Math.max(least, text.length - 4))
  if (is(at, 32)) at--
  if (is(at, 44)) at--
  // st, nd, rd, th
  let letters = at
  while (letters > at - 2 && isLetter(codeIn(text, letters - 1))) letters--
  if (isDigit(codeIn(text, letters - 1))) at = letters
  at = digitsBefore(text, at, Math.max(least, at - 2))
  if (is(at, 32)) at--
  if (is(at, 46)) at--
  const end = at
  while (at > least && isLetter(codeIn(text, at - 1))) at--
  const isMonth = at < end && end - at <= LONGEST_MONTH && !isAsciiWord(codeIn(text, at - 1)) && mayBecomeMonth(text, at, end)
  return isMonth && isSaid(text, at) ? at : text.length
}

function digitsBefore(text: string, end: number, least: number): number {
  let at = end
  while (at > least && isDigit(codeIn(text, at - 1))) at--
  return at
}

function isSaid(text: string, at: number): boolean {
  const from = Math.max(0, at - BEHIND)
  return (said(textOf(text.slice(from, at)), at - from) & born) !== 0
}
