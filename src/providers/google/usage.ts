/** Gemini's token counts as OpenAI's. */
import type OpenAI from 'openai'
import { type Fields, isFields } from '../translate/params.ts'

/** Results of server-side tools count as prompt, thoughts as completion; the total is their sum, as Gemini's own is. */
export function usageOf(metadata: Fields): OpenAI.CompletionUsage {
  const thoughts = count(metadata.thoughtsTokenCount)
  const prompt = count(metadata.promptTokenCount) + count(metadata.toolUsePromptTokenCount)
  const completion = count(metadata.candidatesTokenCount) + thoughts
  const { promptTokensDetails: asked, candidatesTokensDetails: said, cacheTokensDetails: kept, trafficType } = metadata
  const heard = tokensOf('AUDIO', asked)
  const heardBefore = tokensOf('AUDIO', kept)
  const seen = tokensOf('IMAGE', asked)
  const spoken = tokensOf('AUDIO', said)
  const drawn = tokensOf('IMAGE', said)
  const tier = tierOf(metadata.serviceTier ?? trafficType)
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: count(metadata.cachedContentTokenCount), ...(heard > 0 && { audio_tokens: heard }), ...(heardBefore > 0 && { cached_audio_tokens: heardBefore }), ...(seen > 0 && { image_tokens: seen }) },
    completion_tokens_details: { reasoning_tokens: thoughts, ...(spoken > 0 && { audio_tokens: spoken }), ...(drawn > 0 && { image_tokens: drawn }) },
    ...(tier !== undefined && { service_tier: tier }),
  }
}

/** How it was served, in OpenAI's words: Gemini's own service tier, or Vertex AI's kind of traffic. */
function tierOf(said: unknown): string | undefined {
  if (typeof said !== 'string') return undefined
  const tier = said.toLowerCase().replace('on_demand_', '')
  return tier === 'standard' || tier === 'on_demand' ? 'default' : TIERS.has(tier) ? tier : undefined
}

const TIERS: ReadonlySet<string> = new Set(['flex', 'priority', 'provisioned_throughput'])

function tokensOf(modality: 'AUDIO' | 'IMAGE', details: unknown): number {
  if (!Array.isArray(details)) return 0
  let sum = 0
  for (const one of details as unknown[]) {
    if (isFields(one) && typeof one.modality === 'string' && one.modality.toUpperCase() === modality) sum += count(one.tokenCount)
  }
  return sum
}

function count(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0
}
