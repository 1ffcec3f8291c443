/**
 * Postal addresses in part: a street and its number, in the forms of six countries. What follows them, a postcode and a town, is not looked for.
 */
import type { Match } from '../check.ts'
import { DIGIT, DOT, LETTER, OTHER, PUNCTUATION, SPACE } from '../find/detector.ts'
import { ANY, type Counts, NO_WORD, type Reader } from './digits.ts'
import type { PiiLocale } from './kinds.ts'
import { isAsciiWord, isDigit, isLetter, isUpper, isWordy } from './marks.ts'
import { codeAt, type Text } from './text.ts'
import type { Run } from './run.ts'
import { WordTree } from './words.ts'

const kind = 'address'
const score = 0.7
export const STREET_REACH = 72
/** An apostrophe at its end is a quotation's. */
const name = String.raw`[A-Z\u00c0-\u00de](?:[A-Za-z\u00c0-\u024f]|'(?=[A-Za-z\u00c0-\u024f])){1,20}`

const WHOLE = 1
const SHORT = 2
const ways = new WordTree([
  ['Street|Avenue|Road|Boulevard|Lane|Drive|Court|Place|Square|Terrace|Way|Parkway|Highway|Circle|Close|Crescent|Gardens|Grove|Mews|Walk|Row', WHOLE],
  ['St|Ave|Rd|Blvd|Ln|Dr|Ct|Pl|Sq|Ter|Pkwy|Hwy|Cir', SHORT],
])
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
  let end = 0
  let next = 0
  for (let words = 0; words < MOST_WORDS && at > 0; words++) {
    at = behindWord(text, at)
    next = at > 0 ? wayEnd(text, at) : 0
    if (next > 0) end = next
  }
  if (end === 0) return undefined
  const match = { kind, start: run.start, end: withQuarter(text, end), score }
  return counts(match, text) ? match : undefined
}

const isQuarter = (code: number): boolean => code === 78 || code === 83 || code === 69 || code === 87

/** `N. ` before a street's name. */
function behindQuarter(text: Text, at: number): number {
  if (!isQuarter(codeAt(text, at))) return at
  const end = codeAt(text, at + 1) === 46 ? at + 2 : at + 1
  return codeAt(text, end) === 32 ? end + 1 : at
}

/** ` NW` behind it. */
function withQuarter(text: Text, at: number): number {
  if (codeAt(text, at) !== 32) return at
  let end = at + 1
  while (end < at + 3 && isQuarter(codeAt(text, end))) end++
  return end > at + 1 && !isAsciiWord(codeAt(text, end)) ? end : at
}

/** Behind a name and its blank, or -1. */
function behindWord(text: Text, at: number): number {
  if (!isUpper(codeAt(text, at))) return -1
  let end = at + 1
  while (end < at + LONGEST_WORD && (isLetter(codeAt(text, end)) || codeAt(text, end) === 39)) end++
  if (end === at + 1) return -1
  if (codeAt(text, end) === 46) end++
  return codeAt(text, end) === 32 ? end + 1 : -1
}

/** Where the way ends that begins at `at`, or 0. A stop is of it where it is cut short and more follows: else it is the sentence's. */
function wayEnd(text: Text, at: number): number {
  let node = 0
  let end = at
  do node = ways.step(node, codeAt(text, end++))
  while (node !== 0 && isLetter(codeAt(text, end)))
  if (node === 0 || ways.bits(node) === 0) return 0
  const isStopped = ways.bits(node) === SHORT && codeAt(text, end) === 46 && (codeAt(text, end + 1) === 32 || codeAt(text, end + 1) === 44)
  return isStopped ? end + 1 : end
}

export const frenchWays = ['rue', 'avenue', 'boulevard', 'place', 'chemin', 'impasse', 'all\u00e9e', 'quai', 'cours', 'route']
const frenchStreet = new RegExp(String.raw`\d{1,4}(?: bis| ter)? (?:${frenchWays.join('|')}) (?:(?:de la|de|du|des|d'|la|le|les) ?)?${name}(?:\.? ${name}){0,2}`, 'y')

const french = ({ text, start }: Run, _: number, counts: Counts): Match | undefined => matched(frenchStreet, text, start, counts)

/** The first letters of the street's words, and of `bis` and `ter`. */
const isFrenchFirst = (code: number): boolean => code === 114 || (code >= 97 && code <= 99) || code === 112 || code === 105 || code === 113 || code === 116

const germanStreet = /[A-Z\u00c0-\u00de][a-z\u00df-\u024f]{2,24}(?:stra(?:\u00df|ss)e|str\.|weg|platz|allee|gasse|ring|damm|ufer) \d{1,4}(?: ?[a-z])?(?![\w\u00c0-\u024f])/y

/** How `straße`, `str.`, `weg`, `platz`, `damm` and `ufer` end. */
const isGermanEnd = (code: number): boolean => code === 101 || code === 46 || code === 103 || code === 122 || code === 109 || code === 114

function german({ text, start }: Run, from: number, counts: Counts): Match | undefined {
  if (!isGermanEnd(codeAt(text, start - 2)) || !isLetter(codeAt(text, start - 3)) || codeAt(text, start - 1) !== 32) return undefined
  let at = start - 2
  const least = Math.max(from, at - 32)
  while (at > least && isLetter(codeAt(text, at - 1))) at--
  return isUpper(codeAt(text, at)) && !isWordy(codeAt(text, at - 1)) ? matched(germanStreet, text, at, counts) : undefined
}

