/** Which failures of a child go on to the next, and what the failures of several are together. */
import type { Call } from '../core/call.ts'
import { type GatewayError, sentence } from '../core/error.ts'
import { type FailureReason, meanings } from '../core/failure.ts'
import { type Handler, isReady } from '../core/handler.ts'

export type GoesOn = (error: GatewayError) => boolean

/** The rule that an `on` says: a list of reasons, a predicate, or by default every reason that another target could cure. */
export function goingOn(on: readonly FailureReason[] | GoesOn | undefined): GoesOn {
  if (typeof on === 'function') {
    return (error) => {
      try {
        return on(error)
      } catch {
        return false // it is the provider's error that the caller has to see
      }
    }
  }
  if (on === undefined) return (error) => meanings[error.reason].fallback
  const reasons = new Set(on)
  return (error) => reasons.has(error.reason)
}

/** True where an answer that is a refusal goes on like a failure. */
export function mindsRefusals(on: readonly FailureReason[] | GoesOn | undefined): boolean {
  return Array.isArray(on) && on.includes('content_filter')
}

/** Whether a child after this one would be asked. The last child has none, and keeps what an outer route said. */
export function alternativeTo(at: number, handlers: readonly Handler[], goesOn: GoesOn): Call['hasAlternative'] {
  const after = handlers.slice(at + 1)
  return after.length === 0 ? undefined : (now, error, call) => goesOn(error) && after.some((handler) => isReady(handler, call, now))
}

/** One error with a cause per failed child; the last one decides its class. */
export function together(errors: readonly GatewayError[]): GatewayError {
  const last = errors.at(-1) as GatewayError
  if (errors.length === 1) return last
  return last.with({ cause: new AggregateError(errors, `${errors.length} targets failed`) })
}

/** The same error, where another child would have been asked if the call might make one more attempt. */
export function spent(error: GatewayError, maxAttempts: number): GatewayError {
  const message = `${sentence(error.message)} The call's budget of ${maxAttempts} attempt${maxAttempts === 1 ? '' : 's'} is spent, so nobody else was asked`
  return error.with({ message, cause: error.cause })
}
