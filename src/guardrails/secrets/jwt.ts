/** Finds JSON Web Tokens: pieces of base64, of which the first says how it is signed. */
import type { Match } from '../check.ts'
import { DASH, DOT, LETTER, UNDERSCORE } from '../find/detector.ts'
import type { Seeker } from '../find/detector.ts'
import { DOTTED, WORD, isOf, runEnd } from './alphabet.ts'

/** No token is longer. */
const REACH = 8192
const LONGEST_HEADER = 1024
/** `{"` in base64. */
const MARK = 'eyJ'

/** @see https://www.rfc-editor.org/rfc/rfc7519 and, for five pieces, https://www.rfc-editor.org/rfc/rfc7516 */
export const jwts: Seeker = {
  needs: LETTER | DOT,
  madeOf: LETTER | DOT | DASH | UNDERSCORE,
  reach: REACH,
  next(text, from) {
    for (let start = text.indexOf(MARK, from); start >= 0; start = text.indexOf(MARK, start + 1)) {
      const match = isBeginning(text, start) ? tokenAt(text, start) : undefined
      if (match !== undefined) return match
    }
    return undefined
  },
  opens(text) {
    const least = Math.max(0, text.length - REACH - 1)
    const start = text.lastIndexOf(MARK)
    if (start >= least && runEnd(text, start, DOTTED, text.length) === text.length) {
      let begin = start
      while (begin > least && isOf(text, begin - 1, DOTTED)) begin--
      for (let at = text.indexOf(MARK, begin); at >= 0; at = text.indexOf(MARK, at + 1)) if (isBeginning(text, at)) return at
    }
    return text.endsWith('ey') ? text.length - 2 : text.endsWith('e') ? text.length - 1 : text.length
  },
}

/** True where no token is under way already; what stands before may be `\n` or `%3D`. */
function isBeginning(text: string, at: number): boolean {
  if (at === 0 || !isOf(text, at - 1, DOTTED) || text[at - 1] === '=') return true
  return (text[at - 2] === '\\' && /[nrt]/.test(text[at - 1] as string)) || (text[at - 3] === '%' && /^[0-9A-F]{2}$/.test(text.slice(at - 2, at)))
}

function tokenAt(text: string, start: number): Match | undefined {
  const header = runEnd(text, start, WORD, start + LONGEST_HEADER)
  if (text[header] !== '.') return undefined
  const payload = runEnd(text, header + 1, WORD, start + REACH)
  if (payload - header < 9 || text[payload] !== '.' || !isHeader(text.slice(start, header))) return undefined
  let end = runEnd(text, payload + 1, DOTTED, start + REACH)
  if (end === start + REACH && isOf(text, end, DOTTED)) return undefined
  while (text[end - 1] === '.' && end > payload + 1) end--
  return { start, end, kind: 'jwt' }
}

function isHeader(encoded: string): boolean {
  try {
    const header: unknown = JSON.parse(atob(encoded.replaceAll('-', '+').replaceAll('_', '/')))
    return typeof header === 'object' && header !== null && ('alg' in header || 'typ' in header || 'enc' in header)
  } catch {
    return false // it only began like one
  }
}
