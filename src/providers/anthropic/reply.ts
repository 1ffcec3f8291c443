/** A message of Claude's as OpenAI's chat completion. */
import type { Call } from '../../core/call.ts'
import { GatewayError } from '../../core/error.ts'
import type { Value } from '../../core/operation.ts'
import { asLegacyValue, modernised } from '../translate/legacy-functions.ts'
import { isFields } from '../translate/params.ts'
import { callsOf, closingOf, reasoningOf, textOf } from './content.ts'
import { errorInBand } from './failure.ts'
import { jsonToolName } from './format.ts'
import { namingOf } from './naming.ts'
import { checkCalled, finishReason, refusalOf } from './stop.ts'
import { serviceTier, usageOf } from './usage.ts'
import { malformed, type WireMessage } from './wire.ts'

export function chatValue(wire: unknown, call: Call<'chat'>): Value<'chat'> {
  if (!isFields(wire)) throw malformed('the answer is not an object')
  if (wire.type === 'error' || isFields(wire.error)) throw errorInBand(wire)
  if (!Array.isArray(wire.content)) throw malformed("the answer has no 'content'")
  const message = { ...wire, content: wire.content.filter(isFields) } as unknown as WireMessage
  const asked = modernised(call.body)
  const jsonTool = jsonToolName(asked)
  const { content } = message
  if (typeof message.stop_reason !== 'string') throw new GatewayError({ reason: 'truncated', message: 'the answer has no stop reason' })
  checkCalled(message.stop_reason, content)
  const calls = callsOf(content, jsonTool, namingOf(asked))
  const reasoning = reasoningOf(content)
  const usage = usageOf(message.usage)
  const tier = serviceTier(message.usage)
  const choice = {
    index: 0,
    message: {
      role: 'assistant',
      content: textOf(content, jsonTool),
      refusal: refusalOf(message),
      ...(reasoning !== '' && { reasoning_content: reasoning }),
      ...(calls.length > 0 && { tool_calls: calls }),
      ...closingOf(content, message, jsonTool),
    },
    finish_reason: finishReason(message.stop_reason, calls.length > 0),
    native_finish_reason: message.stop_reason,
    logprobs: null,
  }
  const value = {
    id: message.id,
    object: 'chat.completion',
    created: Math.floor(call.scope.clock.date() / 1000),
    model: message.model,
    choices: [choice],
    ...(usage && { usage }),
    ...(tier && { service_tier: tier }),
  } as unknown as Value<'chat'>
  return asLegacyValue(value, call.body)
}
