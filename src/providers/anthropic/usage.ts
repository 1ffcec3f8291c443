/** Anthropic counts the cache apart from the prompt; OpenAI counts it in. */
import type OpenAI from 'openai'
import type { WireUsage } from './wire.ts'

type Usage = OpenAI.CompletionUsage

/** `undefined` where the provider counted nothing. */
export function usageOf(wire: WireUsage | null | undefined): Usage | undefined {
  if (!wire) return undefined
  const cached = count(wire.cache_read_input_tokens)
  const written = count(wire.cache_creation_input_tokens)
  const prompt = count(wire.input_tokens) + cached + written
  const completion = count(wire.output_tokens)
  const reasoning = wire.output_tokens_details?.thinking_tokens
  const usage: Usage & { [more: string]: unknown } = {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: cached, cache_write_tokens: written } as OpenAI.CompletionUsage.PromptTokensDetails,
  }
  if (typeof reasoning === 'number') usage.completion_tokens_details = { reasoning_tokens: reasoning }
  if (wire.cache_creation) usage.cache_creation = wire.cache_creation
  if (wire.server_tool_use) usage.server_tool_use = wire.server_tool_use
  if (wire.service_tier === 'batch') usage.service_tier = 'batch' // OpenAI's own field has no word for it
  return usage
}

/** The counts so far with the later ones over them; what the later leave out or null stays. */
export function laterUsage(start: WireUsage | undefined, later: WireUsage | null | undefined): WireUsage | undefined {
  if (!later) return start
  const known = Object.entries(later).filter(([, value]) => value !== null && value !== undefined)
  return { ...start, ...Object.fromEntries(known) }
}

/** OpenAI's word for the tier that served the answer. */
export function serviceTier(wire: WireUsage | null | undefined): 'default' | 'priority' | undefined {
  const said = wire?.service_tier
  return said === 'standard' ? 'default' : said === 'priority' ? 'priority' : undefined
}

function count(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0
}
