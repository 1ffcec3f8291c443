/** The alphabets that keys are written in, as bits, and how far a text goes on in one. */

export const HEX = 1
export const ALNUM = 2
/** Letters, digits, `_` and `-`: base64 for URLs. */
export const WORD = 4
/** Letters, digits, `+`, `/` and `=`. */
export const BASE64 = 8
/** `WORD` with `.`, `=` and `~`. */
export const DOTTED = 16
/** Capitals and digits. */
export const CAPITALS = 32
/** What a value may be made of where no quotes stand around it. */
export const VALUE = 64
/** Whatever is ASCII, neither space nor quote nor angle bracket. */
export const INK = 128
export const DIGITS = 256
/** `WORD` with `=`, which fills it up. */
export const PADDED = 512
/** Capitals, digits and the dashes that set them in groups. */
export const SPELLED = 1024
/** What the path of an address may have. */
export const PATH = 2048
export const BLANK = 4096
export const SPACE = 8192
export const QUOTE = 16_384
/** Where a longer key goes on behind what looks like its word. */
export const JOINT = 32_768
/** What a bare value may begin with that begins neither a mark of strings nor a word before a credential: `b"…"`, `Bearer …`. */
export const PLAIN = 65_536

const alphabets: ReadonlyArray<readonly [number, RegExp]> = [
  [HEX, /[0-9a-fA-F]/],
  [ALNUM, /[0-9a-zA-Z]/],
  [WORD, /[0-9a-zA-Z_-]/],
  [BASE64, /[0-9a-zA-Z+/=]/],
  [DOTTED, /[0-9a-zA-Z_.=~-]/],
  [CAPITALS, /[0-9A-Z]/],
  [VALUE, /[0-9a-zA-Z_.+/=~@!#$%^*?:-]/],
  [INK, /[!#-&(-;=?-_a-~]/],
  [DIGITS, /[0-9]/],
  [PADDED, /[0-9a-zA-Z_=-]/],
  [SPELLED, /[0-9A-Z-]/],
  [PATH, /[0-9a-zA-Z_@/%.-]/],
  [BLANK, /[ \t]/],
  [SPACE, /\s/],
  [QUOTE, /["'`]/],
  [JOINT, /[./$:|~+]/],
  [PLAIN, /[0-9ceghijklmnopqsvwxyzCEGHIJKLMNOPQSVWXYZ]/],
]

const table = Uint32Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code)
  return alphabets.reduce((bits, [bit, one]) => (one.test(character) ? bits | bit : bits), 0)
})

/** The code of the character at `at`, 0 where there is none: `NaN` would make numbers of another kind of all of them. */
export function codeAt(text: string, at: number): number {
  return at >= 0 && at < text.length ? text.charCodeAt(at) : 0
}

/** True where the character at `at` is of one of these alphabets. */
export function isOf(text: string, at: number, alphabet: number): boolean {
  const code = codeAt(text, at)
  return code < 128 && ((table[code] as number) & alphabet) !== 0
}

/** Where the run of an alphabet that `at` is in ends; it looks no further than `most`. */
export function runEnd(text: string, at: number, alphabet: number, most: number): number {
  const end = Math.min(text.length, most)
  while (at < end) {
    const code = text.charCodeAt(at)
    if (code > 127 || ((table[code] as number) & alphabet) === 0) break
    at++
  }
  return at
}

/** Where the next run of an alphabet begins, or the end of the text. */
export function runStart(text: string, at: number, alphabet: number): number {
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (code < 128 && ((table[code] as number) & alphabet) !== 0) break
    at++
  }
  return at
}

/** Ends of runs of one alphabet, where one place after the other is asked for: no character is looked at twice. */
export class RunEnds {
  private readonly alphabet: number
  private readonly most: number
  /** From `from` up to `until` all is of the alphabet. */
  private from = 0
  private until = 0

  constructor(alphabet: number, most: number) {
    this.alphabet = alphabet
    this.most = most
  }

  /** Where the run ends that `at` is in, or something above `at` + the most where it is longer. */
  end(text: string, at: number): number {
    if (at < this.from || at >= this.until) {
      this.from = at
      this.until = at
    }
    if (this.until - at <= this.most) this.until = runEnd(text, this.until, this.alphabet, at + this.most + 1)
    return this.until
  }
}
