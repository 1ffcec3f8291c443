/** Gemini's token counts as OpenAI's. */
import type OpenAI from 'openai'
import { type Fields, isFields } from '../translate/params.ts'

/** Results of server-side tools count as prompt, thoughts as completion; the total is their sum, as Gemini's own is. */
export function usageOf(metadata: Fields): OpenAI.CompletionUsage {
  const thoughts = count(metadata.thoughtsTokenCount)
  const prompt = count(metadata.promptTokenCount) + count(metadata.toolUsePromptTokenCount)
  const completion = count(metadata.candidatesTokenCount) + thoughts
  const heard = audioIn(metadata.promptTokensDetails)
  const spoken = audioIn(metadata.candidatesTokensDetails)
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: count(metadata.cachedContentTokenCount), ...(heard > 0 && { audio_tokens: heard }) },
    completion_tokens_details: { reasoning_tokens: thoughts, ...(spoken > 0 && { audio_tokens: spoken }) },
  }
}

function audioIn(details: unknown): number {
  if (!Array.isArray(details)) return 0
  let sum = 0
  for (const one of details as unknown[]) {
    if (isFields(one) && typeof one.modality === 'string' && one.modality.toUpperCase() === 'AUDIO') sum += count(one.tokenCount)
  }
  return sum
}

function count(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0
}
