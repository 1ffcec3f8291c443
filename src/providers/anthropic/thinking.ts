/** `reasoning_effort` in the words of a model's generation, and the limit that thinking counts towards. */
import type { Call } from '../../core/call.ts'
import { GatewayError } from '../../core/error.ts'
import { dropParam, type Target } from '../../core/provider.ts'
import { type Fields, isFields } from '../translate/params.ts'
import type { Generation } from './generations.ts'
import type { Effort, ThinkingConfig } from './wire.ts'

export interface Thinking {
  readonly thinking?: ThinkingConfig
  readonly effort?: Effort
}

export interface ThinkingContext {
  readonly generation: Generation
  readonly maxTokens: number
  /** What `provider_options.anthropic.thinking` says: it wins. */
  readonly own: unknown
  /** A tool call is demanded. */
  readonly isForced: boolean
  /** The turn that goes on began without Claude's thoughts: see `lacksThinking`. */
  readonly lacksThinking: boolean
}

/** No budget is smaller. */
const MIN_BUDGET = 1_024

/** Tokens of thought, where a model wants a budget. */
const BUDGETS: Readonly<Record<string, number>> = { minimal: 1_024, low: 4_096, medium: 12_288, high: 24_576, xhigh: 31_999, max: 31_999 }

const EFFORTS: Readonly<Record<string, Effort>> = { minimal: 'low', low: 'low', medium: 'medium', high: 'high', xhigh: 'xhigh', max: 'max' }

export function thinkingOf(call: Call<'chat'>, target: Target, context: ThinkingContext): Thinking {
  const { generation, own, maxTokens } = context
  const asked: unknown = call.body.reasoning_effort
  const drop = (why: string): void => dropParam(call, target, 'reasoning_effort', why)
  if (isFields(own)) {
    const effort = generation.thinking === 'adaptive' && asked !== 'none' ? effortOf(asked, generation) : undefined
    return { thinking: ownThinking(own, maxTokens, call, target), ...(effort && { effort }) }
  }
  if (asked === undefined || asked === null) return {}
  if (asked === 'none') return stillness(generation, drop)
  if (EFFORTS[String(asked)] === undefined) {
    drop('Claude has no such effort')
    return {}
  }
  if (generation.thinking === 'none') {
    drop('this model does not think')
    return {}
  }
  if (generation.thinking === 'budget') return budget(String(asked), context, drop)
  // Newer models hide their thoughts unless asked for a summary, and whoever names an effort wants to read them.
  const effort = effortOf(asked, generation)
  if (context.isForced) return effort ? { effort } : {} // beside a demanded call no thinking may be asked for
  return { thinking: { type: 'adaptive', display: 'summarized' }, ...(effort && { effort }) }
}

/** The nearest level the model has: it knows its own top, if not always `xhigh`. */
function effortOf(asked: unknown, { efforts }: Generation): Effort | undefined {
  const effort = typeof asked === 'string' ? EFFORTS[asked] : undefined
  return effort === 'xhigh' && !efforts.includes('xhigh') ? 'max' : effort
}

function stillness({ stillness: how }: Generation, drop: (why: string) => void): Thinking {
  if (how === 'omit') return {}
  if (how !== 'never') return { thinking: { type: how } }
  drop('this model always thinks: asked for the lowest effort instead')
  return { effort: 'low' }
}

/** Thought counts towards `max_tokens`: a fifth of a tight limit is left for the answer. */
function budget(asked: string, { maxTokens, isForced, lacksThinking }: ThinkingContext, drop: (why: string) => void): Thinking {
  const tokens = Math.min(BUDGETS[asked] ?? MIN_BUDGET, Math.floor(maxTokens * 0.8))
  const obstacle = isForced
    ? 'this model does not think where a tool call is demanded'
    : lacksThinking
      ? "the turn that is to go on began without this model's own thoughts"
      : tokens < MIN_BUDGET
        ? `thinking takes at least ${MIN_BUDGET} tokens, and the answer may have ${maxTokens}`
        : undefined
  if (obstacle === undefined) return { thinking: { type: 'enabled', budget_tokens: tokens } }
  drop(obstacle)
  return {}
}

/** The caller's own words, with a budget that leaves room for an answer. */
function ownThinking(own: Fields, maxTokens: number, call: Call<'chat'>, target: Target): ThinkingConfig {
  const config = own as unknown as ThinkingConfig
  if (config.type !== 'enabled' || !(config.budget_tokens >= maxTokens)) return config
  const param = 'provider_options.anthropic.thinking.budget_tokens'
  const room = Math.floor(maxTokens * 0.8)
  if (room < MIN_BUDGET) {
    const message = `'${param}' must be below max_tokens, which is ${maxTokens}`
    throw new GatewayError({ reason: 'bad_request', message, param, status: 400, code: 'invalid_request' })
  }
  dropParam(call, target, param, `must be below max_tokens: lowered to ${room}`)
  return { ...config, budget_tokens: room }
}
