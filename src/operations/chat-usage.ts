/** The tokens of a chat completion: OpenAI's words, and those our translators add for what these cannot say. */
import type { CompletionUsage } from 'openai/resources/completions'
import type { Usage } from '../core/usage.ts'

/** What OpenAI's newer models and our translators tell besides the SDK's types. */
export interface Counted extends Omit<CompletionUsage, 'prompt_tokens_details' | 'completion_tokens_details'> {
  readonly prompt_tokens_details?: (CompletionUsage.PromptTokensDetails & { readonly cache_write_tokens?: number; readonly cached_audio_tokens?: number; readonly image_tokens?: number }) | null
  readonly completion_tokens_details?: (CompletionUsage.CompletionTokensDetails & { readonly image_tokens?: number }) | null
  /** Anthropic's: writes into the cache by how long they are kept. */
  readonly cache_creation?: { readonly ephemeral_1h_input_tokens?: number | null } | null
  /** Anthropic's: what the provider did by itself. */
  readonly server_tool_use?: { readonly web_search_requests?: number | null } | null
  /** Anthropic's `batch`, which OpenAI's `service_tier` has no word for. */
  readonly service_tier?: string | null
}

/** `tier` is what the answer says beside its usage. */
export function chatUsage(usage: Counted, tier: string | null | undefined): Usage {
  const { prompt_tokens_details: sent, completion_tokens_details: said } = usage
  return {
    inputTokens: usage.prompt_tokens,
    outputTokens: usage.completion_tokens,
    totalTokens: usage.total_tokens,
    cachedTokens: sent?.cached_tokens ?? 0,
    reasoningTokens: said?.reasoning_tokens ?? 0,
    cacheWriteTokens: sent?.cache_write_tokens || undefined,
    cacheWriteHourTokens: usage.cache_creation?.ephemeral_1h_input_tokens || undefined,
    cachedAudioTokens: sent?.cached_audio_tokens || undefined,
    audioInputTokens: sent?.audio_tokens || undefined,
    imageInputTokens: sent?.image_tokens || undefined,
    audioOutputTokens: said?.audio_tokens || undefined,
    imageOutputTokens: said?.image_tokens || undefined,
    searches: usage.server_tool_use?.web_search_requests || undefined,
    tier: usage.service_tier ?? tier ?? undefined,
  }
}
