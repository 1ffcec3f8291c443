/** Why an answer ended, in OpenAI's words. */
import { type Block, malformed, type WireStop } from './wire.ts'

export type FinishReason = 'stop' | 'length' | 'tool_calls' | 'content_filter'

const FINISH: Readonly<Record<string, FinishReason>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  pause_turn: 'stop',
  compaction: 'stop',
  tool_use: 'stop', // the caller's calls make it `tool_calls`; a call of our own JSON tool does not
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  refusal: 'content_filter',
}

/** Tool calls of the caller's make a proper end `tool_calls`, whatever the wire says; a cut or refused answer stays one. */
export function finishReason(said: string | null | undefined, hasCalls: boolean): FinishReason {
  const known = (typeof said === 'string' ? FINISH[said] : undefined) ?? 'stop'
  return known === 'stop' && hasCalls ? 'tool_calls' : known
}

/** Throws `malformed_response` where the answer ended for a call that did not come. A call of our own JSON tool is one. */
export function checkCalled(said: string | null | undefined, blocks: readonly Block[]): void {
  if (said === 'tool_use' && !blocks.some(({ type }) => type === 'tool_use')) throw malformed("the answer ended with 'tool_use' and has no tool call")
}

/** The words of a refusal; `null` where the answer was none. */
export function refusalOf({ stop_reason, stop_details }: WireStop): string | null {
  if (stop_reason !== 'refusal') return null
  if (stop_details?.explanation) return stop_details.explanation
  return stop_details?.category ? `The model declined to answer (${stop_details.category}).` : 'The model declined to answer.'
}
