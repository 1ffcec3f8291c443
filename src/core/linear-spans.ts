/** Where a regular expression matches: every match of a text in one pass, and where a text that still grows is settled. */
import { LinearAutomaton, NONE } from './linear-automaton.ts'
import { parsePattern, type PatternNode } from './linear-pattern-parse.ts'
import { kindAt, programOf } from './linear-program.ts'
import { LinearWalk } from './linear-walk.ts'

const NOTHING: readonly Span[] = []

/** A match, from `start` up to `end`. */
export interface Span {
  readonly start: number
  readonly end: number
}

export interface LinearSpans {
  /** True where the pattern is found, be it as nothing at all. */
  test(text: string): boolean
  /** What `RegExp` finds with the flag `g`, but never nothing: in order, none overlapping. Only a repeated group that may be nothing, as in `(a??)?`, may prefer another way. What is before `from` is only looked at. */
  find(text: string, from?: number): readonly Span[]
  /** Up to here more text changes nothing: no match that begins before could end behind. What is before `from` is settled already. */
  settledUntil(text: string, from?: number): number
  /** No match is longer, in UTF-16 units. */
  readonly longest: number
  /** True: it asks for the text's beginning or end, so a piece of the text does not tell. */
  readonly isAnchored: boolean
}

/**
 * Compiles a pattern as `linearPattern()` does, for texts of any length. Also the search for all matches is linear, which a
 * search that begins anew behind each match is not: while a match may still turn out longer, the search for the one behind it goes on
 * beside it, and where both stand at the same step, whatever the later one could become the earlier one decides.
 *
 * Throws `SyntaxError` for what is no pattern, or cannot be walked this way; its message says why.
 */
export function linearSpans(source: string, flags = ''): LinearSpans {
  const multiline = flags.includes('m')
  const root = parsePattern(source, flags)
  const program = programOf(root, multiline)
  const first = new LinearAutomaton(program)
  const every = new LinearWalk(program)
  return { test: (text) => every.finds(text, text.length), find, settledUntil, longest: longestOf(root), isAnchored: !multiline && isAnchored(root) }

  /** Only where there is a match is it looked for: between two places over which no way leads. */
  function find(text: string, from = 0): readonly Span[] {
    const found: number[] = [] // start, end, start, end
    for (let at = from; at <= text.length; at++) {
      at = every.stretch(text, at, text.length)
      if (every.hasMatch) findWithin(text, every.since, Math.min(at, text.length), found)
    }
    if (found.length === 0) return NOTHING
    const spans: Span[] = []
    for (let one = 0; one < found.length; one += 2) spans.push({ start: found[one] as number, end: found[one + 1] as number })
    return spans
  }

  function findWithin(text: string, from: number, last: number, found: number[]): void {
    let count = found.length / 2
    let state = first.after(kindAt(text, from - 1))
    // of each way that is open: where it began, and which of the matches it would be
    let starts: number[] = []
    let places: number[] = []
    let spentStarts: number[] = []
    let spentPlaces: number[] = []
    for (let at = from; at <= last; at++) {
      const { to, match, from: sources, isSame } = first.move(state, text, at)
      state = to
      if (match !== NONE) {
        count = places[match] as number
        found[2 * count] = starts[match] as number
        found[2 * count + 1] = at
        count += 1
      }
      if (isSame) continue
      const oldStarts = starts
      const oldPlaces = places
      for (let one = 0; one < sources.length; one++) {
        const source = sources[one] as number
        spentStarts[one] = source === NONE ? at : (oldStarts[source] as number)
        spentPlaces[one] = source === NONE ? count : (oldPlaces[source] as number)
      }
      starts = spentStarts
      places = spentPlaces
      spentStarts = oldStarts
      spentPlaces = oldPlaces
    }
    found.length = 2 * count // a longer match may have undone later ones
  }

  function settledUntil(text: string, from = 0): number {
    const last = text.length - 1
    let settled = from
    for (let at = from; at <= last; at++) {
      at = every.stretch(text, at, last)
      settled = at > last ? every.since : at + 1
    }
    return settled
  }
}

function longestOf(node: PatternNode): number {
  switch (node.kind) {
    case 'char':
      return 1
    case 'assert':
      return 0
    case 'sequence':
      return node.parts.reduce((sum, part) => sum + longestOf(part), 0)
    case 'either':
      return Math.max(...node.ways.map(longestOf))
    case 'repeat': {
      const once = longestOf(node.what)
      return once === 0 || node.max === 0 ? 0 : once * node.max
    }
  }
}

function isAnchored(node: PatternNode): boolean {
  switch (node.kind) {
    case 'char':
      return false
    case 'assert':
      return node.that === '^' || node.that === '$'
    case 'sequence':
      return node.parts.some(isAnchored)
    case 'either':
      return node.ways.some(isAnchored)
    case 'repeat':
      return isAnchored(node.what)
  }
}
