/** `round_robin`: in turn, in proportion to the weights, and never in a burst: 5, 1, 1 gives a a b a c a a. */
import type { Strategy } from './strategy.ts'
import { shareOf, sum } from './weighted-random.ts'

/** @see https://github.com/nginx/nginx/commit/52327e0627f49dbda1e8db695e63a4b0af4448b1 */
export function roundRobin(): Strategy {
  const earned: number[] = []

  return {
    pick(_, weights) {
      const best = next(weights)
      for (let at = 0; at < weights.length; at++) earned[at] = (earned[at] ?? 0) + (weights[at] as number)
      earned[best] = (earned[best] as number) - sum(weights)
      return best
    },

    likely: (_, weights) => next(weights),

    why: (at, _, weights) => shareOf(at, weights),
  }

  function next(weights: readonly number[]): number {
    let best = -1
    let most = -Infinity
    for (let at = 0; at < weights.length; at++) {
      const weight = weights[at] as number
      const after = (earned[at] ?? 0) + weight
      if (weight > 0 && after > most) [best, most] = [at, after]
    }
    return best
  }
}