interface WordFirst {
  readonly locale: PiiLocale
  /** The street's word, with which it begins. */
  readonly words: string
  readonly pattern: RegExp
}

export const southern: readonly WordFirst[] = [
  { locale: 'es', words: 'Calle|C\\/|Avenida|Plaza|Paseo', pattern: new RegExp(String.raw`(?:Calle|C\/|Avenida|Plaza|Paseo) (?:(?:de la|de los|de|del|la|el) )?${name}\.?(?: ${name}\.?){0,2},? (?:n\u00ba ?)?\d{1,4}(?![\w\u00c0-\u024f])`, 'y') },
  { locale: 'it', words: 'Via|Viale|Piazza|Corso|Largo', pattern: new RegExp(String.raw`(?:Via|Viale|Piazza|Corso|Largo) (?:(?:della|delle|dei|del|di|d') ?)?${name}\.?(?: ${name}\.?){0,2},? \d{1,4}(?![\w\u00c0-\u024f])`, 'y') },
]
const firstWords = new WordTree(southern.map(({ words }, at) => [words, 1 << at] as const))
/** The street's word, its small words, its names and the sign for a number. */
const MOST_BLANKS = 8

/** `Calle Mayor 5`: the first place before the number from which it all fits. */
function wordFirst({ text, start }: Run, from: number, counts: Counts, countries: number): Match | undefined {
  if (!isBehindName(text, start)) return undefined
  for (let at = firstWordBefore(text, start, from, countries); at < start; at = firstWordBehind(text, at + 1, start, countries)) {
    const country = 31 - Math.clz32(firstWordAt(text, at) & countries)
    const match = matched((southern[country] as WordFirst).pattern, text, at, counts)
    if (match !== undefined) return match
  }
  return undefined
}

/** The first street's word that a number may belong to; the number's place where there is none. */
function firstWordBefore(text: Text, number: number, from: number, countries: number): number {
  const least = Math.max(from, number - STREET_REACH)
  let blanks = 0
  let first = number
  for (let at = number; at > least; at--) {
    const code = codeAt(text, at - 1)
    if (code === 32) {
      if (++blanks > MOST_BLANKS) break
    } else if (isLetter(code)) {
      if (isUpper(code) && !isWordy(codeAt(text, at - 2)) && (firstWordAt(text, at - 1) & countries) !== 0) first = at - 1
    } else if (!isOfStreet(code) || isDigit(code)) break
  }
  return first
}

function firstWordBehind(text: Text, from: number, number: number, countries: number): number {
  let at = from
  while (at < number && (!isUpper(codeAt(text, at)) || isWordy(codeAt(text, at - 1)) || (firstWordAt(text, at) & countries) === 0)) at++
  return at
}

/** Whose street's word begins there, as bits. */
function firstWordAt(text: Text, at: number): number {
  firstWords.grow()
  let node = 0
  let end = at
  do node = firstWords.step(node, codeAt(text, end++))
  while (node !== 0 && codeAt(text, end) !== 32)
  return node === 0 ? 0 : firstWords.bits(node)
}

/** True for what stands behind a capitalised word, perhaps with its stop or comma, or behind the sign for a number. */
function isBehindName(text: Text, number: number): boolean {
  let at = number - 1
  if (codeAt(text, at) === 0xba || codeAt(text, at - 1) === 0xba) return true
  if (!isLetter(codeAt(text, at - 1))) at--
  const end = at
  while (isLetter(codeAt(text, at - 1)) || codeAt(text, at - 1) === 39) at--
  return at < end && isUpper(codeAt(text, at))
}

const numberFirst = { before: NO_WORD & ~DOT, behind: SPACE | LETTER, behindSpace: LETTER } as const
const streetFirst = { longest: 4, before: SPACE | OTHER, behind: ANY & ~DIGIT, beforeSpace: LETTER | DOT | PUNCTUATION | OTHER } as const

/** The readers of these countries' streets. Each finds at a run of digits. */
export function streetReaders(locales: readonly PiiLocale[]): Reader[] {
  const countries = southern.reduce((set, { locale }, at) => (locales.includes(locale) ? set | (1 << at) : set), 0)
  const hasAny = (...some: readonly PiiLocale[]): boolean => some.some((locale) => locales.includes(locale))
  return [
    ...(hasAny('us', 'gb', 'ca', 'au') ? [{ ...numberFirst, longest: 5, behindSpaceIs: isUpper, read: english }] : []),
    ...(hasAny('fr') ? [{ ...numberFirst, longest: 4, behind: SPACE, behindSpaceIs: isFrenchFirst, read: french }] : []),
    ...(hasAny('de') ? [{ ...streetFirst, before: SPACE, beforeSpace: LETTER | DOT, beforeSpaceIs: isGermanEnd, read: german }] : []),
    ...(countries === 0 ? [] : [{ ...streetFirst, read: (run: Run, from: number, counts: Counts) => wordFirst(run, from, counts, countries) }]),
  ]
}

function matched(pattern: RegExp, text: Text, start: number, counts: Counts): Match | undefined {
  pattern.lastIndex = start
  if (!pattern.test(text.whole)) return undefined
  const match = { kind, start, end: pattern.lastIndex, score }
  return counts(match, text) ? match : undefined
}

/** Digits, the comma, the stop, the apostrophe, the slash and the ordinal sign. */
export const isOfStreet = (code: number): boolean => isDigit(code) || code === 44 || code === 46 || code === 39 || code === 47 || code === 0xba
