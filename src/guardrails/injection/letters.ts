/** Letters that are set apart, and digits that stand for letters. */
import { Units } from './units.ts'

/** Fewer single letters are a list. */
const LEAST = 6

/** The text with the letters joined that only stand apart: `i g n o r e`, `i.g.n.o.r.e`; nothing where there are none. */
export function withLettersJoined(plain: string): string | undefined {
  let out: Units | undefined
  let copied = 0
  for (let at = 0; at < plain.length; at++) {
    const from = at
    while (at < plain.length && isLetter(plain.charCodeAt(at))) at++
    if (at !== from + 1) continue
    at = from
    let letters = 1
    for (let next = nextSingle(plain, at); next >= 0; next = nextSingle(plain, at)) {
      at = next
      letters++
    }
    if (letters < LEAST) continue
    out ??= new Units(plain.length)
    for (let place = copied; place < from; place++) out.add(plain.charCodeAt(place))
    for (let place = from; place <= at; place++) {
      if (isLetter(plain.charCodeAt(place))) out.add(plain.charCodeAt(place))
      else if (plain.charCodeAt(place) === 124 || plain.charCodeAt(place) === 95) out.add(32)
    }
    copied = at + 1
  }
  if (out === undefined) return undefined
  for (let place = copied; place < plain.length; place++) out.add(plain.charCodeAt(place))
  return out.text()
}

/** The single letter that follows the one at `at` behind one to three marks, or -1. */
function nextSingle(plain: string, at: number): number {
  let next = at + 1
  while (next < at + 4 && isBetween(plain.charCodeAt(next))) next++
  return next > at + 1 && isSingle(plain, next) ? next : -1
}

function isSingle(plain: string, at: number): boolean {
  return at < plain.length && isLetter(plain.charCodeAt(at)) && (at === 0 || !isLetter(plain.charCodeAt(at - 1))) && (at + 1 === plain.length || !isLetter(plain.charCodeAt(at + 1)))
}

function isLetter(code: number): boolean {
  return code >= 97 && code <= 122
}

/** ` `, `.`, `-`, `_`, `|` */
function isBetween(code: number): boolean {
  return code === 32 || code === 46 || code === 45 || code === 95 || code === 124
}

const stands: Readonly<Record<string, string>> = { '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '@': 'a', $: 's', '!': 'i', '|': 'l' }
const letterOf = Uint8Array.from({ length: 128 }, (_, code) => stands[String.fromCharCode(code)]?.charCodeAt(0) ?? 0)

/** The text with letters for the digits in its words: `1gn0re`; nothing where there are none. */
export function withoutLeet(plain: string): string | undefined {
  let out: Units | undefined
  let copied = 0
  for (let at = 0; at < plain.length; ) {
    const from = at
    let letters = 0
    let digits = 0
    for (; at < plain.length; at++) {
      const code = plain.charCodeAt(at)
      if (isLetter(code)) letters++
      else if (code < 128 && letterOf[code] !== 0) digits++
      else break
    }
    if (letters > 0 && digits > 0 && at - from >= 4 && at - from <= 20) {
      out ??= new Units(plain.length)
      for (let place = copied; place < from; place++) out.add(plain.charCodeAt(place))
      for (let place = from; place < at; place++) out.add(letterOf[plain.charCodeAt(place)] || plain.charCodeAt(place))
      copied = at
    }
    at++
  }
  if (out === undefined) return undefined
  for (let place = copied; place < plain.length; place++) out.add(plain.charCodeAt(place))
  return out.text()
}
