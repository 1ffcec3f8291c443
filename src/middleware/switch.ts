/** Switch: a target that was turned off is asked nothing, until it is turned on or its time is over. */
import { inSeconds } from '../core/duration.ts'
import { GatewayError } from '../core/error.ts'
import type { Middleware } from '../core/handler.ts'
import type { Target } from '../core/provider.ts'

export interface Switch extends Middleware {
  /** Monotonic milliseconds; {@link ON} while it is on. */
  offUntil: number
}

/** Of a switch's `offUntil`: it is on. */
export const ON = -Infinity

export function targetSwitch({ address }: Target): Switch {
  const made: Switch = Object.assign<Middleware, Pick<Switch, 'offUntil' | 'readyAt' | 'whyNotReady'>>(
    (call, next) => {
      if (made.offUntil === ON) return next(call)
      const now = call.scope.clock.now()
      return now < made.offUntil ? Promise.reject(disabled(address, made.offUntil - now)) : next(call)
    },
    // Not the time it is turned on again: a route that has none ready would choose it for its last resort, and it answers nobody.
    { offUntil: ON, readyAt: (now) => (now < made.offUntil ? Infinity : now), whyNotReady: (now) => (now < made.offUntil ? 'it is disabled' : undefined) },
  )
  return made
}

function disabled(target: string, restMs: number): GatewayError {
  const retryAfterMs = Number.isFinite(restMs) ? restMs : undefined
  const until = retryAfterMs === undefined ? '' : `, and it is asked again in ${inSeconds(retryAfterMs)}`
  return new GatewayError({ reason: 'circuit_open', message: `it is disabled; nothing was sent${until}`, target, retryAfterMs })
}
