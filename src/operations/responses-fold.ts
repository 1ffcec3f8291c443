/** The fold of the Responses API's events: the response that a stream makes, whole or cut short. */
import type { Event, Value } from '../core/operation.ts'
import { type Fields, isFields, longer } from './fold-fields.ts'
import { ItemFold } from './item-fold.ts'
import type { Fold } from './view.ts'

type Response = Value<'responses'>

/** The latest `response` that an event brought, completed from the items, parts and pieces that came by themselves. */
export class ResponsesFold implements Fold<'responses'> {
  #isEmpty = true
  #response: Fields = {}
  #items = new Map<number, ItemFold>()

  push(event: Event<'responses'>): void {
    this.#isEmpty = false
    const piece = PIECES.get(event.type)
    if (piece === undefined) return this.#rare(event)
    const { field, isWhole } = piece
    const said = event as unknown as Said
    const into = this.#into(said, piece)
    into[field] = isWhole ? said[field] : longer(into[field], said.delta)
  }

  value(): Response | undefined {
    if (this.#isEmpty) return undefined
    const output = this.#sorted().map((item) => item.value())
    const output_text = this.#sorted().map((item) => item.text()).join('')
    return { object: 'response', status: 'in_progress', ...this.#response, output, output_text } as unknown as Response
  }

  characters(): number {
    let sum = 0
    for (const item of this.#items.values()) sum += item.characters()
    return sum
  }

  /** What comes once or a few times a response; of whole responses, the newest counts. */
  #rare(event: Event<'responses'>): void {
    switch (event.type) {
      case 'response.output_item.added':
      case 'response.output_item.done':
        if (isFields(event.item)) this.#items.set(event.output_index, new ItemFold(event.item))
        return
      case 'response.content_part.added':
      case 'response.content_part.done':
        if (isFields(event.part)) this.#item(event, 'message').setContent(event.content_index, event.part)
        return
      case 'response.reasoning_summary_part.added':
      case 'response.reasoning_summary_part.done':
        if (isFields(event.part)) this.#item(event, 'reasoning').setSummary(event.summary_index, event.part)
        return
      case 'response.output_text.annotation.added':
        this.#item(event, 'message').annotate(event.content_index, event.annotation)
        return
      default:
        if ('response' in event && isFields(event.response)) this.#take(event.response)
    }
  }

  /** What a piece is of: the item itself, or a part of it. */
  #into(said: Said, { item, part }: Piece): Fields {
    const whose = this.#item(said, item)
    if (part === undefined) return whose.fields
    return part === 'summary_text' ? whose.summary(said.summary_index) : whose.content(said.content_index, part)
  }

  /** Its own output counts where it has all that came by itself: some hosts end with a response whose output is empty. */
  #take(response: Fields): void {
    this.#response = response
    const { output } = response
    if (!Array.isArray(output) || output.length === 0 || output.length < this.#items.size) return
    this.#items = new Map(output.filter(isFields).map((item, at) => [at, new ItemFold(item)]))
  }

  /** The item an event speaks of, also where a host never announced it. */
  #item({ output_index: index, item_id }: { readonly output_index: number; readonly item_id?: string }, type: string): ItemFold {
    let item = this.#items.get(index)
    if (item === undefined) this.#items.set(index, (item = new ItemFold({ id: item_id, type, ...UNANNOUNCED[type] })))
    return item
  }

  #sorted(): ItemFold[] {
    return [...this.#items].sort(([a], [b]) => a - b).map(([, item]) => item)
  }
}

/** Where an event's text belongs. */
interface Piece {
  /** The type of its item. */
  readonly item: string
  readonly field: string
  /** The type of its part; `undefined` where the text is the item's own. */
  readonly part: string | undefined
  /** True: the whole text. False: what comes next of it. */
  readonly isWhole: boolean
}

interface Said extends Fields {
  readonly output_index: number
  readonly item_id?: string
  readonly content_index: number
  readonly summary_index: number
}

const PIECES: ReadonlyMap<string, Piece> = new Map(
  (
    [
      ['output_text', 'message', 'text', 'output_text'],
      ['refusal', 'message', 'refusal', 'refusal'],
      ['reasoning_text', 'reasoning', 'text', 'reasoning_text'],
      ['reasoning_summary_text', 'reasoning', 'text', 'summary_text'],
      ['function_call_arguments', 'function_call', 'arguments'],
      ['mcp_call_arguments', 'mcp_call', 'arguments'],
      ['custom_tool_call_input', 'custom_tool_call', 'input'],
      ['code_interpreter_call_code', 'code_interpreter_call', 'code'],
    ] as const
  ).flatMap(([event, item, field, part]) => [false, true].map((isWhole) => [`response.${event}.${isWhole ? 'done' : 'delta'}`, { item, field, part, isWhole }] as const)),
)

const UNANNOUNCED: Readonly<Record<string, Fields>> = {
  message: { role: 'assistant', status: 'in_progress', content: [] },
  reasoning: { summary: [] },
}
