import { describe, expect, it } from 'vitest'
import type { GatewayError } from '../../../src/core/error.ts'
import { messagesOf } from '../../../src/providers/translate/responses-input.ts'

const png = 'data:image/png;base64,iVBORw0KGgo='
const call = (id: string, name = 'look') => ({ type: 'function_call', call_id: id, name, arguments: '{"a":1}' })
const toolCall = (id: string, name = 'look') => ({ id, type: 'function', function: { name, arguments: '{"a":1}' } })
const output = (id: string, text = 'Fine') => ({ type: 'function_call_output', call_id: id, output: text })
const result = (id: string, text = 'Fine') => ({ role: 'tool', tool_call_id: id, content: text })
const said = (text: string) => ({ type: 'message', id: 'msg_1', role: 'assistant', status: 'completed', content: [{ type: 'output_text', text, annotations: [], logprobs: [] }] })
const thought = (more: object = {}) => ({ type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'Short' }], encrypted_content: 'secret', ...more })

const messages = (input: unknown, instructions?: unknown): unknown => messagesOf(instructions, input).messages

describe('the input of the Responses API, as messages', () => {
  it.each<readonly [name: string, input: unknown, expected: unknown]>([
    ['text is what the user says', 'Hi', [{ role: 'user', content: 'Hi' }]],
    ['a message need not say that it is one', [{ role: 'developer', content: 'Be brief' }], [{ role: 'developer', content: 'Be brief' }]],
    ['one part of text is text', [{ role: 'user', content: [{ type: 'input_text', text: 'Hi' }] }], [{ role: 'user', content: 'Hi' }]],
    [
      'several parts stay parts, in their order',
      [{ type: 'message', role: 'user', content: [{ type: 'input_image', image_url: png, detail: 'low' }, { type: 'input_text', text: 'What is it?' }] }],
      [{ role: 'user', content: [{ type: 'image_url', image_url: { url: png, detail: 'low' } }, { type: 'text', text: 'What is it?' }] }],
    ],
    [
      'a mark for the cache stays on its part',
      [{ role: 'user', content: [{ type: 'input_text', text: 'Hi', cache_control: { type: 'ephemeral' } }] }],
      [{ role: 'user', content: [{ type: 'text', text: 'Hi', cache_control: { type: 'ephemeral' } }] }],
    ],
    [
      'a file is its bytes, its place or its upload',
      [{ role: 'user', content: [{ type: 'input_file', file_data: 'QQ==', filename: 'a.pdf' }, { type: 'input_file', file_url: 'https://a.example/b.pdf' }, { type: 'input_file', file_id: 'file-1', detail: 'low' }] }],
      [{ role: 'user', content: [{ type: 'file', file: { file_data: 'QQ==', filename: 'a.pdf' } }, { type: 'file', file: { file_data: 'https://a.example/b.pdf' } }, { type: 'file', file: { file_id: 'file-1' } }] }],
    ],
    ['sound is the same in both', [{ role: 'user', content: [{ type: 'input_audio', input_audio: { data: 'QQ==', format: 'wav' } }] }], [{ role: 'user', content: [{ type: 'input_audio', input_audio: { data: 'QQ==', format: 'wav' } }] }]],
    ['what an assistant said is its text', [said('Hello')], [{ role: 'assistant', content: 'Hello' }]],
    ['a refusal stays one', [{ role: 'assistant', content: [{ type: 'refusal', refusal: 'No' }] }], [{ role: 'assistant', content: [{ type: 'refusal', refusal: 'No' }] }]],
    ['words and calls in a row are one message', [said('Let me look'), call('a'), call('b')], [{ role: 'assistant', content: 'Let me look', tool_calls: [toolCall('a'), toolCall('b')] }]],
    ['also where the words come after the call', [call('a'), said('Wait'), output('a')], [{ role: 'assistant', content: 'Wait', tool_calls: [toolCall('a')] }, result('a')]],
    ['two texts in a row are two parts', [said('One'), said('Two')], [{ role: 'assistant', content: [{ type: 'text', text: 'One' }, { type: 'text', text: 'Two' }] }]],
    [
      'results end a turn of calls',
      [call('a'), output('a'), call('b'), output('b', 'Good')],
      [{ role: 'assistant', content: null, tool_calls: [toolCall('a')] }, result('a'), { role: 'assistant', content: null, tool_calls: [toolCall('b')] }, result('b', 'Good')],
    ],
    [
      'a result may hold parts',
      [call('a'), { ...output('a'), output: [{ type: 'input_text', text: 'See' }, { type: 'input_image', image_url: png }] }],
      [{ role: 'assistant', content: null, tool_calls: [toolCall('a')] }, { ...result('a'), content: [{ type: 'text', text: 'See' }, { type: 'image_url', image_url: { url: png } }] }],
    ],
    [
      'a custom call and its result',
      [{ type: 'custom_tool_call', call_id: 'a', name: 'run', input: 'ls' }, { type: 'custom_tool_call_output', call_id: 'a', output: 'files' }],
      [{ role: 'assistant', content: null, tool_calls: [{ id: 'a', type: 'custom', custom: { name: 'run', input: 'ls' } }] }, result('a', 'files')],
    ],
    ['thought goes to the answer after it', [thought(), said('Hello')], [{ role: 'assistant', content: 'Hello', reasoning_content: 'Short' }]],
    ['its text comes before its summary', [thought({ content: [{ type: 'reasoning_text', text: 'Long' }] }), call('a')], [{ role: 'assistant', content: null, reasoning_content: 'Long', tool_calls: [toolCall('a')] }]],
    ['blocks that a caller kept go along', [thought({ summary: [], reasoning_details: [{ format: 'f' }] }), said('Hello')], [{ role: 'assistant', content: 'Hello', reasoning_details: [{ format: 'f' }] }]],
    ['thought of which nothing came is no message', [thought(), { role: 'user', content: 'Hi' }], [{ role: 'user', content: 'Hi' }]],
    [
      'messages in the shape of a chat pass as they are',
      [{ role: 'user', content: [{ type: 'text', text: 'See' }, { type: 'image_url', image_url: { url: png } }] }, { role: 'assistant', content: null, tool_calls: [toolCall('a')] }, result('a')],
      [{ role: 'user', content: [{ type: 'text', text: 'See' }, { type: 'image_url', image_url: { url: png } }] }, { role: 'assistant', content: null, tool_calls: [toolCall('a')] }, result('a')],
    ],
    ['parts nobody here knows are left to the dialect', [{ role: 'user', content: [{ type: 'document', source: {} }] }], [{ role: 'user', content: [{ type: 'document', source: {} }] }]],
    ['nothing is no message', undefined, []],
  ])('%s', (_, input, expected) => {
    const before = structuredClone(input)
    expect(messages(input)).toEqual(expected)
    expect(input).toEqual(before)
  })

  it('instructions come first', () => {
    expect(messagesOf('Be brief', [{ role: 'user', content: 'Hi' }])).toEqual({
      messages: [{ role: 'system', content: 'Be brief' }, { role: 'user', content: 'Hi' }],
      places: ['instructions', 'input[0]'],
    })
  })

  it('remembers where each message began', () => {
    expect(messagesOf(undefined, [thought(), said('A'), call('a'), output('a'), { role: 'user', content: 'Hi' }]).places).toEqual(['input[0]', 'input[3]', 'input[4]'])
    expect(messagesOf(undefined, 'Hi').places).toEqual(['input'])
  })

  it.each<readonly [name: string, item: unknown, reason: string, param: string]>([
    ['a reference', { type: 'item_reference', id: 'msg_1' }, 'unsupported', 'input[0]'],
    ['a reference that does not say so', { id: 'msg_1' }, 'unsupported', 'input[0]'],
    ['what OpenAI ran itself', { type: 'web_search_call', id: 'ws_1', status: 'completed' }, 'unsupported', 'input[0]'],
    ['an item of tomorrow', { type: 'telepathy' }, 'unsupported', 'input[0]'],
    ['an image that was uploaded', { role: 'user', content: [{ type: 'input_image', file_id: 'file-1' }] }, 'unsupported', 'input[0].content[0].file_id'],
    ['an image that is nowhere', { role: 'user', content: [{ type: 'input_image' }] }, 'bad_request', 'input[0].content[0]'],
    ['a file that is nowhere', { role: 'user', content: [{ type: 'input_file', filename: 'a.pdf' }] }, 'bad_request', 'input[0].content[0]'],
    ['a text that is none', { role: 'user', content: [{ type: 'input_text', text: 1 }] }, 'bad_request', 'input[0].content[0].text'],
    ['a part that is none', { role: 'user', content: ['Hi'] }, 'bad_request', 'input[0].content[0]'],
    ['content that is none', { role: 'user', content: 7 }, 'bad_request', 'input[0].content'],
    ['a message of nobody', { content: 'Hi' }, 'bad_request', 'input[0].role'],
    ['a call without an id', { type: 'function_call', name: 'look', arguments: '{}' }, 'bad_request', 'input[0].call_id'],
    ['a result without one', { type: 'function_call_output', output: '' }, 'bad_request', 'input[0].call_id'],
    ['an item that is none', 'Hi', 'bad_request', 'input[0]'],
  ])('refuses %s', (_, item, reason, param) => {
    expect(failure(() => messagesOf(undefined, [item]))).toMatchObject({ reason, failure: { param, message: expect.stringContaining(`'${param}'`) as string } })
  })

  it('refuses input that is neither text nor a list', () => {
    expect(failure(() => messagesOf(undefined, { role: 'user' }))).toMatchObject({ reason: 'bad_request', failure: { param: 'input' } })
  })
})

function failure(run: () => unknown): GatewayError {
  try {
    run()
  } catch (error) {
    return error as GatewayError
  }
  throw new Error('it did not fail')
}
