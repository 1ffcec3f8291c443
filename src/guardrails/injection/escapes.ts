/** What is written in escapes: `%69`, `&#105;`, `&#x69;`, `\u0069`. */
import { valueAt } from './bytes.ts'
import { Units } from './units.ts'

const escape = /%[\da-f]{2}|&#|\\u[\da-f]{4}/i
const PERCENT = 37
const AND = 38
const BACKSLASH = 92

/** The text with its escapes undone; nothing where it has none. */
export function withoutEscapes(text: string): string {
  if (!(text.includes('%') || text.includes('&#') || text.includes('\\u')) || !escape.test(text)) return ''
  const out = new Units(new Uint16Array(text.length))
  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at)
    const length = code === PERCENT ? percent(text, at, out) : code === AND ? entity(text, at, out) : code === BACKSLASH ? unicode(text, at, out) : 0
    if (length === 0) out.add(code === 43 ? 32 : code)
    at += length || 1
  }
  return out.text()
}

/** Each of these adds what the escape at `at` says and says how long it is, or 0. */
function percent(text: string, at: number, out: Units): number {
  const value = valueAt(text, at + 1)
  if (value < 0) return 0
  out.add(value)
  return 3
}

function unicode(text: string, at: number, out: Units): number {
  if (text.charCodeAt(at + 1) !== 117) return 0
  const high = valueAt(text, at + 2)
  const low = valueAt(text, at + 4)
  if (high < 0 || low < 0) return 0
  out.add(high * 256 + low)
  return 6
}

/** Of no more than six digits. */
function entity(text: string, at: number, out: Units): number {
  if (text.charCodeAt(at + 1) !== 35) return 0
  const isHex = (text.charCodeAt(at + 2) | 32) === 120
  const from = at + (isHex ? 3 : 2)
  let value = 0
  let end = from
  for (; end < from + 6; end++) {
    const digit = Number.parseInt(text.charAt(end), isHex ? 16 : 10)
    if (!(digit >= 0)) break
    value = value * (isHex ? 16 : 10) + digit
  }
  if (end === from || value > 0xffff) return 0
  out.add(value)
  return end - at + (text.charCodeAt(end) === 59 ? 1 : 0)
}
