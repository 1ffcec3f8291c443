/** Finds the value of a name that says it is a secret: in code, JSON, YAML, XML, shells, headers, addresses and plain words. */
import { BEHIND } from '../check.ts'
import { INK, RunEnds, VALUE, WORD, isOf, codeAt } from './alphabet.ts'
import { flagEnd, linkEnd } from './link.ts'
import { isSecret } from './looks.ts'
import { claimOf } from './name.ts'

/** No value is longer. */
export const LONGEST = 512

/** A value that was found, or only where it begins, for whoever knows it by itself. */
export interface Value {
  readonly start: number
  readonly end: number
  readonly isConnection: boolean
}

/** What one walk through a text remembers of its values. */
export class ValueEnds {
  readonly bare = new RunEnds(VALUE, LONGEST)
  readonly quoted = new RunEnds(INK, LONGEST)
}

/** Characters that may follow a name where a value comes. */
const follows = Uint8Array.from({ length: 256 }, (_, code) => (' \t"\'`\\])=:,|><?+.-(!\n\r'.includes(String.fromCharCode(code)) ? 1 : 0))

/** Where the value of the name that ends at `end` begins, or -1. Cheap where there is none. */
export function valueStart(text: string, start: number, end: number): number {
  const code = codeAt(text, end)
  if (end - start < 2 || code > 127 || follows[code] === 0) return -1
  if (code === 32) {
    // A space: most words are followed by one and another word, and by no value.
    if (codeAt(text, start) === 45 && codeAt(text, start + 1) === 45) {
      const value = flagEnd(text, end)
      if (value >= 0) return value
    }
    const next = codeAt(text, end + 1) | 32
    if (next >= 97 && next <= 122 && !mayLead(next, codeAt(text, end + 2) | 32)) return -1
  } else if (code === 46 || code === 44) {
    // A full stop or a comma between words.
    const next = codeAt(text, end + 1)
    if (next === 32 && code === 46) return -1
  }
  return linkEnd(text, end)
}

/** True for how `is`, `are`, `was`, `string`, `str`, `value` and their like begin. */
export function mayLead(one: number, two: number): boolean {
  if (two === 115) return one === 105 || one === 101
  return (one === 115 && two === 116) || (one === 97 && two === 114) || (one === 119 && two === 97) || (one === 118 && two === 97) || (one === 108 && two === 97)
}

/** Where the value that begins at `at` ends, in quotes or bare; too far where it is too long. */
export function valueEnd(text: string, at: number, ends: ValueEnds): number {
  return (isQuoted(text, at) ? ends.quoted : ends.bare).end(text, at)
}

function isQuoted(text: string, at: number): boolean {
  const before = codeAt(text, at - 1)
  return before === 34 || before === 39 || before === 96
}

/** The value that begins at `at`, where the name from `start` to `end` says that it is a secret and it looks like one. */
export function namedValue(text: string, start: number, end: number, at: number, ends: ValueEnds): Value | undefined {
  let close = valueEnd(text, at, ends)
  if (close - at > LONGEST || close - at < 6) return undefined
  const quoted = isQuoted(text, at)
  const after = codeAt(text, close)
  if (quoted) {
    while (codeAt(text, close - 1) === 92) close--
    // What has spaces in it is a sentence.
    if (after === 32 || after === 9) return undefined
  } else {
    // A call, or what a call is given.
    if (after === 40 || after === 91 || after === 123 || codeAt(text, at - 1) === 40) return undefined
    while (close > at && '.,:?!'.includes(text.charAt(close - 1))) close--
  }
  if (close - at < 6 || !isOdd(text, at, close)) return undefined
  const nameStart = Math.max(0, start, at - BEHIND)
  const own = text.slice(nameStart, end)
  let claim = claimOf(own)
  if (claim === undefined || claim === 'vendor' || claim === 'key') {
    const from = qualified(text, nameStart, at)
    if (from < nameStart) claim = claimOf(text.slice(from, end)) ?? claim
  }
  if (claim === undefined || !isSecret(text, at, close, claim, quoted, own)) return undefined
  const isConnection = (claim === 'password' && text[end] === '=' && (text[nameStart - 1] === ';' || text[close] === ';')) || /(?:account|sharedaccess)(?:key|signature)$/i.test(own)
  return { start: at, end: close, isConnection }
}

/** True where a value is long, or has a digit or a mark: what has neither is a word. */
function isOdd(text: string, start: number, end: number): boolean {
  if (end - start > 13) return true
  for (let at = start; at < end; at++) {
    const code = codeAt(text, at)
    if (code < 44 || (code > 47 && code < 58) || code === 61 || (code > 62 && code < 65) || code === 94 || code === 126) return true
  }
  return false
}

/** Where the name begins with what it belongs to: `sonar.login`. */
function qualified(text: string, start: number, at: number): number {
  const least = Math.max(0, at - BEHIND)
  let from = start
  while (from > least && (isOf(text, from - 1, WORD) || codeAt(text, from - 1) === 46)) from--
  return from
}
