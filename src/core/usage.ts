/** Tokens of one answer, in one shape for every operation and provider. */

/** What a provider does not tell, or what is 0, may be absent of the fields that are optional. */
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
  /** Part of `inputTokens` written into the provider's prompt cache. */
  readonly cacheWriteTokens?: number | undefined
  /** Part of `cacheWriteTokens` that is kept for an hour. */
  readonly cacheWriteHourTokens?: number | undefined
  /** Part of `cachedTokens` that is sound. */
  readonly cachedAudioTokens?: number | undefined
  /** Parts of `inputTokens`: sound and images, cached ones included. */
  readonly audioInputTokens?: number | undefined
  readonly imageInputTokens?: number | undefined
  /** Parts of `outputTokens`. */
  readonly audioOutputTokens?: number | undefined
  readonly imageOutputTokens?: number | undefined
  /** Searches of the web that the provider made by itself. */
  readonly searches?: number | undefined
  /** How it was served, as the provider says it: `default`, `flex`, `priority`, `batch`. */
  readonly tier?: string | undefined
}
