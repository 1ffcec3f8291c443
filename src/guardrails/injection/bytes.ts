/** What is written in hex digits and in percent signs. */
import { Units } from './units.ts'

/** Fewer pairs are a number or a colour. */
const LEAST_PAIRS = 16

/** All that runs of pairs of hex digits say: `49676e…`, `49 67 6e`, `\\x49\\x67`. */
export function fromHex(text: string): string {
  const out = new Units(64)
  for (let at = 0; at < text.length; ) {
    const first = text.charCodeAt(at)
    if (first > 127 || ((digits[first] as number) > 15 && first !== 92) || pairEnd(text, at) < 0) {
      at++
      continue
    }
    const from = out.length
    let pairs = 0
    let isReadable = true
    for (let end = pairEnd(text, at); end >= 0; end = pairEnd(text, at)) {
      const code = valueAt(text, end - 2)
      if (code > 126 || (code < 32 && code !== 9 && code !== 10 && code !== 13)) isReadable = false
      out.add(code)
      pairs++
      const next = text.charCodeAt(end)
      at = next === 32 || next === 44 || next === 58 ? end + 1 : end
    }
    if (pairs < LEAST_PAIRS || !isReadable) out.length = from
    else out.add(32)
  }
  return out.text().trim()
}

/** Behind the pair of hex digits that begins at `at`, perhaps with `0x` or `\\x` before it; or -1. */
function pairEnd(text: string, at: number): number {
  const isMarked = text.charCodeAt(at + 1) === 120 && (text.charCodeAt(at) === 48 || text.charCodeAt(at) === 92)
  const from = isMarked ? at + 2 : at
  return valueAt(text, from) >= 0 ? from + 2 : -1
}

/** The text with its `%41` decoded; nothing where it has none. */
export function fromPercent(text: string): string {
  const out = new Units(text.length)
  let pairs = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    const value = code === 37 ? valueAt(text, at + 1) : -1
    if (value >= 0) {
      out.add(value)
      pairs++
      at += 2
    } else out.add(code === 43 ? 32 : code)
  }
  return pairs === 0 ? '' : out.text()
}

/** What the two hex digits at `at` say, or -1. */
function valueAt(text: string, at: number): number {
  if (at + 1 >= text.length) return -1
  const high = digits[text.charCodeAt(at) & 127] as number
  const low = digits[text.charCodeAt(at + 1) & 127] as number
  return high > 15 || low > 15 || text.charCodeAt(at) > 127 || text.charCodeAt(at + 1) > 127 ? -1 : high * 16 + low
}

const digits = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code)
  return /[0-9a-fA-F]/.test(character) ? Number.parseInt(character, 16) : 255
})
