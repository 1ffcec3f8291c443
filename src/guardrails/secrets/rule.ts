/** How a vendor's keys look: the beginning that no other text has, and what follows it. */
import { ALNUM, isOf, runEnd } from './alphabet.ts'
import { hasNoise } from './randomness.ts'

export interface Rule {
  /** In snake_case: `github_token`. */
  readonly kind: string
  readonly prefix: string
  /** What follows the prefix: an alphabet with bounds, or a sticky pattern for the whole key. */
  readonly body: { readonly alphabet: number; readonly min: number; readonly max: number } | { readonly shape: RegExp }
}

/** A stream holds back no more than this; keys are, or are cut to this. */
export const LONGEST = 480

/** Keys that begin with one of these words and go on with `min` to `max` characters of an alphabet. */
export function keys(kind: string, prefixes: string, alphabet: number, min: number, max = min): readonly Rule[] {
  return prefixes.split(' ').map((prefix) => ({ kind, prefix, body: { alphabet, min, max: Math.min(max, LONGEST) } }))
}

/** Keys of several pieces. The pattern is sticky, has bounds, and begins with the prefix. */
export function shaped(kind: string, prefixes: string, shape: RegExp): readonly Rule[] {
  return prefixes.split(' ').map((prefix) => ({ kind, prefix, body: { shape } }))
}

/** Where a key by this rule that begins at `start` ends, or -1. */
export function keyEnd(text: string, start: number, { prefix, body }: Rule): number {
  if (!text.startsWith(prefix, start)) return -1
  const from = start + prefix.length
  let end: number
  if ('shape' in body) {
    body.shape.lastIndex = start
    if (!body.shape.test(text)) return -1
    end = body.shape.lastIndex
  } else {
    end = runEnd(text, from, body.alphabet, from + body.max + 1)
    // A full stop or an equals sign at a key's end is the sentence's or the query's.
    while (end > from && (text[end - 1] === '.' || text[end - 1] === '~')) end--
    if (end - from < body.min) return -1
    // Of the longest ones the rest opens nothing without the beginning.
    if (end - from > body.max) return body.max < LONGEST ? -1 : from + LONGEST
  }
  return isOf(text, end, ALNUM) || !hasNoise(text, from, end) ? -1 : end
}
