/** What stands between a name and its value: what closes the name, a type, what assigns, and what opens the value. Every part has a bound. */
import { ALNUM, BLANK, PLAIN, QUOTE, SPACE, isLetter, isOf, runEnd, codeAt } from './alphabet.ts'

const BACKSLASH = 92

/** Where the value begins of the name that ends at `end`, or -1. */
export function linkEnd(text: string, end: number): number {
  const closed = afterQuote(text, end)
  const short = afterPlainSign(text, closed)
  if (short >= 0) return short
  const code = codeAt(text, closed)
  // The name is a value itself: `"name": "TOKEN", "value": "…"`.
  const field = code === 44 || isOf(text, closed, SPACE) ? afterField(text, closed) : -1
  if (field >= 0) return opened(text, field)
  const assigned = afterAssignment(text, code === 93 || code === 41 ? closed + 1 : closed)
  if (assigned >= 0) return opened(text, assigned)
  const tag = runEnd(text, end, BLANK, end + 4)
  return codeAt(text, tag) === 62 ? opened(text, runEnd(text, tag + 1, SPACE, tag + 21)) : -1
}

/** Where the value begins behind nothing but `=` or `:`, blanks and a quote, as nearly all do; or -1, where it takes a closer look. */
function afterPlainSign(text: string, closed: number): number {
  let at = closed
  if (codeAt(text, at) === 32) at++
  const sign = codeAt(text, at)
  if (sign !== 61 && sign !== 58) return -1
  at++
  if (codeAt(text, at) === 32) at++
  if (isOf(text, at, QUOTE)) return isOf(text, at + 1, ALNUM) ? opened(text, at + 1) : -1
  if (!isOf(text, at, ALNUM)) return -1
  // A type may stand there: `token: string = "…"`.
  const small = codeAt(text, at) | 32
  return sign === 58 && (small === 115 || small === 97) ? -1 : opened(text, at)
}

/** Where a flag's value begins: `--token …`; or -1. */
export function flagEnd(text: string, end: number): number {
  const from = runEnd(text, end, BLANK, end + 4)
  if (from === end) return -1
  const at = afterQuote(text, from)
  return codeAt(text, at) === 45 || isOf(text, at, SPACE) ? -1 : at
}

/** Behind a quote, which may be escaped. */
function afterQuote(text: string, at: number): number {
  if (codeAt(text, at) === BACKSLASH) at = afterBackslashes(text, at)
  return isOf(text, at, QUOTE) ? at + 1 : at
}

function afterBackslashes(text: string, at: number): number {
  const most = at + 3
  while (at < most && codeAt(text, at) === BACKSLASH) at++
  return at
}

const fields = ['value', 'content', 'default']

function afterField(text: string, closed: number): number {
  let at = closed
  while (at < closed + 20 && (codeAt(text, at) === 44 || isOf(text, at, SPACE))) at++
  at = afterQuote(text, at)
  const field = wordIn(text, at, fields)
  if (field < 0) return -1
  at = runEnd(text, afterQuote(text, field), BLANK, field + 7)
  const code = codeAt(text, at)
  return code === 58 || code === 61 ? runEnd(text, at + 1, BLANK, at + 5) : -1
}

function afterAssignment(text: string, from: number): number {
  const blank = runEnd(text, from, BLANK, from + 12)
  let at = afterSign(text, blank)
  const typed = afterType(text, blank)
  if (typed >= 0) at = afterSign(text, typed)
  if (at < 0) return -1
  at = runEnd(text, at, BLANK, at + 12)
  const block = afterBlockMark(text, at)
  return block < 0 ? at : block
}

const types = ['string', '&str', 'str', '*string', 'any']

/** Behind a type between name and value, as Go and Kotlin write it, where what assigns follows; or -1. */
function afterType(text: string, from: number): number {
  const code = codeAt(text, from)
  let at = code === 58 ? runEnd(text, from + 1, BLANK, from + 4) : from
  const first = codeAt(text, at)
  if (first !== 38 && first !== 42 && (first | 32) !== 115 && (first | 32) !== 97) return -1
  at = wordIn(text, at, types)
  if (at < 0) return -1
  if (codeAt(text, at) === 63) at++
  const end = runEnd(text, at, BLANK, at + 3)
  return end > at && codeAt(text, end) === 61 ? end : -1
}

