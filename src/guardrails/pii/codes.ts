/**
 * National numbers with letters in them.
 *
 * - National Insurance number: the letters that HMRC does not use (NIM39110)
 * - DNI, NIE: the number modulo 23 gives the letter (Ministerio del Interior)
 * - Codice fiscale: the last letter by two tables over the first fifteen characters (DM 23 December 1976)
 * - PAN: the fourth letter tells what kind of holder (Income Tax Department of India)
 */
import type { Match } from '../check.ts'
import { saying } from './context.ts'
import type { LocalToken } from './local-rule.ts'
import { isAsciiLetter, isAsciiWord, isDigit } from './marks.ts'
import { codeAt, type Text } from './text.ts'
import type { Run } from './run.ts'

const nino = saying('ni(?:no)?', 'national insurance', 'ni number', 'insurance number')
const pan = saying('pan', 'permanent account number')

export const codes: readonly LocalToken[] = [
  { locale: 'gb', kind: 'gb_nino', begins: 'letter', lengths: [2, 9], reach: 14, read: readNino },
  { locale: 'es', kind: 'es_dni', begins: 'digit', lengths: [8, 9], reach: 12, read: readDni },
  { locale: 'es', kind: 'es_nie', begins: 'letter', lengths: [1, 9], reach: 12, read: readNie },
  { locale: 'it', kind: 'it_fiscal_code', begins: 'letter', lengths: [16, 16], reach: 17, read: readFiscalCode },
  { locale: 'in', kind: 'in_pan', begins: 'letter', lengths: [10, 10], reach: 11, read: readPan },
]

const capital = (text: Text, at: number): number => codeAt(text, at) & ~32
const isCapital = (code: number): boolean => code >= 65 && code <= 90
/** Letters as bits. */
const setOf = (letters: string): number => [...letters].reduce((set, letter) => set | (1 << (letter.charCodeAt(0) - 65)), 0)
const isOf = (set: number, letter: number): boolean => ((set >> (letter - 65)) & 1) === 1

const ninoFirst = setOf('ABCEGHJKLMNOPRSTWXYZ')
const ninoSecond = setOf('ABCEGHJKLMNPRSTWXYZ')
const noNino = new Set(['BG', 'GB', 'KN', 'NK', 'NT', 'TN', 'ZZ'])

function readNino(word: Run): Match | undefined {
  const { text, start } = word
  const [first, second] = [codeAt(text, start), codeAt(text, start + 1)]
  if (!isAsciiLetter(first) || !isAsciiLetter(second) || !isOf(ninoFirst, first & ~32) || !isOf(ninoSecond, second & ~32)) return undefined
  let at = start + 2
  for (let pair = 0; pair < 3; pair++) {
    if (codeAt(text, at) === 32) at++
    if (!isDigit(codeAt(text, at)) || !isDigit(codeAt(text, at + 1))) return undefined
    at += 2
  }
  if (codeAt(text, at) === 32) at++
  const last = codeAt(text, at++)
  if ((last & ~32) < 65 || (last & ~32) > 68 || isAsciiWord(codeAt(text, at)) || noNino.has(String.fromCharCode(first & ~32, second & ~32))) return undefined
  const score = (word.said & nino) !== 0 ? 1 : isCapital(first) && isCapital(second) && isCapital(last) ? 0.8 : 0
  return score === 0 ? undefined : { kind: 'gb_nino', start, end: at, score }
}

/** The number modulo 23 says which. */
const checkLetters = 'TRWAGMYFPDXBNJZSQVHLCKE'

function readDni({ text, start }: Run): Match | undefined {
  const end = checkedEnd(text, start, 8, 0)
  return end < 0 || codeAt(text, start - 1) === 45 ? undefined : { kind: 'es_dni', start, end, score: 0.9 }
}

/** X, Y and Z are 0, 1 and 2. */
function readNie({ text, start }: Run): Match | undefined {
  const letter = capital(text, start)
  if (letter < 88 || letter > 90 || codeAt(text, start - 1) === 45) return undefined
  const end = checkedEnd(text, codeAt(text, start + 1) === 45 ? start + 2 : start + 1, 7, letter - 88)
  return end < 0 ? undefined : { kind: 'es_nie', start, end, score: 0.95 }
}

/** Where so many digits and their letter end, or -1. */
function checkedEnd(text: Text, start: number, count: number, before: number): number {
  let number = before
  let at = start
  for (; at < start + count; at++) {
    const code = codeAt(text, at)
    if (!isDigit(code)) return -1
    number = number * 10 + code - 48
  }
  if (codeAt(text, at) === 45) at++
  const next = codeAt(text, at + 1)
  return capital(text, at) === checkLetters.charCodeAt(number % 23) && isAsciiLetter(codeAt(text, at)) && !isAsciiWord(next) && next !== 45 ? at + 1 : -1
}

/** What may stand at each place: a letter, a digit or the letter that stands for one, the letter of a month. */
const fiscalForm = 'AAAAAA00M00A000A'
const digitLetters = setOf('LMNPQRSTUV')
const monthLetters = setOf('ABCDEHLMPRST')
/** What a character at an odd place is worth, counted from one; at an even place it is worth itself. */
const odd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23]

function readFiscalCode({ text, start, end }: Run): Match | undefined {
  let sum = 0
  for (let place = 0; place < 16; place++) {
    const form = fiscalForm.charCodeAt(place)
    const code = codeAt(text, start + place)
    const letter = code & ~32
    if (isDigit(code) ? form !== 48 : !isAsciiLetter(code) || (form === 48 && !isOf(digitLetters, letter)) || (form === 77 && !isOf(monthLetters, letter))) return undefined
    const worth = isDigit(code) ? code - 48 : letter - 65
    if (place === 15) return sum % 26 === worth ? { kind: 'it_fiscal_code', start, end, score: 1 } : undefined
    sum += place % 2 === 0 ? (odd[worth] as number) : worth
  }
  return undefined
}

const panForm = 'AAAHA0000A'
const holders = setOf('ABCFGHJLPT')

function readPan(word: Run): Match | undefined {
  const { text, start, end } = word
  let isSmall = false
  for (let place = 9; place >= 0; place--) {
    const form = panForm.charCodeAt(place)
    const code = codeAt(text, start + place)
    if (form === 48 ? !isDigit(code) : !isAsciiLetter(code) || (form === 72 && !isOf(holders, code & ~32))) return undefined
    isSmall ||= code > 96
  }
  const score = (word.said & pan) !== 0 ? 1 : isSmall ? 0 : 0.6
  return score === 0 ? undefined : { kind: 'in_pan', start, end, score }
}
