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
    if ('response' in answer) return usage(answer.response?.usage)
    return 'usage' in answer ? usage(answer.usage) : undefined
  },

  fold: () => new ResponsesFold(),
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
