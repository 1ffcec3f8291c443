/** The input of the Responses API as the messages of a chat: an assistant's thoughts, words and calls in a row are one message. */
import { show } from '../../core/check.ts'
import type { Body } from '../../core/operation.ts'
import { type Fields, isFields } from './params.ts'
import { cannot, contentOf, given, wrong } from './responses-parts.ts'

type Message = Body<'chat'>['messages'][number]

export interface ChatMessages {
  readonly messages: Message[]
  /** Where each message began, in the caller's words: `instructions`, `input`, `input[3]`. */
  readonly places: readonly string[]
}

/**
 * Throws `unsupported` for what only OpenAI can look up or run, `bad_request` for what nobody can read. Messages in the shape
 * of a chat (`tool_calls`, `role: 'tool'`) are taken as they are.
 */
export function messagesOf(instructions: unknown, input: unknown): ChatMessages {
  const builder = new Builder()
  if (typeof instructions === 'string' && instructions !== '') builder.push({ role: 'system', content: instructions }, 'instructions')
  if (typeof input === 'string') builder.push({ role: 'user', content: input }, 'input')
  else if (Array.isArray(input)) input.forEach((item: unknown, at) => builder.add(item, `input[${at}]`))
  else if (input !== undefined && input !== null) throw wrong('input', `must be text or a list of items, got ${show(input)}`)
  return builder.end()
}

/** An assistant's message as it grows. */
interface Turn {
  readonly place: string
  readonly contents: Array<string | Fields[]>
  readonly calls: Fields[]
  readonly thoughts: string[]
  readonly details: unknown[]
}

class Builder {
  readonly #messages: Fields[] = []
  readonly #places: string[] = []
  #open: Turn | undefined

  push(message: Fields, place: string): void {
    this.#close()
    this.#messages.push(message)
    this.#places.push(place)
  }

  add(item: unknown, path: string): void {
    if (!isFields(item)) throw wrong(path, `must be an object, got ${show(item)}`)
    switch (kindOf(item)) {
      case 'message':
        return this.#message(item, path)
      case 'reasoning':
        return this.#reasoning(item, path)
      case 'function_call':
        return this.#call({ type: 'function', function: { name: textIn(item, 'name', path), arguments: textIn(item, 'arguments', path) } }, item, path)
      case 'custom_tool_call':
        return this.#call({ type: 'custom', custom: { name: textIn(item, 'name', path), input: textIn(item, 'input', path) } }, item, path)
      case 'function_call_output':
      case 'custom_tool_call_output':
        return this.push({ role: 'tool', tool_call_id: textIn(item, 'call_id', path), content: contentOf(item.output, `${path}.output`) ?? '', ...cacheOf(item) }, path)
      case 'item_reference':
        throw cannot(path, 'it refers to an item that OpenAI keeps: send the item itself')
      default:
        throw cannot(path, `a chat has nothing like ${show(item.type)}`)
    }
  }

  end(): ChatMessages {
    this.#close()
    return { messages: this.#messages as unknown as Message[], places: this.#places }
  }

  #message({ type: _type, id: _id, status: _status, phase: _phase, role, content: said, ...more }: Fields, path: string): void {
    if (typeof role !== 'string') throw wrong(`${path}.role`, `must be a role, got ${show(role)}`)
    const content = contentOf(said, `${path}.content`)
    if (role !== 'assistant' || Object.keys(more).length > 0) return this.push({ ...more, role, content: content ?? (role === 'assistant' ? null : '') }, path)
    if (content !== null && content.length > 0) this.#turn(path).contents.push(content)
  }

  /** The text is for reading; what was encrypted only its maker reads. `reasoning_details` go along where a caller has kept them. */
  #reasoning({ summary, content, reasoning_details: details }: Fields, path: string): void {
    const turn = this.#turn(path)
    const texts = [content, summary].map(textsIn).find((found) => found.length > 0) ?? []
    for (const text of texts) turn.thoughts.push(text)
    if (Array.isArray(details)) for (const detail of details as unknown[]) turn.details.push(detail)
  }

  #call(call: Fields, item: Fields, path: string): void {
    this.#turn(path).calls.push({ id: textIn(item, 'call_id', path), ...call, ...cacheOf(item) })
  }

  #turn(place: string): Turn {
    return (this.#open ??= { place, contents: [], calls: [], thoughts: [], details: [] })
  }

  /** Thoughts of which nothing came are no message. */
  #close(): void {
    const turn = this.#open
    this.#open = undefined
    if (turn === undefined || (turn.contents.length === 0 && turn.calls.length === 0)) return
    const { place, contents, calls, thoughts, details } = turn
    this.push(
      {
        role: 'assistant',
        content: joined(contents),
        ...(thoughts.length > 0 && { reasoning_content: thoughts.join('\n\n') }),
        ...(details.length > 0 && { reasoning_details: details }),
        ...(calls.length > 0 && { tool_calls: calls }),
      },
      place,
    )
  }
}

/** A message need not say that it is one, nor a reference. */
function kindOf({ type, role, id }: Fields): unknown {
  if (type !== undefined && type !== null) return type
  return role === undefined && typeof id === 'string' ? 'item_reference' : 'message'
}

function joined(contents: ReadonlyArray<string | Fields[]>): string | Fields[] | null {
  const [first = null] = contents
  if (contents.length < 2) return first
  return contents.flatMap((content) => (typeof content === 'string' ? [{ type: 'text', text: content }] : content))
}

function textsIn(parts: unknown): string[] {
  return (Array.isArray(parts) ? (parts as unknown[]) : []).flatMap((part) => (isFields(part) && typeof part.text === 'string' && part.text !== '' ? [part.text] : []))
}

function textIn(item: Fields, field: string, path: string): string {
  const value = item[field]
  if (typeof value !== 'string') throw wrong(`${path}.${field}`, `must be text, got ${show(value)}`)
  return value
}

function cacheOf({ cache_control }: Fields): Fields {
  return given({ cache_control })
}
