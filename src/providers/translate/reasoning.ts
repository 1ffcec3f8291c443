/**
 * Reasoning in the field's two conventions: `reasoning_content` (text, for reading) and `reasoning_details` (blocks with
 * their signatures, to be sent back as they came, and only to the provider that signed them).
 */

/** One block of an assistant's reasoning. */
export interface ReasoningDetail {
  readonly type: 'reasoning.text' | 'reasoning.summary' | 'reasoning.encrypted'
  /** Who made it, e.g. `anthropic-claude-v1`, `google-gemini-v1`: only this dialect may read it back. */
  readonly format: string
  /** Position among the blocks of its message. */
  readonly index: number
  readonly text?: string
  /** Proof that the text is the provider's own. */
  readonly signature?: string
  /** Content only the provider can read. */
  readonly data?: string
  /** The tool call or part this block belongs to, where it belongs to one. */
  readonly id?: string
}

/** The blocks of `message` that `format` signed, in order; others are foreign and stay behind. */
export function ownReasoning(message: object, format: string): ReasoningDetail[] {
  if (!('reasoning_details' in message) || !Array.isArray(message.reasoning_details)) return []
  return (message.reasoning_details as unknown[]).filter((detail): detail is ReasoningDetail => isDetail(detail) && detail.format === format)
}

function isDetail(value: unknown): value is ReasoningDetail {
  return typeof value === 'object' && value !== null && 'type' in value && 'format' in value
}
