/** Seeks what has digits in it: one walk over the runs of digits in a text, and at each run whoever may find something there. */
import type { Match } from '../check.ts'
import { DIGIT, type Seeker } from '../find/detector.ts'
import { said } from './context.ts'

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

/**
 * What may be found at a run: something that begins with it, or before it and behind the run before. It looks for nothing that begins
 * before `from`.
 */
export type Reader = (run: Run, from: number, counts: Counts) => Match | undefined

/** Says of a find whether it counts. */
export type Counts = (match: Match, text: string) => boolean

export function digitSeeker(readers: readonly Reader[], counts: Counts): Seeker {
  return {
    needs: DIGIT,
    madeOf: 0,
    reach: 0,
    next(text, from) {
      const run = new Run(text)
      let at = from
      // Not in the middle of a number.
      if (isDigit(text.charCodeAt(from - 1))) while (isDigit(text.charCodeAt(at))) at++
      while (at < text.length) {
        const code = text.charCodeAt(at)
        if (code < 48 || code > 57) {
          at++
          continue
        }
        let end = at + 1
        while (isDigit(text.charCodeAt(end))) end++
        run.set(at, end)
        let best: Match | undefined
        for (let reader = 0; reader < readers.length; reader++) {
          const match = (readers[reader] as Reader)(run, from, counts)
          if (match !== undefined && (best === undefined || comesBefore(match, best))) best = match
        }
        if (best !== undefined) return best
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
