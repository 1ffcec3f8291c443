/** A body of the Responses API as the body of a chat. */
import type { Body } from '../../core/operation.ts'
import { type Fields, isFields } from './params.ts'
import { messagesOf } from './responses-input.ts'
import { cannot, given } from './responses-parts.ts'
import { type Drop, toolsOf } from './responses-tools.ts'

export interface ChatBody {
  readonly body: Body<'chat'>
  /** Where each message and each tool of the chat stood in the body it was made of. */
  readonly places: { readonly messages: readonly string[]; readonly tools: readonly string[] }
}

/** What OpenAI has kept of earlier calls, and would have to add. */
const KEPT = ['previous_response_id', 'conversation', 'prompt'] as const

/**
 * The caller's body is read, never changed. Fields that a chat knows by another name are renamed; all others pass under their own, for
 * a chat's dialect to say or to drop.
 *
 * @throws GatewayError `unsupported` for what no chat can say, `bad_request` for what nobody can read
 */
export function chatBodyOf(asked: Readonly<Fields>, drop: Drop): ChatBody {
  for (const param of KEPT) {
    if (asked[param] !== undefined && asked[param] !== null) throw cannot(param, 'OpenAI keeps what it stands for: send all of the input')
  }
  const { input, instructions, tools, tool_choice, text, reasoning, max_output_tokens, truncation, ...rest } = asked
  const { previous_response_id: _id, conversation: _conversation, prompt: _prompt, ...more } = rest // there, and null
  const { messages, places } = messagesOf(instructions, input)
  const use = toolsOf(tools, tool_choice, drop)
  const body = {
    ...more,
    messages,
    ...use.body,
    ...formatOf(text),
    ...(isFields(reasoning) && given({ reasoning_effort: reasoning.effort })),
    ...given({ max_completion_tokens: max_output_tokens, truncation: truncation === 'disabled' ? undefined : truncation }),
  }
  return { body: body as unknown as Body<'chat'>, places: { messages: places, tools: use.places } }
}

/** `text`: what the answer looks like, and how long it goes on. Plain text needs no word. */
function formatOf(text: unknown): Fields {
  if (!isFields(text)) return {}
  const { format, verbosity } = text
  if (!isFields(format) || format.type === 'text') return given({ verbosity })
  const { type, name, description, schema, strict } = format
  const response_format = type === 'json_schema' && !isFields(format.json_schema) ? { type, json_schema: given({ name, description, schema, strict }) } : format
  return { response_format, ...given({ verbosity }) }
}
