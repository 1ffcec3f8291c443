/** The guard against near misses: what an embedding cannot see of two texts that mean almost the same. */
import { language } from './language.ts'
import { narrowing, negations, opposites, questions, roles } from './meaning.ts'
import { names, orderOfNames } from './names.ts'
import { numbers, signs } from './numbers.ts'
import { type Profile, profileOf } from './profile.ts'
import { shared, substitution } from './substitution.ts'

/** What tells two texts apart; `undefined` where nothing does. Takes time in proportion to their length. */
export type Difference = (a: Profile, b: Profile) => string | undefined

const CHECKS: ReadonlyArray<readonly [name: string, differs: Difference]> = [
  ['language', language],
  ['length', lengths],
  ['numbers', numbers],
  ['signs', signs],
  ['names', names],
  ['order', orderOfNames],
  ['negation', negations],
  ['narrowing', narrowing],
  ['opposites', opposites],
  ['question', questions],
  ['roles', roles],
  ['words', shared],
  ['replaced', substitution],
]

/** Why the answer to one question may not be that to the other: `numbers: 5, not 50`. `undefined` where nothing is seen. */
export function nearMiss(a: string, b: string): string | undefined {
  return guardFor(a)(b)
}

/** The same for one question and many: it is read once. */
export function guardFor(asked: string): (known: string) => string | undefined {
  const same = plain(asked)
  let own: Profile | undefined
  return (known) => {
    if (plain(known) === same) return undefined
    own ??= profileOf(asked)
    const other = profileOf(known)
    for (const [name, differs] of CHECKS) {
      const why = differs(own, other)
      if (why !== undefined) return `${name}: ${why}`
    }
    return undefined
  }
}

/** Spaces and the full stop at the end say nothing. */
function plain(text: string): string {
  const spaced = text.normalize('NFC').replace(/\s+/gu, ' ').trim()
  let end = spaced.length
  while (end > 0 && '.?'.includes(spaced[end - 1] as string)) end -= 1
  return spaced.slice(0, end)
}

/** Much more said is something else asked. */
function lengths({ words: a }: Profile, { words: b }: Profile): string | undefined {
  const [less, more] = a.length < b.length ? [a.length, b.length] : [b.length, a.length]
  return more - less > 8 && more > 2 * less ? `${a.length} words, not ${b.length}` : undefined
}
