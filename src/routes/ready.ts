/** What a route does when none of its children is ready: each is cooling, or its circuit is open. */
import { GatewayError } from '../core/error.ts'
import type { Handler } from '../core/handler.ts'

/**
 * - `try_first`: the child that recovers first is asked all the same
 * - `fail_fast`: the call fails at once with `circuit_open`, nothing is sent
 */
export type WhenNoneReady = 'try_first' | 'fail_fast'

export const whenNoneReadyWords: readonly WhenNoneReady[] = ['try_first', 'fail_fast']

/** The child that is ready first, of those allowed; `at` is -1 where none is. */
export function soonest(handlers: readonly Handler[], now: number, allowed: (at: number) => boolean): { at: number; readyInMs: number } {
  let best = -1
  let least = Infinity
  for (let at = 0; at < handlers.length; at++) {
    if (!allowed(at)) continue
    const readyInMs = Math.max(0, (handlers[at]?.readyAt?.(now) ?? now) - now)
    if (best === -1 || readyInMs < least) [best, least] = [at, readyInMs]
  }
  return { at: best, readyInMs: least }
}

export function noneReady(readyInMs: number): GatewayError {
  const retryAfterMs = Number.isFinite(readyInMs) ? readyInMs : undefined
  return new GatewayError({ reason: 'circuit_open', message: 'every target is cooling or its circuit is open', retryAfterMs })
}
