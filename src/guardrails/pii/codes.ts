/**
 * National numbers with letters in them.
 *
 * - National Insurance number: the letters that HMRC does not use (NIM39110)
 * - DNI, NIE: the number modulo 23 gives the letter (Ministerio del Interior)
 * - Codice fiscale: the last letter by two tables over the first fifteen characters (DM 23 December 1976)
 * - PAN: the fourth letter tells what kind of holder (Income Tax Department of India)
 */
import { before, saying } from './context.ts'
import type { LocalToken } from './local-rule.ts'

const whole = (found: RegExpExecArray, score: number): { start: number; end: number; score: number } => ({ start: found.index, end: found.index + found[0].length, score })

const nino = saying('ni(?:no)?', 'national insurance', 'ni number', 'insurance number')
const pan = saying('pan', 'permanent account number')

export const codes: readonly LocalToken[] = [
  {
    locale: 'gb', kind: 'gb_nino', begins: 'letter', lengths: [2, 9], reach: 14,
    pattern: /(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D](?![A-Za-z0-9_])/iy,
    accept: (found, text) => (nino.test(before(text, found.index)) ? whole(found, 1) : found[0] === found[0].toUpperCase() ? whole(found, 0.8) : undefined),
  },
  {
    locale: 'es', kind: 'es_dni', begins: 'digit', lengths: [8, 9], reach: 12,
    pattern: /(?<!-)\d{8}-?[A-Z](?![A-Za-z0-9_-])/iy,
    accept: (found) => (hasLetter(found[0].slice(0, 8), found[0]) ? whole(found, 0.9) : undefined),
  },
  {
    locale: 'es', kind: 'es_nie', begins: 'letter', lengths: [1, 9], reach: 12,
    pattern: /(?<!-)[XYZ]-?\d{7}-?[A-Z](?![A-Za-z0-9_-])/iy,
    accept: (found) => (hasLetter(`${'XYZ'.indexOf(found[0].charAt(0).toUpperCase())}${/\d{7}/.exec(found[0])?.[0]}`, found[0]) ? whole(found, 0.95) : undefined),
  },
  {
    locale: 'it', kind: 'it_fiscal_code', begins: 'letter', lengths: [16, 16], reach: 17,
    pattern: /[A-Z]{6}[0-9LMNPQRSTUV]{2}[A-EHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z](?![A-Za-z0-9_])/iy,
    accept: (found) => (fiscalLetter(found[0].toUpperCase()) === found[0].charAt(15).toUpperCase() ? whole(found, 1) : undefined),
  },
  {
    locale: 'in', kind: 'in_pan', begins: 'letter', lengths: [10, 10], reach: 11,
    pattern: /[A-Z]{3}[ABCFGHJLPT][A-Z]\d{4}[A-Z](?![A-Za-z0-9_])/iy,
    accept: (found, text) => (pan.test(before(text, found.index)) ? whole(found, 1) : found[0] === found[0].toUpperCase() ? whole(found, 0.6) : undefined),
  },
]

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
