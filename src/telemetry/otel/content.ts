/** What was asked and answered, in the conventions' shape: only where a record captured it, and the sink was told to send it. */
import type { Captured } from '../../core/record.ts'
import { type MaybeAttributes, own, semantic } from './attributes.ts'

/**
 * As JSON texts, for spans hold no objects. What is no JSON any more, because it was cut, is given as it stands under a name of our own.
 *
 * @see https://github.com/open-telemetry/semantic-conventions/blob/v1.41.0/docs/gen-ai/gen-ai-input-messages.json
 */
export function contentOf({ request, response }: Captured): MaybeAttributes {
  const asked = parsed(request)
  const answered = parsed(response)
  return {
    [semantic.systemInstructions]: json(partsOf(asked?.['instructions'])),
    [semantic.inputMessages]: json([...messagesOf(asked?.['messages']), ...inputOf(asked?.['input'])]),
    [semantic.outputMessages]: json([...choicesOf(answered?.['choices']), ...outputOf(answered)]),
    [own.capturedRequest]: asked === undefined ? request : undefined,
    [own.capturedResponse]: answered === undefined ? response : undefined,
  }
}

/** The answer's own id, which stands nowhere but in the answer. */
export function responseIdOf({ response }: Captured): string | undefined {
  const id = response?.startsWith('{') ? parsed(response)?.['id'] : undefined
  return typeof id === 'string' && id !== '' ? id : undefined
}

type Fields = Readonly<Record<string, unknown>>
type Part = Fields & { readonly type: string }
interface Message {
  readonly role: string
  readonly parts: readonly Part[]
  readonly finish_reason?: string
}

function parsed(text: string | null): Fields | undefined {
  if (text === null) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return isFields(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function json(list: readonly unknown[]): string | undefined {
  return list.length === 0 ? undefined : JSON.stringify(list)
}

function fieldsIn(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : []
}

function text(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise
}

/** Of a chat: its messages. */
function messagesOf(messages: unknown): Message[] {
  return fieldsIn(messages).map((message) => {
    const role = text(message['role'], 'user')
    if (role === 'tool') return { role, parts: [answerOfTool(message['tool_call_id'], message['content'])] }
    return { role, parts: [...reasoningOf(message), ...partsOf(message['content']), ...callsOf(message['tool_calls'])] }
  })
}

/** Of a chat's answer: one message for each choice. */
function choicesOf(choices: unknown): Message[] {
  return fieldsIn(choices).map((choice) => {
    const [message] = messagesOf([choice['message']])
    return { role: message?.role ?? 'assistant', parts: message?.parts ?? [], finish_reason: text(choice['finish_reason'], 'error') }
  })
}

/** Of the Responses API: a text, or items. */
function inputOf(input: unknown): Message[] {
  return typeof input === 'string' ? [{ role: 'user', parts: partsOf(input) }] : fieldsIn(input).map(itemOf)
}

/** Of its answer: all its items are of one message. */
function outputOf(answer: Fields | undefined): Message[] {
  const items = fieldsIn(answer?.['output'])
  if (items.length === 0) return []
  const status = answer?.['status']
  return [{ role: 'assistant', parts: items.flatMap((item) => itemOf(item).parts), finish_reason: status === 'completed' ? 'stop' : text(status, 'error') }]
}

function itemOf(item: Fields): Message {
  const { type = 'message' } = item
  if (type === 'function_call') return { role: 'assistant', parts: [callOf(item['call_id'], item)] }
  if (type === 'function_call_output') return { role: 'tool', parts: [answerOfTool(item['call_id'], item['output'])] }
  if (type === 'reasoning') return { role: 'assistant', parts: fieldsIn(item['summary']).map((part) => ({ type: 'reasoning', content: text(part['text'], '') })) }
  if (type === 'message') return { role: text(item['role'], 'assistant'), parts: partsOf(item['content']) }
  return { role: text(item['role'], 'assistant'), parts: [{ type: text(type, 'unknown') }] }
}

function partsOf(content: unknown): Part[] {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', content }]
  return fieldsIn(content).map(partOf)
}

function partOf(part: Fields): Part {
  const type = text(part['type'], 'unknown')
  if (typeof part['text'] === 'string') return { type: 'text', content: part['text'] }
  if (typeof part['refusal'] === 'string') return { type: 'refusal', content: part['refusal'] }
  const image = part['image_url']
  const url = isFields(image) ? image['url'] : image
  return typeof url === 'string' ? imageOf(url) : { type }
}

function imageOf(url: string): Part {
  if (!url.startsWith('data:')) return { type: 'uri', modality: 'image', uri: url }
  const comma = url.indexOf(',')
  return { type: 'blob', modality: 'image', mime_type: url.slice('data:'.length, comma).split(';')[0] ?? '', content: url.slice(comma + 1) }
}

function reasoningOf(message: Fields): Part[] {
  const content = message['reasoning_content']
  return typeof content === 'string' && content !== '' ? [{ type: 'reasoning', content }] : []
}

function callsOf(calls: unknown): Part[] {
  return fieldsIn(calls).map((call) => callOf(call['id'], isFields(call['function']) ? call['function'] : {}))
}

function callOf(id: unknown, { name, arguments: given }: Fields): Part {
  return { type: 'tool_call', id: text(id, ''), name: text(name, ''), arguments: typeof given === 'string' ? (parsed(given) ?? given) : given }
}

function answerOfTool(id: unknown, response: unknown): Part {
  return { type: 'tool_call_response', id: text(id, ''), response }
}
