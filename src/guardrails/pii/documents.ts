/** Passports, where a word before says so: nine letters and digits at most (ICAO 9303), with no check digit that would tell them from other codes. */
import type { Match } from '../check.ts'
import { saying } from './context.ts'
import { isDigit } from './marks.ts'
import { codeAt, type Text } from './text.ts'
import type { Run } from './run.ts'
import type { TokenRule } from './tokens.ts'

const passportWord = saying('passports?(?: (?:number|no\\.?|num|id))?', 'reisepass(?:nummer)?', 'passeport', 'pasaporte', 'passaporto', 'paspoort(?:nummer)?', 'paszport(?:u)?', 'passaporte', 'pass(?:nummer)?')

const kind = 'passport'
const MOST_LETTERS = 2

export const passport: TokenRule = { kind, lengths: [6, 11], reach: 12, read }

/** Up to two letters, a digit, and five to eight letters and digits. */
function read(word: Run): Match | undefined {
  const { text, start, end } = word
  let digit = start
  while (digit < start + MOST_LETTERS && isCapital(codeAt(text, digit))) digit++
  const rest = end - digit - 1
  if (!isDigit(codeAt(text, digit)) || rest < 5 || rest > 8 || !isCode(text, start, end) || !standsAlone(text, start, end) || (word.said & passportWord) === 0) return undefined
  return { kind, start, end, score: 0.8 }
}

/** Capitals and digits, of which three are digits. */
export function isCode(text: Text, start: number, end: number): boolean {
  let digits = 0
  for (let at = start; at < end; at++) {
    const code = codeAt(text, at)
    if (isDigit(code)) digits++
    else if (!isCapital(code)) return false
  }
  return digits > 2
}

/** No part of what is longer. */
export function standsAlone(text: Text, start: number, end: number): boolean {
  const before = codeAt(text, start - 1)
  return before !== 46 && before !== 43 && before !== 45 && codeAt(text, end) !== 45
}

export const isCapital = (code: number): boolean => code >= 65 && code <= 90
