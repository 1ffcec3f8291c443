/**
 * `reasoning_effort` as Gemini's thinking: a budget in tokens for 2.5, a level from 3 on.
 *
 * @see https://ai.google.dev/gemini-api/docs/openai#thinking
 */
import type { Fields } from '../translate/params.ts'
import type { Drop } from './drop.ts'
import type { Generation } from './generations.ts'

/** Thoughts come back as `reasoning_content` whenever an effort is asked for. `undefined`: nothing is said of thinking. */
export function thinkingOf(effort: unknown, model: Generation, drop: Drop): Fields | undefined {
  if (effort === undefined || effort === null) return undefined
  if (typeof effort !== 'string' || !Object.hasOwn(BUDGETS, effort)) return refused(drop, `Gemini has no effort '${String(effort)}'`)
  if (!model.thinks) return refused(drop, 'this model does not think, or its name does not tell how')
  if (effort === 'none' && (model.version >= 3 || model.pro)) drop('reasoning_effort', 'this model always thinks: the least is asked for')
  const amount = model.version < 3 ? { thinkingBudget: budgetOf(effort as Effort, model) } : { thinkingLevel: levelOf(effort as Effort, model) }
  return effort === 'none' ? amount : { ...amount, includeThoughts: true }
}

type Effort = keyof typeof BUDGETS

/** Google's own table for OpenAI's words. */
const BUDGETS = { none: 0, minimal: 1024, low: 1024, medium: 8192, high: 24_576, xhigh: 32_768, max: 32_768 } as const

function budgetOf(effort: Effort, { pro }: Generation): number {
  return pro ? Math.max(128, BUDGETS[effort]) : Math.min(24_576, BUDGETS[effort])
}

const LEVELS: Readonly<Record<Effort, string>> = { none: 'MINIMAL', minimal: 'MINIMAL', low: 'LOW', medium: 'MEDIUM', high: 'HIGH', xhigh: 'HIGH', max: 'HIGH' }

/** Pro models, and Flash from 3.7 on, refuse `MINIMAL`. */
function levelOf(effort: Effort, { version, lite, pro }: Generation): string {
  const level = LEVELS[effort]
  const knowsMinimal = !pro && (lite || version < 3.7)
  return level === 'MINIMAL' && !knowsMinimal ? 'LOW' : level
}

function refused(drop: Drop, why: string): undefined {
  drop('reasoning_effort', why)
}
