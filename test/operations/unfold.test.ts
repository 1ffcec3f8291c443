/** A value as a stream: folded again it is the value, and the SDK reads it as one of the provider's. */
import fc from 'fast-check'
import type OpenAI from 'openai'
import { createGateway, type Event, type Value } from 'zerohop'
import { completionOf, fakeProvider } from 'zerohop/testing'
import { describe, expect, it } from 'vitest'
import { viewOf } from '../../src/operations/index.ts'
import { unfoldOf } from '../../src/operations/unfold.ts'
import { piecesOf } from '../../src/operations/pieces.ts'

function foldedAgain<Op extends 'chat' | 'responses'>(operation: Op, value: Value<Op>): Value<Op> | undefined {
  const fold = viewOf(operation).fold?.()
  for (const event of unfoldOf(operation)?.(value) ?? []) fold?.push(event)
  return fold?.value()
}

const logprobs = { content: [{ token: 'a', bytes: [97], logprob: -1, top_logprobs: [] }], refusal: null }
const choice = (message: object, more: object = {}) => ({ index: 0, finish_reason: 'stop', logprobs: null, message: { role: 'assistant', content: null, refusal: null, ...message }, ...more })
const completion = (...choices: object[]) => ({ ...completionOf({ text: 'x' }), choices }) as unknown as Value<'chat'>
const long = 'The quick brown fox jumps over the lazy dog, again and again, 🦊🦊🦊, till it is tired. '.repeat(4)

const completions: ReadonlyArray<[string, Value<'chat'>]> = [
  ['text', completion(choice({ content: long }))],
  ['reasoning and its details', completion(choice({ content: 'a', reasoning_content: long, reasoning_details: [{ type: 'reasoning.text', text: 'x', signature: 's' }] }))],
  ['tool calls', completion(choice({ tool_calls: [{ id: 'c1', type: 'function', function: { name: 'f', arguments: `{"a":"${long}"}` } }, { id: 'c2', type: 'function', function: { name: 'g', arguments: '' } }] }, { finish_reason: 'tool_calls' }))],
  ['a custom call', completion(choice({ tool_calls: [{ id: 'c1', type: 'custom', custom: { name: 'f', input: long } }] }, { finish_reason: 'tool_calls' }))],
  ['a function call of old', completion(choice({ function_call: { name: 'f', arguments: '{}' } }, { finish_reason: 'function_call' }))],
  ['a refusal', completion(choice({ refusal: long }))],
  ['several choices', completion(choice({ content: 'one' }), choice({ content: 'two' }, { index: 1, finish_reason: 'length' }))],
  ['logprobs', completion(choice({ content: 'a' }, { logprobs }))],
  ['annotations and images', completion(choice({ content: 'a', annotations: [{ type: 'url_citation' }], images: [{ image_url: { url: 'data:,' } }] }))],
  ['audio', completion(choice({ audio: { id: 'a', data: 'AAAA', transcript: 'hi', expires_at: 1 } }))],
  ['fields nobody described', { ...completion(choice({ content: 'a', novel: { deep: 1 } }, { native_finish_reason: 'STOP' })), service_tier: 'default', system_fingerprint: 'fp', citations: ['x'] } as never],
]

describe('a completion as chunks', () => {
  it.each(completions)('makes the same completion again: %s', (_, value) => {
    expect(foldedAgain('chat', value)).toEqual(value)
  })

  it('brings the role first, what was thought before what is said, the calls, the end, and last the usage', () => {
    const value = completion(choice({ content: 'said', reasoning_content: 'thought', tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }] }, { finish_reason: 'tool_calls' }))
    const chunks = unfoldOf('chat')?.(value) ?? []
    expect(chunks.map(({ choices, usage }) => (usage ? 'usage' : choices[0]?.finish_reason ? 'finish' : Object.keys(choices[0]?.delta ?? {})[0]))).toEqual([
      'role', 'reasoning_content', 'content', 'tool_calls', 'tool_calls', 'finish', 'usage',
    ])
    expect(new Set(chunks.map(({ id, model, created }) => `${id} ${model} ${created}`)).size).toBe(1)
  })

  it.each(completions.filter(([name]) => !['audio', 'a custom call', 'a function call of old', 'fields nobody described'].includes(name)))('is a stream to the SDK: %s', async (_, value) => {
    const provider = fakeProvider({ events: (unfoldOf('chat')?.(value) ?? []) as never })
    const gateway: OpenAI = createGateway({ providers: { a: provider } })
    const final = await gateway.chat.completions.stream({ model: 'a/m', messages: [{ role: 'user', content: 'Hi' }] }).finalChatCompletion()
    expect(final.choices.map(({ message: { content, refusal }, finish_reason }) => [content || null, refusal || null, finish_reason])).toEqual(
      value.choices.map(({ message: { content, refusal }, finish_reason }) => [content, refusal, finish_reason]),
    )
  })
})

