/** What stands before a number, and says what it is. */
import { WordTree } from './words.ts'
import { isDigit, small } from './marks.ts'
import { codeAt, type Text } from './text.ts'

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
export function said(text: Text, start: number): number {
  if (!hasWord(text, start)) return 0
  if (text.asked !== start) {
    text.said = contextsAt(text, start)
    text.asked = start
  }
  return text.said
}

function contextsAt(text: Text, start: number): number {
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

function hasWord(text: Text, start: number): boolean {
  const least = Math.max(0, start - NO_WORD)
  for (let at = start - 1; at >= least; at--) {
    const code = codeAt(text, at)
    if (((code | 32) >= 97 && (code | 32) <= 122) || code >= 0xc0) return true
    if (isDigit(code)) return false
  }
  return false
}

/** The words that begin at `at`. */
function wordsAt(text: Text, at: number, first: number, start: number): number {
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
function near(text: Text, end: number, start: number, bits: number): number {
  let all = start - end <= FAR ? bits & ~(OTHERWISE | VERSION) : 0
  if ((bits & OTHERWISE) !== 0 && isNamed(text, end, start)) all |= OTHERWISE
  if ((bits & VERSION) !== 0 && start - end <= 3 && areMarks(text, end, start, BETWEEN)) all |= VERSION
  return all
}

const BETWEEN = 1
const BEFORE_NAMED = 2
/** Of the first 128 characters: what may stand between a word and what it names. */
const marks = Uint8Array.from({ length: 128 }, (_, code) => (' .:'.includes(String.fromCharCode(code)) ? BETWEEN : 0) | (' .:#="\'(['.includes(String.fromCharCode(code)) ? BEFORE_NAMED : 0))

/** Nothing between but a few marks, then perhaps `is`, `was` or `of`. */
function isNamed(text: Text, end: number, start: number): boolean {
  if (start - end <= 4 && areMarks(text, end, start, BEFORE_NAMED)) return true
  let last = start
  while (last > end && start - last < 2 && (codeAt(text, last - 1) === 32 || codeAt(text, last - 1) === 58)) last--
  if (last === start) return false
  const verb = verbBefore(text, end, last)
  return verb > 0 && last - verb - end <= 4 && areMarks(text, end, last - verb, BEFORE_NAMED)
}

/** How long the `is`, `of` or `was` is that ends there, or 0. */
function verbBefore(text: Text, from: number, end: number): number {
  if (end - from < 2) return 0
  const last = codeAt(text, end - 1) | 32
  const first = codeAt(text, end - 2) | 32
  if ((first === 105 && last === 115) || (first === 111 && last === 102)) return 2
  return first === 97 && last === 115 && end - from > 2 && (codeAt(text, end - 3) | 32) === 119 ? 3 : 0
}

function areMarks(text: Text, from: number, end: number, which: number): boolean {
  for (let at = from; at < end; at++) {
    const code = codeAt(text, at)
    if (code > 127 || ((marks[code] as number) & which) === 0) return false
  }
  return true
}

const isLetter = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 0xdf && code <= 0x24f)
