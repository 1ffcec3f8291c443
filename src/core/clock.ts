/** Time and chance, injected everywhere so that tests never wait and never guess. */
import { FarTimer, FarTimers, NEAR_MS } from './far-timers.ts'
import type { CallSignal } from './signal.ts'

export interface Clock {
  /** Monotonic milliseconds: for durations and deadlines. */
  now(): number
  /** Milliseconds since the Unix epoch: for timestamps only. */
  date(): number
  /** Runs `fn` after `ms`; the handle goes to {@link Clock.clearTimeout}. */
  setTimeout(fn: () => void, ms: number): unknown
  clearTimeout(handle: unknown): void
}

/** A number in [0, 1), like `Math.random`. */
export type Random = () => number

const native = {
  now: () => performance.now(),
  setTimeout: (fn: () => void, ms: number): unknown => setTimeout(fn, ms),
  clearTimeout: (handle: unknown) => clearTimeout(handle as Parameters<typeof clearTimeout>[0]),
}

const far = new FarTimers(native)

/** The clock of the machine. A timer of more than two seconds does not keep a process alive. */
export const systemClock: Clock = {
  now: native.now,
  date: () => Date.now(),
  setTimeout: (fn, ms) => (ms > NEAR_MS ? (far.set(fn, ms) ?? native.setTimeout(fn, ms)) : native.setTimeout(fn, ms)),
  clearTimeout: (handle) => (handle instanceof FarTimer ? far.clear(handle) : native.clearTimeout(handle)),
}

/**
 * Waits `ms`, or until the signal aborts: then it rejects at once with the signal's reason.
 * Neither a timer nor a listener outlives the promise.
 */
export function sleep(ms: number, clock: Clock, signal: CallSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const timer = clock.setTimeout(() => {
      unlisten()
      resolve()
    }, ms)
    const unlisten = signal.onAbort((reason) => {
      clock.clearTimeout(timer)
      reject(reason)
    })
  })
}
