/** Which child is next: one small picker per strategy. */
import type { Random } from '../core/clock.ts'

/** The index of the child for this call. */
export type Picker = (random: Random) => number

/** By chance, in proportion to the weights. */
export function weightedRandom(weights: readonly number[]): Picker {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const last = weights.findLastIndex((weight) => weight > 0)
  return (random) => {
    let point = random() * total
    for (let at = 0; at < last; at++) {
      point -= weights[at] as number
      if (point < 0) return at
    }
    return last
  }
}

/**
 * In turn, in proportion to the weights, and never in a burst: 5, 1, 1 gives a a b a c a a.
 *
 * @see https://github.com/nginx/nginx/commit/52327e0627f49dbda1e8db695e63a4b0af4448b1
 */
export function roundRobin(weights: readonly number[]): Picker {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const current = weights.map(() => 0)
  return () => {
    let best = -1
    for (let at = 0; at < weights.length; at++) {
      const weight = weights[at] as number
      if (weight === 0) continue
      current[at] = (current[at] as number) + weight
      if (best === -1 || (current[at] as number) > (current[best] as number)) best = at
    }
    current[best] = (current[best] as number) - total
    return best
  }
}
