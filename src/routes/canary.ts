/** Canary: a small, growing share of the calls for a candidate, and back to the baseline when it does badly. */
import type { Call } from '../core/call.ts'
import { checkNumber, checkOneOf, checkOptions } from '../core/check.ts'
import type { Clock } from '../core/clock.ts'
import { ConfigError } from '../core/error.ts'
import { checkChildren, type RouteInput } from '../core/route.ts'
import { knowledge } from '../models/knowledge.ts'
import type { KeyOf } from './assign.ts'
import { breach, type CanaryGuard, checkGuard } from './canary-guard.ts'
import type { ExperimentRoute } from './experiment.ts'
import { checkTrial, Trial } from './trial.ts'

export interface CanaryOptions {
  /** Unique in a gateway: `gateway.compare(name)`. Another name puts other users first. */
  readonly name: string
  readonly baseline: RouteInput
  readonly candidate: RouteInput
  /** The candidate's share of the calls. */
  readonly percent: number
  /** What keeps a caller with one variant, in every process and while the share grows. A call without a key goes by chance. @default 'user': `metadata.user`, else the body's `user` */
  readonly by?: KeyOf | undefined
  /** The candidate's share from so many milliseconds after the first call on. @default none: `percent` stays */
  readonly ramp?: readonly RampStep[] | undefined
  /** Ends the canary when the candidate is worse than this. @default none */
  readonly guard?: CanaryGuard | undefined
}

export interface RampStep {
  readonly afterMs: number
  readonly percent: number
}

export interface CanaryRoute extends ExperimentRoute {
  /** The candidate's share now. */
  readonly percent: number
  /** Whom all calls go to since the canary ended, and why; `undefined` while it runs. */
  readonly ended: CanaryEnd | undefined
  /** Sets the share by hand; the ramp no longer does. A canary that had ended begins anew, its numbers too. */
  setPercent(percent: number): void
  /** Ends the canary: every call goes to this one. */
  end(winner: CanaryEnd['winner']): void
}

export interface CanaryEnd {
  readonly winner: 'baseline' | 'candidate'
  readonly why: string
}

/**
 * Gives a candidate a share of the calls. The share grows by `ramp` or by hand; a `guard` takes it back. A candidate that is
 * not ready leaves its calls to the baseline, and they count as its failures. State and numbers are of this process and of this route object.
 *
 * @example
 * import { canary, createGateway, openai } from 'zerohop'
 *
 * const newer = canary({
 *   name: 'newer',
 *   baseline: 'openai/gpt-4.1',
 *   candidate: 'openai/gpt-5',
 *   percent: 1,
 *   ramp: [{ afterMs: 3_600_000, percent: 10 }, { afterMs: 86_400_000, percent: 50 }],
 *   guard: { maxErrorRate: 0.05, maxP95Ratio: 1.5 },
 * })
 * const gateway = createGateway({ providers: { openai: openai() }, routes: { smart: newer } })
 * console.log(newer.percent, gateway.compare('newer').verdict)
 * newer.end('candidate')
 */
export function canary(options: CanaryOptions): CanaryRoute {
  const { name, baseline, candidate, by = 'user', ramp = [], guard } = options ?? {}
  let { percent } = options ?? {}
  let byHand = false
  let startedAt: number | undefined
  let ended: CanaryEnd | undefined
  let judged = 0
  const trial = new Trial({
    kind: 'canary',
    name,
    variants: ['baseline', 'candidate'],
    by,
    percents(clock) {
      const now = percentAt(clock)
      return [100 - now, now]
    },
    onCount: watchOver,
  })

  return {
    kind: 'canary',
    knowledge,
    name,
    children: [baseline, candidate],
    get detail() {
      return `${name}, ${ended === undefined ? `${percentAt(trial.clock)} %` : `ended: ${ended.winner}`}`
    },
    details: ['baseline', 'candidate'],
    paths: ['baseline', 'candidate'],
    get percent() {
      return percentAt(trial.clock)
    },
    get ended() {
      return ended
    },

    check(path) {
      checkOptions(path, options, ['name', 'baseline', 'candidate', 'percent', 'by', 'ramp', 'guard'])
      checkTrial(path, name, by)
      checkChildren(path, this.children, this.paths)
      checkNumber(`${path}.percent`, options.percent ?? null, { max: 100 })
      checkRamp(`${path}.ramp`, ramp)
      checkGuard(`${path}.guard`, guard)
    },

    build: (handlers, house) => trial.build(handlers, house),
    compare: () => trial.compare(),
    feedback: (feedback) => trial.feedback(feedback),

    setPercent(share) {
      checkNumber('setPercent', share ?? null, { max: 100 })
      if (ended !== undefined) trial.reset()
      ended = undefined
      byHand = true
      percent = share
    },

    end(winner) {
      checkOneOf('end', winner ?? null, ['baseline', 'candidate'])
      ended = { winner, why: 'by hand' }
    },
  }

  function percentAt(clock: Clock | undefined): number {
    if (ended !== undefined) return ended.winner === 'candidate' ? 100 : 0
    if (byHand || clock === undefined || ramp.length === 0) return percent
    startedAt ??= clock.now()
    const sinceMs = clock.now() - startedAt
    return ramp.findLast(({ afterMs }) => afterMs <= sinceMs)?.percent ?? percent
  }

  function watchOver({ id, scope }: Call): void {
    const [baseline, candidate] = trial.variants
    if (guard === undefined || ended !== undefined || baseline === undefined || candidate?.calls === judged) return
    judged = candidate?.calls ?? 0
    const why = candidate && breach(guard, baseline, candidate)
    if (why === undefined) return
    ended = { winner: 'baseline', why }
    scope.emit?.({ type: 'canary.ended', callId: id, at: scope.clock.now(), experiment: name, why })
  }
}

function checkRamp(path: string, ramp: readonly RampStep[]): void {
  if (!Array.isArray(ramp)) throw new ConfigError(path, 'must be a list of steps, { afterMs, percent }')
  ramp.forEach((step: RampStep, at) => {
    checkOptions(`${path}[${at}]`, step, ['afterMs', 'percent'])
    checkNumber(`${path}[${at}].afterMs`, step.afterMs ?? null)
    checkNumber(`${path}[${at}].percent`, step.percent ?? null, { max: 100 })
    if (at > 0 && step.afterMs <= (ramp[at - 1] as RampStep).afterMs) throw new ConfigError(`${path}[${at}].afterMs`, 'must be later than the step before')
  })
}
