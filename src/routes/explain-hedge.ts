/** What a hedge would do with a call: who is asked first, who else and when. */
import type { Call } from '../core/call.ts'
import { type Explanation, whyNot } from '../core/explanation.ts'
import type { Handler } from '../core/handler.ts'
import type { RouteInput } from '../core/route.ts'
import type { Pace } from './hedge-pace.ts'
import { ownWords } from './own-words.ts'
import { readyIn, soonest } from './ready.ts'

export interface ExplainedHedge {
  readonly inputs: readonly RouteInput[]
  readonly handlers: readonly Handler[]
  readonly what: string
  readonly pace: Pace
  /** True where its options allow no extra attempt. */
  readonly isIdle: boolean
  readonly mayHedge: boolean
}

export function explainHedge(call: Call, { inputs, handlers, what, pace, isIdle, mayHedge }: ExplainedHedge): Explanation {
  const now = call.scope.clock.now()
  const all = handlers.map((handler, at) => ({ at, readyInMs: readyIn(handler, call, now) }))
  const ready = all.filter(({ readyInMs }) => readyInMs === 0)
  const first = ready[0] ?? soonest(call, handlers, now, () => true)
  const rest = [...ready, ...all.filter(({ readyInMs }) => readyInMs > 0)].filter(({ at }) => at !== first.at)
  const whyNotHedged = reason()
  const hedges = whyNotHedged === undefined
  return {
    kind: 'hedge',
    what,
    verdict: 'chosen',
    why: hedges ? `another attempt after ${Math.round(pace.delayOf(first.at, call.stream))} ms` : `not hedged: ${whyNotHedged}`,
    children: [explained(first.at, 'chosen', ready.length > 0 ? 'the first that is ready' : 'none is ready: it recovers first'), ...rest.map(spareOrSkipped)],
  }

  function reason(): string | undefined {
    if (isIdle) return 'its options allow no extra attempt'
    if (!mayHedge) return 'it might act twice'
    if (!pace.mightSpend) return 'the extra attempts are used up for now'
    return handlers.length > 1 && ready.length < 2 ? 'no other is ready' : undefined
  }

  function spareOrSkipped({ at, readyInMs }: { at: number; readyInMs: number }): Explanation {
    if (readyInMs === 0) return explained(at, 'spare', hedges ? 'asked when the one before is slow or fails' : 'asked when the one before fails')
    return explained(at, 'skipped', whyNot(handlers[at] as Handler, call, now) ?? 'not ready')
  }

  function explained(at: number, verdict: Explanation['verdict'], why: string): Explanation {
    const own = ownWords(handlers[at], call, inputs[at])
    return { ...own, verdict, why: [...new Set([why, own.why])].filter(Boolean).join('; ') }
  }
}
