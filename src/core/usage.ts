/** Tokens of one answer, in one shape for every operation and provider. */

export interface Usage {
  /** Tokens of the prompt, cached ones included. */
  readonly inputTokens: number
  /** Tokens of the answer, reasoning included. */
  readonly outputTokens: number
  readonly totalTokens: number
  /** Part of `inputTokens` read from the provider's prompt cache. */
  readonly cachedTokens: number
  /** Part of `outputTokens` spent on reasoning. */
  readonly reasoningTokens: number
}
