import { describe, expect, it } from 'vitest'
import { chatValue } from '../../../src/providers/anthropic/reply.ts'
import { chatCall, failureOf } from '../call.ts'
import { answer, ask, decodeAll, eventsOf, fold, type SaidChoice, text } from './ask.ts'

const thinking = { type: 'thinking', thinking: 'let me see', signature: 'sig==' }
const redacted = { type: 'redacted_thinking', data: 'blob' }
const call = (id: string, name = 'f', input: unknown = { a: 1 }) => ({ type: 'tool_use', id, name, input })
const search = { type: 'server_tool_use', id: 'srv_1', name: 'web_search', input: { query: 'q' } }
const found = { type: 'web_search_tool_result', tool_use_id: 'srv_1', content: [] }
const cited = (value: string) => text(value, { citations: [{ type: 'web_search_result_location', url: 'https://x/y', title: 'Y', cited_text: 'c', encrypted_index: 'e' }] })
const jsonMode = { response_format: { type: 'json_object' } }

interface Answered {
  readonly what: string
  readonly content: readonly object[]
  readonly more?: object
  /** What was asked. */
  readonly asked?: Record<string, unknown>
  readonly message: Record<string, unknown>
  readonly finish?: string
}

/** Answers and what they become, whole or streamed. */
const answers: Answered[] = [
  { what: 'text', content: [text('Hello')], message: { content: 'Hello' } },
  { what: 'several texts', content: [text('Hel'), text('lo')], message: { content: 'Hello', provider_fields: { anthropic: { content: [text('Hel'), text('lo')] } } } },
  { what: 'nothing', content: [], message: { content: null } },
  {
    what: 'thoughts', content: [thinking, redacted, text('So')],
    message: {
      content: 'So', reasoning_content: 'let me see',
      reasoning_details: [
        { type: 'reasoning.text', text: 'let me see', signature: 'sig==', format: 'anthropic-claude-v1', index: 0 },
        { type: 'reasoning.encrypted', data: 'blob', format: 'anthropic-claude-v1', index: 1 },
      ],
    },
  },
  {
    what: 'thoughts that are hidden', content: [{ ...thinking, thinking: '' }, text('So')],
    message: { content: 'So', reasoning_details: [{ type: 'reasoning.text', text: '', signature: 'sig==', format: 'anthropic-claude-v1', index: 0 }] },
  },
  {
    what: 'calls', content: [text('I look'), call('t1'), call('t2', 'g', {})], more: { stop_reason: 'tool_use' }, finish: 'tool_calls',
    message: {
      content: 'I look',
      tool_calls: [
        { id: 't1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } },
        { id: 't2', type: 'function', function: { name: 'g', arguments: '{}' } },
      ],
    },
  },
  { what: 'calls though the wire says end_turn', content: [call('t1')], finish: 'tool_calls', message: { content: null, tool_calls: [{ id: 't1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } }] } },
  { what: 'a call cut off', content: [call('t1')], more: { stop_reason: 'max_tokens' }, finish: 'length', message: { content: null, tool_calls: [{ id: 't1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } }] } },
  {
    what: 'a search of its own', content: [text('I search. '), search, found, cited('It is so.'), text(' Bye')],
    message: {
      content: 'I search. It is so. Bye',
      annotations: [{ type: 'url_citation', url_citation: { start_index: 10, end_index: 19, url: 'https://x/y', title: 'Y' } }],
      provider_fields: { anthropic: { content: [text('I search. '), search, found, cited('It is so.'), text(' Bye')] } },
    },
  },
  {
    what: 'a citation without a URL', content: [text('x', { citations: [{ type: 'page_location', document_index: 0, start_page_number: 1 }] })],
    message: { content: 'x', provider_fields: { anthropic: { content: [text('x', { citations: [{ type: 'page_location', document_index: 0, start_page_number: 1 }] })] } } },
  },
  { what: 'a summary of what was compacted', content: [{ type: 'compaction', content: 'long ago …' }, text('Hi')], message: { content: 'Hi', provider_fields: { anthropic: { content: [{ type: 'compaction', content: 'long ago …' }, text('Hi')] } } } },
  { what: 'blocks yet unknown', content: [{ type: 'hologram', x: 1 }, text('Hi')], message: { content: 'Hi', provider_fields: { anthropic: { content: [{ type: 'hologram', x: 1 }, text('Hi')] } } } },
  { what: 'a paused turn', content: [search], more: { stop_reason: 'pause_turn' }, message: { content: null, provider_fields: { anthropic: { content: [search] } } } },
  { what: 'a stop sequence', content: [text('Hi')], more: { stop_reason: 'stop_sequence', stop_sequence: 'END' }, message: { content: 'Hi', provider_fields: { anthropic: { stop_sequence: 'END' } } } },
  { what: 'an answer too long', content: [text('Hi')], more: { stop_reason: 'max_tokens' }, finish: 'length', message: { content: 'Hi' } },
  { what: 'a window that is full', content: [text('Hi')], more: { stop_reason: 'model_context_window_exceeded' }, finish: 'length', message: { content: 'Hi' } },
  { what: 'a reason yet unknown', content: [text('Hi')], more: { stop_reason: 'bored' }, message: { content: 'Hi' } },
  {
    what: 'a refusal', content: [], more: { stop_reason: 'refusal', stop_details: { type: 'refusal', category: 'bio', explanation: 'Not this.' } }, finish: 'content_filter',
    message: { content: null, refusal: 'Not this.', provider_fields: { anthropic: { stop_details: { type: 'refusal', category: 'bio', explanation: 'Not this.' } } } },
  },
  { what: 'a refusal without reasons', content: [text('Well')], more: { stop_reason: 'refusal' }, finish: 'content_filter', message: { content: 'Well', refusal: 'The model declined to answer.' } },
  {
    what: 'the call that stands for a format', content: [redacted, call('t1', 'json_response', { a: 'b' })], more: { stop_reason: 'tool_use' }, asked: jsonMode,
    message: { content: '{"a":"b"}', reasoning_details: [{ type: 'reasoning.encrypted', data: 'blob', format: 'anthropic-claude-v1', index: 0 }] },
  },
  { what: 'an empty call that stands for a format', content: [call('t1', 'json_response', {})], more: { stop_reason: 'tool_use' }, asked: jsonMode, message: { content: '{}' } },
  {
    what: "the caller's call beside a format", content: [call('t1', 'f')], more: { stop_reason: 'tool_use' }, asked: jsonMode, finish: 'tool_calls',
    message: { content: null, tool_calls: [{ id: 't1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } }] },
  },
  {
    what: 'a call of a toolset', content: [{ ...call('t1', 'screenshot', {}), toolset_name: 'computer' }], more: { stop_reason: 'tool_use' }, finish: 'tool_calls',
    message: {
      content: null, tool_calls: [{ id: 't1', type: 'function', function: { name: 'screenshot', arguments: '{}' } }],
      provider_fields: { anthropic: { content: [{ ...call('t1', 'screenshot', {}), toolset_name: 'computer' }] } },
    },
  },
]

const own = (name: string, parameters: object = {}) => ({ type: 'function', function: { name, parameters } })
const odd = own('f', { type: 'object', properties: { $top: { type: 'integer' } } })
answers.push(
  {
    what: 'a call of a tool whose name Claude could not take', content: [call('t1', 'files_read')], more: { stop_reason: 'tool_use' }, asked: { tools: [own('files.read')] }, finish: 'tool_calls',
    message: { content: null, tool_calls: [{ id: 't1', type: 'function', function: { name: 'files.read', arguments: '{"a":1}' } }] },
  },
  {
    what: 'a call of a tool whose keys Claude could not take', content: [call('t1', 'f', { _top: 3, b: 1 })], more: { stop_reason: 'tool_use' }, asked: { tools: [odd] }, finish: 'tool_calls',
    message: { content: null, tool_calls: [{ id: 't1', type: 'function', function: { name: 'f', arguments: '{"$top":3,"b":1}' } }] },
  },
)

interface Whole {
  readonly choices: readonly [SaidChoice & { readonly logprobs?: unknown }]
  readonly usage: unknown
}

const unary = ({ content, more = {}, asked = {} }: Answered): Whole => chatValue(structuredClone(answer(content, more)), chatCall(asked)) as unknown as Whole

describe('a call of a tool that takes free text', () => {
  const asked = { tools: [{ type: 'custom', custom: { name: 'run code' } }] }
  const content = [call('t1', 'run_code', { input: 'print("1")' })]

  it('is that text', () => {
    const { message } = unary({ what: '', content, more: { stop_reason: 'tool_use' }, asked, message: {} }).choices[0]
    expect(message.tool_calls).toEqual([{ id: 't1', type: 'custom', custom: { name: 'run code', input: 'print("1")' } }])
  })

  it('is that text in a stream as well, once it is whole', () => {
    const chunks = decodeAll(eventsOf(answer(content, { stop_reason: 'tool_use' }), 7), asked)
    expect(chunks.flatMap(({ choices }) => choices[0]?.delta.tool_calls ?? [])).toEqual([{ index: 0, id: 't1', type: 'custom', custom: { name: 'run code', input: '' } }, { index: 0, custom: { input: 'print("1")' } }])
  })
})

describe('a call of a function, of a caller who knows no tools', () => {
  const asked = { functions: [{ name: 'a.b' }] }
  const said = answer([text('So'), call('t1', 'a_b')], { stop_reason: 'tool_use' })

  it('is a function call', () => {
    const [choice] = (chatValue(said, chatCall(asked)) as unknown as Whole).choices
    expect(choice).toMatchObject({ message: { content: 'So', function_call: { name: 'a.b', arguments: '{"a":1}' } }, finish_reason: 'function_call', native_finish_reason: 'tool_use' })
    expect(choice.message).not.toHaveProperty('tool_calls')
  })

  it('is a function call in a stream as well', () => {
    const deltas = decodeAll(eventsOf(said), asked).flatMap(({ choices }) => choices)
    expect(deltas.flatMap(({ delta }) => delta.function_call?.name ?? [])).toEqual(['a.b'])
    expect(deltas.map(({ delta }) => delta.function_call?.arguments ?? '').join('')).toBe('{"a":1}')
    expect([deltas.at(-1)?.finish_reason, deltas.some(({ delta }) => delta.tool_calls)]).toEqual(['function_call', false])
  })

  it('is asked for one at a time', () => {
    expect(ask({ ...asked, function_call: { name: 'a.b' } }).body.tool_choice).toEqual({ type: 'tool', name: 'a_b', disable_parallel_tool_use: true })
  })
})

describe('an answer', () => {
  it.each(answers)('of $what', (one) => {
    const value = unary(one)
    expect(value.choices[0].message).toEqual({ role: 'assistant', refusal: null, ...one.message })
    const { stop_reason } = answer(one.content, one.more)
    expect(value.choices[0]).toMatchObject({ finish_reason: one.finish ?? 'stop', native_finish_reason: stop_reason, logprobs: null })
    expect(value).toMatchObject({ id: 'msg_1', object: 'chat.completion', model: 'claude-x', created: expect.any(Number) })
  })

  it.each(answers)('of $what is the same, streamed in pieces of any size', (one) => {
    const whole = unary(one)
    const { index, message, finish_reason, native_finish_reason } = whole.choices[0]
    for (const pieces of [1, 2, 7]) {
      const chunks = decodeAll(eventsOf(answer(one.content, one.more), pieces), one.asked)
      const folded = fold(chunks)
      expect(folded.choice).toEqual({ index, message, finish_reason, native_finish_reason })
      expect(folded.usage).toEqual(whole.usage)
    }
  })

  it.each(answers.filter(({ asked, more }) => asked !== jsonMode && !(more && 'stop_reason' in more && more.stop_reason === 'max_tokens')))('of $what goes back as it came', (one) => {
    const { message } = unary(one).choices[0]
    if (one.content.length === 0) return
    const results = (message.tool_calls ?? []).map(({ id }) => ({ role: 'tool', tool_call_id: id, content: 'x' }))
    const { body } = ask({ ...one.asked, messages: [{ role: 'user', content: 'A' }, message, ...results, { role: 'user', content: 'B' }] })
    const sent = one.what === 'a refusal without reasons' ? [...one.content, text('The model declined to answer.')] : one.content
    expect(body.messages[1]?.content).toEqual(sent)
    if (one.what === 'a call of a toolset') expect(body.messages[2]?.content[0]?.toolset_name).toBe('computer')
  })

  it('counts the cache as part of the prompt, and thinking as part of the answer', () => {
    const usage = {
      input_tokens: 10, cache_read_input_tokens: 20, cache_creation_input_tokens: 30, output_tokens: 7, output_tokens_details: { thinking_tokens: 4 },
      server_tool_use: { web_search_requests: 1 }, service_tier: 'priority',
    }
    const value = chatValue(answer([text('Hi')], { usage }), chatCall())
    expect(value.usage).toEqual({
      prompt_tokens: 60, completion_tokens: 7, total_tokens: 67, prompt_tokens_details: { cached_tokens: 20, cache_write_tokens: 30 },
      completion_tokens_details: { reasoning_tokens: 4 }, server_tool_use: { web_search_requests: 1 },
    })
    expect(value.service_tier).toBe('priority')
  })

  it.each([
    ['nothing', null, 'malformed_response'],
    ['a list', [], 'malformed_response'],
    ['no content', { id: 'x' }, 'malformed_response'],
    ['an error in a 200', { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }, 'overloaded'],
  ])('that is %s is an error', async (_what, wire, reason) => {
    expect(await failureOf(() => chatValue(wire, chatCall()))).toMatchObject({ reason })
  })
})
