/**
 * Passports and driving licences, where a word before says so: their numbers have no check digit that would tell them from other codes.
 * The forms are those of ICAO 9303 (up to nine letters and digits), and of the DVLA.
 */
import { type Context, said, saying } from './context.ts'
import { isDigit } from './digits.ts'
import type { TokenRule } from './tokens.ts'
import { codeAt } from './marks.ts'

const passportWord = saying('passports?(?: (?:number|no\\.?|num|id))?', 'reisepass(?:nummer)?', 'passeport', 'pasaporte', 'passaporto', 'paspoort(?:nummer)?', 'paszport(?:u)?', 'passaporte', 'pass(?:nummer)?')
const licenceWord = saying('driv(?:er|ers|er[\'\u2019]s|ing) licen[cs]e', 'licen[cs]e (?:number|no\\.?)', 'licen[cs]e', '[df]l', 'f[üu]hrerschein(?:nummer)?', 'permis(?: de conduire)?', 'carnet de conducir', 'patente', 'rijbewijs', 'prawo jazdy', 'cnh', 'k[öo]rkort')

const saidRule = (kind: string, pattern: RegExp, lengths: readonly [number, number], word: Context): TokenRule => ({
  kind, pattern, lengths, reach: lengths[1] + 1,
  may: (text, at, end) => hasThree(text, at, end) && (said(text, at) & word) !== 0,
  accept: (found) => ({ start: found.index, end: found.index + found[0].length, score: 0.8 }),
})

/** True where it has three digits or more. */
function hasThree(text: string, from: number, end: number): boolean {
  let count = 0
  for (let at = from; at < end && count < 3; at++) if (isDigit(codeAt(text, at))) count++
  return count === 3
}

export const documents: readonly TokenRule[] = [
  saidRule('passport', /(?<![.+-])[A-Z]{0,2}\d[A-Z0-9]{5,8}(?![\w-])/y, [6, 11], passportWord),
  saidRule('driving_licence', /(?<![.+-])(?:[A-Z][A-Z0-9]{5,17}|\d[A-Z0-9]{6,13})(?![\w-])/y, [6, 18], licenceWord),
]
