/** Puts right what only looks like JSON, in one pass, where there is one way to: what was cut inside a value is not guessed. */
import { isJson } from './json-texts.ts'

export interface Repaired {
  readonly text: string
  /** What was put right: `trailing commas`. */
  readonly notes: readonly string[]
}

/** `undefined` where it cannot be put right. */
export function repairJson(text: string): Repaired | undefined {
  for (const { from, until, notes } of candidates(text)) {
    const repaired = rewritten(text, from, until, new Set(notes))
    if (repaired !== undefined && isJson(repaired.text)) return repaired
  }
  return undefined
}

interface Candidate {
  readonly from: number
  readonly until: number
  readonly notes: readonly string[]
}

/** Inside the first code fence; else from the first bracket of either kind. */
function candidates(text: string): Candidate[] {
  const found: Candidate[] = []
  const fence = text.indexOf('```')
  if (fence >= 0) {
    const line = text.indexOf('\n', fence)
    const close = text.indexOf('```', fence + 3)
    const until = close < 0 ? text.length : close
    const from = line >= 0 && line < until ? line + 1 : fence + 3
    found.push({ from: skipped(text, from, until), until, notes: ['a code fence'] })
  }
  const brackets = [text.indexOf('{'), text.indexOf('[')].filter((at) => at >= 0).sort((a, b) => a - b)
  for (const from of brackets) found.push({ from, until: text.length, notes: text.slice(0, from).trim() === '' ? [] : ['words around it'] })
  return found
}

