/** Quantiles of any number of values in bounded memory: counts in buckets that grow with the value, as in DDSketch. */

/** A quantile is at most this far from the true one, as a share of it. */
const RELATIVE_ERROR = 0.01

const GROWTH = (1 + RELATIVE_ERROR) / (1 - RELATIVE_ERROR)
const LOG_GROWTH = Math.log(GROWTH)

/** Below and above, values count as these: 1,382 buckets at most. */
const LEAST = 1e-3
const MOST = 1e9

/**
 * Right to one per cent of the value, from a thousandth to a thousand million. Two of them merge without loss.
 *
 * @see https://arxiv.org/abs/1908.10693
 */
export class Quantiles {
  readonly #counts = new Map<number, number>()
  #count = 0

  /** How many values there were. */
  get count(): number {
    return this.#count
  }

  add(value: number): void {
    if (Number.isNaN(value)) return
    this.#put(bucketOf(value), 1)
  }

  merge(other: Quantiles): void {
    for (const [bucket, count] of other.#counts) this.#put(bucket, count)
  }

  /** The value that the share `q` of all, from 0 to 1, does not exceed; `undefined` where there is none. */
  at(q: number): number | undefined {
    let left = Math.floor(q * (this.#count - 1))
    for (const bucket of [...this.#counts.keys()].sort((one, other) => one - other)) {
      left -= this.#counts.get(bucket) ?? 0
      if (left < 0) return valueOf(bucket)
    }
    return undefined
  }

  /** How many values were above this one, by more than the error. */
  countAbove(value: number): number {
    const bound = bucketOf(value)
    let count = 0
    for (const [bucket, many] of this.#counts) if (bucket > bound) count += many
    return count
  }

  #put(bucket: number, count: number): void {
    this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + count)
    this.#count += count
  }
}

/** The bucket of a value, from -345 to 1,037. */
export function bucketOf(value: number): number {
  return Math.ceil(Math.log(Math.min(Math.max(value, LEAST), MOST)) / LOG_GROWTH)
}

/** The value that stands for all of a bucket. */
export function valueOf(bucket: number): number {
  return (2 * GROWTH ** bucket) / (GROWTH + 1)
}
