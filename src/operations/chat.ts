/** Chat completions, seen by the layers. */
import { show } from '../core/check.ts'
import { ChatFold } from './chat-fold.ts'
import { chatUsage } from './chat-usage.ts'
import { checkBody, refuse } from './check-body.ts'
import { checkMessage } from './check-message.ts'
import type { OperationView } from './view.ts'

export const chat: OperationView<'chat'> = {
  check(body) {
    checkBody(body)
    const messages: unknown = body.messages
    if (!Array.isArray(messages)) refuse('messages', `must be an array, got ${show(messages)}`)
    if (messages.length === 0) refuse('messages', 'must not be empty')
    for (let at = 0; at < messages.length; at++) checkMessage(messages[at], `messages[${at}]`)
    const tools: unknown = body.tools
    if (tools !== undefined && tools !== null && !Array.isArray(tools)) refuse('tools', `must be an array, got ${show(tools)}`)
  },

  isContent(chunk) {
    for (const { delta, finish_reason } of chunk.choices) {
      if (delta.content || delta.tool_calls?.length || delta.refusal || delta.function_call) return true
      if ('reasoning_content' in delta && delta.reasoning_content) return true
      if ('audio' in delta && delta.audio) return true
      if ('images' in delta && delta.images) return true
      if (finish_reason) return true
    }
    return false
  },

  isWanted(chunk, body) {
    return chunk.choices.length > 0 || !chunk.usage || body.stream_options?.include_usage === true
  },

  isRefusal({ choices }) {
    return choices.some((choice) => choice.finish_reason === 'content_filter' || Boolean('message' in choice ? choice.message.refusal : choice.delta.refusal))
  },

  usageOf({ usage, service_tier }) {
    return usage ? chatUsage(usage, service_tier) : undefined
  },

  fold: () => new ChatFold(),
}
