/**
 * National numbers with letters in them.
 *
 * - National Insurance number: the letters that HMRC does not use (NIM39110)
 * - DNI, NIE: the number modulo 23 gives the letter (Ministerio del Interior)
 * - Codice fiscale: the last letter by two tables over the first fifteen characters (DM 23 December 1976)
 * - PAN: the fourth letter tells what kind of holder (Income Tax Department of India)
 */
import { said, saying } from './context.ts'
import { isDigit } from './digits.ts'
import type { LocalToken } from './local-rule.ts'
import { codeAt } from './marks.ts'

const whole = (found: RegExpExecArray, score: number): { start: number; end: number; score: number } => ({ start: found.index, end: found.index + found[0].length, score })

const nino = saying('ni(?:no)?', 'national insurance', 'ni number', 'insurance number')
const pan = saying('pan', 'permanent account number')

export const codes: readonly LocalToken[] = [
  {
    locale: 'gb', kind: 'gb_nino', begins: 'letter', lengths: [2, 9], reach: 14,
    may: (text, at) => codeAt(text, at + 1) > 57 && (isDigit(codeAt(text, at + 2)) || isDigit(codeAt(text, at + 3))),
    pattern: /(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D](?![A-Za-z0-9_])/iy,
    accept: (found, text) => ((said(text, found.index) & nino) !== 0 ? whole(found, 1) : found[0] === found[0].toUpperCase() ? whole(found, 0.8) : undefined),
  },
  {
    locale: 'es', kind: 'es_dni', begins: 'digit', lengths: [8, 9], reach: 12,
    may: (text, at, end) => (end - at === 8 ? codeAt(text, end) === 45 : !isDigit(codeAt(text, end - 1))),
    pattern: /(?<!-)\d{8}-?[A-Z](?![A-Za-z0-9_-])/iy,
    accept: (found) => (hasLetter(found[0].slice(0, 8), found[0]) ? whole(found, 0.9) : undefined),
  },
  {
    locale: 'es', kind: 'es_nie', begins: 'letter', lengths: [1, 9], reach: 12,
    may: (text, at) => 'XYZxyz'.includes(text.charAt(at)) && (isDigit(codeAt(text, at + 1)) || isDigit(codeAt(text, at + 2))),
    pattern: /(?<!-)[XYZ]-?\d{7}-?[A-Z](?![A-Za-z0-9_-])/iy,
    accept: (found) => (hasLetter(nieDigits(found[0]), found[0]) ? whole(found, 0.95) : undefined),
  },
  {
    locale: 'it', kind: 'it_fiscal_code', begins: 'letter', lengths: [16, 16], reach: 17,
    may: (text, at) => codeAt(text, at + 5) > 57 && codeAt(text, at + 8) > 57 && codeAt(text, at + 11) > 57,
    pattern: /[A-Z]{6}[0-9LMNPQRSTUV]{2}[A-EHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z](?![A-Za-z0-9_])/iy,
    accept: (found) => (fiscalLetter(found[0].toUpperCase()) === found[0].charAt(15).toUpperCase() ? whole(found, 1) : undefined),
  },
  {
    locale: 'in', kind: 'in_pan', begins: 'letter', lengths: [10, 10], reach: 11,
    may: (text, _, end) => isDigit(codeAt(text, end - 2)) && codeAt(text, end - 6) > 57,
    pattern: /[A-Z]{3}[ABCFGHJLPT][A-Z]\d{4}[A-Z](?![A-Za-z0-9_])/iy,
    accept: (found, text) => ((said(text, found.index) & pan) !== 0 ? whole(found, 1) : found[0] === found[0].toUpperCase() ? whole(found, 0.6) : undefined),
  },
]

/** X, Y and Z are 0, 1 and 2. */
function nieDigits(written: string): string {
  const from = isDigit(written.charCodeAt(1)) ? 1 : 2
  return `${(written.charCodeAt(0) | 32) - 120}${written.slice(from, from + 7)}`
}

function hasLetter(digits: string, written: string): boolean {
  return 'TRWAGMYFPDXBNJZSQVHLCKE'.charAt(Number(digits) % 23) === written.slice(-1).toUpperCase()
}

/** What a character at an odd place is worth, counted from one; at an even place it is worth itself. */
const odd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23]

function fiscalLetter(code: string): string {
  let sum = 0
  for (let place = 0; place < 15; place++) {
    const character = code.charCodeAt(place)
    const worth = character >= 65 ? character - 65 : character - 48
    sum += place % 2 === 0 ? (odd[worth] as number) : worth
  }
  return String.fromCharCode(65 + (sum % 26))
}
