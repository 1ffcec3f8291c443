/** What each character is to a word of Latin letters: which letter, whether it is a small one, or a mark that makes code or an address of it. */

/** From 1 for `a` to 26 for `z`, without its accents; `ANOTHER` where it is none of these. */
export const LETTER = 31
const ANOTHER = 27
export const SMALL = 32
/** An accent by itself, of the letter before it. */
export const ACCENT = 64
/** A word behind this is none: `.length`, `#id`, `<html`. */
export const BEFORE = 128
/** Nor is one before this: `call(`, `name=`. */
export const BEHIND = 256

/** Of a letter: what makes syllables, or what stands between; `y` is neither. */
export const VOWEL = 512
export const CONSONANT = 1024

/** Where one letter stands for two, or has no accent that could be taken off. */
const others: Readonly<Record<string, string>> = { æ: 'e', ø: 'o', œ: 'o', ß: 's', ð: 'd', þ: 't', ł: 'l', đ: 'd', ı: 'i', ħ: 'h', ŋ: 'n', ŧ: 't', ə: 'e' }

const VOWELS: ReadonlySet<number> = new Set([1, 5, 9, 15, 21])
const Y = 25

const LATIN = 0x250
const MORE_LATIN = 0x1e00
const MORE_LATIN_END = 0x1f00

let made: { readonly near: Uint16Array; readonly far: Uint16Array } | undefined

/** The table of the first characters, and that of the Latin letters with more than one accent. */
export function letterTables(): { readonly near: Uint16Array; readonly far: Uint16Array } {
  return (made ??= { near: Uint16Array.from({ length: LATIN }, (_, code) => kindOf(code)), far: Uint16Array.from({ length: MORE_LATIN_END - MORE_LATIN }, (_, at) => kindOf(MORE_LATIN + at)) })
}

/** What a character is that the first table has not. */
export function farKind(code: number, far: Uint16Array): number {
  if (code >= MORE_LATIN && code < MORE_LATIN_END) return far[code - MORE_LATIN] as number
  return code >= 0x300 && code < 0x370 ? ACCENT : 0
}

function kindOf(code: number): number {
  const char = String.fromCharCode(code)
  const small = char.toLowerCase()
  if (small !== char.toUpperCase() || small in others) {
    const plain = (others[small] ?? small.normalize('NFD')).charCodeAt(0) - 96
    const own = plain >= 1 && plain <= 26 ? plain : ANOTHER
    const sound = own === ANOTHER || own === Y ? 0 : VOWELS.has(own) ? VOWEL : CONSONANT
    return own | sound | (small === char ? SMALL : 0)
  }
  return (/[\w./@#$<-]/.test(char) ? BEFORE : 0) | (/[\w/@#$(=:-]/.test(char) ? BEHIND : 0)
}
