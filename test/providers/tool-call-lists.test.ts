/** Calls that an OpenAI-compatible host writes wrongly: never a success without them, never an error nobody understands. */
import { describe, expect, it } from 'vitest'
import type { Event } from '../../src/core/operation.ts'
import { chatValue } from '../../src/providers/openai-compatible/reply.ts'
import { ChatDecoder } from '../../src/providers/openai-compatible/stream.ts'
import { elementsRead } from '../support/elements-read.ts'
import { failureOf } from './call.ts'

type Fields = Record<string, unknown>

const unary = (message: Fields, finish_reason = 'tool_calls') => chatValue({ choices: [{ message: { role: 'assistant', ...message }, finish_reason }] }, {}).choices[0]

function streamed(deltas: readonly Fields[], finish_reason = 'tool_calls'): Array<Event<'chat'>> {
  const decoder = new ChatDecoder({})
  const out: Array<Event<'chat'>> = []
  for (const delta of deltas) decoder.push({ choices: [{ index: 0, delta }] }, 'message', out)
  decoder.push({ choices: [{ index: 0, delta: {}, finish_reason }] }, 'message', out)
  decoder.end(out)
  return out
}

describe('an answer is malformed where', () => {
  it.each<[string, Fields]>([
    ['its calls are an object', { content: 'Hi', tool_calls: { id: 'a' } }],
    ['its calls are text', { content: 'Hi', tool_calls: 'none' }],
    ['a call is null', { content: 'Hi', tool_calls: [null] }],
    ['a call is text', { content: 'Hi', tool_calls: ['f'] }],
    ['it ended for calls and has neither calls nor words', { content: null, tool_calls: [] }],
    ['it ended for calls and thought only', { content: '', reasoning_content: 'hm' }],
  ])('%s', async (_, message) => {
    expect(await failureOf(() => unary(message))).toMatchObject({ reason: 'malformed_response' })
    expect(await failureOf(() => streamed([message]))).toMatchObject({ reason: 'malformed_response' })
  })
})

it('words that ended for calls which did not come are a stop', () => {
  expect(unary({ content: 'Hi', tool_calls: [] })).toMatchObject({ finish_reason: 'stop', native_finish_reason: 'tool_calls' })
  expect(streamed([{ content: 'Hi' }, { tool_calls: [] }]).at(-1)?.choices[0]).toMatchObject({ finish_reason: 'stop', native_finish_reason: 'tool_calls' })
})

it('calls without an index are found by their ids, however many there are', () => {
  const call = (at: number) => ({ tool_calls: [{ id: `c${at}`, function: { name: 'f', arguments: '{' } }] })
  const more = (at: number) => ({ tool_calls: [{ id: `c${at}`, function: { arguments: '}' } }] })
  const deltas = (count: number) => [...Array.from({ length: count }, (_, at) => call(at)), ...Array.from({ length: count }, (_, at) => more(at))]
  const indexes = streamed(deltas(3)).flatMap(({ choices }) => choices[0]?.delta.tool_calls?.map(({ index }) => index) ?? [])
  expect(indexes).toEqual([0, 1, 2, 0, 1, 2])
  const many = deltas(1_000)
  expect(elementsRead(() => streamed(many))).toBeLessThan(50_000)
})
