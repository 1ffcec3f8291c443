/** Two groups of calls side by side: a canary against its baseline, with intervals. */
import { differenceOfMeans, differenceOfShares, Mean, meanOf, share } from '../../core/statistics.ts'
import { valueOf } from '../../core/quantiles.ts'
import type { Comparison, Question, Side } from '../answers.ts'
import type { Archive } from '../archive/archive.ts'
import { type Block, BUCKET_SHIFT } from '../archive/block.ts'
import { scan } from './scan.ts'
import { quantilesOf, Tally } from './tally.ts'

export function compare(archive: Archive, question: Question, by: string, baseline: string, candidate: string): Omit<Comparison, 'tookMs'> {
  const one = sampleOf(archive, question, by, baseline)
  const other = sampleOf(archive, question, by, candidate)
  return {
    by,
    baseline: one.side(),
    candidate: other.side(),
    differences: {
      errorRate: differenceOfShares(one.failed, one.ended, other.failed, other.ended) ?? null,
      latencyMs: differenceOfMeans(one.latency, other.latency) ?? null,
      firstTokenMs: differenceOfMeans(one.first, other.first) ?? null,
      cost: differenceOfMeans(one.cost, other.cost) ?? null,
      score: differenceOfMeans(one.score, other.score) ?? null,
    },
  }
}

function sampleOf(archive: Archive, question: Question, by: string, value: string): Sample {
  const sample = new Sample(value)
  scan(archive, { ...question, where: { ...question.where, [by]: [value] } }, (block, rows, length) => {
    for (let at = 0; at < length; at++) sample.add(block, rows[at] as number)
  })
  return sample
}

class Sample {
  readonly #value: string
  readonly #tally = new Tally()
  readonly latency = new Mean()
  readonly first = new Mean()
  readonly cost = new Mean()
  readonly score = new Mean()

  constructor(value: string) {
    this.#value = value
  }

  get failed(): number {
    return this.#tally.failed
  }

  /** Calls that were answered or failed: whoever gives up says nothing about the target. */
  get ended(): number {
    return this.#tally.calls - this.#tally.aborted
  }

  add(block: Block, row: number): void {
    this.#tally.add(block, row)
    if (block.outcome[row] === 0) this.latency.add(block.durationMs[row] as number)
    const first = block.firstBucket[row] as number
    if (first !== 0) this.first.add(valueOf(first - BUCKET_SHIFT))
    const cost = block.cost[row] as number
    if (!Number.isNaN(cost)) this.cost.add(cost)
    const score = block.score[row] as number
    if (!Number.isNaN(score)) this.score.add(score)
  }

  side(): Side {
    const { calls, latency } = this.#tally
    return {
      value: this.#value,
      calls,
      failed: this.failed,
      errorRate: share(this.failed, this.ended) ?? null,
      latencyMs: meanOf(this.latency) ?? null,
      firstTokenMs: meanOf(this.first) ?? null,
      cost: meanOf(this.cost) ?? null,
      score: meanOf(this.score) ?? null,
      latencyQuantiles: quantilesOf(latency),
    }
  }
}
