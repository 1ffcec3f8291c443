/** The blocks of reasoning that go back to their provider: their texts are texts as well, and a changed one is no longer what was signed. */
import { type Fields, isFields } from '../fold-fields.ts'
import { mapped } from './walk.ts'

/** The same blocks, with their texts rewritten; one that changed has no signature any more. */
export function withDetails(details: unknown, rewrite: (text: string, at: number) => string): unknown {
  if (!Array.isArray(details)) return details
  return mapped(details as unknown[], (detail, at) => {
    if (!isFields(detail) || typeof detail.text !== 'string') return detail
    const text = rewrite(detail.text, at)
    if (text === detail.text) return detail
    const { signature: _, ...rest } = detail satisfies Fields
    return { ...rest, text }
  })
}
