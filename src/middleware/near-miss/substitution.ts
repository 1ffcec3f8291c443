/** A word in the place of another: the capital of France is not that of Spain, however the names are spelt. */
import type { Difference } from './guard.ts'
import { isSynonym } from './opposites.ts'
import { isInflected, type Profile } from './profile.ts'

/** Of more words, so many in each text are a rewording rather than a replacement. */
const FEW = 3

export const shared: Difference = (a, b) => {
  for (const word of a.content) if (b.content.has(word)) return undefined
  for (const word of few(a.content)) if (few(b.content).some((other) => isInflected(word, other) || isSynonym(word, other))) return undefined
  return 'no word of content is in both'
}

function few(words: ReadonlySet<string>): string[] {
  return [...words].slice(0, 8)
}

/** One word of content for one other; or a few for a few, between words that are the same. */
export const substitution: Difference = (a, b) => {
  const [ours, theirs] = unmatched([...a.content].filter((word) => !b.content.has(word)), [...b.content].filter((word) => !a.content.has(word)))
  const isReplaced = ours.length === 1 && theirs.length === 1
  if (!isReplaced && !(isFew(ours) && isFew(theirs) && isOneGap(a, b))) return undefined
  return `'${ours.join(' ')}', not '${theirs.join(' ')}'`
}

function isFew(words: readonly string[]): boolean {
  return words.length > 0 && words.length <= FEW
}

/** Without those that are a form or a synonym of one on the other side. */
function unmatched(ours: readonly string[], theirs: readonly string[]): [readonly string[], readonly string[]] {
  if (ours.length > FEW || theirs.length > FEW) return [ours, theirs]
  const isSame = (word: string, other: string): boolean => isInflected(word, other) || isSynonym(word, other)
  return [ours.filter((word) => !theirs.some((other) => isSame(word, other))), theirs.filter((word) => !ours.some((other) => isSame(word, other)))]
}

/** The texts are the same but for one run of words, and that is the smaller part of both. */
function isOneGap({ words: a }: Profile, { words: b }: Profile): boolean {
  const least = Math.min(a.length, b.length)
  let head = 0
  while (head < least && a[head]?.lower === b[head]?.lower) head += 1
  let tail = 0
  while (tail < least - head && a.at(-1 - tail)?.lower === b.at(-1 - tail)?.lower) tail += 1
  return (head + tail) * 2 >= Math.max(a.length, b.length)
}
