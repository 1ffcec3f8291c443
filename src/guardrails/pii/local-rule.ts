/** What is of one country: its numbers are looked for only where its locale is asked for. */
import type { PiiLocale } from './kinds.ts'
import type { NumberRule } from './numbers.ts'
import type { TokenRule } from './tokens.ts'

export interface LocalRule extends NumberRule {
  readonly locale: PiiLocale
}

export interface LocalToken extends TokenRule {
  readonly locale: PiiLocale
}

/** True for a day that can be. The year may be left out. */
export function isDay(day: number, month: number, year = 2000): boolean {
  if (month < 1 || month > 12 || day < 1) return false
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  return day <= (month === 2 ? (isLeap ? 29 : 28) : month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31)
}
