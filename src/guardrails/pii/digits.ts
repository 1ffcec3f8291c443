/** Seeks what has digits in it: one walk over the runs of digits in a text, each read once, and at each run whoever may find something there. */
import type { Match } from '../check.ts'
import { classOf } from '../find/classes.ts'
import { BASE64, DASH, DIGIT, DOT, LETTER, type Seeker, SLASH, SPACE, UNDERSCORE } from '../find/detector.ts'
import { isBlank, isDash, isDigit } from './marks.ts'
import { BEYOND, type Text, textOf } from './text.ts'
import { Run } from './run.ts'

/** No number has a longer run. */
const LONGEST = 20
/** With 0, and one for all that are longer. */
const LENGTHS = LONGEST + 2

/** What may be found at a run: something that begins with it, or before it and behind the run before. It is asked only where all of this fits. */
export interface Reader {
  /** How long the run may be. */
  readonly longest: number
  /** The classes of which the characters before the run and behind it may be. The text's ends are `OTHER`. */
  readonly before: number
  readonly behind: number
  /** Where a space stands before the run, or behind it: the classes of what may be beyond it. @default every class */
  readonly beforeSpace?: number | undefined
  readonly behindSpace?: number | undefined
  /** Which of the ASCII characters may be beyond that space. @default all of these classes */
  readonly beforeSpaceIs?: ((code: number) => boolean) | undefined
  readonly behindSpaceIs?: ((code: number) => boolean) | undefined
  /** Whether the run's length fits, and what follows it a mark apart: that mark, as `separatorOf` has it, and how long the next run is. -1 and 0 where no run does. @default any */
  readonly fits?: ((length: number, separator: number, next: number) => boolean) | undefined
  /** Between the run before and this one these do not stand, as `separatorOf` has them. @default none */
  readonly notBehind?: readonly number[] | undefined
  /** Finds nothing that begins before `from`. */
  readonly read: (run: Run, from: number, counts: Counts) => Match | undefined
}

/** Every class. */
export const ANY = 0x1fff
/** What stands before a number that is not in a word. */
export const NO_WORD = ANY & ~(DIGIT | LETTER | UNDERSCORE)

/** Says of a find whether it counts. */
export type Counts = (match: Match, text: Text) => boolean

/** What may stand alone between two runs: a space, `-`, `.`, `/`, `+`, and the other dashes. */
const between = [SPACE, DASH, DOT, SLASH, BASE64, DASH] as const
export const OTHER_DASH = 5

export function digitSeeker(readers: readonly Reader[], counts: Counts): Seeker {
  const alone = new Int32Array(LENGTHS)
  const joined = new Int32Array(LENGTHS * between.length * LENGTHS)
  readers.forEach((reader, at) => enter(reader, 1 << at, alone, joined))
  const behindRun = Int32Array.from(between, (mark, separator) => setOf(readers, ({ before, beforeSpace = ANY, notBehind }) =>
    (before & mark) !== 0 && (separator > 0 || (beforeSpace & DIGIT) !== 0) && notBehind?.includes(separator) !== true))
  const byBefore = byCharacter(readers, ({ before }) => before)
  const byBehind = byCharacter(readers, ({ behind }) => behind)
  const byBeforeSpace = byCharacter(readers, ({ beforeSpace = ANY }) => beforeSpace, ({ beforeSpaceIs }) => beforeSpaceIs)
  const byBehindSpace = byCharacter(readers, ({ behindSpace = ANY }) => behindSpace, ({ behindSpaceIs }) => behindSpaceIs)
  const reads = readers.map(({ read }) => read)

  return {
    needs: DIGIT,
    madeOf: 0,
    reach: 0,
    next(whole, from) {
      const text = textOf(whole)
      const { codes } = text
      const run = new Run(text)
      const last = text.length + BEYOND
      let at = from + BEYOND
      // Not in the middle of a number.
      if (isDigit(codes[at - 1] as number)) while (isDigit(codes[at] as number)) at++
      // What joins the run to the one before, and where it ends: it was read with that one.
      let separator = -1
      let end = 0
      for (;;) {
        let start = at + 1
        let fit: number
        if (separator < 0) {
          while (at < last && !isDigit(codes[at] as number)) at++
          if (at >= last) return undefined
          start = at
          while (isDigit(codes[++at] as number)) continue
          const before = placeOf(codes[start - 1] as number)
          fit = byBefore[before] as number
          if (before === BLANK) fit &= byBeforeSpace[placeOf(codes[start - 2] as number)] as number
        } else {
          at = end
          fit = behindRun[separator] as number
        }
        const length = Math.min(at - start, LONGEST + 1)
        separator = isDigit(codes[at + 1] as number) ? separatorOf(codes[at] as number) : -1
        if (separator < 0) {
          const behind = placeOf(codes[at] as number)
          fit &= (alone[length] as number) & (byBehind[behind] as number)
          if (behind === BLANK) fit &= byBehindSpace[placeOf(codes[at + 1] as number)] as number
        } else {
          end = at + 2
          while (isDigit(codes[end] as number)) end++
          fit &= joined[(length * between.length + separator) * LENGTHS + Math.min(end - at - 1, LONGEST + 1)] as number
        }
        if (fit === 0) continue
        run.set(start - BEYOND, at - BEYOND)
        let best: Match | undefined
        for (; fit !== 0; fit &= fit - 1) {
          const match = (reads[31 - Math.clz32(fit & -fit)] as Reader['read'])(run, from, counts)
          if (match !== undefined && (best === undefined || comesBefore(match, best))) best = match
        }
        if (best !== undefined) return best
      }
    },
  }
}

