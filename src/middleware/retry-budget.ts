/**
 * The retry budget: what retries may add to a target's load over time, so that one in trouble is not asked three times as often.
 *
 * @see https://github.com/grpc/proposal/blob/master/A6-client-retries.md
 */
import { checkNumber, checkOptions } from '../core/check.ts'

export interface RetryBudgetOptions {
  /** What a full bucket holds. A failure takes 1; a retry needs more than half. @default 10 */
  readonly maxTokens?: number
  /** What a success gives back: the retries per successful call, in the long run. @default 0.1 */
  readonly tokenRatio?: number
}

/** One bucket per target. A target without a failure has none, and costs nothing. */
export interface RetryBudget {
  failed(target: string | undefined): void
  succeeded(target: string | undefined): void
  /** True while more than half of the target's bucket is left. */
  allows(target: string | undefined): boolean
}

export function retryBudget(path: string, options: RetryBudgetOptions): RetryBudget {
  checkOptions(path, options, ['maxTokens', 'tokenRatio'])
  checkNumber(`${path}.maxTokens`, options.maxTokens, { min: 1 })
  checkNumber(`${path}.tokenRatio`, options.tokenRatio)
  const { maxTokens = 10, tokenRatio = 0.1 } = options
  const buckets = new Map<string, number>()

  return {
    failed(target = '') {
      const left = buckets.get(target) ?? maxTokens
      if (buckets.size >= MAX_BUCKETS && !buckets.has(target)) forgetOldest()
      buckets.set(target, Math.max(0, left - 1))
    },

    succeeded(target = '') {
      if (buckets.size === 0) return // the hot path
      const left = buckets.get(target)
      if (left === undefined) return
      if (left + tokenRatio >= maxTokens) buckets.delete(target)
      else buckets.set(target, left + tokenRatio)
    },

    allows: (target = '') => (buckets.get(target) ?? maxTokens) > maxTokens / 2,
  }

  function forgetOldest(): void {
    for (const oldest of buckets.keys()) {
      buckets.delete(oldest)
      return
    }
  }
}

/** Model names may come from outside: without a bound each new one would stay for ever. */
const MAX_BUCKETS = 1000
