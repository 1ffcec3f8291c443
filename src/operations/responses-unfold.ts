/** A response as the events that a stream of it might have been, in the order that OpenAI documents. */
import type { Event, Value } from '../core/operation.ts'
import { type Fields, isFields } from './fold-fields.ts'
import { piecesOf } from './pieces.ts'

/** Items of the output begin and end; what in them is text comes in pieces between. The last event brings the response whole. */
export function unfoldResponse(response: Value<'responses'>): Array<Event<'responses'>> {
  const { output_text: _, ...whole } = response as unknown as Fields
  const begun = { ...whole, status: 'in_progress', output: [], usage: null, incomplete_details: null }
  const items = Array.isArray(whole.output) ? (whole.output as unknown[]).filter(isFields) : []
  const events: Fields[] = [
    { type: 'response.created', response: begun },
    { type: 'response.in_progress', response: begun },
    ...items.flatMap(itemEvents),
    { type: ENDS.has(whole.status) ? `response.${String(whole.status)}` : 'response.completed', response: whole },
  ]
  return events.map((event, sequence_number) => ({ ...event, sequence_number })) as unknown as Array<Event<'responses'>>
}

const ENDS: ReadonlySet<unknown> = new Set(['incomplete', 'failed', 'cancelled'])

/** Items whose one text is called with its own events: the field, and what its events are called. */
const CALLED: Readonly<Record<string, readonly [field: string, event: string]>> = {
  function_call: ['arguments', 'response.function_call_arguments'],
  mcp_call: ['arguments', 'response.mcp_call_arguments'],
  custom_tool_call: ['input', 'response.custom_tool_call_input'],
  code_interpreter_call: ['code', 'response.code_interpreter_call_code'],
}

function itemEvents(item: Fields, output_index: number): Fields[] {
  const at = { output_index, item_id: typeof item.id === 'string' ? item.id : `item_${output_index}` }
  const [field, event] = (typeof item.type === 'string' && Object.hasOwn(CALLED, item.type) && CALLED[item.type]) || []
  const begun = {
    ...item,
    ...('status' in item && { status: 'in_progress' }),
    ...(Array.isArray(item.content) && { content: [] }),
    ...(Array.isArray(item.summary) && { summary: [] }),
    ...(field !== undefined && { [field]: '' }),
  }
  return [
    { type: 'response.output_item.added', output_index, item: begun },
    ...parts(item.summary).flatMap((part, summary_index) => summaryEvents(part, { ...at, summary_index })),
    ...parts(item.content).flatMap((part, content_index) => partEvents(part, { ...at, content_index })),
    ...(field === undefined ? [] : textEvents(event ?? '', field, item[field], at)),
    { type: 'response.output_item.done', output_index, item },
  ]
}

function summaryEvents(part: Fields, at: Fields): Fields[] {
  return [
    { type: 'response.reasoning_summary_part.added', ...at, part: { ...part, text: '' } },
    ...textEvents('response.reasoning_summary_text', 'text', part.text, at),
    { type: 'response.reasoning_summary_part.done', ...at, part },
  ]
}

function partEvents(part: Fields, at: Fields): Fields[] {
  const annotations = parts(part.annotations)
  const begun = {
    ...part,
    ...('text' in part && { text: '' }),
    ...('refusal' in part && { refusal: '' }),
    ...('annotations' in part && { annotations: [] }),
  }
  return [
    { type: 'response.content_part.added', ...at, part: begun },
    ...said(part, at, annotations),
    { type: 'response.content_part.done', ...at, part },
  ]
}

function said(part: Fields, at: Fields, annotations: readonly Fields[]): Fields[] {
  switch (part.type) {
    case 'output_text': {
      const [done, ...deltas] = textEvents('response.output_text', 'text', part.text, at).reverse()
      const noted = annotations.map((annotation, annotation_index) => ({ type: 'response.output_text.annotation.added', ...at, annotation_index, annotation }))
      return [...deltas.reverse().map((delta) => ({ ...delta, logprobs: [] })), ...noted, { ...done, logprobs: part.logprobs ?? [] }]
    }
    case 'refusal':
      return textEvents('response.refusal', 'refusal', part.refusal, at)
    case 'reasoning_text':
      return textEvents('response.reasoning_text', 'text', part.text, at)
    default:
      return []
  }
}

/** The pieces, then the whole. */
function textEvents(event: string, field: string, text: unknown, at: Fields): Fields[] {
  if (typeof text !== 'string') return [{ type: `${event}.done`, ...at, [field]: '' }]
  return [...piecesOf(text).map((delta) => ({ type: `${event}.delta`, ...at, delta })), { type: `${event}.done`, ...at, [field]: text }]
}

function parts(list: unknown): Fields[] {
  return Array.isArray(list) ? (list as unknown[]).filter(isFields) : []
}