const response = {
  id: 'resp_1', object: 'response', created_at: 1, model: 'm', status: 'completed', error: null, incomplete_details: null, output_text: long,
  usage: { input_tokens: 1, output_tokens: 2, total_tokens: 3, input_tokens_details: { cached_tokens: 0 }, output_tokens_details: { reasoning_tokens: 0 } },
  output: [
    { id: 'rs_1', type: 'reasoning', summary: [{ type: 'summary_text', text: 'in short' }], content: [{ type: 'reasoning_text', text: 'at length' }], encrypted_content: 'x' },
    { id: 'ws_1', type: 'web_search_call', status: 'completed', action: { type: 'search', query: 'q' } },
    { id: 'msg_1', type: 'message', role: 'assistant', status: 'completed', content: [{ type: 'output_text', text: long, annotations: [{ type: 'url_citation', url: 'u', title: 't', start_index: 0, end_index: 1 }], logprobs: [] }] },
    { id: 'fc_1', type: 'function_call', call_id: 'c1', name: 'f', arguments: '{"a":1}', status: 'completed' },
    { id: 'ct_1', type: 'custom_tool_call', call_id: 'c2', name: 'g', input: long },
    { id: 'mcp_1', type: 'mcp_call', name: 'h', server_label: 's', arguments: '{}', output: 'done' },
  ],
} as unknown as Value<'responses'>

const refused = { ...response, output_text: '', output: [{ id: 'msg_1', type: 'message', role: 'assistant', status: 'completed', content: [{ type: 'refusal', refusal: 'No.' }] }] } as unknown as Value<'responses'>
const cut = { ...response, status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } } as unknown as Value<'responses'>

describe('a response as events', () => {
  it.each([['whole', response], ['refused', refused], ['cut short', cut]] as const)('makes the same response again: %s', (_, value) => {
    expect(foldedAgain('responses', value)).toEqual(value)
  })

  it('makes it also of its pieces alone, without the last event', () => {
    const view = viewOf('responses')
    const fold = view.fold?.()
    const events = unfoldOf('responses')?.(response) ?? []
    for (const event of events.slice(0, -1)) if (!event.type.endsWith('.done')) fold?.push(event)
    expect(fold?.value()?.output_text).toBe(response.output_text)
    expect(fold?.value()?.output.map(({ type }) => type)).toEqual(response.output.map(({ type }) => type))
  })

  it('comes in the documented order, numbered', () => {
    const events = unfoldOf('responses')?.({ ...response, output_text: 'short', output: [{ id: 'm', type: 'message', role: 'assistant', status: 'completed', content: [{ type: 'output_text', text: 'short', annotations: [] }] }] } as never) as Array<Event<'responses'>>
    expect(events.map(({ type }) => type)).toEqual([
      'response.created', 'response.in_progress', 'response.output_item.added', 'response.content_part.added', 'response.output_text.delta',
      'response.output_text.done', 'response.content_part.done', 'response.output_item.done', 'response.completed',
    ])
    expect(events.map((event) => ('sequence_number' in event ? event.sequence_number : undefined))).toEqual(events.map((_, at) => at))
  })

  it('is a stream to the SDK', async () => {
    const provider = fakeProvider({ events: (unfoldOf('responses')?.(response) ?? []) as never })
    const gateway: OpenAI = createGateway({ providers: { a: provider } })
    const final = await gateway.responses.stream({ model: 'a/m', input: 'Hi' }).finalResponse()
    expect([final.output_text, final.status, final.output.length]).toEqual([long, 'completed', 6])
  })
})

describe('the pieces of a text', () => {
  it('make the text again, and none ends inside a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        const pieces = piecesOf(text)
        expect(pieces.join('')).toBe(text)
        for (const piece of pieces) expect(encodeURIComponent(piece)).toBeTruthy() // throws at half a character
      }),
    )
  })
})
