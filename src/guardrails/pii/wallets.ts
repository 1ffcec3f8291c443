/**
 * Addresses of crypto wallets: Bitcoin's in base58 with its checksum, its newer ones in bech32 with theirs (BIP 173, BIP 350), and
 * Ethereum's forty hexadecimal digits.
 */
import type { Match } from '../check.ts'
import { isBase58Check } from './base58.ts'
import { isHex } from './marks.ts'
import { codeAt, type Text } from './text.ts'
import type { Run } from './run.ts'
import type { TokenRule } from './tokens.ts'

const kind = 'crypto_wallet'

export const wallets: readonly TokenRule[] = [
  { kind, reach: 36, begins: 'digit', lengths: [26, 35], read: (word) => found(word, (codeAt(word.text, word.start) === 49 || codeAt(word.text, word.start) === 51) && isBase58Check(word.text, word.start, word.end)) },
  { kind, reach: 76, begins: 'letter', lengths: [14, 74], read: (word) => found(word, codeAt(word.text, word.start + 2) === 49 && isBech32(word.text, word.start, word.end)) },
  { kind, reach: 43, begins: 'digit', lengths: [42, 42], read: (word) => found(word, isEthereum(word)) },
]

function found({ start, end }: Run, isOne: boolean): Match | undefined {
  return isOne ? { kind, start, end } : undefined
}

function isEthereum({ text, start, end }: Run): boolean {
  if (codeAt(text, start) !== 48 || codeAt(text, start + 1) !== 120) return false
  for (let at = start + 2; at < end; at++) if (!isHex(codeAt(text, at))) return false
  return true
}

const letters = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'
const bech32 = Int8Array.from({ length: 128 }, (_, code) => letters.indexOf(String.fromCharCode(code).toLowerCase()))
const generators = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3]
/** Behind the prefix `bc`, spread over its high and its low bits. */
const behindPrefix = [3, 3, 0, 2, 3].reduce(step, 1)

/** All small letters, or all capitals. */
function isBech32(text: Text, start: number, end: number): boolean {
  const head = text.whole.slice(start, start + 3)
  if (head !== 'bc1' && head !== 'BC1') return false
  const other = head === 'bc1' ? 0 : 32
  let check = behindPrefix
  for (let at = start + 3; at < end; at++) {
    const code = codeAt(text, at)
    const value = code < 128 ? (bech32[code] as number) : -1
    if (value < 0 || (code > 64 && (code & 32) === other)) return false
    check = step(check, value)
  }
  return check === 1 || check === 0x2bc830a3
}

function step(check: number, value: number): number {
  const top = check >>> 25
  let sum = ((check & 0x1ffffff) << 5) ^ value
  for (let bit = 0; bit < 5; bit++) if (((top >>> bit) & 1) === 1) sum ^= generators[bit] as number
  return sum
}
