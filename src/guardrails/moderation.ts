/** A check by a model that tells harmful text: OpenAI's moderation endpoint, or one like it. */
import { checkNumber, checkString, show } from '../core/check.ts'
import { ConfigError } from '../core/error.ts'
import { isFields } from '../operations/fold-fields.ts'
import { askAddress, objectOf, textOf } from './asked.ts'
import type { Check, CheckContext, CheckOptions, Content, Judgement } from './check.ts'
import { failed, madeCheck } from './made-check.ts'
import { checkNames } from './names.ts'
import { checkCheck } from './options.ts'

export interface ModerationOptions extends CheckOptions {
  /** The address of the moderation model. @default 'openai/omni-moderation-latest' */
  readonly model?: string | undefined
  /** Only these categories count, such as `violence` or `self-harm/intent`. One that the model does not know is the check's fault. @default all */
  readonly categories?: readonly string[] | undefined
  /** A category counts from this score on, from 0 to 1. @default what the model itself flags */
  readonly threshold?: number | undefined
}

/**
 * Fails where the model finds a text harmful. By default it sees what the user says. The texts go to the model's provider.
 *
 * @throws ConfigError
 * @see https://platform.openai.com/docs/guides/moderation
 * @example
 * import { moderation } from 'zerohop'
 *
 * const harmless = moderation({ side: 'both', parts: ['user', 'assistant'], categories: ['violence', 'sexual/minors'], threshold: 0.4 })
 */
export function moderation(options: ModerationOptions = {}): Check {
  checkCheck('moderation', options, ['model', 'categories', 'threshold'])
  const { model = 'openai/omni-moderation-latest', categories, threshold } = options
  checkString('moderation.model', model)
  if (typeof model !== 'string') throw new ConfigError('moderation.model', `must be an address, got ${show(model)}`)
  if (categories !== undefined) checkNames('moderation.categories', categories)
  checkNumber('moderation.threshold', threshold, { max: 1 })
  return madeCheck(options, { name: 'moderation', side: 'input', parts: ['user'], addresses: [model], judge })

  function judge({ parts }: Content, context: CheckContext): Judgement | Promise<Judgement> {
    const said = parts.filter(({ text }) => text.trim() !== '')
    return said.length === 0 || asked(said, context)
  }

  async function asked(parts: Content['parts'], context: CheckContext): Promise<Judgement> {
    const payload = { model, input: parts.map(({ text }) => text) }
    const response = await askAddress('passthrough', { model, method: 'POST', path: '/moderations', payload }, context)
    const { results } = objectOf(await textOf(response, MAX_BYTES), WHO)
    if (!Array.isArray(results) || results.length !== parts.length) throw new TypeError(`${WHO} did not answer for each text`)
    const found: Record<string, number> = {}
    let score = 0
    let part: Content['parts'][number] | undefined
    results.forEach((result: unknown, at) => {
      for (const [category, isBad, sure] of read(result)) {
        score = Math.max(score, sure)
        if (!isBad) continue
        found[category] = (found[category] ?? 0) + 1
        part ??= parts[at]
      }
    })
    return part === undefined ? { verdict: 'pass', score } : failed(Object.keys(found).join(', '), { score, found, part })
  }

  /** Each category that counts: whether it is there, and how sure that is. */
  function read(result: unknown): Array<readonly [category: string, isBad: boolean, score: number]> {
    const { categories: flags, category_scores: scores } = isFields(result) ? result : {}
    if (!isFields(flags) || !isFields(scores)) throw new TypeError(`${WHO} answered without categories`)
    return (categories ?? Object.keys(flags)).map((category) => {
      const flag = Object.hasOwn(flags, category) ? flags[category] : undefined
      const score = Object.hasOwn(scores, category) ? scores[category] : undefined
      if (flag === undefined || typeof score !== 'number' || !(score >= 0 && score <= 1)) throw new TypeError(`${WHO} has no category ${show(category)}`)
      return [category, threshold === undefined ? flag === true : score >= threshold, score]
    })
  }
}

const WHO = 'the moderation model'
const MAX_BYTES = 4_000_000
