/** `most_headroom`: the child that takes the most further calls like this one before it limits them. */
import type { Call } from '../../core/call.ts'
import type { ReplyMeta } from '../../core/reply.ts'
import { estimateTokens } from '../../models/tokens.ts'
import { Allowance } from './allowance.ts'
import { least, likeliest } from './least.ts'
import { requestsIn, tokensIn } from './rate-headers.ts'
import type { Child, Strategy, Visit } from './strategy.ts'

export function mostHeadroom(children: readonly Child[]): Strategy {
  const requests = children.map(({ limits }) => new Allowance(limits.requestsPerMinute))
  const tokens = children.map(({ limits }) => new Allowance(limits.tokensPerMinute))
  /** What a child of which nobody knows counts as: as good as the best. */
  let best = 0
  /** When the latest call began or ended. */
  let latest = 0

  return {
    needsUsage: true,

    pick(call, weights, now) {
      best = mostKnown(call, weights, now)
      return least(scoreOf, call, weights, now, call.scope.random)
    },

    likely(call, weights, now) {
      best = mostKnown(call, weights, now)
      return likeliest(scoreOf, call, weights, now)
    },

    why(at, call, _, now) {
      const calls = callsLeft(at, call, now)
      return calls === undefined ? 'headroom unknown' : `room for ${Math.max(0, Math.floor(calls))} such calls`
    },

    begun(visit) {
      const { at, call, startedAt } = visit
      latest = startedAt
      visit.tokens = estimateTokens(call)
      requestsOf(at).take(1, startedAt)
      tokensOf(at).take(visit.tokens, startedAt)
    },

    answered(visit, { headers }, now) {
      release(visit)
      visit.isTold = read(visit, headers, now)
    },

    ended(visit, { error, usage }, now) {
      const { at, tokens: taken } = visit
      latest = now
      if (!visit.hasAnswered) release(visit)
      if (error !== undefined) visit.isTold = read(visit, error.failure.headers ?? {}, now) || visit.isTold
      const isSent = error?.reason !== 'circuit_open'
      const used = usage?.totalTokens ?? (error === undefined ? taken : 0)
      requestsOf(at).settle(1, isSent ? 1 : 0, visit.isTold, now)
      tokensOf(at).settle(taken, used, visit.isTold, now)
    },

    learnt: (at) => ({ headroom: { requests: requestsOf(at).left(latest), tokens: tokensOf(at).left(latest) } }),
  }

  function requestsOf(at: number): Allowance {
    return requests[at] as Allowance
  }

  function tokensOf(at: number): Allowance {
    return tokens[at] as Allowance
  }

  function release({ at, tokens: taken }: Visit): void {
    requestsOf(at).release(1)
    tokensOf(at).release(taken)
  }

  /** True where the provider says what is left. */
  function read({ at, call }: Visit, headers: ReplyMeta['headers'], now: number): boolean {
    const nowMs = call.scope.clock.date()
    const ofRequests = requestsIn(headers, nowMs)
    const ofTokens = tokensIn(headers, nowMs)
    if (ofRequests) requestsOf(at).told(ofRequests, now)
    if (ofTokens) tokensOf(at).told(ofTokens, now)
    return ofRequests !== undefined || ofTokens !== undefined
  }

  function scoreOf(at: number, call: Call, _: number, now: number): number {
    return -(callsLeft(at, call, now) ?? best)
  }

  function mostKnown(call: Call, weights: readonly number[], now: number): number {
    let most = -Infinity
    for (let at = 0; at < weights.length; at++) if (weights[at] !== 0) most = Math.max(most, callsLeft(at, call, now) ?? -Infinity)
    return most
  }

  function callsLeft(at: number, call: Call, now: number): number | undefined {
    const ofRequests = requestsOf(at).left(now)
    const ofTokens = tokensOf(at).left(now)
    if (ofTokens === undefined) return ofRequests
    return Math.min(ofRequests ?? Infinity, ofTokens / Math.max(1, estimateTokens(call)))
  }
}
