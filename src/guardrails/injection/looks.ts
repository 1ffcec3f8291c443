/** Characters as the letters they stand for: without accents, small, and of the alphabet they look like. */

/** What a fold says of a character that stands for no other. Nobody sees it. */
export const UNSEEN = 1
/** An accent by itself, which is left out. */
export const DROPPED = 2
/** It stands for several letters, which `severalOf` has. */
export const SEVERAL = 3

/** Zero-width, bidirectional and other format characters, variation selectors, and the Hangul fillers. */
const unseen = new RegExp(`[${['00ad', '034f', '061c', '115f', '1160', '17b4', '17b5', '180b-180e', '200b-200f', '202a-202e', '2060-206f', '3164', 'fe00-fe0f', 'feff', 'ffa0'].map((range) => range.replace(/[0-9a-f]{4}/g, '\\u$&')).join('')}]`)

/** Letters that look like Latin ones. @see https://www.unicode.org/reports/tr39/#Confusable_Detection */
const looks =
  'аa вb еe кk мm нh оo рp сc тt уy хx іi јj ѕs ԁd ԛq ԝw һh ӏl ɡg ɩi αa βb εe ηn ιi κk νv οo ρp τt υu χx γy ωw ϲc ɑa ᴀa ʙb ᴄc ᴅd ᴇe ꜰf ɢg ʜh ɪi ᴊj ᴋk ʟl ᴍm ɴn ᴏo ᴘp ꞯq ʀr ꜱs ᴛt ᴜu ᴠv ᴡw ʏy ᴢz նn օo սu հh'
const latinOf = tableOf(looks.split(' '))

/** Letters of languages written in Latin that no decomposition makes plain. */
const own = new Map(['ıi', 'łl', 'øo', 'đd', 'ßs', 'æa', 'œo', 'þt', 'ðd'].map((pair) => [pair.charCodeAt(0), pair.charCodeAt(1)]))
/** Marks of other scripts as the ones of ASCII. */
const marks = new Map([...'。.．.｡.।.؟?、,،,؛,；;“"”"„"«"»"「"」"『"』"‘\'’\'…,—,–,¿ ¡ ·,・,'.matchAll(/(.)(.)/gu)].map(([, from = '', to = '']) => [from.charCodeAt(0), to.charCodeAt(0)]))
const SPACE = 32
/** Of all others than these planes' letters, few look like Latin ones. */
const MATHEMATICAL = { from: 0x1d400, until: 0x1d800 }
const mathematical = new Uint16Array(0x400)

const known = new Uint16Array(1 << 16)
const several = new Map<number, readonly number[]>()

/** The character that one stands for, or one of the three above. Worked out once for each of the basic plane. */
export function foldOf(point: number): number {
  if (point > 0xffff) return point >= MATHEMATICAL.from && point < MATHEMATICAL.until ? (mathematical[point - MATHEMATICAL.from] ||= learned(point)) : point >= 0x1f100 && point < 0x1f200 ? learned(point) : SPACE
  return (known[point] as number) || (known[point] = learned(point))
}

/** What a character stands for that is `SEVERAL`. */
export function severalOf(point: number): readonly number[] {
  return several.get(point) ?? []
}

/** The Latin letter that another one looks like, or 0. */
export function looksLike(code: number): number {
  return latinOf[code] as number
}

function tableOf(pairs: readonly string[]): Uint8Array {
  const table = new Uint8Array(1 << 16)
  for (const pair of pairs) table[pair.charCodeAt(0)] = pair.charCodeAt(1)
  return table
}

function learned(point: number): number {
  const character = String.fromCodePoint(point)
  if (unseen.test(character)) return UNSEEN
  if (point >= 0x300 && point <= 0x36f) return DROPPED
  const mark = marks.get(point)
  if (mark !== undefined) return mark
  const plain = character.normalize('NFKD').replace(/[\u0300-\u036f]+/g, '').normalize('NFC').toLowerCase()
  const first = plain.charCodeAt(0)
  if (plain.length === 1) return own.get(first) ?? (first < 128 || /[\p{L}\p{M}\p{N}]/u.test(plain) ? first : SPACE)
  if (/^[\x21-\x7e]+$/.test(plain) && point <= 0xffff) {
    several.set(point, [...plain].map((letter) => letter.charCodeAt(0)))
    return SEVERAL
  }
  return point <= 0xffff && /[\p{L}\p{M}\p{N}]/u.test(character) ? point : SPACE
}
