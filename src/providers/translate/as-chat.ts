/** A call in the words of the Responses API, asked as a chat: what the dialect then says of it, it says in the caller's words. */
import type { Call } from '../../core/call.ts'
import { GatewayError } from '../../core/error.ts'
import type { GatewayEvent } from '../../core/event.ts'
import { dropParam, type Target } from '../../core/provider.ts'
import { type ChatBody, chatBodyOf } from './responses-body.ts'

/** `say` gets the call as one of chat; its errors and its `param.dropped` name fields of the body that the caller wrote. */
export function asChat<Said>(call: Call<'input_tokens'> | Call<'responses'>, target: Target, say: (chat: Call<'chat'>) => Said): Said {
  const { body, places } = chatBodyOf({ ...call.body }, (param, why) => dropParam(call, target, param, why))
  const { id, options, signal, stream } = call
  const { emit } = call.scope
  const retold = emit && ((event: GatewayEvent): void => emit(event.type === 'param.dropped' ? { ...event, param: asAsked(event.param, places) } : event))
  try {
    return say({ id, options, signal, stream, operation: 'chat', body, scope: { ...call.scope, emit: retold } })
  } catch (error) {
    throw error instanceof GatewayError ? inWordsOf(error, places) : error
  }
}

function inWordsOf(error: GatewayError, places: ChatBody['places']): GatewayError {
  const { param, message } = error.failure
  const asked = param === undefined ? undefined : asAsked(param, places)
  if (asked === undefined || asked === param) return error
  return error.with({ param: asked, message: message.replaceAll(`'${param}'`, () => `'${asked}'`) })
}

/** A chat's fields that have another name in the Responses API. */
const NAMES: Readonly<Record<string, string>> = {
  messages: 'input', max_completion_tokens: 'max_output_tokens', reasoning_effort: 'reasoning.effort', response_format: 'text.format', verbosity: 'text.verbosity',
  web_search_options: 'tools',
}

/** `messages[1].content[0]` as `input[0].content[0]`, `tools[0].function.strict` as `tools[0].strict`. */
function asAsked(param: string, { messages, tools }: ChatBody['places']): string {
  const [, list, at = '', rest = ''] = /^(messages|tools)\[(\d*)\](.*)$/s.exec(param) ?? []
  if (list === undefined) return NAMES[param] ?? param
  const any = list === 'messages' ? 'input[]' : 'tools[]'
  const place = at === '' ? any : ((list === 'messages' ? messages : tools)[Number(at)] ?? any)
  return place.endsWith(']') ? `${place}${rest.replace('.function.', '.')}` : place
}
