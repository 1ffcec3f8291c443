/** Every strategy of a balance, by its name. */
import { cheapest } from './cheapest.ts'
import { fastest, type FastestOptions } from './fastest.ts'
import { leastBusy } from './least-busy.ts'
import { mostHeadroom } from './most-headroom.ts'
import { roundRobin } from './round-robin.ts'
import type { Child, Strategy } from './strategy.ts'
import { weightedRandom } from './weighted-random.ts'

/** A fresh strategy for the children of one balance. */
export type MakeStrategy = (children: readonly Child[], options: FastestOptions) => Strategy

export const strategies = {
  weighted_random: weightedRandom,
  round_robin: roundRobin,
  least_busy: leastBusy,
  fastest,
  cheapest,
  most_headroom: mostHeadroom,
} satisfies Readonly<Record<string, MakeStrategy>>

export type StrategyName = keyof typeof strategies
