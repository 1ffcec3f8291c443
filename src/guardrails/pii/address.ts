/**
 * Postal addresses in part: a street and its number, in the forms of six countries. What follows them, a postcode and a town, is not looked for.
 */
import type { Match } from '../check.ts'
import { DIGIT, DOT, LETTER, OTHER, SPACE, type Unfinished } from '../find/detector.ts'
import { ANY, type Counts, isAsciiWord, isWordy, NO_WORD, type Reader, type Run } from './digits.ts'
import type { PiiLocale } from './kinds.ts'
import { WordTree } from './words.ts'
import { codeAt } from './marks.ts'

const kind = 'address'
const score = 0.7
const REACH = 72
const word = String.raw`[A-Z\u00c0-\u00de][A-Za-z\u00c0-\u024f']{1,20}\.?`

/** A reader of one country's streets. */
export interface StreetReader extends Reader {
  readonly locales: readonly PiiLocale[]
}

/** What a growing text may end with: a number first, then what a word begins. */
export const openStreets: readonly Unfinished[] = [
  { madeOf: DIGIT | LETTER | SPACE | DOT, begins: DIGIT, reach: REACH },
  { madeOf: 0, opens: openStreet, reach: REACH },
]

const ways = new WordTree()
ways.add('Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Place|Pl|Square|Sq|Terrace|Ter|Way|Parkway|Pkwy|Highway|Hwy|Circle|Cir|Close|Crescent|Gardens|Grove|Mews|Walk|Row', 1)
const MOST_WORDS = 3
const LONGEST_WORD = 21

/** `1600 Pennsylvania Avenue NW`. Of several ways the last one counts. */
function english(run: Run, _: number, counts: Counts): Match | undefined {
  const { text } = run
  let at = run.end
  if (codeAt(text, at) >= 65 && codeAt(text, at) <= 90) at++
  if (codeAt(text, at) !== 32 || !isUpper(codeAt(text, at + 1))) return undefined
  at = behindQuarter(text, at + 1)
  ways.grow()
  let end = -1
  for (let words = 0; words < MOST_WORDS && at > 0; words++) {
    at = behindWord(text, at)
    if (at > 0) end = wayEnd(text, at) || end
  }
  if (end < 0) return undefined
  const match = { kind, start: run.start, end: withQuarter(text, codeAt(text, end) === 46 ? end + 1 : end), score }
  return counts(match, text) ? match : undefined
}

/** `N. ` before a street's name. */
function behindQuarter(text: string, at: number): number {
  if (!'NSEW'.includes(text.charAt(at))) return at
  const end = codeAt(text, at + 1) === 46 ? at + 2 : at + 1
  return codeAt(text, end) === 32 ? end + 1 : at
}

/** ` NW` behind it. */
function withQuarter(text: string, at: number): number {
  if (codeAt(text, at) !== 32) return at
  let end = at + 1
  while (end < at + 3 && end < text.length && 'NSEW'.includes(text.charAt(end))) end++
  return end > at + 1 && !isAsciiWord(codeAt(text, end)) ? end : at
}

/** Behind a name and its blank, or -1. */
function behindWord(text: string, at: number): number {
  if (!isUpper(codeAt(text, at))) return -1
  let end = at + 1
  while (end < at + LONGEST_WORD && (isLetter(codeAt(text, end)) || codeAt(text, end) === 39)) end++
  if (end === at + 1) return -1
  if (codeAt(text, end) === 46) end++
  return codeAt(text, end) === 32 ? end + 1 : -1
}

/** Where the way ends that begins at `at`, or 0. */
function wayEnd(text: string, at: number): number {
  let node = 0
  let end = at
  do node = ways.step(node, codeAt(text, end++))
  while (node !== 0 && (ways.bits(node) === 0 || isLetter(codeAt(text, end))))
  return node === 0 ? 0 : end
}

const frenchStreet = new RegExp(String.raw`\d{1,4}(?: bis| ter)? (?:rue|avenue|boulevard|place|chemin|impasse|all\u00e9e|quai|cours|route) (?:(?:de la|de|du|des|d'|la|le|les) ?)?${word}(?: ${word}){0,2}`, 'y')

function french(run: Run, _: number, counts: Counts): Match | undefined {
  const { text, end } = run
  if (!'rabpciqt'.includes(text.charAt(end + 1))) return undefined
  return matched(frenchStreet, text, run.start, counts)
}

const germanStreet = /[A-Z\u00c0-\u00de][a-z\u00df-\u024f]{2,24}(?:stra(?:\u00df|ss)e|str\.|weg|platz|allee|gasse|ring|damm|ufer) \d{1,4} ?[a-z]?(?![\w\u00c0-\u024f])/y

/** How `straße`, `str.`, `weg`, `platz`, `damm` and `ufer` end. */
const germanEnds = new Set([...'e.gzmr'].map((last) => last.charCodeAt(0)))

