/** `least_busy`: of two drawn by weight, the one with fewer calls in flight for its weight. */
import type { Score } from './least.ts'
import { likeliest } from './least.ts'
import type { Child, Strategy } from './strategy.ts'
import { byWeight } from './weighted-random.ts'

/**
 * Two choices keep the load nearly as even as asking all would, and gateways that do not know each other do not all run to the
 * same idle child.
 *
 * @see https://www.eecs.harvard.edu/~michaelm/postscripts/tpds2001.pdf
 */
export function leastBusy(children: readonly Child[]): Strategy {
  return {
    pick(call, weights, now) {
      const { random } = call.scope
      const one = byWeight(random, weights)
      const other = byWeight(random, weights, one)
      return loadOf(other, call, weights[other] as number, now) < loadOf(one, call, weights[one] as number, now) ? other : one
    },
    likely: (call, weights, now) => likeliest(loadOf, call, weights, now),
    why: (at) => `${(children[at] as Child).inFlight} in flight`,
  }

  function loadOf(...[at, , weight]: Parameters<Score>): number {
    return (children[at] as Child).inFlight / weight
  }
}
