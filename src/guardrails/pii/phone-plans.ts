/**
 * How phone numbers are written: the country codes with the lengths of the numbers behind them, and the national forms.
 *
 * Country codes and the limit of 15 digits are ITU-T E.164; lengths are those of the national numbering plans that the ITU lists. The
 * North American form is NANPA's.
 */
import type { Digits } from './figures.ts'
import type { PiiLocale } from './kinds.ts'

/** Behind these codes a number has this many digits. */
const lengths: Readonly<Record<string, readonly [least: number, most: number]>> = {
  1: [10, 10], 7: [10, 10], 30: [10, 10], 31: [9, 9], 32: [8, 9], 33: [9, 9], 34: [9, 9], 36: [8, 9], 39: [6, 11], 41: [9, 9], 43: [6, 13], 44: [9, 10], 45: [8, 8], 46: [7, 10], 47: [8, 8], 48: [9, 9], 49: [6, 12],
  52: [10, 10], 54: [10, 11], 55: [10, 11], 56: [9, 9], 57: [8, 10], 60: [8, 10], 61: [9, 9], 62: [8, 12], 63: [8, 10], 64: [8, 10], 65: [8, 8], 66: [8, 9], 81: [9, 10], 82: [8, 10], 84: [8, 10], 86: [10, 11], 90: [10, 10], 91: [10, 10], 92: [9, 10],
  351: [9, 9], 352: [6, 11], 353: [7, 9], 354: [7, 7], 358: [6, 11], 380: [9, 9], 420: [9, 9], 421: [9, 9], 852: [8, 8], 886: [8, 9], 971: [8, 9], 972: [8, 9], 966: [8, 9],
}

/** The other codes of one, two and three digits. */
const otherCodes = /^(?:2[07]|40|5[138]|9[3458]|2[1-69]\d|3[578]\d|42\d|50\d|59\d|6[789]\d|8[058]\d|9[679]\d)/

export interface Plan {
  /** How many digits the country code has. */
  readonly code: number
  /** How many are behind it. */
  readonly least: number
  readonly most: number
}

/** By the first three digits. Made when it is first needed. */
let plans: ReadonlyArray<Plan | undefined> = []

/** How long the numbers are behind a country code at `from`, or `undefined` where no country has it. */
export function planOf(digits: Digits, from = 0): Plan | undefined {
  if (plans.length === 0) plans = Array.from({ length: 1_000 }, (_, first) => planBehind(String(first).padStart(3, '0')))
  return plans[digits.number(from, from + 3)]
}

function planBehind(digits: string): Plan | undefined {
  for (const code of [3, 2, 1]) {
    const plan = lengths[digits.slice(0, code)]
    if (plan !== undefined) return { code, least: plan[0], most: plan[1] }
  }
  const other = otherCodes.exec(digits)?.[0]
  return other === undefined ? undefined : { code: other.length, least: 6, most: 15 - other.length }
}

/** A national form that is known without a word before it. */
export interface NationalForm {
  readonly locales: readonly PiiLocale[]
  /** How it is grouped: each group as its length, what is between as it is written. */
  readonly shape: RegExp
  /** Says the same of its digits. */
  readonly fits: (digits: Digits) => boolean
  readonly score: number
}

export const nationalForms: readonly NationalForm[] = [
  // (202) 555-0134, 202-555-0134, 1.202.555.0134
  { locales: ['us', 'ca'], shape: /^(?:1[ .-]?)?(?:\(3\)[ -]?|3[ .-])3[ .-]4$/, fits: (digits) => (digits.length === 10 || digits.at(0) === 1) && digits.at(digits.length - 10) > 1 && digits.at(digits.length - 7) > 1, score: 0.8 },
  { locales: ['us', 'ca'], shape: /^(?:1[.-])?(?:\(3\)[ -]?3[ .-]|3-3-|3\.3\.)4$/, fits: () => true, score: 0.6 },
  // What has a trunk 0: (0662) 12 34 56, 0372 18 11 57, 020 7946 0958, 030/1234567
  { locales: ['gb', 'de', 'fr', 'it', 'nl', 'au', 'in', 'se'], shape: /^[2-6](?: ?[/-] ?| |\.)[2-8](?:[ .-][1-5]){0,4}$/, fits: (digits) => digits.at(0) === 0 && digits.length >= 8 && digits.length <= 12, score: 0.6 },
  { locales: ['gb', 'de', 'fr', 'it', 'nl', 'au', 'in', 'se', 'es', 'br', 'pl'], shape: /^\([2-6]\)[ -]?[2-8](?:[ .-][1-5]){0,4}$/, fits: (digits) => digits.length >= 8 && digits.length <= (digits.at(0) === 0 ? 12 : 11), score: 0.65 },
  { locales: ['gb', 'de', 'fr', 'nl', 'au'], shape: /^1[01]$/, fits: (digits) => digits.at(0) === 0 && digits.at(1) > 0, score: 0.5 },
  { locales: ['in'], shape: /^(?:(?:1[ -])?5|6)[ -]5$/, fits: (digits) => (digits.length === 10 || digits.at(0) === 0) && digits.at(digits.length - 10) > 5, score: 0.6 },
  { locales: ['es'], shape: /^3 (?:3 3|2 2 2)$/, fits: (digits) => (digits.at(0) > 8 || digits.at(0) === 6 || digits.at(0) === 7) && digits.number(1, 4) > 0, score: 0.5 },
  { locales: ['br'], shape: /^2 [45]-4$/, fits: (digits) => digits.at(0) > 0 && digits.at(1) > 0 && digits.at(2) > 1, score: 0.6 },
]
