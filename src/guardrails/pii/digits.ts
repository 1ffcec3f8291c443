/** Seeks what has digits in it: one walk over the runs of digits in a text, and at each run whoever may find something there. */
import type { Match } from '../check.ts'
import { classOf } from '../find/classes.ts'
import { DIGIT, LETTER, type Seeker, UNDERSCORE } from '../find/detector.ts'
import { said } from './context.ts'
import { codeAt } from './marks.ts'

/** No number has a longer run. */
const LONGEST = 20

/** A run of digits. */
export class Run {
  readonly text: string
  start = 0
  end = 0
  #said = -1

  constructor(text: string) {
    this.text = text
  }

  set(start: number, end: number): void {
    this.start = start
    this.end = end
    this.#said = -1
  }

  /** The contexts of what begins with this run. Looked for when it is first asked: most runs are nothing by themselves. */
  get said(): number {
    if (this.#said < 0) this.#said = said(this.text, this.start)
    return this.#said
  }
}

/** What may be found at a run: something that begins with it, or before it and behind the run before. It is asked only where all of this fits. */
export interface Reader {
  /** How long the run may be. */
  readonly longest: number
  /** The classes of which the characters before the run and behind it may be. The text's ends are `OTHER`. */
  readonly before: number
  readonly behind: number
  /** Finds nothing that begins before `from`. */
  readonly read: (run: Run, from: number, counts: Counts) => Match | undefined
}

/** Every class. */
export const ANY = 0x1fff
/** What stands before a number that is not in a word. */
export const NO_WORD = ANY & ~(DIGIT | LETTER | UNDERSCORE)

/** Says of a find whether it counts. */
export type Counts = (match: Match, text: string) => boolean

export function digitSeeker(readers: readonly Reader[], counts: Counts): Seeker {
  // Sets of readers, as bits: by the length of a run, and by the classes around it.
  const setOf = (has: (reader: Reader) => boolean): number => readers.reduce((set, reader, at) => (has(reader) ? set | (1 << at) : set), 0)
  const byLength = Array.from({ length: LONGEST + 1 }, (_, length) => setOf(({ longest }) => length <= longest))
  const byBefore = Array.from({ length: 32 }, (_, zeros) => setOf(({ before }) => (before & (1 << (31 - zeros))) !== 0))
  const byBehind = Array.from({ length: 32 }, (_, zeros) => setOf(({ behind }) => (behind & (1 << (31 - zeros))) !== 0))
  return {
    needs: DIGIT,
    madeOf: 0,
    reach: 0,
    next(text, from) {
      const run = new Run(text)
      let at = from
      // Not in the middle of a number.
      if (isDigit(codeAt(text, from - 1))) while (isDigit(codeAt(text, at))) at++
      while (at < text.length) {
        const code = codeAt(text, at)
        if (code < 48 || code > 57) {
          at++
          continue
        }
        let end = at + 1
        while (isDigit(codeAt(text, end))) end++
        let fitting = end - at > LONGEST ? 0 : (byLength[end - at] as number) & (byBefore[Math.clz32(classOf(codeAt(text, at - 1)))] as number) & (byBehind[Math.clz32(classOf(codeAt(text, end)))] as number)
        if (fitting !== 0) {
          let best: Match | undefined
          run.set(at, end)
          for (; fitting !== 0; fitting &= fitting - 1) {
            const match = (readers[31 - Math.clz32(fitting & -fitting)] as Reader).read(run, from, counts)
            if (match !== undefined && (best === undefined || comesBefore(match, best))) best = match
          }
          if (best !== undefined) return best
        }
        at = end
      }
      return undefined
    },
  }
}

/** Whichever begins first stands, then the longer, then the surer. */
export function comesBefore(one: Match, other: Match): boolean {
  if (one.start !== other.start) return one.start < other.start
  if (one.end !== other.end) return one.end > other.end
  return (one.score ?? 1) > (other.score ?? 1)
}

export const isDigit = (code: number): boolean => code >= 48 && code <= 57

/** Digits, Latin letters and the underscore. */
export function isWordy(code: number): boolean {
  return (code >= 48 && code <= 57) || ((code | 32) >= 97 && (code | 32) <= 122) || code === 95 || (code >= 0xc0 && code <= 0x24f)
}

/** As `\w` has it. */
export function isAsciiWord(code: number): boolean {
  return (code >= 48 && code <= 57) || ((code | 32) >= 97 && (code | 32) <= 122) || code === 95
}
