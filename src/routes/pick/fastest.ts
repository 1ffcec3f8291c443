/** `fastest`: the child that answers soonest, by what was seen of it lately and by what it has to do already. */
import type { Call } from '../../core/call.ts'
import { meanings } from '../../core/failure.ts'
import { PeakEwma } from './ewma.ts'
import { least, likeliest } from './least.ts'
import type { Child, Strategy, Visit } from './strategy.ts'

export interface FastestOptions {
  /** The time to the first token (of an answer that is no stream: to the whole), or to the end. @default 'first_token' */
  readonly by?: 'first_token' | 'total' | undefined
  /** After so many milliseconds a time that was seen counts half. @default 10_000 */
  readonly halfLifeMs?: number | undefined
  /**
   * This share of calls goes to the child that was not asked for the longest, one at a time, so that one which is fast again is
   * found. From 0 to 1. @default 0.05
   */
  readonly explore?: number | undefined
  /** A failure counts as slow as this, in milliseconds, or as slow as it was. @default 5_000 */
  readonly penaltyMs?: number | undefined
}

interface Seen {
  /** Streams and whole answers are different races: the first token is sooner than the last. */
  readonly stream: PeakEwma
  readonly value: PeakEwma
  /** The turn of its latest call. */
  turn: number
}

export function fastest(children: readonly Child[], options: FastestOptions = {}): Strategy {
  const { by = 'first_token', halfLifeMs = 10_000, explore = 0.05, penaltyMs = 5_000 } = options
  const seen = children.map((): Seen => ({ stream: new PeakEwma(), value: new PeakEwma(), turn: 0 }))
  let turn = 0
  /** What one that is being timed for the first time counts as. */
  let slowestMs = 1

  return {
    pick(call, weights, now) {
      slowestMs = slowest(call)
      const best = least(scoreOf, call, weights, now, call.scope.random)
      return explore > 0 && call.scope.random() < explore ? forgotten(weights, best) : best
    },

    likely(call, weights, now) {
      slowestMs = slowest(call)
      return likeliest(scoreOf, call, weights, now)
    },

    why(at, call) {
      const { ms } = raceOf(at, call)
      return `${ms === undefined ? 'not timed yet' : `${Math.round(ms)} ms lately`}, ${(children[at] as Child).inFlight} in flight`
    },

    begun({ at }) {
      turn += 1
      ;(seen[at] as Seen).turn = turn
    },

    answered(visit, _, now) {
      if (by === 'first_token') took(visit, now - visit.startedAt, now)
    },

    ended(visit, { error, isWhole }, now) {
      const ms = now - visit.startedAt
      if (error !== undefined) {
        if (meanings[error.reason].fallback) took(visit, Math.max(ms, penaltyMs), now)
      } else if (isWhole) {
        if (by === 'total') took(visit, ms, now)
      } else if ((by === 'total' || !visit.hasAnswered) && ms > (raceOf(visit.at, visit.call).ms ?? Infinity)) {
        took(visit, ms, now) // its caller left, but it would have taken even longer
      }
    },

    learnt(at) {
      const { stream, value } = seen[at] as Seen
      return { ewmaMs: stream.ms ?? value.ms }
    },
  }

  function took({ at, call }: Visit, ms: number, now: number): void {
    raceOf(at, call).add(ms, now, halfLifeMs)
  }

  function raceOf(at: number, { stream }: Call): PeakEwma {
    return (seen[at] as Seen)[stream ? 'stream' : 'value']
  }

  /** One that was never timed is tried first, but by one call: until that is back it counts as the slowest known. */
  function scoreOf(at: number, call: Call, weight: number): number {
    const { inFlight } = children[at] as Child
    const { ms } = raceOf(at, call)
    if (ms === undefined && inFlight === 0) return 0
    return Math.max(1, ms ?? slowestMs) * (inFlight / weight + 1)
  }

  function slowest(call: Call): number {
    let most = 0
    for (let at = 0; at < seen.length; at++) most = Math.max(most, raceOf(at, call).ms ?? 0)
    return most || 1
  }

  /** Of the others that have nothing to do, the one whose latest call is the longest ago. */
  function forgotten(weights: readonly number[], best: number): number {
    let found = best
    let oldest = Infinity
    for (let at = 0; at < weights.length; at++) {
      if (at === best || weights[at] === 0 || (children[at] as Child).inFlight > 0) continue
      const { turn } = seen[at] as Seen
      if (turn < oldest) [found, oldest] = [at, turn]
    }
    return found
  }
}
