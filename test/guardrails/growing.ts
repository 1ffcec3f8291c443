/** What a finder finds in a text that comes in pieces: the law of `Finder`, for the tests of every finder. */
import { BEHIND, type Finder, type Match } from '../../src/guardrails/check.ts'

export interface Grown {
  readonly matches: readonly Match[]
  /** What was let go as it is: everything that was in no match. */
  readonly released: string
}

/** Feeds the text in pieces, cut at these places, to a window that forgets all but `BEHIND` characters of what is settled. */
export function grown(finder: Finder, text: string, cuts: readonly number[]): Grown {
  const matches: Match[] = []
  const growing = finder.growing?.() ?? finder
  let released = ''
  let window = ''
  /** Where the window begins in the text, and up to where in the text everything was let go. */
  let origin = 0
  let gone = 0
  const settle = (until: number): void => {
    if (until + origin <= gone) return
    for (const match of growing.find(window, gone - origin, until)) {
      if (match.start >= until) break
      released += window.slice(gone - origin, match.start)
      matches.push({ ...match, start: match.start + origin, end: match.end + origin })
      gone = match.end + origin
    }
    if (until + origin > gone) {
      released += window.slice(gone - origin, until)
      gone = until + origin
    }
    const forget = Math.max(0, gone - origin - BEHIND)
    window = window.slice(forget)
    origin += forget
  }
  let last = 0
  for (const cut of [...[...cuts].sort((a, b) => a - b), text.length]) {
    window += text.slice(last, cut)
    last = cut
    settle(finder.settledUntil(window))
  }
  settle(window.length)
  return { matches, released }
}

/** What is left of a text without its matches. */
export function without(text: string, matches: readonly Match[]): string {
  let at = 0
  let left = ''
  for (const { start, end } of matches) {
    left += text.slice(at, start)
    at = end
  }
  return left + text.slice(at)
}