const verbs = ['is', 'are', 'was', 'lautet', 'ist', 'est', 'es']

/** Behind what assigns: `=`, `:=`, `=>`, `->`, `:`, `,`, `is`…; or -1. */
function afterSign(text: string, at: number): number {
  const code = codeAt(text, at)
  if (code === 58) {
    let end = at + 1
    while (end < at + 3 && codeAt(text, end) === 58) end++
    return codeAt(text, end) === 61 ? end + 1 : at + 1
  }
  if (code === 61) return afterArrow(text, at, 3)
  const next = codeAt(text, at + 1)
  // ?= += .= |= !=
  if ((code === 63 || code === 43 || code === 46 || code === 124 || code === 33) && next === 61) return afterArrow(text, at + 1, 2)
  if (code === 63 && next === 63 && codeAt(text, at + 2) === 61) return at + 3
  if ((code === 60 && next === 45) || (code === 45 && next === 62)) return at + 2
  if (code === 44 || code === 40) return at + 1
  if (code === 124) return next === 124 ? at + 2 : at + 1
  const verb = code > 64 ? wordIn(text, at, verbs) : -1
  if (verb < 0 || !(isOf(text, verb, BLANK) || codeAt(text, verb) === 58)) return -1
  const end = isOf(text, verb, BLANK) ? verb + 1 : verb
  return codeAt(text, end) === 58 ? end + 1 : end
}

function afterArrow(text: string, at: number, signs: number): number {
  let end = at
  while (end < at + signs && codeAt(text, end) === 61) end++
  return codeAt(text, end) === 62 ? end + 1 : end
}

/** Behind the end of a line after `|` and `>`, as in YAML and in XML, or -1. */
function afterBlockMark(text: string, at: number): number {
  const code = codeAt(text, at)
  if (code !== 124 && code !== 62) return -1
  const sign = codeAt(text, at + 1)
  const from = sign === 43 || sign === 45 ? at + 2 : at + 1
  let end = runEnd(text, from, BLANK, from + 3)
  if (codeAt(text, end) === 13) end++
  return codeAt(text, end) === 10 ? runEnd(text, end + 1, BLANK, end + 17) : -1
}

const schemes = ['bearer', 'basic', 'token', 'apikey', 'digest']

/** Behind what opens a string, and what says how a header's value is to be read. */
function opened(text: string, at: number): number {
  if (isOf(text, at, PLAIN)) return at
  for (let quotes = 0; quotes < 3; quotes++) {
    let end = at
    // b"…", r#"…", f'…'
    while (end < at + 2 && isStringLetter(codeAt(text, end))) end++
    const quote = afterBackslashes(text, end)
    if (!isOf(text, quote, QUOTE)) break
    at = quote + 1
  }
  const scheme = wordIn(text, at, schemes)
  if (scheme < 0) return at
  const blank = runEnd(text, scheme, BLANK, scheme + 3)
  if (blank === scheme) return at
  const quote = afterBackslashes(text, blank)
  return codeAt(text, quote) === 34 || codeAt(text, quote) === 39 ? quote + 1 : quote
}

function isStringLetter(code: number): boolean {
  const small = code | 32
  return small === 98 || small === 114 || small === 117 || small === 102 || code === 64
}

/** Behind the first of these words that begins at `at`, in small letters or capitals; or -1. */
export function wordIn(text: string, at: number, words: readonly string[]): number {
  const first = codeAt(text, at) | 32
  for (let which = 0; which < words.length; which++) {
    const word = words[which] as string
    if ((word.charCodeAt(0) | 32) !== first) continue
    let place = 1
    while (place < word.length && (codeAt(text, at + place) | 32) === word.charCodeAt(place)) place++
    // `is` may be the beginning of `ist`.
    if (place === word.length && !(words === verbs && isLetter(codeAt(text, at + place)))) return at + place
  }
  return -1
}
