/** The child with the least of something; of several, one by chance, in proportion to the weights. */
import type { Call } from '../../core/call.ts'
import type { Random } from '../../core/clock.ts'

/** What a strategy weighs for a call: the less, the better. `Infinity` is still picked where nothing is less. */
export type Score = (at: number, call: Call, weight: number, now: number) => number

/** One of those with a weight above 0. Chance is asked only where several have the least. */
export function least(score: Score, call: Call, weights: readonly number[], now: number, random: Random): number {
  let best = -1
  let lowest = 0
  let tied = 0
  for (let at = 0; at < weights.length; at++) {
    const weight = weights[at] as number
    if (weight === 0) continue
    const own = score(at, call, weight, now)
    if (best === -1 || own < lowest) {
      best = at
      lowest = own
      tied = weight
    } else if (own === lowest) {
      tied += weight
      if (random() * tied < weight) best = at
    }
  }
  return best
}

/** The same without chance: of several, the heaviest. */
export function likeliest(score: Score, call: Call, weights: readonly number[], now: number): number {
  let best = -1
  let lowest = 0
  for (let at = 0; at < weights.length; at++) {
    const weight = weights[at] as number
    if (weight === 0) continue
    const own = score(at, call, weight, now)
    const isTied = own === lowest && weight > (weights[best] ?? 0)
    if (best === -1 || own < lowest || isTied) [best, lowest] = [at, own]
  }
  return best
}
