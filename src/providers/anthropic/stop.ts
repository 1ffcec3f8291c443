/** Why an answer ended, in OpenAI's words. */
import type { WireStop } from './wire.ts'

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

/** The words of a refusal; `null` where the answer was none. */
export function refusalOf({ stop_reason, stop_details }: WireStop): string | null {
  if (stop_reason !== 'refusal') return null
  if (stop_details?.explanation) return stop_details.explanation
  return stop_details?.category ? `The model declined to answer (${stop_details.category}).` : 'The model declined to answer.'
}
