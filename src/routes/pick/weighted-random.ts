/** `weighted_random`: by chance, in proportion to the weights. */
import type { Random } from '../../core/clock.ts'
import type { Strategy } from './strategy.ts'

export function weightedRandom(): Strategy {
  return {
    pick: (call, weights) => byWeight(call.scope.random, weights),
    likely: (_, weights) => heaviest(weights),
    why: (at, _, weights) => shareOf(at, weights),
  }
}

/** One of those with a weight above 0; never `except`, unless no other is there. */
export function byWeight(random: Random, weights: readonly number[], except = -1): number {
  let total = 0
  let last = except
  for (let at = 0; at < weights.length; at++) {
    const weight = weights[at] as number
    if (at === except || weight === 0) continue
    total += weight
    last = at
  }
  let point = random() * total
  for (let at = 0; at < last; at++) {
    if (at === except) continue
    point -= weights[at] as number
    if (point < 0) return at
  }
  return last
}

export function heaviest(weights: readonly number[]): number {
  let best = 0
  for (let at = 1; at < weights.length; at++) if ((weights[at] as number) > (weights[best] as number)) best = at
  return best
}

/** `weight 3 of 4`. */
export function shareOf(at: number, weights: readonly number[]): string {
  return `weight ${weights[at]} of ${sum(weights)}`
}

export function sum(weights: readonly number[]): number {
  let total = 0
  for (const weight of weights) total += weight
  return total
}