/** Notes at which lengths this reader is asked: of a run that stands alone, and of one with another behind it. */
function enter({ longest, behind, behindSpace = ANY, fits }: Reader, bit: number, alone: Int32Array, joined: Int32Array): void {
  for (let length = 1; length <= longest; length++) {
    if (fits === undefined || fits(length, -1, 0)) alone[length] = (alone[length] as number) | bit
    for (let separator = 0; separator < between.length; separator++) {
      if ((behind & (between[separator] as number)) === 0 || (separator === 0 && (behindSpace & DIGIT) === 0)) continue
      const key = (length * between.length + separator) * LENGTHS
      for (let next = 1; next < LENGTHS; next++) if (fits === undefined || fits(length, separator, next)) joined[key + next] = (joined[key + next] as number) | bit
    }
  }
}

/** Which mark this is that may stand alone between two runs, or -1. The spaces are one. */
function separatorOf(code: number): number {
  if (code === 32) return 0
  if (code >= 45 && code <= 47) return code - 44
  return code === 43 ? 4 : code < 128 ? -1 : isBlank(code) ? 0 : isDash(code) ? OTHER_DASH : -1
}

/** The ASCII characters by themselves; behind them the others, by their class. */
const PLACES = 128 + 32
const BLANK = 32

function placeOf(code: number): number {
  if (code < 128) return code === 9 ? BLANK : code
  const wide = classOf(code)
  return wide === SPACE ? BLANK : 128 + Math.clz32(wide)
}

/** The sets of readers, as bits, by the character that stands somewhere. */
function byCharacter(readers: readonly Reader[], classes: (reader: Reader) => number, which?: (reader: Reader) => Reader['behindSpaceIs']): Int32Array {
  return Int32Array.from({ length: PLACES }, (_, place) => {
    const one = place < 128 ? classOf(place) : 1 << (31 - (place - 128))
    return setOf(readers, (reader) => (classes(reader) & one) !== 0 && (place > 127 || which?.(reader)?.(place) !== false))
  })
}

function setOf(readers: readonly Reader[], has: (reader: Reader) => boolean): number {
  return readers.reduce((set, reader, at) => (has(reader) ? set | (1 << at) : set), 0)
}

/** Whichever begins first stands, then the longer, then the surer. */
function comesBefore(one: Match, other: Match): boolean {
  if (one.start !== other.start) return one.start < other.start
  if (one.end !== other.end) return one.end > other.end
  return (one.score ?? 1) > (other.score ?? 1)
}
