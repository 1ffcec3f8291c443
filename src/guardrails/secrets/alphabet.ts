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
export const AMPERSANDS = 131_072
/** What may be in braces: ASCII, neither space nor quote nor brace. */
export const BRACED = 262_144
/** What the name of a user may have. */
export const MAILBOX = 524_288
/** What makes an escape with a backslash, where a line ends. */
export const ESCAPED = 1_048_576
/** `WORD` with `.` and `~`: within a run of these no token begins. */
export const UNBROKEN = 2_097_152
/** What no word has, nor what joins words. */
export const ODD = 4_194_304
/** What names of variables have, and of what they belong to. */
export const NAME = 8_388_608

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
  [AMPERSANDS, /&/],
  [BRACED, /[!#-&(-_a-z|~]/],
  [MAILBOX, /[\w.@-]/],
  [ESCAPED, /[nrt]/],
  [UNBROKEN, /[\w.~-]/],
  [ODD, /[!-+0-9=?@^~]/],
  [NAME, /[\w.]/],
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

/** True for a Latin letter, small or capital. */
export function isLetter(code: number): boolean {
  return (code | 32) >= 97 && (code | 32) <= 122
}

/** True where the character is of one of these alphabets. */
export function isIn(code: number, alphabet: number): boolean {
  return code < 128 && ((table[code] as number) & alphabet) !== 0
}

/** True where the character at `at` is of one of these alphabets. */
export function isOf(text: string, at: number, alphabet: number): boolean {
  return isIn(codeAt(text, at), alphabet)
}

/** True where all characters of one alphabet are of the other, too. */
export function isWithin(alphabet: number, other: number): boolean {
  return table.every((bits) => (bits & alphabet) === 0 || (bits & other) !== 0)
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
