/** One kind of thing that can be found by a pattern: what a text must have for it, the pattern, and what proves a find. */
import type { Match } from '../check.ts'

/** Classes of characters, as bits: a text is looked at once for which of them it has. */
export const DIGIT = 1
/** Latin letters, also with marks: `é`, `ß`. */
export const LETTER = 2
/** Also the tab, and the spaces that do not break. */
export const SPACE = 4
/** `@` */
export const AT = 8
/** `.` */
export const DOT = 16
/** `:` */
export const COLON = 32
/** `-`, also the typographic ones. */
export const DASH = 64
/** `/` */
export const SLASH = 128
/** `_` */
export const UNDERSCORE = 256
/** `=` and `+`, which base64 has besides. */
export const BASE64 = 512
/** `(`, `)`, `[`, `]`, `#`, `%`, `&`, `~`, `?`, `!`, `$`, `*`, `'`, `"`, `,`, `;`, `|`, `\`, `<`, `>`, `{`, `}`, `^`, and the back quote. */
export const PUNCTUATION = 1024
/** A line's end. */
export const BREAK = 2048
/** Whatever is neither ASCII nor one of the above, and the control characters. */
export const OTHER = 4096

/** What a text that still grows may have at its end: the beginning of a find, or a find that more text would change. */
export interface Unfinished {
  /**
   * The classes of the characters that a find is made of: at a growing text's end a run of these is not settled. Whether something is a find
   * may hang on the run it is in and on the one character after it, and on nothing later.
   */
  readonly madeOf: number
  /** The classes of a find's first character: what the run has before the first of them is settled. @default `madeOf` */
  readonly begins?: number | undefined
  /** Says it better than `madeOf`: where an unfinished find may begin, or the length of the text. It costs at every event of a stream; what stands before `from` is settled already. */
  readonly opens?: ((text: string, from: number) => number) | undefined
  /** No find is longer, in UTF-16 units. */
  readonly reach: number
}

/** Looks for finds by code of its own: what a finder is made of, as a detector is. */
export interface Seeker extends Unfinished {
  /** A text without one of each of these classes has none: it is not even asked. All but letters and spaces are in the find itself. */
  readonly needs: number
  /** The first find that begins at `from` or later; one at `until` or later may be left out. What it says of a place hangs on no more than `BEHIND` characters before it. */
  next(text: string, from: number, until?: number): Match | undefined
  /**
   * The same for one text that grows: as long as nothing is found it goes on at the `until` of the search before, so it may remember what it
   * has looked at. @default the seeker itself
   */
  growing?(): Seeker
}

export interface Detector extends Unfinished {
  /** In snake_case: `credit_card`. */
  readonly kind: string
  /** A text without one of each of these classes has none: the pattern is not even tried. All but letters and spaces are in the find itself. */
  readonly needs: number
  /** Global or, with `starts`, sticky; linear in the text: no quantifier without a bound where another can take over what it gives back. */
  readonly pattern: RegExp
  /** The next place at `from` or later where the pattern may match, or -1: cheaper than the pattern by itself. @default the pattern looks */
  readonly starts?: ((text: string, from: number) => number) | undefined
  /** Where in the pattern's match the find is, or `undefined` where it is none: a checksum is wrong, the context speaks against it. @default the whole match, score 1 */
  readonly accept?: ((found: RegExpExecArray, text: string) => Omit<Match, 'kind'> | undefined) | undefined
  /** How many characters the pattern may match before where the find is: a word that must stand before it. No more than `BEHIND`. @default 0 */
  readonly behind?: number | undefined
}
