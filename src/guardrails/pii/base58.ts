/** Base58 with a checksum, as Bitcoin writes its addresses. */
import { sha256Block } from './sha256.ts'
import { codeAt, type Text } from './text.ts'

const letters = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
const worth = Int8Array.from({ length: 128 }, (_, code) => letters.indexOf(String.fromCharCode(code)))

/** A number of 200 bits, in parts: times what four letters come to, a part is still a whole number. */
const PART = 2 ** 25
const PARTS = 8
const parts = new Float64Array(PARTS)
const STEP = 4
const words = new Int32Array(16)

/** 25 bytes, of which the first says what it pays to, and the last four are the beginning of the hash of the hash of the others. */
export function isBase58Check(text: Text, start: number, end: number): boolean {
  if (!decode(text, start, end)) return false
  // Eight parts of 25 bits are 25 bytes: 21 of them, the mark of the end, and how many bits they are.
  for (let word = 0; word < 5; word++) words[word] = bitsAt(word * 32)
  const last = bitsAt(160)
  words[5] = (last & 0xff000000) | 0x800000
  for (let word = 6; word < 15; word++) words[word] = 0
  words[15] = 168
  const version = (words[0] as number) >>> 24
  if (version !== 0 && version !== 5) return false
  const check = ((last << 8) | (bitsAt(192) >>> 24)) | 0
  sha256Block(words, words)
  words[8] = 0x80000000 | 0
  for (let word = 9; word < 15; word++) words[word] = 0
  words[15] = 256
  sha256Block(words, words)
  return words[0] === check
}

/** The letters' number, into the parts: the highest first. False where a letter is none, or it is too large. */
function decode(text: Text, start: number, end: number): boolean {
  parts.fill(0)
  let highest = PARTS - 1
  for (let at = start; at < end; at += STEP) {
    let times = 1
    let carry = 0
    for (let letter = at; letter < at + STEP && letter < end; letter++) {
      const code = codeAt(text, letter)
      const value = code < 128 ? (worth[code] as number) : -1
      if (value < 0) return false
      times *= 58
      carry = carry * 58 + value
    }
    for (let part = PARTS - 1; part >= highest || carry > 0; part--) {
      if (part < 0) return false
      if (part < highest) highest = part
      const sum = (parts[part] as number) * times + carry
      carry = Math.floor(sum / PART)
      parts[part] = sum - carry * PART
    }
  }
  return true
}

/** 32 bits from this one on, counted from the highest; behind the last one come zeros. */
function bitsAt(from: number): number {
  let bits = 0
  for (let part = Math.floor(from / 25), left = 32 - 25 * (part + 1) + from; ; part++, left -= 25) {
    const value = part < PARTS ? (parts[part] as number) : 0
    bits |= left >= 0 ? value << left : value >>> -left
    if (left <= 0) return bits | 0
  }
}
