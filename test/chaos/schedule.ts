/** A random schedule: hosts that fail in every way, a route over them, and callers who lose patience. All of it from one seed. */
import { seededRandom } from 'zerohop'

export interface Schedule {
  readonly seed: number
  readonly targets: number
  readonly route: RouteShape
  /** How often an attempt goes wrong, from 0 to 1. */
  readonly faultRate: number
  readonly retries: number | undefined
  readonly timeouts: { readonly firstTokenMs: number; readonly idleMs: number; readonly totalMs: number } | false
  readonly breaker: boolean
  readonly badHook: 'none' | 'throws' | 'rejects' | 'hangs'
  readonly callers: readonly Caller[]
}

export type RouteShape =
  | { readonly kind: 'target'; readonly at: number }
  | { readonly kind: 'fallback' | 'balance' | 'hedge'; readonly children: readonly RouteShape[]; readonly failFast: boolean; readonly continues: boolean; readonly delayMs: number }

export interface Caller {
  readonly stream: boolean
  /** Milliseconds after the start of the schedule. */
  readonly startsAt: number
  readonly timeoutMs: number
  /** Milliseconds after its start at which it aborts. */
  readonly abortsAt: number | undefined
  /** Chunks after which it stops reading. */
  readonly leavesAfter: number | undefined
  /** Milliseconds it takes over a chunk. */
  readonly slowMs: number
}

/** Chance with the usual questions. */
export interface Dice {
  /** A number from 0 to below 1. */
  roll(): number
  /** A whole number from `min` to `max`. */
  int(min: number, max: number): number
  chance(probability: number): boolean
  pick<T>(from: readonly T[]): T
}

export function dice(seed: number): Dice {
  const roll = seededRandom(seed)
  return {
    roll,
    int: (min, max) => min + Math.floor(roll() * (max - min + 1)),
    chance: (probability) => roll() < probability,
    pick: (from) => from[Math.floor(roll() * from.length)] as (typeof from)[number],
  }
}

export function scheduleOf(seed: number): Schedule {
  const d = dice(seed)
  const targets = d.int(1, 4)
  return {
    seed,
    targets,
    route: shape(d, targets, 2),
    faultRate: d.pick([0, 0.1, 0.3, 0.6, 0.9, 1]),
    retries: d.chance(0.7) ? d.int(1, 4) : undefined,
    timeouts: d.chance(0.8) ? { firstTokenMs: d.int(50, 20_000), idleMs: d.int(50, 20_000), totalMs: d.int(100, 60_000) } : false,
    breaker: d.chance(0.7),
    badHook: d.pick(['none', 'none', 'throws', 'rejects', 'hangs']),
    callers: Array.from({ length: d.int(1, 4) }, () => callerOf(d)),
  }
}

function shape(d: Dice, targets: number, depth: number): RouteShape {
  if (depth === 0 || d.chance(0.3)) return { kind: 'target', at: d.int(0, targets - 1) }
  const children = Array.from({ length: d.int(1, 3) }, () => shape(d, targets, depth - 1))
  return { kind: d.pick(['fallback', 'fallback', 'balance', 'hedge']), children, failFast: d.chance(0.3), continues: d.chance(0.2), delayMs: d.int(1, 2000) }
}

function callerOf(d: Dice): Caller {
  return {
    stream: d.chance(0.6),
    startsAt: d.chance(0.5) ? 0 : d.int(0, 5000),
    timeoutMs: d.pick([1, 500, 5000, 60_000, 60_000, 300_000, 300_000]),
    abortsAt: d.chance(0.2) ? d.int(0, 20_000) : undefined,
    leavesAfter: d.chance(0.15) ? d.int(0, 6) : undefined,
    slowMs: d.chance(0.2) ? d.int(1, 3000) : 0,
  }
}
