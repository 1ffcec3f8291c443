import fc from 'fast-check'
import { ResponseStream } from 'openai/lib/responses/ResponseStream'
import { describe, expect, it } from 'vitest'
import type { Event, Value } from '../../src/core/operation.ts'
import { viewOf } from '../../src/operations/index.ts'
import { deepFreeze } from '../support/call.ts'

type Fields = Record<string, unknown>

function fold(events: readonly object[]): Value<'responses'> | undefined {
  const fold = viewOf('responses').fold?.()
  for (const event of events) fold?.push(deepFreeze(structuredClone(event)) as Event<'responses'>)
  return fold?.value()
}

/** What the SDK makes of the same events. */
function finalOf(events: readonly object[]): Promise<unknown> {
  const lines = events.map((event) => `${JSON.stringify(event)}\n`).join('')
  return ResponseStream.fromReadableStream(new Response(lines).body as ReadableStream).finalResponse()
}

/** As JSON, without what the SDK's parser adds to what it folded. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (name, inner: unknown) => (['parsed', 'parsed_arguments', 'output_parsed'].includes(name) ? undefined : inner)))
}

const pieces = fc.array(fc.string({ maxLength: 6 }), { maxLength: 4 })
const id = fc.uuid()

/** An item as it is at its end, and the events that lead there. */
type Item = (output_index: number) => { readonly done: Fields; readonly events: Fields[] }

const message: fc.Arbitrary<Item> = fc.record({ id, texts: fc.array(pieces, { maxLength: 2 }), refusal: fc.option(pieces) }).map(({ id, texts, refusal }) => (output_index) => {
  const at = { output_index, item_id: id }
  const parts = texts.map((text) => ({ type: 'output_text', text: text.join(''), annotations: [{ type: 'file_path', file_id: 'f', index: 0 }] }))
  const said = refusal ? [{ type: 'refusal', refusal: refusal.join('') }] : []
  const done = { id, type: 'message', role: 'assistant', status: 'completed', content: [...parts, ...said] }
  const events = [
    { type: 'response.output_item.added', output_index, item: { ...done, status: 'in_progress', content: [] } },
    ...texts.flatMap((text, content_index) => [
      { type: 'response.content_part.added', ...at, content_index, part: { type: 'output_text', text: '', annotations: [] } },
      ...text.map((delta) => ({ type: 'response.output_text.delta', ...at, content_index, delta })),
      { type: 'response.output_text.annotation.added', ...at, content_index, annotation_index: 0, annotation: { type: 'file_path', file_id: 'f', index: 0 } },
      { type: 'response.output_text.done', ...at, content_index, text: text.join('') },
    ]),
    ...(refusal
      ? [
          { type: 'response.content_part.added', ...at, content_index: texts.length, part: { type: 'refusal', refusal: '' } },
          ...refusal.map((delta) => ({ type: 'response.refusal.delta', ...at, content_index: texts.length, delta })),
          { type: 'response.refusal.done', ...at, content_index: texts.length, refusal: refusal.join('') },
        ]
      : []),
  ]
  return { done, events }
})

const reasoning: fc.Arbitrary<Item> = fc.record({ id, summary: pieces, text: pieces }).map(({ id, summary, text }) => (output_index) => {
  const at = { output_index, item_id: id }
  const [heading, thought] = [summary.join(''), text.join('')]
  const done = { id, type: 'reasoning', summary: [{ type: 'summary_text', text: heading }], content: [{ type: 'reasoning_text', text: thought }] }
  const events = [
    { type: 'response.output_item.added', output_index, item: { id, type: 'reasoning', summary: [] } },
    { type: 'response.reasoning_summary_part.added', ...at, summary_index: 0, part: { type: 'summary_text', text: '' } },
    ...summary.map((delta) => ({ type: 'response.reasoning_summary_text.delta', ...at, summary_index: 0, delta })),
    { type: 'response.reasoning_summary_text.done', ...at, summary_index: 0, text: heading },
    { type: 'response.content_part.added', ...at, content_index: 0, part: { type: 'reasoning_text', text: '' } },
    ...text.map((delta) => ({ type: 'response.reasoning_text.delta', ...at, content_index: 0, delta })),
    { type: 'response.reasoning_text.done', ...at, content_index: 0, text: thought },
  ]
  return { done, events }
})

const called = [
  ['function_call', 'arguments', 'response.function_call_arguments'],
  ['mcp_call', 'arguments', 'response.mcp_call_arguments'],
  ['custom_tool_call', 'input', 'response.custom_tool_call_input'],
  ['code_interpreter_call', 'code', 'response.code_interpreter_call_code'],
] as const

