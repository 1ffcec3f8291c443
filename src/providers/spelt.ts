/** What a failed attempt had said in a provider's words: the next one at the same target says it again, made once. */
import type { Call, Scope } from '../core/call.ts'
import type { Dialect, Target } from '../core/provider.ts'
import type { WireRequest } from '../core/wire.ts'

interface Spelt {
  readonly call: Call
  readonly target: Target
  readonly spoken: unknown
  readonly request: WireRequest
}

/** By the call's scope, so that nothing outlives the call; then by the target's address. */
const kept = new WeakMap<Scope, Map<string, Spelt>>()

/**
 * The request of an earlier attempt, where all it was made of is the same: the very body and options (a middleware that changes
 * them makes new ones), the model's name upstream and the dialect.
 */
export function speltBefore(call: Call, target: Target, spoken: Dialect): WireRequest | undefined {
  const { scope, body, options, operation, stream } = call
  if (scope.attempts.length < 2) return undefined // the hot path
  const before = kept.get(scope)?.get(target.address)
  if (before === undefined || before.spoken !== spoken || before.target.model !== target.model) return undefined
  const { call: then, request } = before
  return then.body === body && then.options === options && then.operation === operation && then.stream === stream ? request : undefined
}

/** The attempt failed, and another may come. Only JSON is kept: a stream, say, cannot be sent again, and its dialect says so. */
export function keepSpelt(call: Call, target: Target, spoken: Dialect, request: WireRequest): void {
  if (request.made?.json === undefined) return
  const ofCall = kept.get(call.scope) ?? new Map<string, Spelt>()
  ofCall.set(target.address, { call, target, spoken, request })
  kept.set(call.scope, ofCall)
}

/** The call has its answer: a stream may go on for an hour, and need not hold its prompt in every provider's words. */
export function forgetSpelt({ scope }: Call): void {
  if (scope.attempts.length > 1) kept.delete(scope)
}
