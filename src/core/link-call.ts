/** What may end a call before it is over: its callers' aborts and its deadline. */
import type { Scope } from './call.ts'
import type { CallOptions } from './call-options.ts'
import { GatewayError } from './error.ts'
import type { LinkedSignal } from './signal.ts'

interface Linked {
  readonly options?: CallOptions
  readonly signals?: ReadonlyArray<AbortSignal | undefined | null>
}

/** The caller's abort and the deadline, into the call's one signal. */
export function linkCall(signal: LinkedSignal, { signals, options }: Linked, { clock, deadline }: Scope, now: number): void {
  if (signals) for (const one of signals) if (one) signal.follow(one, cancelled)
  if (deadline === Infinity) return signal.throwIfAborted()
  const ms = deadline - now
  const timer = clock.setTimeout(() => signal.abort(late(options?.timeoutMs ?? ms)), ms)
  signal.onDispose(() => clock.clearTimeout(timer))
  signal.throwIfAborted()
}

function cancelled(cause: unknown): GatewayError {
  return new GatewayError({ reason: 'aborted', message: 'the caller cancelled', cause })
}

function late(ms: number): GatewayError {
  return new GatewayError({ reason: 'timeout', message: `the call took longer than its ${Math.round(ms)} ms` })
}
