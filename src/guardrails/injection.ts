/** Prompt injection: texts that would take the model over are told by what they ask for, and where that is unsure by a model. */
import { checkNumber, checkOneOf, checkOptions, checkString, show } from '../core/check.ts'
import { ConfigError } from '../core/error.ts'
import type { Part } from '../operations/texts/texts.ts'
import type { Check, CheckContext, CheckOptions, Content, Judged } from './check.ts'
import { askJudge } from './injection/ask.ts'
import { suspicion } from './injection/score.ts'
import { failed, madeCheck } from './made-check.ts'
import { checkCheck } from './options.ts'

export interface InjectionOptions extends CheckOptions {
  /** From which score on a text is an attempt, from 0 to 1: higher lets more pass. @default 0.65 */
  readonly threshold?: number | undefined
  /**
   * The address of a route or model that decides where the score is between 0.3 and 0.9, or always. Costs a call each time. Where it fails,
   * or says what is no verdict, the check fails, and `onError` decides. The model sees 24,000 characters at most: of longer texts the beginning,
   * the end, and the passages between them that look most like an attempt.
   */
  readonly judge?: string | InjectionJudge | undefined
}

export interface InjectionJudge {
  /** The address of a route or a model. */
  readonly model: string
  /** @default 'unsure' */
  readonly when?: 'unsure' | 'always' | undefined
}

/** Below the first nobody need be asked, from the second on neither. */
const UNSURE = { from: 0.3, until: 0.9 }

/**
 * A check that finds prompt injections and jailbreaks: orders to ignore earlier ones, roles without rules, questions for the hidden
 * prompt, forged messages, orders to send data away, and orders that a document or a tool's result gives. It reads through characters
 * that nobody sees, letters that look like others, and simple encodings. Patterns find the attempts that are made again and again, not
 * every new one: what must not happen should not be in the model's power either.
 *
 * Default: the input; what the user says, what tools give back, and names of files. Linear in the text.
 *
 * @throws ConfigError where an option is not as it should be
 * @see https://genai.owasp.org/llmrisk/llm01-prompt-injection/
 *
 * @example
 * import { injection } from 'zerohop'
 *
 * const quick = injection()
 * const thorough = injection({ threshold: 0.8, judge: { model: 'openai/gpt-5-mini', when: 'unsure' } })
 */
export function injection(options: InjectionOptions = {}): Check {
  checkCheck('injection', options, ['threshold', 'judge'])
  const { threshold = 0.65 } = options
  checkNumber('injection.threshold', options.threshold, { min: 0, max: 1 })
  const judge = judgeOf(options.judge)
  return madeCheck(options, {
    name: 'injection',
    side: 'input',
    parts: ['user', 'tool_result', 'file_name'],
    ...(judge && { addresses: [judge.model] }),
    judge: (content, context) => {
      const worst = worstOf(content)
      if (worst === undefined) return true
      const isUnsure = worst.score >= UNSURE.from && worst.score < UNSURE.until
      if (judge === undefined || !(judge.when === 'always' || isUnsure)) return said(worst, threshold)
      return decided(judge.model, content, context, worst)
    },
  })
}

interface Worst {
  readonly part: Part
  readonly score: number
  readonly reason: string | undefined
}

function worstOf({ parts }: Content): Worst | undefined {
  let worst: Worst | undefined
  for (const part of parts) {
    const found = suspicion(part.text, part.kind !== 'user')
    if (worst === undefined || found.score > worst.score) worst = { part, ...found }
  }
  return worst
}

function said({ score, reason, part }: Worst, threshold: number): Judged {
  return score >= threshold ? failed(reason ?? 'looks like a prompt injection', { score, part }) : { verdict: 'pass', score }
}

async function decided(model: string, { parts }: Content, context: CheckContext, { part, score, reason }: Worst): Promise<Judged> {
  const isAttempt = await askJudge(model, parts, context)
  return isAttempt ? failed(reason ?? 'a model took it for a prompt injection', { score: Math.max(score, UNSURE.until), part }) : { verdict: 'pass', score: Math.min(score, UNSURE.from) }
}

function judgeOf(judge: unknown): InjectionJudge | undefined {
  if (judge === undefined) return undefined
  if (typeof judge === 'string') {
    checkString('injection.judge', judge)
    return { model: judge }
  }
  if (typeof judge !== 'object' || judge === null) throw new ConfigError('injection.judge', `must be an address or { model }, got ${show(judge)}`)
  checkOptions('injection.judge', judge, ['model', 'when'])
  const { model, when } = judge as Partial<InjectionJudge>
  checkString('injection.judge.model', model ?? '')
  checkOneOf('injection.judge.when', when, ['unsure', 'always'])
  return { model: model as string, when }
}
