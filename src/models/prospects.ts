/** What may be asked of a target without asking it: whether it fits, how large its window is, what a call would cost. */
import type { Call } from '../core/call.ts'
import type { Explanation } from '../core/explanation.ts'
import type { Prospects } from '../core/handler.ts'
import type { Knowledge, ModelFacts } from '../core/model-facts.ts'
import { type Provider, type Target, unanswered } from '../core/provider.ts'
import { estimateCost } from './cost.ts'
import { estimateTokens } from './tokens.ts'

/** The prospects of a target whose model has these facts; whether it fits is known where a route asks for it. */
export function prospectsOf({ provider: name, address }: Target, { operations }: Pick<Provider, 'operations'>, facts: ModelFacts, fitOf?: Knowledge['fitOf']): Prospects {
  const unfit = fitOf?.(facts)
  return { unfit, window: facts.contextWindow, explain }

  function explain(call: Call): Explanation {
    const can = operations.includes(call.operation)
    const why = can ? unfit?.(call) ?? '' : unanswered(call, name)
    return { kind: 'target', what: address, verdict: can ? 'chosen' : 'skipped', why, inputTokens: estimateTokens(call), cost: estimateCost(call, facts) }
  }
}
