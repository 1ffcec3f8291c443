/** Seeks what has digits in it: one walk over the runs of digits in a text, and at each run whoever may find something there. */
import type { Match } from '../check.ts'
import { classOf } from '../find/classes.ts'
import { DIGIT, LETTER, type Seeker, SPACE, UNDERSCORE } from '../find/detector.ts'
import { isDigit } from './marks.ts'
import { BEYOND, type Text, textOf } from './text.ts'
import { Run } from './run.ts'

/** No number has a longer run. */
const LONGEST = 20

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
  /** Finds nothing that begins before `from`. */
  readonly read: (run: Run, from: number, counts: Counts) => Match | undefined
}

/** Every class. */
export const ANY = 0x1fff
/** What stands before a number that is not in a word. */
export const NO_WORD = ANY & ~(DIGIT | LETTER | UNDERSCORE)

/** Says of a find whether it counts. */
export type Counts = (match: Match, text: Text) => boolean

export function digitSeeker(readers: readonly Reader[], counts: Counts): Seeker {
  const byLength = Int32Array.from({ length: LONGEST + 1 }, (_, length) => setOf(readers, ({ longest }) => length <= longest))
  const byBefore = byCharacter(readers, ({ before }) => before)
  const byBehind = byCharacter(readers, ({ behind }) => behind)
  const byBeforeSpace = byCharacter(readers, ({ beforeSpace = ANY }) => beforeSpace)
  const byBehindSpace = byCharacter(readers, ({ behindSpace = ANY }) => behindSpace)
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
      for (; at < last; at++) {
        if (!isDigit(codes[at] as number)) continue
        const start = at
        while (isDigit(codes[++at] as number)) continue
        if (at - start > LONGEST) continue
        const before = placeOf(codes[start - 1] as number)
        const behind = placeOf(codes[at] as number)
        let fit = (byLength[at - start] as number) & (byBefore[before] as number) & (byBehind[behind] as number)
        if (before === BLANK) fit &= byBeforeSpace[placeOf(codes[start - 2] as number)] as number
        if (behind === BLANK) fit &= byBehindSpace[placeOf(codes[at + 1] as number)] as number
        if (fit === 0) continue
        run.set(start - BEYOND, at - BEYOND)
        let best: Match | undefined
        for (; fit !== 0; fit &= fit - 1) {
          const match = (reads[31 - Math.clz32(fit & -fit)] as Reader['read'])(run, from, counts)
          if (match !== undefined && (best === undefined || comesBefore(match, best))) best = match
        }
        if (best !== undefined) return best
      }
      return undefined
    },
  }
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
function byCharacter(readers: readonly Reader[], classes: (reader: Reader) => number): Int32Array {
  return Int32Array.from({ length: PLACES }, (_, place) => {
    const one = place < 128 ? classOf(place) : 1 << (31 - (place - 128))
    return setOf(readers, (reader) => (classes(reader) & one) !== 0)
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
