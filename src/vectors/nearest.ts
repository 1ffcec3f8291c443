/** `nearest()`: the best of what a scan found. */
import type { Found } from './records.ts'

export interface Wanted {
  /** So many at most: a few, for each that is found is put in its place among them. */
  readonly k: number
  /** No cosine below it, but for the rounding of 32-bit floats: what is the same as the query reaches 1. */
  readonly threshold: number
}

export interface Near {
  readonly row: number
  readonly score: number
}

const ROUNDING = 1e-6

/** The nearest first; of those that are equally near, the lower row. */
export function nearest({ count, rows, scores, scale }: Found, { k, threshold }: Wanted, isThere: (row: number) => boolean): Near[] {
  const near: Near[] = []
  let least = threshold - ROUNDING
  for (let at = 0; at < count; at++) {
    const score = Math.max(-1, Math.min(1, (scores[2 * at + 1] as number) * scale))
    if (!(score >= least)) continue // nothing passes a threshold of NaN
    const row = rows[2 * at] as number
    if (!isThere(row)) continue
    let place = near.length
    while (place > 0 && (near[place - 1] as Near).score < score) place -= 1
    near.splice(place, 0, { row, score })
    if (near.length > k) near.pop()
    if (near.length === k) least = Math.max(least, near.at(-1)?.score ?? Infinity)
  }
  return near
}
