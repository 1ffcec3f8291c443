/** Makes one finder of several detectors and seekers: those that a text can have nothing for do not run. */
import { BEHIND, type Finder, type Match } from '../check.ts'
import { classesOf } from './classes.ts'
import { type Detector, LETTER, type Seeker, SPACE, type Unfinished } from './detector.ts'
import { unsettled } from './unsettled.ts'

const none: readonly Match[] = []

/** These may stand before the find: in the word that says what it is. */
const AROUND = LETTER | SPACE

/** A short text mostly has nothing: to see that costs less than to prepare it. */
const SHORT = 256

/** Runs what looks at a text, which it may prepare for them. */
export type Around = <Found>(text: string, look: () => Found) => Found

const plainly: Around = (_, look) => look()

/** A seeker, and its first find that is not taken yet. */
interface Head {
  readonly seeker: Seeker
  match: Match | undefined
}

/**
 * A finder of all that these find. Where finds overlap the one that begins first stands, then the longer, then the surer, then the one
 * listed first. What finds nothing itself only says what a growing text may end with. `around` prepares a text
 * for those that look at it, and `classesIn` says which classes a prepared one has.
 */
export function detectorFinder(all: ReadonlyArray<Detector | Seeker | Unfinished>, around: Around = plainly, classesIn = classesOf): Finder {
  const seekers = all.flatMap((one) => ('pattern' in one ? seekerOf(one) : 'next' in one ? one : []))
  const wanted = seekers.reduce((classes, { needs }) => classes | needs, 0)
  const settled = unsettled(all)
  const finder = { ...settled, find: (text: string, from = 0, until = text.length) => find(seekers, text, from, until) }
  return seekers.every((seeker) => seeker.growing === undefined) ? finder : { ...finder, growing }

  /** Behind a find all is looked at anew. */
  function growing(): Finder {
    const begun = (): Seeker[] => seekers.map((seeker) => seeker.growing?.() ?? seeker)
    let own = begun()
    return {
      ...settled,
      find(text, from = 0, until = text.length) {
        const found = find(own, text, from, until)
        if (found.length > 0) own = begun()
        return found
      },
    }
  }

  function find(asked: readonly Seeker[], text: string, from: number, until: number): readonly Match[] {
    if (from === 0 && text.length > SHORT) return around(text, () => search(asked, text, from, until, classesIn(text, from, wanted)))
    const here = classesOf(text, from, wanted)
    const missing = AROUND & wanted & ~here
    const classes = from === 0 || missing === 0 ? here : here | (classesOf(text, Math.max(0, from - BEHIND), missing) & AROUND)
    for (const { needs } of asked) if ((needs & classes) === needs) return around(text, () => search(asked, text, from, until, classes))
    return none
  }
}

function search(seekers: readonly Seeker[], text: string, from: number, until: number, classes: number): readonly Match[] {
  let heads: Head[] | undefined
  for (const seeker of seekers) {
    if ((seeker.needs & classes) !== seeker.needs) continue
    const match = seeker.next(text, from, until)
    if (match !== undefined) (heads ??= []).push({ seeker, match })
  }
  return heads === undefined ? none : inOrder(heads, text, until)
}

/**
 * The finds one after the other. Whoever's next find overlaps the one taken looks again behind it, so what is found from a place on never
 * hangs on what was found before: this is what makes a growing text and a whole one agree.
 */
function inOrder(heads: readonly Head[], text: string, until: number): Match[] {
  const matches: Match[] = []
  for (;;) {
    let first: Match | undefined
    for (const { match } of heads) if (match !== undefined && (first === undefined || comesBefore(match, first))) first = match
    if (first === undefined || first.start >= until) return matches
    matches.push(first)
    for (const head of heads) if (head.match !== undefined && head.match.start < first.end) head.match = head.seeker.next(text, first.end, until)
  }
}

function comesBefore(one: Match, other: Match): boolean {
  if (one.start !== other.start) return one.start < other.start
  if (one.end !== other.end) return one.end > other.end
  return (one.score ?? 1) > (other.score ?? 1)
}

function seekerOf(detector: Detector): Seeker {
  const { kind, pattern, starts, accept, behind = 0 } = detector
  return {
    ...detector,
    next(text, from) {
      for (let at = placeOf(text, Math.max(0, from - behind)); at >= 0; at = placeOf(text, at + 1)) {
        pattern.lastIndex = at
        const found = pattern.exec(text)
        if (found === null) {
          if (starts === undefined) return undefined
          continue
        }
        // Not behind what was matched: a find may begin inside of it.
        at = found.index
        const span = accept === undefined ? { start: at, end: pattern.lastIndex } : accept(found, text)
        if (span !== undefined && span.start >= from) return { ...span, kind }
      }
      return undefined
    },
  }

  function placeOf(text: string, from: number): number {
    return starts === undefined ? (from > text.length ? -1 : from) : starts(text, from)
  }
}
