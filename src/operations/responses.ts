/** The Responses API, seen by the layers. */
import type { ResponseUsage } from 'openai/resources/responses/responses'
import type { Usage } from '../core/usage.ts'
import { checkBody } from './check-body.ts'
import { ResponsesFold } from './responses-fold.ts'
import type { OperationView } from './view.ts'

/** Pieces for the reader: text, reasoning, arguments, refusals, images. */
const CONTENT = /\.(?:delta|done|partial_image)$/

/** Ends of a response, which commit a stream that said nothing. */
const TERMINAL = new Set(['response.completed', 'response.incomplete', 'response.cancelled'])

export const responses: OperationView<'responses'> = {
  check: checkBody,

  isContent: ({ type }) => CONTENT.test(type) || TERMINAL.has(type),

  isWanted: () => true,

  usageOf(answer) {
    if ('response' in answer) return usage(answer.response?.usage, answer.response?.service_tier)
    return 'usage' in answer ? usage(answer.usage, answer.service_tier) : undefined
  },

  fold: () => new ResponsesFold(),
}

/** What OpenAI's newer models tell besides the SDK's types. */
type Counted = ResponseUsage & { readonly input_tokens_details?: { readonly cache_write_tokens?: number; readonly audio_tokens?: number; readonly image_tokens?: number }; readonly output_tokens_details?: { readonly audio_tokens?: number; readonly image_tokens?: number } }

function usage(of: Counted | null | undefined, tier: string | null | undefined): Usage | undefined {
  if (!of) return undefined
  const { input_tokens_details: sent, output_tokens_details: said } = of
  return {
    inputTokens: of.input_tokens,
    outputTokens: of.output_tokens,
    totalTokens: of.total_tokens,
    cachedTokens: sent?.cached_tokens ?? 0,
    reasoningTokens: said?.reasoning_tokens ?? 0,
    cacheWriteTokens: sent?.cache_write_tokens || undefined,
    audioInputTokens: sent?.audio_tokens || undefined,
    imageInputTokens: sent?.image_tokens || undefined,
    audioOutputTokens: said?.audio_tokens || undefined,
    imageOutputTokens: said?.image_tokens || undefined,
    tier: tier ?? undefined,
  }
}
