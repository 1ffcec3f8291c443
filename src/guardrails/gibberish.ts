/** Gibberish: letters by lot, one thing over and over, keys hit at random. */
import { checkNumber } from '../core/check.ts'
import type { Check, CheckOptions, Content } from './check.ts'
import { senseless } from './gibberish/senseless.ts'
import { failed, madeCheck } from './made-check.ts'
import { checkCheck } from './options.ts'

export interface GibberishOptions extends CheckOptions {
  /** From which share of senseless words on a text fails, from 0 to 1. @default 0.5 */
  readonly threshold?: number | undefined
  /** Shorter texts pass, in characters. @default 12 */
  readonly minLength?: number | undefined
}

/**
 * Fails where most of a text makes no sense in any language: `asdkjh qwlkej zxmcnb`, or one word without end. It knows words by their
 * pairs of letters, as English and its neighbours have them. Other scripts, code, numbers and addresses pass.
 *
 * Default: what the model says.
 *
 * @throws ConfigError where an option is not as it should be
 *
 * @example
 * import { gibberish } from 'zerohop'
 *
 * const noise = gibberish({ side: 'input', parts: ['user'] })
 */
export function gibberish(options: GibberishOptions = {}): Check {
  checkCheck('gibberish', options, ['threshold', 'minLength'])
  const { threshold = 0.5, minLength = 12 } = options
  checkNumber('gibberish.threshold', options.threshold, { min: 0, max: 1 })
  checkNumber('gibberish.minLength', options.minLength, { min: 1, integer: true })
  return madeCheck(options, {
    name: 'gibberish',
    judge: ({ parts }: Content) => {
      for (const part of parts) {
        if (part.text.trim().length < minLength) continue
        const score = senseless(part.text)
        if (score >= threshold) return failed('makes no sense', { part, score, feedback: 'The text made no sense. Answer in whole sentences.' })
      }
      return true
    },
  })
}