function german({ text, start }: Run, from: number, counts: Counts): Match | undefined {
  const before = codeAt(text, start - 2)
  if (!germanEnds.has(before) || !isLetter(codeAt(text, start - 3))) return undefined
  let at = start - 2
  const least = Math.max(from, at - 32)
  while (at > least && isLetter(codeAt(text, at - 1))) at--
  return isUpper(codeAt(text, at)) && !isWordy(codeAt(text, at - 1)) ? matched(germanStreet, text, at, counts) : undefined
}

const spanishStreet = new RegExp(String.raw`(?:Calle|C\/|Avenida|Plaza|Paseo) (?:(?:de la|de los|de|del|la|el) )?${word}(?: ${word}){0,2},? (?:n\u00ba ?)?\d{1,4}(?![\w\u00c0-\u024f])`, 'y')
const italianStreet = new RegExp(String.raw`(?:Via|Viale|Piazza|Corso|Largo) (?:(?:della|delle|dei|del|di|d') ?)?${word}(?: ${word}){0,2},? \d{1,4}(?![\w\u00c0-\u024f])`, 'y')
const spanishWords = ['Calle ', 'C/ ', 'Avenida ', 'Plaza ', 'Paseo ']
const italianWords = ['Via ', 'Viale ', 'Piazza ', 'Corso ', 'Largo ']
/** The street's word, its small words, its names and the sign for a number. */
const MOST_BLANKS = 8

/** `Calle Mayor 5`: the first place before the number from which it all fits. */
function wordFirst(firsts: readonly string[], pattern: RegExp): Reader['read'] {
  return ({ text, start }, from, counts) => {
    if (!isBehindName(text, start)) return undefined
    for (let at = streetStart(text, start, from); at < start - 4; at++) {
      if (!isUpper(codeAt(text, at)) || isWordy(codeAt(text, at - 1)) || !firsts.some((first) => text.startsWith(first, at))) continue
      const match = matched(pattern, text, at, counts)
      if (match !== undefined) return match
    }
    return undefined
  }
}

/** True for what stands behind a capitalised word, perhaps with its stop or comma, or behind the sign for a number. */
function isBehindName(text: string, number: number): boolean {
  let at = number - 1
  if (codeAt(text, at) === 0xba || codeAt(text, at - 1) === 0xba) return true
  if (!isLetter(codeAt(text, at - 1))) at--
  const end = at
  while (isLetter(codeAt(text, at - 1)) || codeAt(text, at - 1) === 39) at--
  return at < end && isUpper(codeAt(text, at))
}

/** How far before a number its street may begin. */
function streetStart(text: string, number: number, from: number): number {
  const least = Math.max(from, number - REACH)
  let blanks = 0
  let at = number
  for (; at > least; at--) {
    const code = codeAt(text, at - 1)
    if (code === 32 && ++blanks > MOST_BLANKS) break
    if (code !== 32 && !isLetter(code) && (!isOfStreet(code) || (code >= 48 && code <= 57))) break
  }
  return at
}

const numberFirst = { before: NO_WORD & ~DOT, behind: SPACE | LETTER } as const
const streetFirst = { longest: 4, before: SPACE | OTHER, behind: ANY & ~DIGIT } as const

/** By country. Each finds at a run of digits. */
export const streets: readonly StreetReader[] = [
  { ...numberFirst, longest: 5, locales: ['us', 'gb', 'ca', 'au'], read: english },
  { ...numberFirst, longest: 4, behind: SPACE, locales: ['fr'], read: french },
  { ...streetFirst, locales: ['de'], read: german },
  { ...streetFirst, locales: ['es'], read: wordFirst(spanishWords, spanishStreet) },
  { ...streetFirst, locales: ['it'], read: wordFirst(italianWords, italianStreet) },
]

function matched(pattern: RegExp, text: string, start: number, counts: Counts): Match | undefined {
  pattern.lastIndex = start
  if (!pattern.test(text)) return undefined
  const match = { kind, start, end: pattern.lastIndex, score }
  return counts(match, text) ? match : undefined
}

const firstWords = [...spanishWords, ...italianWords].map((first) => first.trimEnd())

/** A last word, or a street that has no number yet: the text's end may lack the rest of it. */
function openStreet(text: string, from: number): number {
  const least = Math.max(from, text.length - REACH - 1)
  let open = text.length
  let words = 0
  for (let at = text.length - 1; at >= least && words < 8; at--) {
    const code = codeAt(text, at)
    if (isUpper(code) && !isLetter(codeAt(text, at - 1))) {
      if (words === 0 || ('CAPVL'.includes(text.charAt(at)) && firstWords.some((first) => text.startsWith(first, at))) || (words < 3 && isGermanStreet(text, at))) open = at
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
