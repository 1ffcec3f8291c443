/** Brings a text into the one form that the signals are written for, and counts what was done to hide it. */
import { SEVERAL, UNSEEN, foldOf, looksLike, severalOf } from './looks.ts'
import { Units } from './units.ts'

export interface Folded {
  /** Small letters without accents, Latin where they stood for Latin ones; other scripts and ASCII's marks as they are. */
  readonly units: Units
  /** Characters that nobody sees, where no script needs them. */
  readonly unseen: number
  /** Letters of another alphabet that look like Latin ones, within Latin words. */
  readonly disguised: number
  /** What is written in tag characters, which no reader sees at all. */
  readonly tags: string
}

/** Where one character makes another one with the next: Korean in pieces, and the marks of half-wide Japanese. */
const joining = /[\u1100-\u11ff\uff9e\uff9f]/
const small = Uint8Array.from({ length: 128 }, (_, code) => (code >= 65 && code <= 90 ? code + 32 : code))

const encoder = new TextEncoder()
const PIECE = 1 << 14
const bytes = new Uint8Array(PIECE)

/** Texts are folded into the same room, which grows up to this. */
const MOST_KEPT = 1 << 20
let kept = new Uint16Array(1 << 12)

/** Linear in the text. What it says holds until the next one is folded. */
export function fold(raw: string): Folded {
  const codes = roomFor(raw.length)
  const from = foldAscii(raw, codes)
  if (from === raw.length) return { units: new Units(codes, from), unseen: 0, disguised: 0, tags: '' }
  return foldFrom(joining.test(raw) ? raw.slice(0, from) + raw.slice(from).normalize('NFKC') : raw, from, new Units(codes, from))
}

/** As far as the text is ASCII; how far. The encoder reads many times as fast as one asks for each character, above all of a text that is a part of another. */
function foldAscii(raw: string, codes: Uint16Array): number {
  let from = 0
  for (; from < raw.length; from += PIECE) {
    const piece = from === 0 && raw.length <= PIECE ? raw : raw.slice(from, from + PIECE)
    const { written } = encoder.encodeInto(piece, bytes)
    if (written !== piece.length) break
    for (let at = 0; at < written; at++) codes[from + at] = small[bytes[at] as number] as number
  }
  for (; from < raw.length; from++) {
    const code = raw.charCodeAt(from)
    if (code > 127) return from
    codes[from] = small[code] as number
  }
  return raw.length
}

/** A word or a few, as a text. */
export function foldText(raw: string): string {
  return fold(raw).units.text()
}

function foldFrom(text: string, from: number, units: Units): Folded {
  let tags = ''
  let unseen = 0
  let disguised = 0
  /** Where the word has a letter that looks Latin, or -1. */
  let look = -1
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at)
    let plain: number
    if (code < 128) plain = small[code] as number
    else {
      const point = code >= 0xd800 && code < 0xdc00 ? (text.codePointAt(at) as number) : code
      if (point > 0xffff) at++
      if (point >= 0xe0000 && point < 0xe0080) {
        if (point >= 0xe0020 && point < 0xe007f) tags += String.fromCharCode(point - 0xe0000)
        continue
      }
      plain = foldOf(point)
      if (plain <= SEVERAL) {
        // Emoji, and the scripts that join their letters, need some of what nobody sees.
        if (plain === UNSEEN && isBetweenLatin(text, at)) unseen++
        else if (plain === SEVERAL) for (const letter of severalOf(point)) units.add(letter)
        continue
      }
      if (looksLike(plain) !== 0) {
        if (look < 0) look = units.length
        units.add(plain)
        continue
      }
    }
    if (look >= 0 && !isLatin(plain)) {
      disguised += unmask(units, look)
      look = -1
    }
    units.add(plain)
  }
  if (look >= 0) disguised += unmask(units, look)
  return { units, unseen, disguised, tags }
}

/** Makes Latin letters of those that look like them, in the word around `look` if it has both; how many there were. */
function unmask(units: Units, look: number): number {
  let word = look
  while (word > 0 && isLatin(units.at(word - 1))) word--
  let latin = look - word
  for (let at = look; at < units.length; at++) if (isLatin(units.at(at))) latin++
  // Only where both stand in one word is it a disguise.
  if (latin === 0) return 0
  for (let at = look; at < units.length; at++) units.set(at, looksLike(units.at(at)) || units.at(at))
  return units.length - word - latin
}

function isBetweenLatin(text: string, at: number): boolean {
  const next = text.charCodeAt(at + 1)
  return isLatin(text.charCodeAt(at - 1)) && (isLatin(next) || (next >= 0x200b && next <= 0x200f) || next === 0x2060)
}

function isLatin(code: number): boolean {
  return (code | 32) >= 97 && (code | 32) <= 122
}

function roomFor(length: number): Uint16Array {
  if (length <= kept.length) return kept
  if (length > MOST_KEPT) return new Uint16Array(length)
  return (kept = new Uint16Array(2 ** Math.ceil(Math.log2(length))))
}
