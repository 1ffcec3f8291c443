/** Small checks to guard with. */
import type { Check, Judge, Match } from 'zerohop'
import { partKinds } from '../../src/operations/texts/texts.ts'

/** Finds numbers. */
export function digits(options: Partial<Check> = {}): Check {
  const settledUntil = (text: string) => text.length - (/\d{0,20}$/.exec(text)?.[0].length ?? 0)
  return { name: 'digits', side: 'both', parts: partKinds, finder: { reach: 20, find: (text) => matches(text, /\d{1,20}/g, 'number'), settledUntil }, ...options }
}

/** Finds one word. */
export function words(word: string, options: Partial<Check> = {}): Check {
  const settledUntil = (text: string) => Math.max(0, text.length - word.length + 1)
  return { name: 'words', side: 'both', parts: partKinds, finder: { reach: word.length, find: (text) => matches(text, new RegExp(word, 'g'), 'word'), settledUntil }, ...options }
}

export function judged(name: string, judge: Judge, options: Partial<Check> = {}): Check {
  return { name, side: 'both', parts: partKinds, judge, ...options }
}

function matches(text: string, pattern: RegExp, kind: string): Match[] {
  return [...text.matchAll(pattern)].map(({ index, 0: found }) => ({ start: index, end: index + found.length, kind }))
}
