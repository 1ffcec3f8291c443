/** Finds JSON Web Tokens: pieces of base64, of which the first says how it is signed. */
import type { Match } from '../check.ts'
import { LETTER } from '../find/detector.ts'
import type { Seeker } from '../find/detector.ts'
import { DOTTED, ESCAPED, HEX, UNBROKEN, WORD, isOf, runEnd, codeAt } from './alphabet.ts'

/** No more of a token is taken. Headers of HTTP end at half of that. */
const REACH = 16_384
const LONGEST_HEADER = 1024
/** `{"` in base64. */
const MARK = 'eyJ'
const [FULL_STOP, EQUALS, BACKSLASH, PERCENT] = [46, 61, 92, 37]
/** More text may make a token of it, or a longer one. */
const OPEN = -2

/** @see https://www.rfc-editor.org/rfc/rfc7519 and, for five pieces, https://www.rfc-editor.org/rfc/rfc7516 */
export const jwts: Seeker = {
  needs: LETTER,
  madeOf: 0,
  reach: REACH,
  next(text, from) {
    for (let start = text.indexOf(MARK, from); start >= 0; start = text.indexOf(MARK, runEnd(text, start, UNBROKEN, text.length))) {
      const end = isBeginning(text, start) ? tokenEnd(text, start, false) : -1
      if (end >= 0) return { start, end, kind: 'jwt' } satisfies Match
    }
    return undefined
  },
  opens(text, from) {
    // Only what goes on to the end may be one yet.
    const least = Math.max(from, text.length - REACH - 1)
    let run = text.length
    while (run > least && isOf(text, run - 1, DOTTED)) run--
    for (let start = text.indexOf(MARK, run); start >= 0; start = text.indexOf(MARK, runEnd(text, start, UNBROKEN, text.length))) {
      if (isBeginning(text, start) && tokenEnd(text, start, true) === OPEN) return start
    }
    const last = codeAt(text, text.length - 1)
    return last === 101 ? text.length - 1 : last === 121 && codeAt(text, text.length - 2) === 101 ? text.length - 2 : text.length
  },
}

/** True where no token is under way already; what stands before may be `\n` or `%3D`. */
function isBeginning(text: string, at: number): boolean {
  if (!isOf(text, at - 1, DOTTED) || codeAt(text, at - 1) === EQUALS) return true
  if (codeAt(text, at - 2) === BACKSLASH) return isOf(text, at - 1, ESCAPED)
  return codeAt(text, at - 3) === PERCENT && isOf(text, at - 2, HEX) && isOf(text, at - 1, HEX)
}

/** Where the token ends that begins at `start`: after three pieces or five; -1 where there is none, or, where it may grow, `OPEN`. */
function tokenEnd(text: string, start: number, grows: boolean): number {
  const none = (at: number): number => (grows && at === text.length ? OPEN : -1)
  const header = runEnd(text, start, WORD, start + LONGEST_HEADER)
  if (codeAt(text, header) !== FULL_STOP) return none(header)
  const second = runEnd(text, header + 1, WORD, start + REACH)
  if (codeAt(text, second) !== FULL_STOP) return none(second) === OPEN && isHeader(text, start, header) ? OPEN : -1
  if (second - header < 9 || !isHeader(text, start, header)) return -1
  let end = second
  for (let pieces = 2; pieces < 5 && codeAt(text, end) === FULL_STOP; pieces++) end = runEnd(text, end + 1, WORD, start + REACH)
  // Padding, and what an SD-JWT lays open.
  if (codeAt(text, end) === 61 || codeAt(text, end) === 126) end = runEnd(text, end, DOTTED, start + REACH)
  if (end === text.length && grows && end < start + REACH) return OPEN
  while (codeAt(text, end - 1) === FULL_STOP && end > second + 1) end--
  return end
}

function isHeader(text: string, start: number, end: number): boolean {
  try {
    const header: unknown = JSON.parse(atob(text.slice(start, end).replaceAll('-', '+').replaceAll('_', '/')))
    return typeof header === 'object' && header !== null && ('alg' in header || 'typ' in header || 'enc' in header)
  } catch {
    return false // it only began like one
  }
}
