/** Work beside a call that outlives it, and ends when the gateway is closed. */
import type { Call, Scope } from '../core/call.ts'
import { GatewayError } from '../core/error.ts'
import type { Operation } from '../core/operation.ts'
import { LinkedSignal } from '../core/signal.ts'

/** As long as a call may take that nobody gave a deadline. */
const MAX_MS = 1_200_000

/** Runs with a copy of the call that has a life of its own; rejects as `run` does. Nothing begins before what runs now is over. */
export async function inBackground<Op extends Operation>(call: Call<Op>, limitMs: number, run: (copy: Call<Op>) => Promise<void>): Promise<void> {
  const { clock, running } = call.scope
  const ms = Math.min(limitMs, MAX_MS)
  const signal = new LinkedSignal()
  const late = (): void => signal.abort(new GatewayError({ reason: 'timeout', message: `the refresh took longer than its ${Math.round(ms)} ms` }))
  const timer = clock.setTimeout(late, ms)
  running?.add(signal)
  await undefined
  try {
    await run(copyOf(call, signal, clock.now() + ms))
  } finally {
    clock.clearTimeout(timer)
    signal.dispose()
    running?.remove(signal)
  }
}

/** Everything that would let it count, wait or end with the call is left behind; its keys differ, or a host would take it for the call itself. */
function copyOf<Op extends Operation>({ id: callId, operation, body, stream, options, scope, manner }: Call<Op>, signal: LinkedSignal, deadline: number): Call<Op> {
  const id = `${callId}-refresh`
  const { idempotencyKey } = options
  return {
    id,
    operation,
    body,
    stream,
    signal,
    options: idempotencyKey === undefined ? options : { ...options, idempotencyKey: `${idempotencyKey}-refresh` },
    scope: { ...scope, attempts: [], deadline, notes: undefined } satisfies Scope,
    manner,
  }
}
