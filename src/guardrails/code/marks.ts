/** Constructions that are known by a mark and not by a word: arrows, comparisons, assignments, variables of a shell. */
import type { Findings } from './findings.ts'

const [DOLLAR, AND, OPEN, CLOSE, SLASH, COLON, SEMICOLON, LESS, EQUALS, MORE, OPEN_BRACE, CLOSE_BRACE, SPACE, BREAK, COMMA, BANG] = [...'$&()/:;<=>{} \n,!'].map((char) => char.charCodeAt(0))

const MOST_PARAMETERS = 100
const MOST_VALUE = 80
const MOST_NAME = 40

/** What stands at a mark. */
export function readMark(text: string, at: number, code: number, findings: Findings): void {
  if (code === EQUALS) readEquals(text, at, findings)
  else if (code === DOLLAR) readDollar(text, at, findings)
  else if (code === COLON) {
    if (text.charCodeAt(at + 1) === EQUALS && text.charCodeAt(at + 2) === SPACE && text.charCodeAt(at - 1) === SPACE && isWord(text.charCodeAt(at - 2))) findings.likely('go', at)
  } else if (code === AND) {
    if (text.charCodeAt(at + 1) === AND && isCommand(text, at + 2)) findings.likely('shell', at)
  } else if (code === LESS && text.startsWith('?=', at + 1)) findings.sure('php')
}

/** `=>`, `===`, `!==`. */
function readEquals(text: string, at: number, findings: Findings): void {
  const next = text.charCodeAt(at + 1)
  const before = text.charCodeAt(at - 1)
  if (next === MORE) {
    if (!findings.has('javascript') && isArrow(text, at)) findings.sure('javascript')
  } else if (next === EQUALS && (before === BANG || (before !== EQUALS && text.charCodeAt(at + 2) === EQUALS && text.charCodeAt(at + 3) !== EQUALS))) findings.likely('javascript', at)
}

/** Behind parameters in brackets, or behind one name that is handed over, assigned, or has a body in brackets. */
function isArrow(text: string, at: number): boolean {
  let end = at - 1
  while (end > at - 4 && text.charCodeAt(end) === SPACE) end--
  if (text.charCodeAt(end) === CLOSE) {
    for (let from = end - 1; from >= Math.max(0, end - 1 - MOST_PARAMETERS); from--) {
      const code = text.charCodeAt(from)
      if (code === OPEN) return true
      if (code === CLOSE) return false
    }
    return false
  }
  const start = wordStart(text, end)
  if (start > end || end - start > MOST_NAME) return false
  const before = text.charCodeAt(text.charCodeAt(start - 1) === SPACE ? start - 2 : start - 1)
  const after = text.charCodeAt(text.charCodeAt(at + 2) === SPACE ? at + 3 : at + 2)
  return before === OPEN || before === EQUALS || before === COMMA || after === OPEN_BRACE || after === OPEN
}

function wordStart(text: string, end: number): number {
  let start = end + 1
  while (start > 0 && end - start <= MOST_NAME && (isWord(text.charCodeAt(start - 1)) || text.charCodeAt(start - 1) === DOLLAR)) start--
  return start
}

/** `$(date `, `${HOME}/`. */
function readDollar(text: string, at: number, findings: Findings): void {
  const next = text.charCodeAt(at + 1)
  if (next === OPEN) {
    const end = wordEnd(text, at + 2)
    if (end > at + 2 && text.charCodeAt(end) === SPACE) findings.likely('shell', at)
    return
  }
  const from = next === OPEN_BRACE ? at + 2 : at + 1
  let end = from
  while (end - from <= MOST_NAME && isCapital(text.charCodeAt(end))) end++
  if (end - from < 2) return
  if (text.charCodeAt(end) === CLOSE_BRACE) end++
  if (text.charCodeAt(end) === SLASH) findings.likely('shell', at)
}

/** `$name = value;`, of which this is behind the name. */
export function isAssigned(text: string, end: number): boolean {
  let at = text.charCodeAt(end) === SPACE ? end + 1 : end
  if (text.charCodeAt(at) !== EQUALS) return false
  for (const last = ++at + MOST_VALUE; at <= last; at++) {
    const code = text.charCodeAt(at)
    if (code === SEMICOLON) return true
    if (code === EQUALS || code === BREAK) return false
  }
  return false
}

/** One to three spaces, a word, and a space. */
function isCommand(text: string, from: number): boolean {
  let at = from
  while (at < from + 3 && text.charCodeAt(at) === SPACE) at++
  const end = wordEnd(text, at)
  return at > from && end >= at + 2 && text.charCodeAt(end) === SPACE
}

function wordEnd(text: string, from: number): number {
  let end = from
  while (end - from <= MOST_NAME && isWord(text.charCodeAt(end))) end++
  return end
}

function isWord(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || isCapital(code)
}

function isCapital(code: number): boolean {
  return (code >= 65 && code <= 90) || code === 95
}
