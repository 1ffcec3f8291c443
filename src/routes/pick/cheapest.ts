/** `cheapest`: the least estimated price of this very call; what is free wins, what has no known price comes last. */
import type { Call } from '../../core/call.ts'
import { estimateCost } from '../../models/cost.ts'
import { least, likeliest } from './least.ts'
import type { Child, Strategy } from './strategy.ts'

export function cheapest(children: readonly Child[]): Strategy {
  return {
    pick: (call, weights, now) => least(costOf, call, weights, now, call.scope.random),
    likely: (call, weights, now) => likeliest(costOf, call, weights, now),
    why(at, call) {
      const cost = costOf(at, call)
      return cost === Infinity ? 'price unknown' : `about $${Number(cost.toPrecision(2))}`
    },
  }

  function costOf(at: number, call: Call): number {
    return estimateCost(call, (children[at] as Child).facts) ?? Infinity
  }
}
