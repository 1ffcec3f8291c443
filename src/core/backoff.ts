/**
 * How long to wait before the next try.
 *
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
import { checkNumber, checkOptions } from './check.ts'
import type { Random } from './clock.ts'

export interface BackoffOptions {
  /** The longest first wait, in milliseconds. @default 50 */
  readonly baseMs?: number
  /** No wait is longer, in milliseconds. @default 20_000 */
  readonly maxMs?: number
}

/** Wait in milliseconds before try `retry` (1 is the first retry); `previousMs` is the wait before it, 0 at first. */
export type Backoff = (retry: number, previousMs: number, random: Random) => number

/** Anywhere between nothing and the exponential ceiling: spreads a crowd best. The default. */
export function fullJitter(options: BackoffOptions = {}): Backoff {
  const { baseMs, maxMs } = withDefaults(options)
  return (retry, _previous, random) => random() * ceiling(retry, baseMs, maxMs)
}

/** Half the exponential ceiling for certain, the other half by chance. */
export function equalJitter(options: BackoffOptions = {}): Backoff {
  const { baseMs, maxMs } = withDefaults(options)
  return (retry, _previous, random) => (ceiling(retry, baseMs, maxMs) / 2) * (1 + random())
}

/** Between the base and three times the previous wait, at first three times the base: grows with luck, not with the count. */
export function decorrelatedJitter(options: BackoffOptions = {}): Backoff {
  const { baseMs, maxMs } = withDefaults(options)
  return (_retry, previousMs, random) => {
    const top = 3 * Math.max(baseMs, previousMs)
    return Math.min(maxMs, baseMs + random() * (top - baseMs))
  }
}

function ceiling(retry: number, baseMs: number, maxMs: number): number {
  return Math.min(maxMs, baseMs * 2 ** Math.min(retry - 1, 1000)) // 0 × Infinity would be NaN
}

function withDefaults(options: BackoffOptions): Required<BackoffOptions> {
  checkOptions('backoff', options, ['baseMs', 'maxMs'])
  const { baseMs = 50, maxMs = 20_000 } = options
  checkNumber('backoff.baseMs', baseMs)
  checkNumber('backoff.maxMs', maxMs)
  return { baseMs, maxMs }
}
