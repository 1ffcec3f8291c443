/** The Responses API, seen by the layers. */
import type { ResponseUsage } from 'openai/resources/responses/responses'
import type { Usage } from '../core/usage.ts'
import { checkBody } from './check-body.ts'
import type { OperationView } from './view.ts'

/** Events that come before anything was said: none of them commits the stream. */
const BEFORE_CONTENT = new Set(['response.created', 'response.queued', 'response.in_progress'])

export const responses: OperationView<'responses'> = {
  check: checkBody,

  isContent: (event) => !BEFORE_CONTENT.has(event.type),

  isWanted: () => true,

  usageOf(answer) {
    if ('response' in answer) return usage(answer.response.usage)
    return 'usage' in answer ? usage(answer.usage) : undefined
  },
}

function usage(of: ResponseUsage | null | undefined): Usage | undefined {
  if (!of) return undefined
  return {
    inputTokens: of.input_tokens,
    outputTokens: of.output_tokens,
    totalTokens: of.total_tokens,
    cachedTokens: of.input_tokens_details?.cached_tokens ?? 0,
    reasoningTokens: of.output_tokens_details?.reasoning_tokens ?? 0,
  }
}
