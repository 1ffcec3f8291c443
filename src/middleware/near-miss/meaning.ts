/** Words that turn a question round: denials, narrowing words, opposites, kinds of question, and roles that are exchanged. */
import { allOpposites, PREFIXES } from './opposites.ts'
import type { Difference } from './guard.ts'
import { type Profile, stemOf } from './profile.ts'
import { ASKING_PARTS, MANNERS, MEASURES, NARROWING, NEGATED_PARTS, NEGATIONS, QUESTIONS } from './words.ts'

/** As many denials in one as in the other. */
export const negations: Difference = (a, b) => {
  const [ours, theirs] = [denials(a), denials(b)]
  return ours === theirs ? undefined : `${ours} denials, not ${theirs}`
}

function denials({ words, text, script }: Profile): number {
  const inside = script === 'Latin' || script === 'Cyrillic' ? 0 : (text.match(NEGATED_PARTS)?.length ?? 0)
  return words.filter(({ lower }) => NEGATIONS.has(lower)).length + inside
}

export const narrowing: Difference = (a, b) => {
  const only = (one: Profile, other: Profile) => [...one.bag].find((word) => NARROWING.has(word) && !other.bag.has(word))
  const word = only(a, b) ?? only(b, a)
  return word === undefined ? undefined : `'${word}' is only in one of them`
}

/** A word in one whose opposite is in the other, where neither has both. */
export const opposites: Difference = (a, b) => {
  const [ours, theirs] = [formsOf(a), formsOf(b)]
  for (const word of ours) {
    if (theirs.has(word)) continue
    const opposite = (allOpposites().get(word) ?? []).find((one) => theirs.has(one) && !ours.has(one)) ?? denied(word, ours, theirs)
    if (opposite !== undefined) return `'${word}', not '${opposite}'`
  }
  for (const word of theirs) {
    const opposite = ours.has(word) ? undefined : denied(word, theirs, ours)
    if (opposite !== undefined) return `'${opposite}', not '${word}'`
  }
  return undefined
}

/** `legal` and `illegal`, `install` and `uninstall`, `careful` and `careless`. */
function denied(word: string, own: ReadonlySet<string>, other: ReadonlySet<string>): string | undefined {
  const forms = [...PREFIXES.map((prefix) => prefix + word), ...(word.endsWith('ful') ? [`${word.slice(0, -3)}less`] : [])]
  return forms.find((form) => other.has(form) && !own.has(form))
}

function formsOf({ bag }: Profile): ReadonlySet<string> {
  const forms = new Set<string>()
  for (const word of bag) forms.add(word).add(stemOf(word))
  return forms
}

/** Who, when, where, why, how many: each wants another answer. */
export const questions: Difference = (a, b) => {
  const [ours, theirs] = [kindsOf(a), kindsOf(b)]
  return ours === theirs ? undefined : `it asks ${ours || 'what or how'}, not ${theirs || 'what or how'}`
}

function kindsOf({ words, text }: Profile): string {
  const kinds = new Set(ASKING_PARTS.flatMap(([kind, pattern]) => (pattern.test(text) ? [kind] : [])))
  words.forEach(({ lower }, at) => {
    const before = words[at - 1]?.lower ?? ''
    const kind = QUESTIONS.get(lower) ?? (MANNERS.has(before) ? MEASURES.get(lower) : undefined) ?? ((lower === 'qué' || lower === 'que') && before === 'por' ? 'why' : undefined)
    if (kind) kinds.add(kind)
  })
  return [...kinds].sort().join(' ')
}

/** Around one and the same word, what stands before it in one text stands behind it in the other: `cats chase mice`, `mice chase cats`. */
export const roles: Difference = (a, b) => {
  const [ours, theirs] = [pivotsOf(a), pivotsOf(b)]
  for (const [key, { pivot, before, after }] of ours) {
    if (!theirs.has(key) && theirs.has(`${pivot} ${after} ${before}`)) return `'${before} ${pivot} ${after}' is turned round`
  }
  return isSubject(a, b) ? 'who did it to whom may be turned round' : undefined
}

/** `Who called Anna?`, `Who did Anna call?`: who is asked, and the same words come in another order. */
function isSubject(a: Profile, b: Profile): boolean {
  if (![a, b].every(({ words }) => words.some(({ lower }) => QUESTIONS.get(lower) === 'who'))) return false
  const [ours, theirs] = [[...a.content].filter((word) => b.content.has(word)), [...b.content].filter((word) => a.content.has(word))]
  return ours.join(' ') !== theirs.join(' ')
}

interface Pivot {
  readonly pivot: string
  readonly before: string
  readonly after: string
}

/** Every word with the nearest words of content on both its sides. */
function pivotsOf({ words }: Profile): ReadonlyMap<string, Pivot> {
  const stems = words.map(({ lower }) => stemOf(lower))
  const following = new Array<string | undefined>(words.length)
  for (let at = words.length - 2; at >= 0; at--) following[at] = words[at + 1]?.isStop === false ? stems[at + 1] : following[at + 1]
  const pivots = new Map<string, Pivot>()
  let before: string | undefined
  for (const [at, { isStop }] of words.entries()) {
    const pivot = stems[at] as string
    const after = following[at]
    if (before !== undefined && after !== undefined && before !== after) pivots.set(`${pivot} ${before} ${after}`, { pivot, before, after })
    if (!isStop) before = pivot
  }
  return pivots
}
