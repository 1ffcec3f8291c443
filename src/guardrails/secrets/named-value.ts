/** Finds the value of a name that says it is a secret: in code, JSON, YAML, XML, shells, headers, addresses and plain words. */
import { BEHIND } from '../check.ts'
import { INK, RunEnds, VALUE } from './alphabet.ts'
import { type Claim, claimOf } from './name.ts'
import { isPlaceholder, isPlain } from './placeholder.ts'
import { entropy, mixture, wordiness } from './randomness.ts'

/** No value is longer. */
const LONGEST = 512

/** What may stand between a name and its value: what closes the name, a type, what assigns, and what opens the value. Every part has a bound. */
const link = new RegExp(
  [
    // The name is a value itself: `"name": "TOKEN", "value": "…"`.
    String.raw`(?:\\{0,3}["'\x60]?[\s,]{1,20}\\{0,3}["']?(?:value|content|default)\\{0,3}["']?[ \t]{0,3}[:=][ \t]{0,4}`,
    // A type between them, as Go and Kotlin write it.
    String.raw`|\\{0,3}["'\x60]?[\])]?[ \t]{0,12}(?::?[ \t]{0,3}(?:&?str|[Ss]tring\??|\*string|Any)[ \t]{1,3}(?==))?`,
    // What assigns. A line may end after `|` and `>`, as in YAML and in XML.
    String.raw`(?::{1,3}=|\?\?=|[?+.|!=]?={1,2}>?|<-|->|:|,|\|{1,2}|\(|(?:is|are|was|lautet|ist|es|est)(?=[ \t:])[ \t]?:?)[ \t]{0,12}(?:[|>][+-]?[ \t]{0,3}\r?\n[ \t]{0,16})?`,
    String.raw`|[ \t]{0,4}>\s{0,20})`,
    // What says how a header's value is to be read, and what opens a string.
    String.raw`(?:[bruf@]{0,2}\\{0,3}["'\x60]){0,3}(?:(?:Bearer|Basic|Token|ApiKey|Digest)[ \t]{1,3}\\{0,3}["']?)?`,
  ].join(''),
  'iy',
)
const afterFlag = /[ \t]{1,4}\\{0,3}["'`]?(?![-\s])/y

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
const follows = Uint8Array.from({ length: 128 }, (_, code) => (' \t"\'`\\])=:,|><?+.-(!\n\r'.includes(String.fromCharCode(code)) ? 1 : 0))

/** Where the value of the name that ends at `end` begins, or -1. Cheap where there is none. */
export function valueStart(text: string, start: number, end: number): number {
  if (end - start < 2 || (follows[text.charCodeAt(end)] ?? 0) === 0) return -1
  const code = text.charCodeAt(end)
  if (code === 32) {
    // A space: most words are followed by one and another word, and by no value.
    if (text.charCodeAt(start) === 45 && text.charCodeAt(start + 1) === 45) {
      afterFlag.lastIndex = end
      if (afterFlag.test(text)) return afterFlag.lastIndex
    }
    const next = text.charCodeAt(end + 1) | 32
    if (next >= 97 && next <= 122 && !mayLead(next, text.charCodeAt(end + 2) | 32)) return -1
  } else if (code === 46 || code === 44) {
    // A full stop or a comma between words.
    const next = text.charCodeAt(end + 1)
    if (next === 32 && code === 46) return -1
  }
  link.lastIndex = end
  return link.test(text) ? link.lastIndex : -1
}

/** True for how `is`, `are`, `was`, `string`, `str`, `value` and their like begin. */
function mayLead(one: number, two: number): boolean {
  if (two === 115) return one === 105 || one === 101
  return (one === 115 && two === 116) || (one === 97 && two === 114) || (one === 119 && two === 97) || (one === 118 && two === 97) || (one === 108 && two === 97)
}

/** The value that begins at `at`, where the name from `start` to `end` says that it is a secret and it looks like one. */
export function namedValue(text: string, start: number, end: number, at: number, ends: ValueEnds): Value | undefined {
  const before = text.charCodeAt(at - 1)
  const isQuoted = before === 34 || before === 39 || before === 96
  let close = (isQuoted ? ends.quoted : ends.bare).end(text, at)
  if (close - at > LONGEST || close - at < 6) return undefined
  if (!isQuoted) {
    // A call, or what a call is given.
    if (/[([{]/.test(text[close] ?? '') || text[at - 1] === '(') return undefined
    while (/[.,:?!]/.test(text[close - 1] ?? '')) close--
  } else {
    while (text[close - 1] === '\\') close--
    // What has spaces in it is a sentence.
    if (/[ \t]/.test(text[close] ?? '')) return undefined
  }
  if (close - at < 6 || !isOdd(text, at, close)) return undefined
  const nameStart = Math.max(0, start, at - BEHIND)
  const own = text.slice(nameStart, end)
  let claim = claimOf(own)
  if (claim === undefined || claim === 'vendor' || claim === 'key') claim = claimOf(qualified(text, start, end, at)) ?? claim
  if (claim === undefined) return undefined
  if (!isSecret(text.slice(at, close), claim, isQuoted, own)) return undefined
  const isConnection = /(?:account|sharedaccess)(?:key|signature)$/i.test(own) || (claim === 'password' && text[end] === '=' && (text[nameStart - 1] === ';' || text[close] === ';'))
  return { start: at, end: close, isConnection }
}

/** True where a value is long, or has a digit or a mark: what has neither is a word. */
function isOdd(text: string, start: number, end: number): boolean {
  if (end - start > 13) return true
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at)
    if (code < 44 || (code > 47 && code < 58) || code === 61 || (code > 62 && code < 65) || code === 94 || code === 126) return true
  }
  return false
}

/** The name with what it belongs to: `sonar.login`. */
function qualified(text: string, start: number, end: number, at: number): string {
  const least = Math.max(0, at - BEHIND)
  let from = Math.max(start, least)
  while (from > least && /[\w.-]/.test(text[from - 1] as string)) from--
  return text.slice(from, end)
}

/** True where nothing but a credential can stand, and this looks like one. */
export function looksDrawn(value: string): boolean {
  return isSecret(value, 'secret', true, '')
}

function isSecret(value: string, claim: Claim, isQuoted: boolean, name: string): boolean {
  const { digits, letters, changes } = mixture(value)
  if (claim === 'password') return isPassword(value, digits, letters, isQuoted)
  if (value.length < (claim === 'secret' ? 10 : 14)) return false
  if (letters === 0) return digits >= 15 && /asana|discord/i.test(name)
  const words = wordiness(value)
  const bits = entropy(value)
  const hex = /^[0-9a-f]+$/i.test(value)
  if (claim === 'key' && (hex || digits < 2 || words > 0.3 || bits < 3.5 || changes < value.length / 5 || isUuid.test(value) || /[:@/!?]/.test(value))) return false
  if (claim === 'vendor' && (digits === 0 || words > 0.35)) return false
  if (digits === 0 && (value.length < 16 || words > 0.4 || (changes === 0 && words > 0.33))) return false
  if (words > (value.length < 16 ? 0.4 : 0.45) || bits < Math.min(3, Math.log2(value.length) * 0.7)) return false
  return !isPlain(value) && !isPlaceholder(value)
}

const isUuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

function isPassword(value: string, digits: number, letters: number, isQuoted: boolean): boolean {
  if (value.length > 200 || letters === 0) return false
  const marks = /[!@#$%^&*+=?~]/.test(value)
  if (digits === 0 && !marks && !(value.length >= 14 && wordiness(value) < 0.35)) return false
  if (/[()[\]{}]/.test(value) || /^[A-Za-z]\w*(?:[.:/]\w+)+$/.test(value)) return false
  // In code a name may stand there: `password = other2`.
  if (!isQuoted && !marks && /^[A-Za-z_]\w*$/.test(value) && (wordiness(value) > 0.5 || value.length < 8)) return false
  return !isPlain(value) && !isPlaceholder(value) && entropy(value) >= 2
}
