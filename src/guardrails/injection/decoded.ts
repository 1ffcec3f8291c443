/** Other readings of a text that hides what it says: pieces in base64, hex, percent signs or rot13, letters set apart, digits for letters. */
import { fromHex, fromPercent } from './bytes.ts'
import { withLettersJoined, withoutLeet } from './letters.ts'
import { normalize } from './normalize.ts'

const base64 = /[A-Za-z0-9+/_-]{24,4096}={0,2}/g
const rot13 = /\b(?:vtaber|qvfertneq|cerivbhf|vafgehpgvbaf?|flfgrz|cebzcg|erirny|qverpgvirf?|thvqryvarf|ehyrf|sbetrg|pbzznaqf)\b/
const backwards = /\b(?:erongi|snoitcurtsni|suoiverp|tpmorp|drageridsi?d)\b/
const LEAST = 12

/** How the text reads when what is encoded in it is decoded once; nothing where nothing is. */
export function readings(raw: string, plain: string): string[] {
  const out: string[] = []
  const add = (text: string): void => {
    if (text.length >= LEAST) out.push(normalize(text).text)
  }
  let decoded = ''
  for (const [piece] of raw.matchAll(base64)) decoded += `${fromBase64(piece) ?? ''} `
  add(decoded.trim())
  add(fromHex(raw))
  if (raw.includes('%')) add(fromPercent(raw))
  if (rot13.test(plain)) add(plain.replace(/[a-z]/g, (letter) => String.fromCharCode(((letter.charCodeAt(0) - 97 + 13) % 26) + 97)))
  if (backwards.test(plain)) add([...plain].reverse().join(''))
  const joined = withLettersJoined(plain)
  if (joined !== undefined) out.push(joined, spaced(joined))
  const letters = withoutLeet(plain)
  if (letters !== undefined) out.push(letters)
  return out
}

/** Words run together, where they are the ones that matter. */
function spaced(text: string): string {
  return text.replace(/(ignore|disregard|forget|all|previous|prior|above|earlier|your|the|instructions|rules|reveal|system|prompt|and|print|show)/g, ' $1 ').replace(/ {2,}/g, ' ')
}

function fromBase64(piece: string): string | undefined {
  const letters = piece.replace(/=+$/, '').replaceAll('-', '+').replaceAll('_', '/')
  try {
    return readable(atob(letters.slice(0, letters.length - (letters.length % 4 === 1 ? 1 : 0))))
  } catch {
    return undefined // it only looked like base64
  }
}

/** Text, where it is one: printable, with words. */
function readable(text: string): string | undefined {
  return /^[\x09\x0a\x0d\x20-\x7e]{12,}$/.test(text) && /[a-z]{3}/i.test(text) ? text : undefined
}
