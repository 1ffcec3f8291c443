/** What a route does when none of its children is ready: each is cooling, or its circuit is open. */
import type { Call } from '../core/call.ts'
import { inSeconds } from '../core/duration.ts'
import { GatewayError } from '../core/error.ts'
import type { Handler } from '../core/handler.ts'

/**
 * - `try_first`: the child that recovers first is asked all the same
 * - `fail_fast`: the call fails at once with `circuit_open`, nothing is sent
 */
export type WhenNoneReady = 'try_first' | 'fail_fast'

export const whenNoneReadyWords: readonly WhenNoneReady[] = ['try_first', 'fail_fast']

/** The child that is ready first, of those allowed; one that is unfit only where no other is. `at` is -1 where none is allowed. */
export function soonest(call: Call, handlers: readonly Handler[], now: number, allowed: (at: number) => boolean): { at: number; readyInMs: number } {
  let best = -1
  let least = Infinity
  for (let at = 0; at < handlers.length; at++) {
    if (!allowed(at)) continue
    const readyInMs = readyIn(handlers[at] as Handler, call, now)
    if (best === -1 || readyInMs < least) [best, least] = [at, readyInMs]
  }
  return { at: best, readyInMs: least }
}

/** In how many milliseconds a child may be asked this; `Infinity` where it cannot do it. */
export function readyIn({ readyAt, unfit }: Handler, call: Call, now: number): number {
  if (unfit?.(call) !== undefined) return Infinity
  return readyAt === undefined ? 0 : Math.max(0, readyAt(now) - now)
}

/** The next child from `from` on that should be asked, `handlers.length` where there is none; those passed over are noted. */
export function nextReady(call: Call, handlers: readonly Handler[], from: number, skipped: number[]): number {
  for (let at = from; at < handlers.length; at++) {
    const handler = handlers[at] as Handler
    if (handler.readyAt === undefined && handler.unfit === undefined) return at
    const now = call.scope.clock.now()
    const readyInMs = readyIn(handler, call, now)
    if (readyInMs === 0) return at
    skipped.push(at)
    call.scope.emit?.({ type: 'target.skipped', callId: call.id, at: now, skipped: at, readyInMs, why: handler.unfit?.(call) ?? handler.whyNotReady?.(now) ?? 'not ready' })
  }
  return handlers.length
}

export function noneReady(readyInMs: number): GatewayError {
  const retryAfterMs = Number.isFinite(readyInMs) ? readyInMs : undefined
  const until = retryAfterMs === undefined ? '' : `; the first is asked again in ${inSeconds(retryAfterMs)}`
  return new GatewayError({ reason: 'circuit_open', message: `no target is ready: each is cooling, its circuit is open, or it cannot do this${until}`, retryAfterMs })
}
