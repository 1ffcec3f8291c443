/** Why a candidate ended, in OpenAI's four words; Gemini's own word is kept beside. */
import type OpenAI from 'openai'
import { GatewayError } from '../../core/error.ts'
import type { Fields } from '../translate/params.ts'
import { malformed } from './wire.ts'

export type FinishReason = OpenAI.Chat.Completions.ChatCompletion.Choice['finish_reason']

const FINISH: ReadonlyMap<string, FinishReason> = new Map([
  ['STOP', 'stop'],
  ['MAX_TOKENS', 'length'],
  ['CONTINUATION', 'length'],
  ...([
    'SAFETY', 'RECITATION', 'LANGUAGE', 'OTHER', 'BLOCKLIST', 'PROHIBITED_CONTENT', 'SPII', 'MODEL_ARMOR', 'JAILBREAK',
    'IMAGE_SAFETY', 'IMAGE_PROHIBITED_CONTENT', 'IMAGE_RECITATION', 'IMAGE_OTHER',
  ].map((word) => [word, 'content_filter'] as const)),
])

/** Not ends but breaks: the model said something that is no answer, and may do better when asked again. */
const BROKEN: ReadonlyMap<string, string> = new Map([
  ['MALFORMED_FUNCTION_CALL', 'a broken call of a tool'],
  ['MALFORMED_RESPONSE', 'a broken answer'],
  ['UNEXPECTED_TOOL_CALL', 'a call where no tool was offered'],
  ['TOO_MANY_TOOL_CALLS', 'too many calls of tools in a row'],
])

/** Words nobody knows yet are a `stop`. Throws `malformed_response` for a broken answer, `bad_request` for our missing signature. */
export function finishReason(candidate: Fields, hasCalls: boolean): FinishReason {
  const word = String(candidate.finishReason).toUpperCase()
  const said = typeof candidate.finishMessage === 'string' ? `: ${candidate.finishMessage.slice(0, 500)}` : ''
  if (BROKEN.has(word)) throw malformed(`the model wrote ${BROKEN.get(word)} (${word}${said}): ask again`, word)
  if (word === 'MISSING_THOUGHT_SIGNATURE') throw new GatewayError({ reason: 'bad_request', message: `a thought signature is missing${said}`, code: word })
  const known = FINISH.get(word) ?? 'stop'
  return hasCalls && known === 'stop' ? 'tool_calls' : known
}

/** What the caller reads where the provider stopped the model. */
export function refusalOf({ finishReason, finishMessage }: Fields): string {
  return typeof finishMessage === 'string' && finishMessage !== '' ? finishMessage : `Gemini ended the answer: ${String(finishReason).toUpperCase()}`
}

/** A prompt that was blocked has no candidate, and is a failure: nothing was answered. */
export function throwIfBlocked(feedback: Fields): void {
  const { blockReason, blockReasonMessage } = feedback
  if (typeof blockReason !== 'string' || blockReason === '') return
  const code = blockReason.toUpperCase()
  const message = typeof blockReasonMessage === 'string' ? blockReasonMessage : `the prompt was blocked: ${code}`
  throw new GatewayError({ reason: 'content_filter', message, code, body: { promptFeedback: feedback } })
}