/** To the first bracket. */
function skipped(text: string, from: number, until: number): number {
  const at = text.slice(from, until).search(/[{[]/)
  return at < 0 ? until : from + at
}

/** What may come next in a bracket: a name, its colon, a value, or a comma. */
type Wanted = 'name' | 'colon' | 'value' | 'comma'

interface Open {
  readonly isObject: boolean
  wanted: Wanted
  /** Where a comma stands that goes if nothing follows. */
  comma: number | undefined
}

/** What stands instead of a piece of the text. */
interface Edit {
  readonly from: number
  readonly until: number
  readonly text: string
}

const LITERALS: ReadonlyMap<string, string> = new Map([['true', 'true'], ['false', 'false'], ['null', 'null'], ['True', 'true'], ['False', 'false'], ['None', 'null']])
const MAX_DEPTH = 500

const COMMA = 44
const MINUS = 45
const COMMENT = /\/\/[^\n]*|\/\*(?:[^*]|\*(?!\/))*\*\/|#[^\n]*/y
const WORD = /[\p{L}_$][\p{L}\p{N}_$-]*/uy

function rewritten(text: string, from: number, until: number, notes: Set<string>): Repaired | undefined {
  const edits: Edit[] = []
  const stack: Open[] = []
  let at = from
  while (at < until) {
    const open = stack[stack.length - 1]
    if (open === undefined && at > from) break // the value is over
    if (open !== undefined) at = spacesEnd(text, at, until)
    if (at === until) break
    const code = text.charCodeAt(at)
    // A list of numbers is all commas and digits.
    if (code === COMMA && open !== undefined && open.wanted === 'comma') {
      open.comma = at++
      open.wanted = open.isObject ? 'name' : 'value'
      continue
    }
    const end = numeric[code] === 1 && open !== undefined ? numberEnd(open) : step(text[at] as string, open)
    if (end === undefined || end > until) return undefined
    at = end
  }
  if (stack.length > 0) notes.add('brackets that were not closed')
  let closing = ''
  for (let open = stack.at(-1); open !== undefined; open = stack.at(-1)) {
    if (!closes(open)) return undefined
    closing += open.isObject ? '}' : ']'
  }
  if (!notes.has('a code fence') && text.slice(at, until).trim() !== '') notes.add('words around it')
  return { text: edited(text, from, at, edits) + closing, notes: [...notes] }

  /** Takes what stands here, and gives its end; `undefined` where it cannot stand here. */
  function step(char: string, open: Open | undefined): number | undefined {
    if (char === '{' || char === '[') {
      if (!valueBegins(open) || stack.length >= MAX_DEPTH) return undefined
      stack.push({ isObject: char === '{', wanted: char === '{' ? 'name' : 'value', comma: undefined })
      return at + 1
    }
    if (open === undefined) return undefined
    if (char === '}' || char === ']') return open.isObject === (char === '}') && closes(open) ? at + 1 : undefined
    if (char === ':') {
      if (open.wanted !== 'colon') return undefined
      open.wanted = 'value'
      return at + 1
    }
    if (char === '"' || char === "'") return stringEnds(char, open)
    const comment = char === '/' || char === '#' ? endOf(COMMENT, text, at) : undefined
    return comment === undefined ? wordEnds(open) : replaced(comment, '', 'comments')
  }

  /** A minus alone is no number. */
  function numberEnd(open: Open): number | undefined {
    const first = text.charCodeAt(at) === MINUS ? at + 1 : at
    if (!isDigit(text.charCodeAt(first)) || !valueBegins(open)) return undefined
    let end = first + 1
    while (numeric[text.charCodeAt(end)] === 1) end++
    return end
  }

  function stringEnds(quote: string, open: Open): number | undefined {
    const end = stringEnd(text, at, until)
    if (end === undefined || !stringBegins(open)) return undefined
    const written = text.slice(at, end)
    const json = quoted(written.slice(1, -1))
    return json === written ? end : replaced(end, json, quote === "'" ? 'single quotes' : undefined)
  }

  function wordEnds(open: Open): number | undefined {
    const end = endOf(WORD, text, at)
    if (end === undefined) return undefined
    const word = text.slice(at, end)
    if (open.wanted === 'name') return stringBegins(open) ? replaced(end, JSON.stringify(word), 'names without quotes') : undefined
    const literal = LITERALS.get(word)
    if (literal === undefined || !valueBegins(open)) return undefined
    return literal === word ? end : replaced(end, literal, "Python's words")
  }

  function replaced(end: number, by: string, note: string | undefined): number {
    if (note !== undefined) notes.add(note)
    edits.push({ from: at, until: end, text: by })
    return end
  }

  function valueBegins(open: Open | undefined): boolean {
    if (open === undefined) return true
    if (open.wanted !== 'value') return false
    open.comma = undefined
    open.wanted = 'comma'
    return true
  }

  function stringBegins(open: Open): boolean {
    if (open.wanted !== 'name') return valueBegins(open)
    open.comma = undefined
    open.wanted = 'colon'
    return true
  }

  function closes(open: Open): boolean {
    if (open.wanted === 'colon' || (open.isObject && open.wanted === 'value')) return false
    if (open.comma !== undefined) {
      notes.add('trailing commas')
      edits.push({ from: open.comma, until: open.comma + 1, text: '' })
    }
    stack.pop()
    return true
  }
}

function spacesEnd(text: string, from: number, until: number): number {
  let at = from
  while (at < until && isSpace(text.charCodeAt(at))) at++
  return at
}

function isSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

/** What a number goes on with. */
const numeric = Uint8Array.from({ length: 128 }, (_, code) => (/[\d.eE+-]/.test(String.fromCharCode(code)) ? 1 : 0))

function endOf(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : undefined
}

/** A comma is found to be one too many only later: hence the order. */
function edited(text: string, from: number, until: number, edits: readonly Edit[]): string {
  let out = ''
  let copied = from
  for (const edit of edits.toSorted((a, b) => a.from - b.from)) {
    out += text.slice(copied, edit.from) + edit.text
    copied = edit.until
  }
  return out + text.slice(copied, until)
}

/** Behind the closing quote; `undefined` where there is none: the text was cut here, and nobody knows what is missing. */
function stringEnd(text: string, from: number, until: number): number | undefined {
  const quote = text[from]
  for (let at = from + 1; at < until; at++) {
    if (text[at] === '\\') at += 1
    else if (text[at] === quote) return at + 1
  }
  return undefined
}

/** Escapes that JSON has stay; others lose their backslash where they mean the character itself, and keep it where they do not. */
function quoted(inside: string): string {
  return `"${inside.replaceAll(/\\(?:["\\/bfnrt]|u[\da-fA-F]{4})|\\['`]|["\\\u0000-\u001f]/g, (found) => {
    if (found.length === 2 && "'`".includes(found[1] as string)) return found[1] as string
    return found.length > 1 ? found : JSON.stringify(found).slice(1, -1)
  })}"`
}
