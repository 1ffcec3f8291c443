/** A call at a child of a balance: counted from its pick to its end, a stream until nobody reads it any more. */
import type { Call } from '../../core/call.ts'
import { toGatewayError } from '../../core/error.ts'
import type { Handler } from '../../core/handler.ts'
import type { Operation } from '../../core/operation.ts'
import type { Reply } from '../../core/reply.ts'
import { type StreamEnd, watch } from '../../core/stream.ts'
import type { Usage } from '../../core/usage.ts'
import { viewOf } from '../../operations/index.ts'
import type { Child, Outcome, Strategy, Visit } from './strategy.ts'

export async function visited<Op extends Operation>(call: Call<Op>, startedAt: number, at: number, ask: Handler, child: Child, strategy: Strategy): Promise<Reply<Op>> {
  const { clock } = call.scope
  const visit: Visit = { call: call as unknown as Call, at, startedAt, hasAnswered: false, tokens: 0, isTold: false }
  child.picks += 1
  child.inFlight += 1
  strategy.begun?.(visit)
  let reply: Reply<Op>
  try {
    reply = await ask(call)
  } catch (thrown) {
    end({ isWhole: false, error: call.signal.aborted ? undefined : toGatewayError(thrown), usage: undefined })
    throw thrown
  }
  visit.hasAnswered = true
  strategy.answered?.(visit, reply.meta, clock.now())
  const { usageOf } = viewOf(call.operation)
  if (!reply.stream) {
    end({ isWhole: true, error: undefined, usage: strategy.needsUsage ? usageOf(reply.value) : undefined })
    return reply
  }
  let usage: Usage | undefined
  const events = watch(reply.events, {
    signal: call.signal,
    onEvent(event) {
      if (strategy.needsUsage) usage = usageOf(event) ?? usage
      return true
    },
    onEnd: (how) => end(outcomeOf(how, call, usage)),
  })
  return { ...reply, events }

  function end(outcome: Outcome): void {
    child.inFlight -= 1
    strategy.ended?.(visit, outcome, clock.now())
  }
}

function outcomeOf(end: StreamEnd, { signal }: Call, usage: Usage | undefined): Outcome {
  const error = end.how === 'failed' && !signal.aborted ? toGatewayError(end.error) : undefined
  return { isWhole: end.how === 'done', error, usage }
}
