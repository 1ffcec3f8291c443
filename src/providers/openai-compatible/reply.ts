/** A host's chat completion as OpenAI's: what is already right is left alone, the host's own fields are kept. */
import { GatewayError } from '../../core/error.ts'
import type { Value } from '../../core/operation.ts'
import { errorObject, reasonOf } from '../failure.ts'
import { content, type Fields, finishReason, hasWords, isFields, malformed, reasoningOf, splitThink, toolCalls, usage } from './normalize.ts'
import type { Quirks } from './quirks.ts'

export function chatValue(wire: unknown, quirks: Quirks): Value<'chat'> {
  if (!isFields(wire)) throw malformed('the answer is not an object')
  throwInBand(wire)
  const { choices } = wire
  if (!Array.isArray(choices)) throw malformed("the answer has no 'choices'")
  if (choices.length === 0) throw malformed("the answer's 'choices' are empty")
  choices.forEach((choice: unknown, at) => normalizeChoice(choice, at, quirks))
  const counted = usage(wire, quirks)
  if (counted !== undefined) wire.usage = counted
  wire.object ??= 'chat.completion'
  return wire as unknown as Value<'chat'>
}

function normalizeChoice(choice: unknown, at: number, quirks: Quirks): void {
  if (!isFields(choice)) throw malformed(`choices[${at}] is not an object`)
  const message = choice.message
  if (!isFields(message)) throw malformed(`choices[${at}] has no message`)
  choice.index ??= at
  message.role ??= 'assistant'
  const said = content(message.content)
  let text = said.text
  let reasoning = reasoningOf(message) ?? said.reasoning
  if (quirks.thinkTags && typeof text === 'string' && reasoning === undefined) ({ text, reasoning } = splitThink(text))
  message.content = text ?? null
  if (reasoning !== undefined) message.reasoning_content = reasoning
  message.refusal ??= null
  const calls = toolCalls(message.tool_calls)
  if (calls) message.tool_calls = calls
  choice.finish_reason = finishReason(choice, calls !== undefined, hasWords(message)) ?? (calls === undefined ? 'stop' : 'tool_calls')
  choice.logprobs ??= null
}

/** `{"error": …}` in a 200, at the top or inside a choice. */
export function throwInBand(wire: Fields): void {
  const first: unknown = Array.isArray(wire.choices) ? wire.choices[0] : undefined
  const error = wire.error ?? (isFields(first) ? first.error : undefined)
  if (error === undefined || error === null) return
  const { message = 'the provider reported an error', code, type, param } = errorObject({ error })
  const named = Number(code)
  const status = Number.isInteger(named) && named >= 400 && named < 600 ? named : undefined
  throw new GatewayError({ reason: reasonOf(status, code, type, message), message, status, code: code ?? type, param, body: { error } })
}
