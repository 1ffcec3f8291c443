/** `nearest()`: from what a sieve found to the exact nearest rows. */
import type { Rows } from './rows.ts'
import { ROUNDING, type Sieve } from './sieve.ts'

export interface Wanted {
  /** So many at most. */
  readonly k: number
  /** None whose cosine is below. */
  readonly threshold: number
}

export interface Near {
  readonly row: number
  /** The cosine, from -1 to 1. */
  readonly score: number
}

/**
 * The nearest first. Exact, whatever the sieve: a row is left out only where the bound of its score proves that it is too
 * far, or that `k` others are nearer. `skip` says of a row that it is not there any more.
 */
export function nearest(sieve: Sieve, rows: Rows, query: Float32Array, found: number, { k, threshold }: Wanted, skip: (row: number) => boolean): Near[] {
  const { rows: foundRows, scores } = sieve.found
  const least = new Least(Math.min(k, found))
  for (let at = 0; at < found; at++) {
    const row = foundRows[2 * at] as number
    const score = scores[2 * at + 1] as number
    if (score <= least.value) continue // cannot raise it, whatever its error
    if (!skip(row)) least.add(score - sieve.errorOf(row))
  }

  const floor = Math.max(least.value, threshold - ROUNDING)
  const near: Near[] = []
  for (let at = 0; at < found; at++) {
    const row = foundRows[2 * at] as number
    if ((scores[2 * at + 1] as number) + sieve.errorOf(row) < floor || skip(row)) continue
    const score = Math.max(-1, Math.min(1, rows.dot(row, query)))
    if (score >= threshold - ROUNDING) near.push({ row, score })
  }
  return near.toSorted((a, b) => b.score - a.score).slice(0, k)
}

/** The least of the `count` largest numbers so far. */
class Least {
  value = -Infinity
  readonly #largest: Float64Array

  constructor(count: number) {
    this.#largest = new Float64Array(count).fill(-Infinity)
  }

  add(number: number): void {
    if (number <= this.value) return
    const largest = this.#largest
    let at = 0
    for (; at + 1 < largest.length && (largest[at + 1] as number) < number; at++) largest[at] = largest[at + 1] as number
    largest[at] = number
    this.value = largest[0] as number
  }
}
