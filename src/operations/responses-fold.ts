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
    switch (event.type) {
      case 'response.output_text.delta': {
        const part = this.#item(event, 'message').content(event.content_index, 'output_text')
        part.text = longer(part.text, event.delta)
        return
      }
      case 'response.reasoning_summary_text.delta': {
        const part = this.#item(event, 'reasoning').summary(event.summary_index)
        part.text = longer(part.text, event.delta)
        return
      }
      case 'response.reasoning_text.delta': {
        const part = this.#item(event, 'reasoning').content(event.content_index, 'reasoning_text')
        part.text = longer(part.text, event.delta)
        return
      }
      case 'response.function_call_arguments.delta': {
        const { fields } = this.#item(event, 'function_call')
        fields.arguments = longer(fields.arguments, event.delta)
        return
      }
      default:
        this.#rare(event)
    }
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

  /** What comes once or a few times a response. */
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
      case 'response.output_text.done':
        this.#item(event, 'message').content(event.content_index, 'output_text').text = event.text
        return
      case 'response.reasoning_text.done':
        this.#item(event, 'reasoning').content(event.content_index, 'reasoning_text').text = event.text
        return
      case 'response.reasoning_summary_text.done':
        this.#item(event, 'reasoning').summary(event.summary_index).text = event.text
        return
      case 'response.refusal.delta': {
        const part = this.#item(event, 'message').content(event.content_index, 'refusal')
        part.refusal = longer(part.refusal, event.delta)
        return
      }
      case 'response.refusal.done':
        this.#item(event, 'message').content(event.content_index, 'refusal').refusal = event.refusal
        return
      default:
        this.#called(event)
    }
  }

  /** What tools are called with; and whole responses, the newest of which counts. */
  #called(event: Event<'responses'>): void {
    switch (event.type) {
      case 'response.function_call_arguments.done':
        this.#item(event, 'function_call').fields.arguments = event.arguments
        return
      case 'response.mcp_call_arguments.delta':
        return this.#item(event, 'mcp_call').grow('arguments', event.delta)
      case 'response.mcp_call_arguments.done':
        this.#item(event, 'mcp_call').fields.arguments = event.arguments
        return
      case 'response.custom_tool_call_input.delta':
        return this.#item(event, 'custom_tool_call').grow('input', event.delta)
      case 'response.custom_tool_call_input.done':
        this.#item(event, 'custom_tool_call').fields.input = event.input
        return
      case 'response.code_interpreter_call_code.delta':
        return this.#item(event, 'code_interpreter_call').grow('code', event.delta)
      case 'response.code_interpreter_call_code.done':
        this.#item(event, 'code_interpreter_call').fields.code = event.code
        return
      default:
        if ('response' in event && isFields(event.response)) this.#take(event.response)
    }
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

const UNANNOUNCED: Readonly<Record<string, Fields>> = {
  message: { role: 'assistant', status: 'in_progress', content: [] },
  reasoning: { summary: [] },
}
