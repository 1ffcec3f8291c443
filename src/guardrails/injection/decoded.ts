/** Other readings of a text that hides what it says: pieces in base64, hex, percent signs or rot13, letters set apart, digits for letters. */
import { normalize } from './normalize.ts'

const base64 = /[A-Za-z0-9+/_-]{24,4096}={0,2}/g
const hex = /(?:(?:0x|\\x)?[0-9a-fA-F]{2}[ ,:]?){16,1024}/g
const apart = /(?<![a-z])(?:[a-z][ .\-_|]{1,3}){5,200}[a-z](?![a-z])/g
const leet = /\b(?=[a-z@$!|013457]{0,11}[a-z])(?=[a-z]{0,11}[@$!|013457])[a-z@$!|013457]{4,16}/g
const rot13 = /\b(?:vtaber|qvfertneq|cerivbhf|vafgehpgvbaf?|flfgrz|cebzcg|erirny|qverpgvirf?|thvqryvarf|ehyrf|sbetrg|pbzznaqf)\b/
const backwards = /\b(?:erongi|snoitcurtsni|suoiverp|tpmorp|drageridsi?d)\b/
const digits: Readonly<Record<string, string>> = { '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '@': 'a', $: 's', '!': 'i', '|': 'l' }

/** How the text reads when what is encoded in it is decoded once; nothing where nothing is. */
export function readings(raw: string, plain: string): string[] {
  const out: string[] = []
  const add = (text: string | undefined): void => {
    if (text !== undefined && text.length >= 12) out.push(normalize(text).text)
  }
  let decoded = ''
  for (const [piece] of raw.matchAll(base64)) decoded += `${fromBase64(piece) ?? ''} `
  add(decoded.trim())
  decoded = ''
  for (const [piece] of raw.matchAll(hex)) decoded += `${fromHex(piece) ?? ''} `
  add(decoded.trim())
  if (/%[0-9a-fA-F]{2}/.test(raw)) add(unescaped(raw).replaceAll('+', ' '))
  if (rot13.test(plain)) add(plain.replace(/[a-z]/g, (letter) => String.fromCharCode(((letter.charCodeAt(0) - 97 + 13) % 26) + 97)))
  if (backwards.test(plain)) add([...plain].reverse().join(''))
  const joined = plain.replace(apart, (piece) => piece.replace(/ {2,3}|[|_]/g, '\n').replace(/[ .-]/g, '').replaceAll('\n', ' '))
  if (joined !== plain) out.push(joined, spaced(joined))
  const letters = plain.replace(leet, (word) => word.replace(/[013457@$!|]/g, (digit) => digits[digit] ?? digit))
  if (letters !== plain) out.push(letters)
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

function fromHex(piece: string): string | undefined {
  const pairs = piece.replace(/0x|\\x|[ ,:]/g, '').match(/../g) ?? []
  return readable(pairs.map((pair) => String.fromCharCode(Number.parseInt(pair, 16))).join(''))
}

function unescaped(piece: string): string {
  return piece.replace(/%([0-9a-fA-F]{2})/g, (_, pair: string) => String.fromCharCode(Number.parseInt(pair, 16)))
}

/** Text, where it is one: printable, with words. */
function readable(text: string): string | undefined {
  return /^[\x09\x0a\x0d\x20-\x7e]{12,}$/.test(text) && /[a-z]{3}/i.test(text) ? text : undefined
}
