/** Trial: what `experiment` and `canary` share. It assigns each call to a variant, asks that one and counts what came of it. */
import type { Call } from '../core/call.ts'
import type { Clock } from '../core/clock.ts'
import { checkNumber, checkOneOf, checkString } from '../core/check.ts'
import { ConfigError } from '../core/error.ts'
import type { ExperimentPick } from '../core/event.ts'
import type { Comparison, Experiment } from '../core/experiment.ts'
import { explained, type Explanation } from '../core/explanation.ts'
import { anyOf, type Handler, isReady, withProspects } from '../core/handler.ts'
import type { House } from '../core/route.ts'
import { assigner, type Assignment, type KeyOf } from './assign.ts'
import { Awaited } from './awaited.ts'
import { measured, Variant } from './variant.ts'
import { comparison } from './verdict.ts'

/** What somebody thought of an answer. The answer is found by its call's id, or the variant is named. */
export type Feedback = { readonly score: number } & ({ readonly callId: string } | { readonly variant: string })

export interface TrialOptions {
  readonly kind: 'canary' | 'experiment'
  readonly name: string
  /** The first is the baseline. */
  readonly variants: readonly string[]
  readonly by: KeyOf
  /** The shares now, in the order of the variants; together they are 100. */
  readonly percents: (clock: Clock | undefined) => readonly number[]
  /** Told when a call was counted. */
  readonly onCount?: (call: Call) => void
}

export class Trial implements Experiment {
  readonly name: string
  readonly #options: TrialOptions
  readonly #assign: (call: Call, weights: readonly number[]) => Assignment
  #variants: readonly Variant[]
  /** Calls whose feedback may still come. */
  readonly #awaited = new Awaited<Variant>()
  #clock: Clock | undefined

  constructor(options: TrialOptions) {
    this.name = options.name
    this.#options = options
    this.#assign = assigner(options.name, options.variants, guarded(options.by))
    this.#variants = options.variants.map((name) => new Variant(name))
  }

  /** The clock of the calls; `undefined` before the first. */
  get clock(): Clock | undefined {
    return this.#clock
  }

  get variants(): readonly Variant[] {
    return this.#variants
  }

  compare(): Comparison {
    return comparison(this.name, this.#variants, this.#options.percents(this.#clock))
  }

  /** Forgets what was counted; calls that still run count for nothing. */
  reset(): void {
    this.#variants = this.#variants.map(({ name }) => new Variant(name))
    this.#awaited.clear()
  }

  /** False where the call or the variant is not known. */
  feedback(feedback: Feedback): boolean {
    checkNumber('feedback.score', feedback.score ?? null, { min: -Infinity })
    const variant = 'callId' in feedback ? this.#awaited.get(feedback.callId) : this.#variants.find(({ name }) => name === feedback.variant)
    variant?.score.add(feedback.score)
    return variant !== undefined
  }

  build(handlers: readonly Handler[], house: House): Handler {
    const known = house.experiments.get(this.name)
    if (known !== undefined && known !== this) throw new ConfigError(`experiment '${this.name}'`, 'has the name of another; choose one of its own')
    house.experiments.set(this.name, this)
    const [onBaseline, onAny] = [anyOf(handlers.slice(0, 1)), anyOf(handlers)]
    const relied = (): ReturnType<typeof anyOf> => ((this.#percents()[0] as number) > 0 ? onBaseline : onAny)
    const ask: Handler = (call) => {
      this.#clock = call.scope.clock
      const { at, how, meant } = this.#choose(call, handlers)
      const variant = this.#variants[at] as Variant
      const handler = handlers[at] as Handler
      call.scope.emit?.({ type: 'experiment.pick', callId: call.id, at: call.scope.clock.now(), experiment: this.name, variant: variant.name, how })
      if (how === 'outside') return handler(call)
      if (meant !== undefined) {
        ;(this.#variants[meant] as Variant).divert()
        this.#options.onCount?.(call)
        return handler(call)
      }
      this.#awaited.add(call.id, variant)
      return measured(call, handler, variant, house.factsOf, () => this.#options.onCount?.(call))
    }
    return withProspects(ask, {
      readyAt: (now) => relied().readyAt?.(now) ?? now,
      whyNotReady: (now) => relied().whyNotReady?.(now),
      unfit: (call) => relied().unfit?.(call),
      explain: (call) => this.#explain(call, handlers),
    })
  }

  #percents(): readonly number[] {
    return this.#options.percents(this.#clock)
  }

  /** Without a trace, so that an explanation may ask as well. `meant` is who should have had the call. */
  #choose(call: Call, handlers: readonly Handler[]): { at: number; how: ExperimentPick['how']; meant?: number } {
    const percents = this.#percents()
    if (handlers.some(({ unfit }, at) => (percents[at] as number) > 0 && unfit?.(call) !== undefined)) return { at: 0, how: 'outside' }
    const assigned = this.#assign(call, percents)
    const { at } = assigned
    if (at > 0 && !isReady(handlers[at] as Handler, call, call.scope.clock.now())) return { at: 0, how: 'diverted', meant: at }
    return assigned
  }

  #explain(call: Call, handlers: readonly Handler[]): Explanation {
    const percents = this.#percents()
    const { at, how } = this.#choose(call, handlers)
    const children = handlers.map((handler, child) => explained(handler, call, child === at ? 'chosen' : 'skipped', `${this.#options.variants[child]}, ${percents[child]} % of the calls`))
    children.sort((one, other) => Number(other.verdict === 'chosen') - Number(one.verdict === 'chosen'))
    return { kind: this.#options.kind, what: this.name, verdict: 'chosen', why: reasons[how], children }
  }
}

/** A rule of the user's that throws gives no key, and must not fail the call. */
function guarded(by: KeyOf): KeyOf {
  if (typeof by !== 'function') return by
  return (call) => {
    try {
      return by(call)
    } catch (error) {
      call.scope.emit?.({ type: 'rule.failed', callId: call.id, at: call.scope.clock.now(), rule: 'by', error })
      return undefined
    }
  }
}

const reasons: Readonly<Record<ExperimentPick['how'], string>> = {
  key: 'by the key of the call',
  chance: 'by chance: the call has no key',
  diverted: 'its variant is not ready, the baseline takes it',
  outside: 'no part of the experiment, the baseline takes it',
}

/** What both factories check. */
export function checkTrial(path: string, name: unknown, by: unknown): void {
  checkString(`${path}.name`, name ?? null)
  if (typeof by !== 'function') checkOneOf(`${path}.by`, by, ['user'])
}
