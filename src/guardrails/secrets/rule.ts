/** How a vendor's keys look, as facts: the beginning that no other text has, and what follows it. */
import { ALNUM, DIGITS, DOTTED, WORD, isOf, isWithin, RunEnds, runEnd, codeAt } from './alphabet.ts'
import { hasNoise } from './randomness.ts'

/** Characters that must stand there, or so many of an alphabet. */
export type Piece = string | readonly [alphabet: number, min: number, max?: number]

export interface Rule {
  /** In snake_case: `github_token`. */
  readonly kind: string
  readonly prefix: string
  /** What follows the prefix, one after the other. */
  readonly pieces: readonly Piece[]
  /** No key's first word is shorter: told from the word by itself, before anything of it is looked at. */
  readonly wordLeast: number
  /** Other words begin like this: a key has a digit too. */
  readonly hasDigit?: boolean | undefined
}

/** A run of this length or more may be longer still: vendors let their long keys grow, so all of the run is the key. */
const LONG = 200
/** No key is longer. */
export const REACH = 16_384
/** Whether something was drawn by lot shows in so many characters. */
export const HEAD = 64
/** Where a text ends before the key does. */
export const OPEN = -2

/** Keys that begin with one of these words and go on with `min` to `max` characters of an alphabet. */
export function keys(kind: string, prefixes: string, alphabet: number, min: number, max = min): readonly Rule[] {
  return pieced(kind, prefixes, [alphabet, min, max])
}

/** Keys of several pieces. */
export function pieced(kind: string, prefixes: string, ...pieces: readonly Piece[]): readonly Rule[] {
  return prefixes.split(' ').map((prefix) => ({ kind, prefix, pieces, wordLeast: wordLeast(prefix, pieces) }))
}

function wordLeast(prefix: string, [first]: readonly Piece[]): number {
  const word = runEnd(prefix, 0, WORD, prefix.length)
  if (word < prefix.length || first === undefined || typeof first === 'string') return word
  return isWithin(first[0], WORD) ? word + first[1] : word
}

/** Keys that have a digit, whose prefix begins other words too. */
export function mixed(rules: readonly Rule[]): readonly Rule[] {
  return rules.map((rule) => ({ ...rule, hasDigit: true }))
}

/** Ends of the runs of a text, by their alphabet: whatever begins in one of them asks for the same end. */
export class LongRuns {
  private readonly byAlphabet = new Map<number, RunEnds>()

  end(text: string, at: number, alphabet: number): number {
    let ends = this.byAlphabet.get(alphabet)
    if (ends === undefined) this.byAlphabet.set(alphabet, (ends = new RunEnds(alphabet, REACH)))
    return Math.min(ends.end(text, at), at + REACH)
  }
}

/** Where a key by this rule that begins at `start` ends, or -1. With `grows` also `OPEN`, where more text may make another end of it. */
export function keyEnd(text: string, start: number, rule: Rule, runs: LongRuns, grows: boolean): number {
  const { prefix, pieces } = rule
  if (!text.startsWith(prefix, start)) return -1
  const from = start + prefix.length
  const end = piecesEnd(text, from, pieces, runs, grows)
  if (end < 0) return end
  const head = Math.min(end, from + HEAD)
  if (isOf(text, end, ALNUM) && end - start < REACH) return -1
  return !hasNoise(text, from, head) || (rule.hasDigit === true && !hasDigit(text, from, head)) ? -1 : end
}

/** Where all of these end that begin at `at`, or -1, or `OPEN`. */
export function piecesEnd(text: string, at: number, pieces: readonly Piece[], runs: LongRuns, grows: boolean): number {
  for (const piece of pieces) {
    if (typeof piece === 'string') {
      if (grows && at + piece.length > text.length && piece.startsWith(text.slice(at))) return OPEN
      if (!text.startsWith(piece, at)) return -1
      at += piece.length
      continue
    }
    const [alphabet, min, max = min] = piece
    const most = max >= LONG ? REACH : max
    const isLast = piece === pieces.at(-1)
    let end = runs.end(text, at, alphabet)
    if (max < LONG) end = Math.min(end, at + max + (isLast ? 1 : 0))
    if (grows && end === text.length && end - at <= most) return OPEN
    // A full stop or a tilde at a key's end is the sentence's.
    if (isLast && alphabet & DOTTED) while (end > at && (codeAt(text, end - 1) === 46 || codeAt(text, end - 1) === 126)) end--
    if (end - at < min || end - at > most) return -1
    at = end
  }
  return at
}

function hasDigit(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (isOf(text, at, DIGITS)) return true
  return false
}
