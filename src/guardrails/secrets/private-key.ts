/** Finds private keys in PEM: the whole block, also where it is cut short or its lines are joined by `\n`. */
import type { Match } from '../check.ts'
import { LETTER } from '../find/detector.ts'
import type { Seeker } from '../find/detector.ts'

/** No more of a block is taken. An RSA key of 16,384 bits has 12,700 characters; PGP keys with a picture and those that outlast quantum computers have more. */
const REACH = 65_536
/** So much of a long block tells whether it goes on. */
const TAIL = 1024
const MARK = '-----BEGIN'
const FOOTER = '-----END'
const LONGEST_HEADER = 80

const header = /-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----/y
/** What the lines of a block may be made of, with what JSON and code put between them, and its `Proc-Type:` and `DEK-Info:`. */
const body = /[A-Za-z0-9+/=\s\\:,"'_-]/
const inBody = Uint8Array.from({ length: 128 }, (_, code) => (body.test(String.fromCharCode(code)) ? 1 : 0))
const attribute = /(?:\s|\\n){0,4}[A-Za-z-]{3,20}: [^\n]{0,80}(?:\n|\\n)/y
const headerSoFar = /^-----BEGIN(?: [A-Z0-9]{0,12}){0,5}-{0,5}$/
const attributeSoFar = /(?:\n|\\n)[A-Za-z-]{3,20}: [^\n]{0,80}$/
const lineBreak = /^(?:\s|\\r)*(?:\n|\\n)/
const line = /[A-Za-z0-9+/=]{40}/

/** @see https://www.rfc-editor.org/rfc/rfc7468 */
export const privateKeys: Seeker = {
  needs: LETTER,
  madeOf: 0,
  reach: REACH,
  next(text, from) {
    for (let start = text.indexOf(MARK, from); start >= 0; start = text.indexOf(MARK, start + MARK.length)) {
      const end = blockEnd(text, start)
      if (end !== undefined && end.isKey) return { start, end: end.at, kind: 'private_key' } satisfies Match
    }
    return undefined
  },
  opens(text, from) {
    // Most texts end without a dash, and the search for the mark costs more than to see that.
    if (!hasDash(text, from)) return text.length
    const start = text.lastIndexOf(MARK)
    if (start < 0 || start < text.length - REACH - 1) return partOfMark(text)
    if (text.length - start > 2 * TAIL && text.indexOf('-----', start + MARK.length + LONGEST_HEADER) < 0) return goesOn(text, start) ? start : partOfMark(text)
    const block = blockEnd(text, start)
    if (block === undefined) return text.length - start < LONGEST_HEADER && headerSoFar.test(text.slice(start)) ? start : partOfMark(text)
    if (block.isClosed || !mayGoOn(text, start, block.at)) return Math.max(block.at, partOfMark(text))
    return start
  },
}

/** Of a long block only the end is looked at, for a stream asks at every event: true where that may be the lines of a key. */
function goesOn(text: string, start: number): boolean {
  header.lastIndex = start
  if (!header.test(text)) return false
  for (let at = text.length - TAIL; at < text.length; at++) if ((inBody[text.charCodeAt(at)] ?? 0) === 0) return false
  return true
}

function hasDash(text: string, from: number): boolean {
  for (let at = from; at < text.length; at++) if (text.charCodeAt(at) === 45) return true
  return false
}

/** True where more text may belong to the block that so far ends at `at`: its lines, its footer, or an attribute before them. */
function mayGoOn(text: string, start: number, at: number): boolean {
  if (at === text.length) return true
  const rest = text.slice(at, at + LONGEST_HEADER + 1)
  if (rest.length <= LONGEST_HEADER && (FOOTER.startsWith(rest) || rest.startsWith(FOOTER))) return true
  return text.length - start < 6 * LONGEST_HEADER && attributeSoFar.test(text.slice(start))
}

/** Where the block that begins at `start` ends; `undefined` where no private key begins. */
function blockEnd(text: string, start: number): { readonly at: number; readonly isKey: boolean; readonly isClosed: boolean } | undefined {
  header.lastIndex = start
  if (!header.test(text)) return undefined
  const from = header.lastIndex
  let at = from
  for (let lines = 0; lines < 4; lines++) {
    attribute.lastIndex = at
    if (!attribute.test(text)) break
    at = attribute.lastIndex
  }
  const most = Math.min(text.length, start + REACH)
  while (at < most && (inBody[text.charCodeAt(at)] ?? 0) === 1 && !(text.charCodeAt(at) === 45 && text.startsWith('-----', at))) at++
  const isKey = line.test(text.slice(from, at))
  if (!text.startsWith(FOOTER, at)) return { at, isKey, isClosed: false }
  const close = text.indexOf('-----', at + 8)
  return close < 0 || close > at + LONGEST_HEADER ? { at, isKey, isClosed: false } : { at: close + 5, isKey: isKey || (at - from > 12 && lineBreak.test(text.slice(from, from + 8))), isClosed: true }
}

/** Where the last characters may be the beginning of the mark. */
function partOfMark(text: string): number {
  for (let at = Math.max(0, text.length - MARK.length); at < text.length; at++) if (text.charCodeAt(at) === 45 && MARK.startsWith(text.slice(at))) return at
  return text.length
}
