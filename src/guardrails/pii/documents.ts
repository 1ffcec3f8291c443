/**
 * Passports and driving licences, where a word before says so: their numbers have no check digit that would tell them from other codes.
 * The forms are those of ICAO 9303 (up to nine letters and digits), and of the DVLA.
 */
import { type Detector, DIGIT, LETTER } from '../find/detector.ts'
import { before, saying } from './context.ts'

const passportWord = saying('passports?(?: (?:number|no\\.?|num|id))?', 'reisepass(?:nummer)?', 'passeport', 'pasaporte', 'passaporto', 'paspoort(?:nummer)?', 'paszport(?:u)?', 'passaporte', 'pass(?:nummer)?')
const licenceWord = saying('driv(?:er|ers|er.s|ing) licen[cs]e', 'licen[cs]e (?:number|no\\.?)', 'licen[cs]e', '[df]l', 'f[üu]hrerschein(?:nummer)?', 'permis(?: de conduire)?', 'carnet de conducir', 'patente', 'rijbewijs', 'prawo jazdy', 'cnh', 'k[öo]rkort')

const saidDetector = (kind: string, pattern: RegExp, reach: number, word: RegExp): Detector => ({
  kind, pattern, reach, needs: DIGIT, madeOf: DIGIT | LETTER,
  accept(found, text) {
    if (!/\d.*\d.*\d/.test(found[0]) || !word.test(before(text, found.index))) return undefined
    return { start: found.index, end: found.index + found[0].length, score: 0.8 }
  },
})

export const documents: readonly Detector[] = [
  saidDetector('passport', /(?<![\w.+-])[A-Z]{0,2}\d[A-Z0-9]{5,8}(?![\w-])/g, 12, passportWord),
  saidDetector('driving_licence', /(?<![\w.+-])[A-Z][A-Z0-9]{5,17}(?![\w-])|(?<![\w.+-])\d[A-Z0-9]{6,13}(?![\w-])/g, 19, licenceWord),
]
