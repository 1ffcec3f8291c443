/** Which child is next: one small picker per strategy. */
import type { Random } from '../core/clock.ts'

/** The index of the child for this call, among those with a weight above 0; there is at least one. */
export type Picker = (random: Random, weights: readonly number[]) => number

/** By chance, in proportion to the weights. */
export function weightedRandom(): Picker {
  return (random, weights) => {
    let point = random() * sum(weights)
    const last = weights.findLastIndex((weight) => weight > 0)
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
export function roundRobin(): Picker {
  const current: number[] = []
  return (_random, weights) => {
    let best = -1
    for (let at = 0; at < weights.length; at++) {
      const weight = weights[at] as number
      if (weight === 0) continue
      current[at] = (current[at] ?? 0) + weight
      if (best === -1 || (current[at] as number) > (current[best] as number)) best = at
    }
    current[best] = (current[best] as number) - sum(weights)
    return best
  }
}

function sum(weights: readonly number[]): number {
  let total = 0
  for (const weight of weights) total += weight
  return total
}
