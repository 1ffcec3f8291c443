/**
 * Postal addresses in part: a street and its number, in the forms of six countries. What follows them, a postcode and a town, is not looked for.
 */
import { DIGIT, DOT, LETTER, SPACE } from '../find/detector.ts'
import type { LocalDetector } from './local-rule.ts'

const word = String.raw`[A-Z\u00c0-\u00de][A-Za-z\u00c0-\u024f']{1,20}\.?`
const englishWays = 'Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Place|Pl|Square|Sq|Terrace|Ter|Way|Parkway|Pkwy|Highway|Hwy|Circle|Cir|Close|Crescent|Gardens|Grove|Mews|Walk|Row'
const REACH = 72

/** A number first: what begins with a digit. */
const numberFirst = { kind: 'address', needs: DIGIT | LETTER, madeOf: DIGIT | LETTER | SPACE | DOT, begins: DIGIT, reach: REACH } as const
/** A street first: what a word begins. */
const streetFirst = { kind: 'address', needs: DIGIT | LETTER, madeOf: 0, opens: openStreet, reach: REACH } as const

const english: LocalDetector = {
  ...numberFirst, locales: ['us', 'gb', 'ca', 'au'], accept: scored,
  pattern: new RegExp(String.raw`(?<![\w.])\d{1,5}[A-Z]? (?:[NSEW]\.? )?(?:${word} ){1,3}(?:${englishWays})(?![A-Za-z\u00c0-\u024f])\.?(?: [NSEW]{1,2}(?!\w))?`, 'g'),
}

export const addresses: readonly LocalDetector[] = [
  english,
  {
    ...numberFirst, locales: ['fr'], accept: scored,
    pattern: new RegExp(String.raw`(?<![\w.])\d{1,4}(?: bis| ter)? (?:rue|avenue|boulevard|place|chemin|impasse|all\u00e9e|quai|cours|route) (?:(?:de la|de|du|des|d'|la|le|les) ?)?${word}(?: ${word}){0,2}`, 'g'),
  },
  {
    ...streetFirst, locales: ['de'], accept: scored,
    pattern: /(?<![\w\u00c0-\u024f])[A-Z\u00c0-\u00de][a-z\u00df-\u024f]{2,24}(?:stra(?:ß|ss)e|str\.|weg|platz|allee|gasse|ring|damm|ufer) \d{1,4} ?[a-z]?(?![\w\u00c0-\u024f])/g,
  },
  {
    ...streetFirst, locales: ['es'], accept: scored,
    pattern: new RegExp(String.raw`(?<![\w\u00c0-\u024f])(?:Calle|C\/|Avenida|Plaza|Paseo) (?:(?:de la|de los|de|del|la|el) )?${word}(?: ${word}){0,2},? (?:n\u00ba ?)?\d{1,4}(?![\w\u00c0-\u024f])`, 'g'),
  },
  {
    ...streetFirst, locales: ['it'], accept: scored,
    pattern: new RegExp(String.raw`(?<![\w\u00c0-\u024f])(?:Via|Viale|Piazza|Corso|Largo) (?:(?:della|delle|dei|del|di|d') ?)?${word}(?: ${word}){0,2},? \d{1,4}(?![\w\u00c0-\u024f])`, 'g'),
  },
]

function scored(found: RegExpExecArray): { start: number; end: number; score: number } {
  return { start: found.index, end: found.index + found[0].length, score: 0.7 }
}

const firstWords = ['Calle', 'C/', 'Avenida', 'Plaza', 'Paseo', 'Via', 'Viale', 'Piazza', 'Corso', 'Largo']

/** A last word, or a street that has no number yet: the text's end may lack the rest of it. */
function openStreet(text: string, from: number): number {
  const least = Math.max(from, text.length - REACH - 1)
  let open = text.length
  let words = 0
  for (let at = text.length - 1; at >= least && words < 8; at--) {
    const code = text.charCodeAt(at)
    if (isUpper(code) && !isLetter(text.charCodeAt(at - 1))) {
      if (words === 0 || firstWords.some((first) => text.startsWith(first, at)) || isGermanStreet(text, at)) open = at
    }
    if (code === 32) words++
    else if (!isLetter(code) && !isOfStreet(code)) break
  }
  return open
}

/** A street's name with nothing but its number behind it. */
function isGermanStreet(text: string, at: number): boolean {
  const tail = text.slice(at)
  return /^[^ ]{3,32} (?:\d{0,4} ?[a-z]?)$/.test(tail)
}

const isUpper = (code: number): boolean => (code >= 65 && code <= 90) || (code >= 0xc0 && code <= 0xde)
const isLetter = (code: number): boolean => ((code | 32) >= 97 && (code | 32) <= 122) || (code >= 0xc0 && code <= 0x24f)
/** Digits, the comma, the stop, the apostrophe, the slash and the ordinal sign. */
const isOfStreet = (code: number): boolean => (code >= 48 && code <= 57) || code === 44 || code === 46 || code === 39 || code === 47 || code === 0xba
