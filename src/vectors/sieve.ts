/** Sieve: tells for every row of a partition about how near it is, and how wrong that may be. */
import type { Rows } from './rows.ts'

/** A cosine of 32-bit floats, whose length is one but for their rounding, is right within this. */
export const ROUNDING = 1e-6

export interface Sieve {
  set(row: number, unit: Float32Array, partition: number): void
  move(from: number, to: number): void
  /** Looks at the first `count` rows; how many are of this partition. They are in {@link Sieve.found} until the next scan. */
  scan(query: Float32Array, partition: number, count: number): number
  /** Of the nth that was found, `rows[2 * n]` and `scores[2 * n + 1]`: both look at the same memory. */
  readonly found: Found
  /** The exact score of this row and the last query lies so far from the one that was found, at most. */
  errorOf(row: number): number
}

export interface Found {
  readonly rows: Int32Array
  readonly scores: Float32Array
}

/** For runtimes without WebAssembly: compares exactly, in a dozen times the time. */
export function plainSieve(rows: Rows, maxEntries: number): Sieve {
  const memory = new ArrayBuffer(8 * maxEntries)
  const found = { rows: new Int32Array(memory), scores: new Float32Array(memory) }
  const partitions: number[] = []

  return {
    found,
    set: (row, _, partition) => void (partitions[row] = partition),
    move: (from, to) => void (partitions[to] = partitions[from] as number),

    scan(query, partition, count) {
      let next = 0
      for (let row = 0; row < count; row++) {
        if (partitions[row] !== partition) continue
        found.rows[2 * next] = row
        found.scores[2 * next + 1] = rows.dot(row, query)
        next += 1
      }
      return next
    },

    errorOf: () => ROUNDING,
  }
}
