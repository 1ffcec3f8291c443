/** Counts of calls, row by row. */
import { valueOf } from '../../core/quantiles.ts'
import type { Quantiles, Totals } from '../answers.ts'
import { type Block, BUCKET_SHIFT, BUCKETS } from '../archive/block.ts'

/** Which of `cacheStates` are an answer of the cache; from `hit` on it was asked, except where it let the call pass. */
const HITS = new Uint8Array([0, 1, 1, 0, 1, 0, 1, 0])
const ASKED = new Uint8Array([0, 1, 1, 1, 1, 1, 1, 0])

/** What a group, or a step of time, adds up to. */
export class Tally {
  calls = 0
  failed = 0
  aborted = 0
  inputTokens = 0
  outputTokens = 0
  cachedTokens = 0
  cost = 0
  costKnown = 0
  cacheAsked = 0
  cacheHits = 0
  savedCost = 0
  attempts = 0
  readonly latency = new Uint32Array(BUCKETS)
  readonly first = new Uint32Array(BUCKETS)

  add(block: Block, row: number): void {
    this.calls += 1
    const outcome = block.outcome[row] as number
    if (outcome === 1) this.failed += 1
    else if (outcome === 2) this.aborted += 1
    else plus(this.latency, block.durationBucket[row] as number)
    const first = block.firstBucket[row] as number
    if (first !== 0) plus(this.first, first)
    this.inputTokens += block.input[row] as number
    this.outputTokens += block.output[row] as number
    this.cachedTokens += block.cached[row] as number
    const cost = block.cost[row] as number
    if (cost === cost) {
      this.cost += cost
      this.costKnown += 1
    }
    const cache = block.cache[row] as number
    this.cacheAsked += ASKED[cache] as number
    this.cacheHits += HITS[cache] as number
    this.savedCost += block.savedCost[row] as number
    this.attempts += block.attempts[row] as number
  }

  totals(): Totals {
    const { latency, first, ...sums } = this
    return { ...sums, latencyMs: quantilesOf(latency), firstTokenMs: quantilesOf(first) }
  }
}

/** Adds to one of many counts. */
export function plus(counts: number[] | Uint32Array, at: number, amount = 1): void {
  counts[at] = (counts[at] ?? 0) + amount
}

/** Each right to one per cent; `null` where nothing was counted. */
export function quantilesOf(buckets: Uint32Array): Quantiles | null {
  let total = 0
  for (const count of buckets) total += count
  if (total === 0) return null
  const at = (q: number): number => {
    let left = Math.floor(q * (total - 1))
    for (let bucket = 0; bucket < buckets.length; bucket++) {
      left -= buckets[bucket] as number
      if (left < 0) return valueOf(bucket - BUCKET_SHIFT)
    }
    return 0
  }
  return { p50: at(0.5), p90: at(0.9), p95: at(0.95), p99: at(0.99) }
}
