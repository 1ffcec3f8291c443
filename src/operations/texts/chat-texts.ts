/** The texts of a chat: of its messages, and of the completion's choices. */
import type { Body, Value } from '../../core/operation.ts'
import { type Fields, isFields } from '../fold-fields.ts'
import { ChatStreamTexts } from './chat-stream-texts.ts'
import type { PartKind, Rewrite, Texts } from './texts.ts'
import { withDetails } from './reasoning-details.ts'
import { content, deep, mapped, partAt, type Place, text, withFields, within } from './walk.ts'

const KINDS: ReadonlyMap<unknown, PartKind> = new Map([['system', 'system'], ['developer', 'system'], ['user', 'user'], ['assistant', 'assistant'], ['tool', 'tool_result'], ['function', 'tool_result']])

export const chatTexts: Texts<'chat'> = {
  input(body, rewrite) {
    const { messages } = body as unknown as Fields
    if (!Array.isArray(messages)) return body
    let names: Map<unknown, unknown> | undefined // whose result a message is stands only in the call before it
    const last = messages.length - 1
    const seen = mapped(messages as unknown[], (message, at) => {
      if (!isFields(message)) return message
      const kind = KINDS.get(message.role) ?? 'user'
      const tool = kind === 'tool_result' ? (names?.get(message.tool_call_id) ?? message.name) : undefined
      const place: Place = { kind, path: `messages[${at}]`, isLast: at === last, choice: 0, tool: typeof tool === 'string' ? tool : undefined }
      if (Array.isArray(message.tool_calls)) {
        names ??= new Map()
        for (const call of message.tool_calls as unknown[]) if (isFields(call)) names.set(call.id, nameOf(call))
      }
      return messageTexts(message, place, rewrite)
    })
    const { prediction } = body as unknown as Fields
    const foretold = isFields(prediction) ? withFields(prediction, { content: content(prediction.content, { kind: 'user', path: 'prediction.content', isLast: false, choice: 0 }, rewrite) }) : prediction
    if (seen === messages && foretold === prediction) return body
    return { ...body, messages: seen, ...(foretold !== undefined && { prediction: foretold }) } as unknown as Body<'chat'>
  },

  output(value, rewrite) {
    const choices = mapped(value.choices as unknown as Fields[], (choice, at) => {
      if (!isFields(choice.message)) return choice
      const number = typeof choice.index === 'number' ? choice.index : at
      const place: Place = { kind: 'assistant', path: `choices[${at}].message`, isLast: false, choice: number }
      const message = messageTexts(choice.message, place, rewrite)
      return message === choice.message ? choice : { ...choice, message, ...('logprobs' in choice && { logprobs: null }) } // they would tell its tokens
    })
    return choices === (value.choices as unknown) ? value : ({ ...value, choices } as unknown as Value<'chat'>)
  },

  answerBack(body, value, feedback) {
    const { message } = value.choices[0] ?? {}
    const answer = message?.content ?? message?.refusal ?? JSON.stringify(message?.tool_calls ?? '')
    return { ...body, messages: [...body.messages, { role: 'assistant', content: answer }, { role: 'user', content: feedback }] }
  },

  refusal: ({ model }, refusal, id, created) => ({
    id: `chatcmpl-${id}`,
    object: 'chat.completion',
    created,
    model,
    choices: [{ index: 0, message: { role: 'assistant', content: null, refusal }, finish_reason: 'content_filter', logprobs: null }],
    usage: { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 },
  }),

  stream: (rewriter) => new ChatStreamTexts(rewriter),
}

/** What is said, what was thought, the refusal, and what tools are called with. */
function messageTexts(message: Fields, place: Place, rewrite: Rewrite): Fields {
  const { path } = place
  let now = message
  // A copy is made for the first field that changes.
  const put = (name: string, value: unknown): void => {
    if (value === message[name]) return
    if (now === message) now = { ...message }
    now[name] = value
  }
  for (const name of REASONING) if (message[name]) put(name, text(message[name], within(place, `${path}.${name}`, 'reasoning'), rewrite))
  if ('reasoning_details' in message) {
    put('reasoning_details', withDetails(message.reasoning_details, (text, at) => rewrite(partAt(within(place, `${path}.reasoning_details${at}`, 'reasoning'), text))))
  }
  if (message.content) put('content', content(message.content, within(place, `${path}.content`), rewrite))
  if (message.refusal) put('refusal', text(message.refusal, within(place, `${path}.refusal`, 'refusal'), rewrite))
  if (isFields(message.audio)) put('audio', withFields(message.audio, { transcript: text(message.audio.transcript, within(place, `${path}.audio.transcript`), rewrite) }))
  if (Array.isArray(message.tool_calls)) {
    put('tool_calls', mapped(message.tool_calls as unknown[], (call, at) => (isFields(call) ? callTexts(call, within(place, `${path}.tool_calls[${at}]`), rewrite) : call)))
  }
  if (isFields(message.function_call)) put('function_call', argumentTexts(message.function_call, 'arguments', within(place, `${path}.function_call`), rewrite))
  if (place.kind !== 'tool_result' && 'name' in message) put('name', text(message.name, within(place, `${path}.name`), rewrite))
  if ('annotations' in message) put('annotations', deep(message.annotations, (text) => rewrite(partAt(within(place, `${path}.annotations`), text))))
  return 'provider_fields' in message ? withoutForeign(now, within(place, `${path}.provider_fields`), rewrite) : now
}

/** A provider's own words go where they say what is not to be said: nobody could put them right. */
function withoutForeign(message: Fields, place: Place, rewrite: Rewrite): Fields {
  const { provider_fields, ...rest } = message
  return provider_fields === undefined || deep(provider_fields, (text) => rewrite(partAt(place, text))) === provider_fields ? message : rest
}

const REASONING = ['reasoning_content', 'reasoning']

function callTexts(call: Fields, place: Place, rewrite: Rewrite): Fields {
  const changed: Fields = {}
  if (isFields(call.function)) changed.function = argumentTexts(call.function, 'arguments', within(place, `${place.path}.function`), rewrite)
  if (isFields(call.custom)) changed.custom = argumentTexts(call.custom, 'input', within(place, `${place.path}.custom`), rewrite)
  return withFields(call, changed)
}

/** A call without arguments is a call all the same: its empty text is seen as well. */
function argumentTexts(called: Fields, name: 'arguments' | 'input', { path, ...place }: Place, rewrite: Rewrite): Fields {
  const written = called[name] ?? ''
  if (typeof written !== 'string') return called
  const tool = typeof called.name === 'string' ? called.name : undefined
  const now = rewrite({ ...place, kind: 'tool_arguments', path: `${path}.${name}`, text: written, tool })
  return now === written ? called : { ...called, [name]: now }
}

function nameOf({ function: called, custom }: Fields): unknown {
  return isFields(called) ? called.name : isFields(custom) ? custom.name : undefined
}
