/** What characters are. */

/** The code at a place of a string, 0 before it and behind it: asking for what is not there makes every later question slow. */
export function codeIn(text: string, at: number): number {
  return at >= 0 && at < text.length ? text.charCodeAt(at) : 0
}

const WIDE = 0x250
const wordy = Uint8Array.from({ length: WIDE }, (_, code) => (/[\w\u00c0-\u024f]/.test(String.fromCharCode(code)) ? 1 : 0))
const letters = Uint8Array.from({ length: WIDE }, (_, code) => (/[a-zA-Z\u00c0-\u024f]/.test(String.fromCharCode(code)) ? 1 : 0))

export const isDigit = (code: number): boolean => code >= 48 && code <= 57

export const isHex = (code: number): boolean => (code >= 48 && code <= 57) || ((code | 32) >= 97 && (code | 32) <= 102)

/** Digits, Latin letters and the underscore. */
export const isWordy = (code: number): boolean => code < 0x250 && wordy[code] === 1

/** As `\w` has it. */
export const isAsciiWord = (code: number): boolean => code < 128 && wordy[code] === 1

export const isLetter = (code: number): boolean => code < 0x250 && letters[code] === 1

export const isAsciiLetter = (code: number): boolean => (code | 32) >= 97 && (code | 32) <= 122

export const isUpper = (code: number): boolean => (code >= 65 && code <= 90) || (code >= 0xc0 && code <= 0xde)

/** The space, and those that do not break. */
export const isBlank = (code: number): boolean => code === 32 || code === 0xa0 || code === 0x202f

/** The hyphens and the dash that stand between digits. */
export const isDash = (code: number): boolean => code === 45 || code === 0x2010 || code === 0x2011 || code === 0x2013

/** The small letter of a capital. */
export function small(code: number): number {
  if (code < 128) return code >= 65 && code <= 90 ? code + 32 : code
  if (code <= 0xde) return code >= 0xc0 && code !== 0xd7 ? code + 32 : code
  return code >= 0x100 && code <= 0x24f ? String.fromCharCode(code).toLowerCase().charCodeAt(0) : code
}
