/** What each character of a folded text is to its reader. */

export const GAP = 0
export const LETTER = 1
/** It stands for a letter where there are letters beside it. */
export const DIGIT = 2
export const MARK = 3
export const STOP = 4
export const LINE = 5
export const CLAUSE = 6

const stands: Readonly<Record<string, string>> = { '0': 'o', '1': 'i', '2': 'z', '3': 'e', '4': 'a', '5': 's', '6': 'g', '7': 't', '8': 'b', '9': 'g', '@': 'a', $: 's' }
const ascii = (of: (character: string) => number): Uint8Array => Uint8Array.from({ length: 128 }, (_, code) => of(String.fromCharCode(code)))

export const letterOf = ascii((character) => (stands[character] ?? character).charCodeAt(0))
export const kinds = ascii((character) => {
  if (/[a-z]/.test(character)) return LETTER
  if (character in stands) return DIGIT
  if (/[<>[\]{}#=:|-]/.test(character)) return MARK
  if (/[.!?]/.test(character)) return STOP
  if (/[\n\r]/.test(character)) return LINE
  return /[,;()"`]/.test(character) ? CLAUSE : GAP
})

/** Chinese, Japanese and Thai set no spaces between words. */
export function isUnspaced(code: number): boolean {
  return code >= 0x2e80 ? code < 0xac00 || code > 0xd7a3 : code >= 0xe00 && code < 0xe80
}

/** A host stands behind the `@` at `at`. */
export function isMailAt(codes: Uint16Array, at: number, length: number): boolean {
  const from = at + 1
  const until = Math.min(length - 1, from + 63)
  let end = from
  while (end < until && isHostLetter(codes[end] as number)) end++
  return end > from && codes[end] === 46 && isLetter(codes[end + 1] as number)
}

/** Fewer single letters are a list. */
const LEAST = 6

/** The letters from `at` on that stand apart, `i g n o r e` or `i.g.n.o.r.e`, into `out`; where they end, or 0 where they are too few. */
export function spacedLetters(codes: Uint16Array, at: number, length: number, out: { codes: Uint16Array; length: number; add(code: number): void }): number {
  if (at + 2 >= length || !isBetween(codes[at + 1] as number)) return 0
  out.length = 0
  out.add(codes[at] as number)
  let end = at + 1
  for (;;) {
    let next = end
    while (next < length && next < end + 3 && isBetween(codes[next] as number)) next++
    if (next === end || next >= length || !isLetter(codes[next] as number) || (next + 1 < length && isLetter(codes[next + 1] as number))) break
    out.add(codes[next] as number)
    end = next + 1
  }
  return out.length < LEAST ? 0 : end
}

function isHostLetter(code: number): boolean {
  return isLetter(code) || (code >= 48 && code <= 57) || code === 45
}

function isLetter(code: number): boolean {
  return code >= 97 && code <= 122
}

/** ` `, `.`, `-`, `_`, `|`, `*` */
function isBetween(code: number): boolean {
  return code === 32 || code === 46 || code === 45 || code === 95 || code === 124 || code === 42
}
