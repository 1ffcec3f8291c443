/** Which class each character is of, and which classes a text has. */
import { AT, BASE64, BREAK, COLON, DASH, DIGIT, DOT, LETTER, OTHER, PUNCTUATION, SLASH, SPACE, UNDERSCORE } from './detector.ts'

/** The class of each of the first 128 characters. */
const table = Uint16Array.from({ length: 128 }, (_, code) => asciiClass(String.fromCharCode(code)))

function asciiClass(character: string): number {
  if (/[0-9]/.test(character)) return DIGIT
  if (/[A-Za-z]/.test(character)) return LETTER
  if (character === ' ' || character === '\t') return SPACE
  if (character === '\n' || character === '\r') return BREAK
  const alone: Readonly<Record<string, number>> = { '@': AT, '.': DOT, ':': COLON, '-': DASH, '/': SLASH, _: UNDERSCORE, '=': BASE64, '+': BASE64 }
  return alone[character] ?? (character >= '!' && character <= '~' ? PUNCTUATION : OTHER)
}

/** The class of a character, by its UTF-16 code. */
export function classOf(code: number): number {
  return code < 128 ? (table[code] as number) : wideClass(code)
}

function wideClass(code: number): number {
  // Latin letters with their marks, less the signs for times and divided by.
  if (code >= 0xc0 && code <= 0x24f) return code === 0xd7 || code === 0xf7 ? OTHER : LETTER
  // Hyphens and dashes from U+2010 to U+2015, and the minus sign.
  if ((code >= 0x2010 && code <= 0x2015) || code === 0x2212) return DASH
  // The spaces that do not break, and the thin ones.
  return code === 0xa0 || code === 0x202f || code === 0x2009 || code === 0x2007 ? SPACE : OTHER
}

/** The classes that a text has from `from` on; it looks no further once it has seen all that are `wanted`. */
export function classesOf(text: string, from: number, wanted: number): number {
  let seen = 0
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at)
    seen |= code < 128 ? (table[code] as number) : wideClass(code)
    if ((seen & wanted) === wanted) return seen
  }
  return seen
}
