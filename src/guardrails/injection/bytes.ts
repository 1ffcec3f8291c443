/** What is written in hex digits: `49676e…`, `49 67 6e`, `\x49\x67`. */
import { Units } from './units.ts'

/** What is no digit, and what begins `\x`, as `digitOf` says it. */
const NO_DIGIT = 255
const BACKSLASH = 254

/** Fewer pairs are a number or a colour. */
const LEAST_PAIRS = 16
/** So long is the shortest of what it looks for: whatever is as long has one of the places that are looked at first. */
const STRIDE = 2 * LEAST_PAIRS

/** All that runs of pairs of hex digits say, in a folded text. */
export function fromHex({ codes, length }: Units): string {
  const out = new Units(new Uint16Array(0))
  for (let at = STRIDE - 1, done = 0; at < length; at += STRIDE) {
    // Of two neighbours one at least is a digit.
    if (at < done || (digitOf(codes[at] as number) > 15 && digitOf(codes[at - 1] as number) > 15)) continue
    if (!isHexish(codes[at] as number)) continue
    let from = at
    while (from > done && isHexish(codes[from - 1] as number)) from--
    let until = at + 1
    while (until < length && isHexish(codes[until] as number)) until++
    if (until - from >= STRIDE) decode(codes, from, until, out)
    done = until
  }
  return out.length === 0 ? '' : out.text().trim()
}

/** Adds what each run of pairs says that is text and long enough; what is none begins a new run. */
function decode(codes: Uint16Array, begin: number, until: number, out: Units): void {
  let from = out.length
  for (let at = begin; at + 1 < until; ) {
    const high = digitOf(codes[at] as number)
    const value = high > 15 ? -1 : high * 16 + digitOf(codes[at + 1] as number)
    // `0x` and `\x` stand before a pair.
    if ((high === 0 || high === BACKSLASH) && codes[at + 1] === 120) at += 2
    else if (value >= 32 && value < 127) {
      out.add(value)
      const next = codes[at + 2] as number
      at += next === 32 || next === 44 || next === 58 ? 3 : 2
    } else {
      if (out.length === from) at += value < 0 || value > 255 ? 1 : 2
      else if (value === 9 || value === 10 || value === 13) {
        out.add(32)
        at += 2
      } else {
        if (out.length - from < LEAST_PAIRS) out.length = from
        else out.add(32)
        from = out.length
      }
    }
  }
  if (out.length - from < LEAST_PAIRS) out.length = from
}

/** What the two hex digits at `at` say, or -1. */
export function valueAt(text: string, at: number): number {
  const high = digitOf(text.charCodeAt(at))
  const low = digitOf(text.charCodeAt(at + 1))
  return high > 15 || low > 15 ? -1 : high * 16 + low
}

function digitOf(code: number): number {
  return code < 128 ? (digits[code] as number) : NO_DIGIT
}

/** A digit, or what stands between pairs. */
function isHexish(code: number): boolean {
  return code < 128 && hexish[code] === 1
}

const digits = Uint8Array.from({ length: 128 }, (_, code) => (/[0-9a-fA-F]/.test(String.fromCharCode(code)) ? Number.parseInt(String.fromCharCode(code), 16) : code === 92 ? BACKSLASH : NO_DIGIT))
const hexish = Uint8Array.from({ length: 128 }, (_, code) => (/[0-9a-fA-Fx\\ ,:]/.test(String.fromCharCode(code)) ? 1 : 0))
