/** What a circuit breaker may be told, and the refusal of what could not work. */
import { checkFunction, checkNumber, checkOptions } from '../core/check.ts'
import { ConfigError } from '../core/error.ts'
import type { CacheStore } from '../stores/store.ts'

/** Where a default has a source, it is Envoy's outlier detection, resilience4j or Hystrix. Durations are in milliseconds. */
export interface BreakerOptions {
  /** So many failures in a row open the circuit. @default 5 */
  readonly consecutiveFailures?: number
  /** This share of failed calls opens it, once there were `minimumCalls`; from 0.01 to 1. @default 0.5 */
  readonly failureRatio?: number
  /** A call is slow when its value or first content takes longer than this; a slow probe does not close the circuit. @default none: no call is slow */
  readonly slowMs?: number
  /** This share of slow calls opens it, once there were `minimumCalls`; needs `slowMs`. @default 0.5 */
  readonly slowRatio?: number
  /** The shares are taken over the calls that ended within this time. @default 60_000 */
  readonly windowMs?: number
  /** Fewer calls than this within `windowMs` have no share. @default 20 */
  readonly minimumCalls?: number
  /** How long it stays open; twice as long each time a probe fails. A probe that takes longer no longer keeps others out. @default 30_000 */
  readonly openMs?: number
  /** Never open for longer than this. @default 300_000, or `openMs` where that is longer */
  readonly maxOpenMs?: number
  /** When half open, at most so many calls at a time try the target. @default 1 */
  readonly probes?: number
  /** So many successful probes close it. @default 2 */
  readonly successesToClose?: number
  /** After closing, routes give the target a growing share of its calls over this time; 0: all at once. @default 10_000 */
  readonly rampMs?: number
  /** How long routes leave a target alone after a rate limit that did not say for how long. @default 1_000 */
  readonly coolMs?: number
  /** The longest Retry-After that is believed for a target. @default 60_000 */
  readonly maxCoolMs?: number
  /** How long routes pass all targets of a provider over when its key is refused or out of money; a direct call is still sent. @default 60_000 */
  readonly keyOpenMs?: number
  /** Shares open circuits between processes. It is never waited for, and may fail. @default none */
  readonly store?: CacheStore
  /** How often, at most, the store is read for a circuit. @default 1_000 */
  readonly syncMs?: number
}

const ranges = {
  consecutiveFailures: { min: 1, integer: true },
  failureRatio: { min: 0.01, max: 1 },
  slowMs: { min: 1 },
  slowRatio: { min: 0.01, max: 1 },
  windowMs: { min: 1 },
  minimumCalls: { min: 1, integer: true },
  openMs: { min: 1 },
  maxOpenMs: { min: 1 },
  probes: { min: 1, integer: true },
  successesToClose: { min: 1, integer: true },
  rampMs: {},
  coolMs: {},
  maxCoolMs: {},
  keyOpenMs: { min: 1 },
  syncMs: {},
} as const

/** Throws `ConfigError` for what could not work. */
export function checkBreaker(path: string, options: BreakerOptions): void {
  checkOptions(path, options, [...Object.keys(ranges), 'store'])
  for (const [name, range] of Object.entries(ranges)) checkNumber(`${path}.${name}`, options[name as keyof typeof ranges], range)
  const { slowMs, slowRatio, openMs = 30_000, maxOpenMs, store } = options
  if (slowRatio !== undefined && slowMs === undefined) throw new ConfigError(`${path}.slowRatio`, "needs 'slowMs'")
  if (maxOpenMs !== undefined && maxOpenMs < openMs) throw new ConfigError(`${path}.maxOpenMs`, `must be at least openMs, ${openMs}`)
  if (store === undefined) return
  if (typeof store !== 'object' || store === null) throw new ConfigError(`${path}.store`, 'must be a store with get, set and delete')
  for (const method of ['get', 'set', 'delete'] as const) checkFunction(`${path}.store.${method}`, store[method] ?? null)
}