const call: fc.Arbitrary<Item> = fc.record({ id, kind: fc.constantFrom(...called), json: pieces }).map(({ id, kind: [type, field, event], json }) => (output_index) => {
  const done = { id, type, call_id: 'c', name: 'f', status: 'completed', [field]: json.join('') }
  const at = { output_index, item_id: id }
  const events = [
    { type: 'response.output_item.added', output_index, item: { ...done, status: 'in_progress', [field]: '' } },
    ...json.map((delta) => ({ type: `${event}.delta`, ...at, delta })),
    { type: `${event}.done`, ...at, [field]: json.join('') },
  ]
  return { done, events }
})

const response = { id: 'resp_1', object: 'response', created_at: 1, model: 'm', status: 'in_progress', output: [], usage: null }
const usage = { input_tokens: 5, output_tokens: 6, total_tokens: 11 }

/** Whole streams: with `isDone` each item is said again at its end, with `isWhole` all of them at the very end. */
const stream = fc.record({ items: fc.array(fc.oneof(message, reasoning, call), { maxLength: 4 }), isDone: fc.boolean(), isWhole: fc.boolean() }).map(({ items, isDone, isWhole }) => {
  const made = items.map((item, at) => item(at))
  const end = { ...response, status: 'completed', output: made.map(({ done }) => done), usage }
  return [
    { type: 'response.created', response },
    { type: 'response.in_progress', response },
    ...made.flatMap(({ done, events }, output_index) => [...events, ...(isDone ? [{ type: 'response.output_item.done', output_index, item: done }] : [])]),
    ...(isWhole ? [{ type: 'response.completed', response: end }] : []),
  ].map((event, sequence_number) => ({ ...event, sequence_number }))
})

describe("the fold of the Responses API's events", () => {
  it('is what the SDK makes of them, for every whole stream and for every cut', async () => {
    await fc.assert(
      fc.asyncProperty(stream, fc.nat(), fc.boolean(), async (events, at, isCut) => {
        const part = isCut ? events.slice(0, 1 + (at % events.length)) : events
        expect(plain(fold(part))).toEqual(plain(await finalOf(part)))
      }),
      { numRuns: 300 },
    )
  })

  it('is nothing where nothing came', () => {
    expect(fold([])).toBeUndefined()
  })

  const text = { output_index: 0, item_id: 'msg_1', content_index: 0 }

  it('keeps what came where a host ends with a response that has no output', () => {
    const events = [{ type: 'response.created', response }, { type: 'response.output_text.delta', ...text, delta: 'Hel' }, { type: 'response.output_text.delta', ...text, delta: 'lo' }]
    const value = fold([...events, { type: 'response.completed', response: { ...response, status: 'completed', usage } }])
    expect(value).toMatchObject({ id: 'resp_1', status: 'completed', usage, output_text: 'Hello', output: [{ id: 'msg_1', type: 'message', content: [{ text: 'Hello' }] }] })
  })

  it.each<[string, object, object]>([
    ['text', { type: 'response.output_text.delta', ...text, delta: 'a' }, { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'a' }] }],
    ['a refusal', { type: 'response.refusal.delta', ...text, delta: 'no' }, { type: 'message', content: [{ type: 'refusal', refusal: 'no' }] }],
    ['arguments', { type: 'response.function_call_arguments.delta', output_index: 0, item_id: 'fc', delta: '{' }, { id: 'fc', type: 'function_call', arguments: '{' }],
    ['a summary', { type: 'response.reasoning_summary_text.delta', output_index: 0, item_id: 'rs', summary_index: 0, delta: 'hm' }, { type: 'reasoning', summary: [{ type: 'summary_text', text: 'hm' }] }],
  ])('keeps %s that no host announced', (_name, event, item) => {
    expect(fold([event])).toMatchObject({ object: 'response', status: 'in_progress', output: [item] })
  })

  it('counts the characters of text, refusals and arguments', () => {
    const folded = viewOf('responses').fold?.()
    const events = [
      { type: 'response.output_text.delta', ...text, delta: 'Hello' },
      { type: 'response.refusal.delta', ...text, content_index: 1, delta: 'no' },
      { type: 'response.function_call_arguments.delta', output_index: 1, delta: '{}' },
      { type: 'response.reasoning_text.delta', output_index: 2, content_index: 0, delta: 'not me' },
    ]
    for (const event of events) folded?.push(event as never)
    expect(folded?.characters()).toBe(9)
  })

  it('takes no prototype from outside', () => {
    const value = fold([JSON.parse('{"type":"response.output_item.added","output_index":"__proto__","item":{"type":"message","__proto__":{"polluted":1},"content":[]}}') as object])
    expect({}).not.toHaveProperty('polluted')
    expect([]).not.toHaveProperty('polluted')
    expect(Object.getPrototypeOf(value?.output)).toBe(Array.prototype)
  })
})
