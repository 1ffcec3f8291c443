/**
 * Addresses of crypto wallets: Bitcoin's in base58 with its checksum, its newer ones in bech32 with theirs (BIP 173, BIP 350), and
 * Ethereum's forty hexadecimal digits.
 */
import { sha256Bytes } from './sha256.ts'
import type { TokenRule } from './tokens.ts'
import { codeAt } from './marks.ts'

const kind = 'crypto_wallet'
const where = (isOne: boolean, found: RegExpExecArray): { start: number; end: number } | undefined => (isOne ? { start: found.index, end: found.index + found[0].length } : undefined)

export const wallets: readonly TokenRule[] = [
  { kind, reach: 36, begins: 'digit', lengths: [26, 35], may: (text, at) => codeAt(text, at) === 49 || codeAt(text, at) === 51, pattern: /[13][1-9A-HJ-NP-Za-km-z]{25,34}(?![A-Za-z0-9_])/y, accept: (found) => where(isBase58Check(found[0]), found) },
  { kind, reach: 76, begins: 'letter', lengths: [14, 74], may: (text, at) => codeAt(text, at + 2) === 49, pattern: /(?:bc1|BC1)[02-9ac-hj-np-zAC-HJ-NP-Z]{11,71}(?![A-Za-z0-9_])/y, accept: (found) => where(isBech32(found[0]), found) },
  { kind, reach: 43, begins: 'digit', lengths: [42, 42], may: (text, at) => codeAt(text, at + 1) === 120, pattern: /0x[0-9a-fA-F]{40}(?![A-Za-z0-9_])/y },
]

const base58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'

/** 25 bytes, of which the last four are the beginning of the hash of the hash of the others. */
function isBase58Check(address: string): boolean {
  const bytes = new Uint8Array(25)
  for (let place = 0; place < address.length; place++) {
    let carry = base58.indexOf(address.charAt(place))
    for (let at = 24; at >= 0; at--) {
      carry += (bytes[at] as number) * 58
      bytes[at] = carry & 255
      carry >>= 8
    }
    if (carry !== 0) return false
  }
  const hash = sha256Bytes(sha256Bytes(bytes.subarray(0, 21)))
  return bytes.subarray(21).every((byte, at) => byte === hash[at])
}

const bech32 = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'
const generators = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3]

function isBech32(written: string): boolean {
  const address = written.toLowerCase()
  if (written !== address && written !== written.toUpperCase()) return false
  // The prefix `bc`, spread over its high and its low bits.
  let check = [3, 3, 0, 2, 3].reduce(step, 1)
  for (let place = 3; place < address.length; place++) check = step(check, bech32.indexOf(address.charAt(place)))
  return check === 1 || check === 0x2bc830a3
}

function step(check: number, value: number): number {
  const top = check >>> 25
  let sum = ((check & 0x1ffffff) << 5) ^ value
  for (let bit = 0; bit < 5; bit++) if (((top >>> bit) & 1) === 1) sum ^= generators[bit] as number
  return sum
}
