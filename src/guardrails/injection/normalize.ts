/** Brings a text into the one form that the signals are written for, and counts what was done to hide it. */

import { Units } from './units.ts'

export interface Plain {
  /** Small Latin letters without accents, where they stood for any; other scripts as they are; one space for many. */
  readonly text: string
  /** Characters that nobody sees, where no script needs them. */
  readonly unseen: number
  /** Letters of another alphabet that look like Latin ones, within Latin words. */
  readonly disguised: number
  /** What is written in tag characters, which no reader sees at all. */
  readonly tags: string
}

/** Zero-width, bidirectional and other format characters, variation selectors, and the Hangul fillers. */
const unseenUnits = new RegExp(`[${['00ad', '034f', '061c', '115f', '1160', '17b4', '17b5', '180b-180e', '200b-200f', '202a-202e', '2060-206f', '3164', 'fe00-fe0f', 'feff', 'ffa0'].map((range) => range.replace(/[0-9a-f]{4}/g, '\\u$&')).join('')}]`)
const ascii = /^[\x00-\x7f]*$/
/** Where one character makes another one with the next: Korean in pieces, and the marks of half-wide Japanese. */

const joining = /[\u1100-\u11ff\uff9e\uff9f]/

/** Letters that look like Latin ones. @see https://www.unicode.org/reports/tr39/#Confusable_Detection */
const looks =
  'аa вb еe кk мm нh оo рp сc тt уy хx іi јj ѕs ԁd ԛq ԝw һh ӏl ɡg ɩi αa βb εe ηn ιi κk νv οo ρp τt υu χx γy ωw ϲc ıi ɑa ᴀa ʙb ᴄc ᴅd ᴇe ꜰf ɢg ʜh ɪi ᴊj ᴋk ʟl ᴍm ɴn ᴏo ᴘp ꞯq ʀr ꜱs ᴛt ᴜu ᴠv ᴡw ʏy ᴢz նn օo սu հh'
const latinOf = new Map(looks.split(' ').map((pair) => [pair.charCodeAt(0), pair.charCodeAt(1)]))

const UNSEEN = 'unseen'
/** What stands for a character that is not ASCII; `UNSEEN` for one that nobody sees. */
const plainOf = new Map<number, string>()
const MOST_KNOWN = 20_000

const SPACE = 32
/** One space stands for a run of these: they only set words apart. */
const isGap = Uint8Array.from({ length: 128 }, (_, code) => (/[\s_*~`"']/.test(String.fromCharCode(code)) ? 1 : 0))

/** Linear in the text. */
export function normalize(raw: string): Plain {
  if (ascii.test(raw)) return { text: squeezed(raw.toLowerCase()), unseen: 0, disguised: 0, tags: '' }
  const text = joining.test(raw) ? raw.normalize('NFKC') : raw
  const out = new Units(text.length)
  let tags = ''
  let unseen = 0
  let looksLatin = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code < 128) {
      if (isGap[code] === 0) out.add(code >= 65 && code <= 90 ? code + 32 : code)
      else if (out.last !== SPACE) out.add(SPACE)
      continue
    }
    const point = code >= 0xd800 && code < 0xdc00 ? (text.codePointAt(at) as number) : code
    if (point > 0xffff) at++
    if (point >= 0xe0000 && point < 0xe0080) {
      if (point >= 0xe0020 && point < 0xe007f) tags += String.fromCharCode(point - 0xe0000)
      continue
    }
    const plain = plainOf.get(point) ?? learned(point)
    // Emoji, and the scripts that join their letters, need some of these.
    if (plain === UNSEEN) unseen += isBetweenLatin(text, at) ? 1 : 0
    else if (plain !== ' ') {
      for (let place = 0; place < plain.length; place++) out.add(plain.charCodeAt(place))
      if (latinOf.has(out.last)) looksLatin++
    } else if (out.last !== SPACE) out.add(SPACE)
  }
  return { disguised: looksLatin === 0 ? 0 : unmask(out), text: out.text(), unseen, tags }
}

/** Makes Latin letters of those that look like them, in words that have both; how many there were. */
function unmask(out: Units): number {
  let disguised = 0
  for (let at = 0; at < out.length; ) {
    const word = at
    let latin = 0
    for (; at < out.length && (isLatin(out.at(at)) || latinOf.has(out.at(at))); at++) if (out.at(at) < 128) latin++
    // Only where both stand in one word is it a disguise.
    if (latin > 0 && latin < at - word) {
      disguised += at - word - latin
      for (let place = word; place < at; place++) out.set(place, latinOf.get(out.at(place)) ?? out.at(place))
    }
    at++
  }
  return disguised
}

function squeezed(text: string): string {
  return text.replace(/[\s_*~`"']+/g, ' ')
}

function learned(point: number): string {
  const character = String.fromCodePoint(point)
  const plain = unseenUnits.test(character) ? UNSEEN : /[\s“”‘’«»]/.test(character) ? ' ' : character.normalize('NFKD').replace(/[\u0300-\u036f]+/g, '').normalize('NFC').toLowerCase()
  if (plainOf.size >= MOST_KNOWN) plainOf.clear()
  plainOf.set(point, plain)
  return plain
}

function isBetweenLatin(text: string, at: number): boolean {
  const next = text.charCodeAt(at + 1)
  return isLatin(text.charCodeAt(at - 1)) && (isLatin(next) || (next >= 0x200b && next <= 0x200f) || next === 0x2060)
}

function isLatin(code: number): boolean {
  return (code | 32) >= 97 && (code | 32) <= 122
}
