/** A target: provider and model, the leaf that asks. Every attempt of every call passes here, and is accounted here. */
import type { Attempt } from '../core/attempt.ts'
import type { Call } from '../core/call.ts'
import { GatewayError, toGatewayError } from '../core/error.ts'
import type { Handler } from '../core/handler.ts'
import type { Operation } from '../core/operation.ts'
import { orAborted } from '../core/or-aborted.ts'
import { type Provider, type Target, unanswered } from '../core/provider.ts'
import type { Reply, StreamReply } from '../core/reply.ts'
import { prime, watch, whyEnded } from '../core/stream.ts'
import { newTally, type Tally } from '../core/tally.ts'
import type { Usage } from '../core/usage.ts'
import { viewOf } from '../operations/index.ts'

/** The handler of `provider/model`; it keeps the tally. */
export function target(named: Target, provider: Provider, tally: Tally = newTally()): Handler {
  const asked: Counted = { ...named, tally, ofKey: provider.key === undefined ? undefined : { key: provider.key } }

  return function ask<Op extends Operation>(call: Call<Op>): Promise<Reply<Op>> {
    let attempt: Attempt | undefined
    try {
      const begun = (attempt = begin(call, asked))
      if (!provider.operations.includes(call.operation)) throw cannot(call, asked)
      return orAborted(provider.ask(call, upstream(call, named)), call.signal, call.scope.clock, {
        onAbort: (reason) => finish(call, asked, begun, at(asked, reason), undefined), // at once: a hedged call may end before its losers heed it
        answered(reply) {
          if (begun.facts) begun.facts.requestId ??= reply.meta.requestId
          if (reply.stream) return commit(call, asked, begun, reply).catch((thrown: unknown) => Promise.reject(failed(call, asked, begun, thrown)))
          finish(call, asked, begun, undefined, viewOf(call.operation).usageOf(reply.value))
          return reply
        },
        failed: (thrown) => failed(call, asked, begun, thrown),
      })
    } catch (thrown) {
      return Promise.reject(attempt === undefined ? thrown : failed(call, asked, attempt, thrown))
    }
  }
}

/** The attempt's end by an error; gives what is told of it. */
function failed(call: Call, asked: Counted, attempt: Attempt, thrown: unknown): GatewayError {
  const error = at(asked, call.signal.aborted ? call.signal.reason : thrown)
  finish(call, asked, attempt, error, undefined)
  return error
}

/** The target by the name its model has upstream. */
function upstream({ manner }: Call, named: Target): Target {
  return manner?.model === undefined ? named : { ...named, model: manner.model }
}

interface Counted extends Target {
  readonly tally: Tally
  /** What its attempts and events say of the API key, where there are several. */
  readonly ofKey: { readonly key: string } | undefined
}

/** Waits for the first content: until then a failure is an ordinary one. Afterwards the attempt ends with its stream. */
async function commit<Op extends Operation>(
  call: Call<Op>,
  asked: Counted,
  attempt: Attempt,
  reply: StreamReply<Op>,
): Promise<StreamReply<Op>> {
  const view = viewOf(call.operation)
  const first = await prime(reply.events, view.isContent, call.pulse)
  const { facts, startedAt } = attempt
  const { clock } = call.scope
  attempt.firstContentMs = clock.now() - startedAt
  let usage: Usage | undefined
  return {
    ...reply,
    events: watch(reply.events, {
      first,
      ...(facts && { onArrival: () => void (facts.lastEventMs = clock.now() - startedAt) }),
      onEvent(event) {
        usage = view.usageOf(event) ?? usage
        return true // what only the accounts want is kept from the caller by the engine, outermost
      },
      onEnd(end) {
        const why = whyEnded(end, call.signal)
        const error = why && at(asked, why)
        finish(call, asked, attempt, error, usage)
        return error
      },
    }),
  }
}

/** Whatever was thrown, as an error that knows this target. */
function at({ address }: Target, thrown: unknown): GatewayError {
  const error = toGatewayError(thrown, address)
  return error.target === undefined ? error.with({ target: address }) : error
}

const hedged = { hedged: true } as const

function begin(call: Call, { address, tally, ofKey }: Counted): Attempt {
  const { scope } = call
  call.signal.throwIfAborted()
  if (scope.attempts.length >= scope.maxAttempts) {
    const message = `the call's budget of ${scope.maxAttempts} attempts is spent`
    throw new GatewayError({ reason: 'attempts_exhausted', message, target: address })
  }
  const attempt: Attempt = {
    number: scope.attempts.length + 1,
    target: address,
    startedAt: scope.clock.now(),
    durationMs: undefined,
    firstContentMs: undefined,
    outcome: 'running',
    reason: undefined,
    status: undefined,
    error: undefined,
    facts: scope.notes?.begin(scope.attempts, address, call.isHedge === true, scope.isOfCheck === true, call.operation),
  }
  if (ofKey) Object.assign(attempt, ofKey)
  if (call.isHedge) Object.assign(attempt, hedged)
  scope.attempts.push(attempt)
  tally.calls += 1
  tally.inFlight += 1
  scope.emit?.({ type: 'attempt.start', callId: call.id, at: attempt.startedAt, attempt: attempt.number, target: address, ...ofKey, ...(call.isHedge && hedged) })
  return attempt
}

function finish(call: Call, { address, tally, ofKey }: Counted, attempt: Attempt, error: GatewayError | undefined, usage: Usage | undefined): void {
  if (attempt.outcome !== 'running') return // ended by an abort before whoever ran it could say so
  const { clock, emit } = call.scope
  const at = clock.now()
  const outcome = error === undefined ? 'ok' : error.reason === 'aborted' ? 'aborted' : 'failed'
  tally.inFlight -= 1
  if (outcome === 'failed') {
    tally.failures += 1
    tally.lastFailure = error?.reason
  }
  attempt.durationMs = at - attempt.startedAt
  attempt.outcome = outcome
  attempt.reason = error?.reason
  attempt.status = error?.status
  attempt.error = error
  if (attempt.facts) attempt.facts.usage = usage
  emit?.({
    type: 'attempt.end',
    callId: call.id,
    at,
    attempt: attempt.number,
    target: address,
    ...ofKey,
    outcome,
    durationMs: attempt.durationMs,
    firstContentMs: attempt.firstContentMs,
    usage,
    failure: error && Object.freeze({ ...error.failure }),
    ...(attempt.hedged && hedged),
  })
}

function cannot(call: Call, { provider, address }: Target): GatewayError {
  return new GatewayError({ reason: 'unsupported', message: unanswered(call, provider), target: address })
}
