/** Embeddings, seen by the layers. */
import { show } from '../core/check.ts'
import { checkBody, refuse } from './check-body.ts'
import type { OperationView } from './view.ts'

export const embeddings: OperationView<'embeddings'> = {
  check(body) {
    checkBody(body)
    const input: unknown = body.input
    if (typeof input !== 'string' && !Array.isArray(input)) refuse('input', `must be a string or an array, got ${show(input)}`)
    if (input.length === 0) refuse('input', 'must not be empty')
  },

  isContent: () => true,

  isWanted: () => true,

  usageOf({ usage }) {
    if (!usage) return undefined
    const { prompt_tokens, total_tokens } = usage
    return { inputTokens: prompt_tokens, outputTokens: 0, totalTokens: total_tokens, cachedTokens: 0, reasoningTokens: 0 }
  },
}
