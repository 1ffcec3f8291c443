/** What a call would cost at most, estimated before anybody is asked. */
import type { Call } from '../core/call.ts'
import type { ModelFacts } from '../core/model-facts.ts'
import { estimateTokens } from './tokens.ts'

/** Tokens of an answer whose length neither the call nor the model limits. */
export const ANSWER_TOKENS = 1000

/**
 * US dollars for the estimated prompt and the longest answer the call allows: its `max_tokens` or the like, else
 * {@link ANSWER_TOKENS}, and never more than the model can say. `null` where the price is unknown; what is free costs 0.
 *
 * @example
 * import { type Call, estimateCost } from 'zerohop'
 *
 * const isDear = (call: Call): boolean => (estimateCost(call, { price: { input: 2, output: 8 } }) ?? 0) > 0.1
 */
export function estimateCost(call: Call, { price, maxOutputTokens = Infinity }: ModelFacts): number | null {
  if (price === undefined) return null
  const output = price.output === 0 ? 0 : Math.min(answerTokens(call), maxOutputTokens) * price.output
  const input = price.input === 0 ? 0 : estimateTokens(call) * price.input
  return (input + output) / 1_000_000
}

function answerTokens(call: Call): number {
  if (!answers.has(call.operation)) return 0
  const { n } = call.body as { readonly n?: unknown }
  return (askedTokens(call) ?? ANSWER_TOKENS) * (typeof n === 'number' && n > 1 ? n : 1)
}

/** The operations that are answered with text. */
const answers: ReadonlySet<string> = new Set(['chat', 'responses'])

/** The longest answer that the call asks for, in tokens; `undefined` where it sets no limit. */
export function askedTokens({ body }: Call): number | undefined {
  if (typeof body !== 'object' || body === null) return undefined
  const { max_completion_tokens, max_tokens, max_output_tokens } = body as { readonly [name: string]: unknown }
  const limit = max_completion_tokens ?? max_tokens ?? max_output_tokens
  return typeof limit === 'number' && limit >= 0 ? limit : undefined
}
