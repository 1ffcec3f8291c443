/** How many tokens a call's prompt has, estimated before anybody is asked. */
import type { Call } from '../core/call.ts'
import type { TokenEstimator } from '../core/model-facts.ts'
import { estimateText } from './estimator.ts'
import { type Prompt, promptOf } from './prompt.ts'

/**
 * The tokens of a call's prompt, roughly: messages, tools, schemas and instructions by their text, media at flat rates
 * (an image 1000, a sound 500, a file 3000). By the config's `tokens`, else by script. Never throws, and counts a body once
 * a call.
 *
 * @example
 * import { estimateTokens, type Middleware } from 'zerohop'
 *
 * const noting: Middleware = (call, next) => {
 *   console.log(call.id, estimateTokens(call))
 *   return next(call)
 * }
 */
export function estimateTokens(call: Call): number {
  const prompt = promptOf(call)
  let tokens = memo.get(prompt)
  if (tokens === undefined) memo.set(prompt, (tokens = counted(prompt, call.scope.tokens ?? estimateText)))
  const { notes } = call.scope
  if (notes !== undefined) notes.estimatedTokens = tokens
  return tokens
}

/** No estimate is above this, and it costs nothing: no text has more tokens than characters. */
export function mostTokens(call: Call): number {
  const { characters, flatTokens } = promptOf(call)
  return characters + flatTokens
}

const memo = new WeakMap<Prompt, number>()

function counted({ texts, flatTokens }: Prompt, estimate: TokenEstimator): number {
  let tokens = flatTokens
  for (const text of texts) tokens += sane(estimate, text)
  return tokens
}

/** A tokenizer of somebody else's may throw, or give what is no number: then the text is estimated as if there were none. */
function sane(estimate: TokenEstimator, text: string): number {
  try {
    const tokens: unknown = estimate(text)
    if (typeof tokens === 'number' && tokens >= 0 && tokens < Infinity) return tokens
  } catch {
    // Counted below.
  }
  return estimateText(text)
}
