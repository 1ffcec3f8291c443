/** Answers of Claude's that are none: a piece without its block, a call without its name, an end without a reason. */
import { describe, expect, it } from 'vitest'
import { chatValue } from '../../../src/providers/anthropic/reply.ts'
import { elementsRead } from '../../support/elements-read.ts'
import { chatCall, failureOf } from '../call.ts'
import { answer, decodeAll, eventsOf, text } from './ask.ts'

const delta = (index: number, rest: object) => ({ type: 'content_block_delta', index, delta: rest })
const start = (index: number, content_block: object) => ({ type: 'content_block_start', index, content_block })

/** A stream with these events in its middle. */
function streamed(middle: readonly object[], more: object = {}): object[] {
  const events = eventsOf(answer([], more))
  return [...events.slice(0, 2), ...middle, ...events.slice(2)]
}

describe('a stream of Claude is malformed where', () => {
  it.each([
    ['input comes for a call that never began', [delta(0, { type: 'input_json_delta', partial_json: '{}' })]],
    ['a signature comes for a thought that never began', [delta(0, { type: 'signature_delta', signature: 's' })]],
    ['a citation comes for a text that never began', [delta(0, { type: 'citations_delta', citation: {} })]],
    ['a call has no id', [start(0, { type: 'tool_use', name: 'f', input: {} })]],
    ['a call has no name', [start(0, { type: 'tool_use', id: 't1', input: {} })]],
    ['a call has an empty name', [start(0, { type: 'tool_use', id: 't1', name: '', input: {} })]],
    ['input is not text', [start(0, { type: 'tool_use', id: 't1', name: 'f', input: {} }), delta(0, { type: 'input_json_delta', partial_json: {} })]],
    ['a text is an object', [start(0, text('')), delta(0, { type: 'text_delta', text: { a: 1 } })]],
    ['a text is missing', [start(0, text('')), delta(0, { type: 'text_delta' })]],
    ['a text begins with a number', [start(0, { type: 'text', text: 7 })]],
    ['a thought is an object', [start(0, { type: 'thinking', thinking: '' }), delta(0, { type: 'thinking_delta', thinking: {} })]],
  ])('%s', async (_, middle) => {
    expect(await failureOf(() => decodeAll(streamed(middle)))).toMatchObject({ reason: 'malformed_response' })
  })

  it('it ended for a call, and none came', async () => {
    expect(await failureOf(() => decodeAll(eventsOf(answer([text('Hi')], { stop_reason: 'tool_use' }))))).toMatchObject({ reason: 'malformed_response' })
  })

  it('but a call of the tool that stands for JSON is one', () => {
    const asked = { response_format: { type: 'json_object' } }
    const chunks = decodeAll(eventsOf(answer([{ type: 'tool_use', id: 't1', name: 'json_response', input: { a: 1 } }], { stop_reason: 'tool_use' })), asked)
    expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toBe('{"a":1}')
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('stop')
  })

  it('and what it had cost is told before', () => {
    const out: Array<{ usage?: unknown }> = []
    const events = streamed([delta(0, { type: 'input_json_delta', partial_json: '{}' })])
    expect(() => decodeAll(events, {}, out as never)).toThrow('belongs to no block')
    expect(out.at(-1)).toMatchObject({ usage: { prompt_tokens: 10 } })
  })
})

describe('an answer of Claude is refused where', () => {
  it.each([
    ['a call has no id', answer([{ type: 'tool_use', name: 'f', input: {} }]), 'malformed_response'],
    ['a call has no name', answer([{ type: 'tool_use', id: 't1', input: {} }]), 'malformed_response'],
    ['a text is an object', answer([{ type: 'text', text: {} }]), 'malformed_response'],
    ['it ended for a call, and none came', answer([text('Hi')], { stop_reason: 'tool_use' }), 'malformed_response'],
    ['it does not say why it ended', answer([text('Hi')], { stop_reason: null }), 'truncated'],
    ['it has a call and does not say why it ended', answer([{ type: 'tool_use', id: 't1', name: 'f', input: {} }], { stop_reason: undefined }), 'truncated'],
  ])('%s', async (_, wire, reason) => {
    expect(await failureOf(() => chatValue(wire, chatCall()))).toMatchObject({ reason })
  })
})

it('citations cost no more each the more there are', () => {
  const citation = { type: 'web_search_result_location', url: 'https://a.test', title: 'A' }
  const events = (count: number) => streamed([start(0, text('')), delta(0, { type: 'text_delta', text: 'Hi' }), ...Array.from({ length: count }, () => delta(0, { type: 'citations_delta', citation }))])
  const told = decodeAll(events(3)).at(-2)?.choices[0]?.delta as { annotations?: unknown[] }
  expect(told.annotations).toHaveLength(3)
  expect(elementsRead(() => decodeAll(events(2_000)))).toBeLessThan(100_000)
})
