/** What is of one country: its numbers are looked for only where its locale is asked for. */
import type { Detector } from '../find/detector.ts'
import type { PiiLocale } from './kinds.ts'
import type { NumberRule } from './numbers.ts'
import type { TokenRule } from './tokens.ts'

export interface LocalRule extends NumberRule {
  readonly locale: PiiLocale
}

export interface LocalToken extends TokenRule {
  readonly locale: PiiLocale
}

export interface LocalDetector extends Detector {
  readonly locales: readonly PiiLocale[]
}

/** True for a day that can be. The year may be left out. */
export function isDay(day: number, month: number, year = 2000): boolean {
  if (month < 1 || month > 12 || day < 1) return false
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  return day <= ([31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0)
}
