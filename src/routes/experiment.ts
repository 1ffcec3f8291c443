/** Experiment: several variants of one thing, each for its share of the calls, and what became of them side by side. */
import { checkNumber, checkOptions, show } from '../core/check.ts'
import { ConfigError } from '../core/error.ts'
import type { Experiment } from '../core/experiment.ts'
import { checkChildren, type Route, type RouteInput } from '../core/route.ts'
import { knowledge } from '../models/knowledge.ts'
import type { KeyOf } from './assign.ts'
import { checkTrial, type Feedback, Trial } from './trial.ts'

export interface ExperimentOptions {
  /** Unique in a gateway: `gateway.compare(name)`. Another name cuts the users in another way. */
  readonly name: string
  /** By their names; the first is the baseline, which the others are held against. */
  readonly variants: Readonly<Record<string, ExperimentVariant>>
  /** What makes a call's variant: the same key, the same variant, in every process. A call without a key goes by chance. @default 'user': `metadata.user`, else the body's `user` */
  readonly by?: KeyOf | undefined
}

export interface ExperimentVariant {
  readonly to: RouteInput
  /** Of the calls; all of them together make 100. */
  readonly percent: number
}

/** An experiment is a route, and can be asked what it has seen. */
export interface ExperimentRoute extends Route, Experiment {
  /** Keeps what somebody thought of an answer; false where the call (or the variant) is not known, or too long ago. */
  feedback(feedback: Feedback): boolean
}

/**
 * Gives each variant its share of the calls. A variant that is not ready leaves its calls to the baseline; a call that a
 * variant cannot do goes to the baseline and is not counted. The numbers are of this process and of this route object.
 *
 * @example
 * import { createGateway, experiment, openai } from 'zerohop'
 *
 * const prompts = experiment({
 *   name: 'models',
 *   variants: { old: { to: 'openai/gpt-4.1', percent: 50 }, mini: { to: 'openai/gpt-5-mini', percent: 25 }, large: { to: 'openai/gpt-5', percent: 25 } },
 * })
 * const gateway = createGateway({ providers: { openai: openai() }, routes: { smart: prompts } })
 * console.log(gateway.compare('models').verdict)
 */
export function experiment(options: ExperimentOptions): ExperimentRoute {
  const { name, variants, by = 'user' } = options ?? {}
  const entries = Object.entries(variants ?? {})
  const percents = entries.map(([, variant]) => variant?.percent)
  const trial = new Trial({ kind: 'experiment', name, variants: entries.map(([variant]) => variant), by, percents: () => percents })
  return {
    kind: 'experiment',
    knowledge,
    name,
    children: entries.map(([, variant]) => variant?.to),
    detail: name,
    details: entries.map(([variant], at) => `${variant} ${percents[at]} %`),
    paths: entries.map(([variant]) => `variants.${variant}.to`),

    check(path) {
      checkOptions(path, options, ['name', 'variants', 'by'])
      checkTrial(path, name, by)
      checkOptions(`${path}.variants`, variants, Object.keys(variants ?? {}))
      for (const [name, variant] of entries) {
        checkOptions(`${path}.variants.${name}`, variant, ['to', 'percent'])
        checkNumber(`${path}.variants.${name}.percent`, variant.percent ?? null, { max: 100 })
      }
      checkChildren(path, this.children, this.paths)
      if (entries.length < 2) throw new ConfigError(`${path}.variants`, 'must be at least two')
      const sum = percents.reduce((total, percent) => total + percent, 0)
      if (Math.abs(sum - 100) > 1e-6) throw new ConfigError(`${path}.variants`, `must have percents that make 100 together, they make ${show(sum)}`)
    },

    build: (handlers, house) => trial.build(handlers, house),
    compare: () => trial.compare(),
    feedback: (feedback) => trial.feedback(feedback),
  }
}
