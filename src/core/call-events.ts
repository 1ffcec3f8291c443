/** The first and the last event of a call. Field by field: to add one to a spread copy costs more than all the rest of the event. */
import type { Attempt } from './attempt.ts'
import type { Call } from './call.ts'
import { show } from './check.ts'
import type { GatewayError } from './error.ts'
import type { CallEnd, CallStart } from './event.ts'
import type { ReplyMeta } from './reply.ts'
import type { Usage } from './usage.ts'

export function callStart(call: Call, at: number): CallStart {
  const { id, operation, stream, options } = call
  return { type: 'call.start', at, callId: id, operation, address: addressOf(call), stream, metadata: options.metadata }
}

export function callEnd(call: Call, startedAt: number, error: GatewayError | undefined, meta: ReplyMeta | undefined, usage: Usage | undefined): CallEnd {
  const { id, operation, stream, options, scope } = call
  const at = scope.clock.now()
  const cache = meta?.cache
  return {
    type: 'call.end',
    at,
    callId: id,
    operation,
    address: addressOf(call),
    stream,
    metadata: options.metadata,
    outcome: error === undefined ? 'ok' : error.reason === 'aborted' ? 'aborted' : 'failed',
    durationMs: at - startedAt,
    target: meta?.target,
    attempts: scope.attempts.map(asItIs),
    usage: cache !== undefined && UNPAID.has(cache) ? undefined : usage,
    cache,
    saved: meta?.saved ?? (cache === 'shared' ? usage : undefined),
    verdicts: scope.verdicts.length === 0 ? undefined : [...scope.verdicts],
    failure: error && Object.freeze({ ...error.failure }),
  }
}

/** How a cache answers where the call itself cost nothing. */
const UNPAID: ReadonlySet<ReplyMeta['cache']> = new Set(['hit', 'semantic', 'stale', 'shared'] as const)

/** What `model` said, also where the body is still unchecked. */
function addressOf({ body }: Call): string {
  const model: unknown = body?.model
  return typeof model === 'string' ? model : show(model)
}

/** A copy that no later attempt changes, and no hook. */
function asItIs({ number, target, key, startedAt, durationMs, firstContentMs, outcome, reason, status, error, hedged }: Attempt): Attempt {
  return Object.freeze({ number, target, key, startedAt, durationMs, firstContentMs, outcome, reason, status, error, ...(hedged && { hedged }) })
}
