/** What stands before a number, and says what it is. */
import { WordTree } from './words.ts'
import { codeAt } from './marks.ts'

/** How far back is looked. */
const NEAR = 48
/** Behind a word come no more than so many other characters. */
const NO_WORD = 16
/** Between a word and what it speaks of. */
const FAR = 30

/** One group of words, as a bit of what `said` answers. */
export type Context = number

const tree = new WordTree()
let contexts = 0

/** A context of these words, with no number between them and what follows: `ssn`, `my ssn is:`. They are simple patterns, in small letters. */
export function saying(...words: readonly string[]): Context {
  const bit = 1 << contexts++
  for (const word of words) tree.add(word, bit)
  return bit
}

const OTHERWISE = saying(
  '(?:order|orders|invoice|ticket|tracking|parcel|shipment|isbn|issn|ean|upc|sku|serial|part|product|item|model|version|build|release|commit|hash|case|confirmation|'
  + 'booking|reservation|transaction|receipt|request|reference|ref|timestamp|epoch|unix time|patent|doi|issue|bug|pr|error|code|zip|lot|batch|bestellung|bestellnummer|rechnung|rechnungsnummer|'
  + 'auftrag|commande|facture|pedido|factura|ordine|fattura|order_id|orderid|id)(?: (?:id|number|no|num|nr|code))?',
)
const VERSION = saying('(?:version|versions|ver|v|release|releases|build|firmware|driver|revision|rev|upgrade to|update to|section|sections|chapter|§)')

/** The contexts that speak of what begins at `start`. Nothing does where there is no letter near it. It looks no further back than to the last digit. */
export function said(text: string, start: number): number {
  if (!hasWord(text, start)) return 0
  tree.grow()
  let from = start
  const least = Math.max(0, start - NEAR)
  while (from > least && !isDigit(codeAt(text, from - 1))) from--
  let all = 0
  let isInWord = false
  for (let at = from; at < start; at++) {
    const code = small(codeAt(text, at))
    if (!isInWord) all |= wordsAt(text, at, code, start)
    isInWord = isLetter(code)
  }
  return all
}

/** True where what stands before says that it is the number of something else: an order, a version, a book. */
export function isOtherwise(all: number): boolean {
  return (all & OTHERWISE) !== 0
}

/** True where it is a version's. */
export function isVersion(all: number): boolean {
  return (all & VERSION) !== 0
}

function hasWord(text: string, start: number): boolean {
  const least = Math.max(0, start - NO_WORD)
  for (let at = start - 1; at >= least; at--) {
    const code = codeAt(text, at)
    if (((code | 32) >= 97 && (code | 32) <= 122) || code >= 0xc0) return true
    if (isDigit(code)) return false
  }
  return false
}

/** The words that begin at `at`. */
function wordsAt(text: string, at: number, first: number, start: number): number {
  let all = 0
  let code = first
  let end = at
  for (let node = tree.step(0, code); node !== 0; node = tree.step(node, code)) {
    end++
    const bits = tree.bits(node)
    code = end < start ? small(codeAt(text, end)) : 0
    if (bits !== 0 && !isLetter(code)) all |= near(text, end, start, bits)
  }
  return all
}

/** Which of these contexts still hold at `start` of words that end at `end`. */
function near(text: string, end: number, start: number, bits: number): number {
  let all = start - end <= FAR ? bits & ~(OTHERWISE | VERSION) : 0
  if ((bits & OTHERWISE) !== 0 && isNamed(text, end, start)) all |= OTHERWISE
  if ((bits & VERSION) !== 0 && start - end <= 3 && areMarks(text, end, start, ' .:')) all |= VERSION
  return all
}

/** Nothing between but a few marks, then perhaps `is`, `was` or `of`. */
function isNamed(text: string, end: number, start: number): boolean {
  const marks = ' .:#="\'(['
  if (start - end <= 4 && areMarks(text, end, start, marks)) return true
  let last = start
  while (last > end && start - last < 2 && ' :'.includes(text.charAt(last - 1))) last--
  if (last === start) return false
  const verb = /(?:is|was|of)$/i.exec(text.slice(Math.max(end, last - 3), last))?.[0]
  return verb !== undefined && last - verb.length - end <= 4 && areMarks(text, end, last - verb.length, marks)
}

function areMarks(text: string, from: number, end: number, marks: string): boolean {
  for (let at = from; at < end; at++) if (!marks.includes(text.charAt(at))) return false
  return true
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57
const isLetter = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 0xdf && code <= 0x24f)

/** The small letter of a capital. */
function small(code: number): number {
  return (code >= 65 && code <= 90) || (code >= 0xc0 && code <= 0xde && code !== 0xd7) ? code + 32 : code
}
