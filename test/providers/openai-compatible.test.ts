import { describe, expect, it } from 'vitest'
import { GatewayError } from '../../src/core/error.ts'
import type { GatewayEvent } from '../../src/core/event.ts'
import type { Event } from '../../src/core/operation.ts'
import type { Provider } from '../../src/core/provider.ts'
import type { LinkedSignal } from '../../src/core/signal.ts'
import { DONE } from '../../src/core/wire.ts'
import { azure } from '../../src/providers/openai-compatible/azure.ts'
import { openaiCompatible } from '../../src/providers/openai-compatible/index.ts'
import { openai } from '../../src/providers/openai-compatible/openai.ts'
import type { Quirks } from '../../src/providers/openai-compatible/quirks.ts'
import { fit } from '../../src/providers/openai-compatible/fit.ts'
import { chatValue } from '../../src/providers/openai-compatible/reply.ts'
import { chatRequest } from '../../src/providers/openai-compatible/request.ts'
import { ChatDecoder } from '../../src/providers/openai-compatible/stream.ts'
import { turn, within } from '../../src/testing/turn.ts'
import { callOf, chatCall, completion, failureOf, fakeFetch, json, sse, targetOf, type Told } from './call.ts'

type Fields = Record<string, unknown>
type Chunk = Event<'chat'>

/** What the wire says, event by event, decoded; the decoder changes its input, so it gets its own. */
function decode(wire: readonly unknown[], quirks: Quirks = {}): Chunk[] {
  const decoder = new ChatDecoder(quirks)
  const out: Chunk[] = []
  for (const data of wire) decoder.push(data === DONE ? DONE : structuredClone(data), 'message', out)
  decoder.end(out)
  return out
}

/** One chunk of one choice. */
function chunk(delta: Fields, finish_reason: string | null = null, more: Fields = {}): Fields {
  return { id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta, finish_reason }], ...more }
}

interface Said {
  text: string
  reasoning: string
  finish: string | null
  calls: Record<number, { ids: string[]; name: string; arguments: string }>
  usage: unknown
}

/** A stream folded: what a reader of it ends up with for its first choice. */
function fold(chunks: readonly Chunk[]): Said {
  const said: Said = { text: '', reasoning: '', finish: null, calls: {}, usage: undefined }
  for (const { choices, usage } of chunks) {
    if (usage) said.usage = usage
    for (const { delta, finish_reason } of choices) {
      said.text += delta.content ?? ''
      if ('reasoning_content' in delta) said.reasoning += String(delta.reasoning_content)
      said.finish = finish_reason ?? said.finish
      for (const call of delta.tool_calls ?? []) {
        const known = (said.calls[call.index] ??= { ids: [], name: '', arguments: '' })
        if (call.id) known.ids.push(call.id)
        known.name += call.function?.name ?? ''
        known.arguments += call.function?.arguments ?? ''
      }
    }
  }
  return said
}

function value(message: Fields, finish_reason: unknown = 'stop', quirks: Quirks = {}, more: Fields = {}) {
  return chatValue({ ...completion, choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason }], ...more }, quirks)
}

function choiceOf(...given: Parameters<typeof value>): Fields {
  return value(...given).choices[0] as unknown as Fields
}

function bodyOf(body: Fields, quirks: Quirks = {}, told: Told = {}): Fields {
  return chatRequest(chatCall(body, told), targetOf('house', 'model-1'), 'house-dialect', quirks, fit).body as Fields
}

function reasonOf(run: () => unknown): string | undefined {
  try {
    run()
  } catch (error) {
    if (error instanceof GatewayError) return error.reason
    throw error
  }
  return undefined
}

const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 }
const weather = { name: 'get_weather', arguments: '{"city":"Rome"}' }

describe('a stream', () => {
  it('has a role in the first delta of each choice', () => {
    const two = chunk({ content: 'a' })
    two.choices = [{ index: 0, delta: { content: 'a' } }, { index: 1, delta: { role: '', content: 'b' } }]
    const chunks = decode([two, chunk({ content: 'c' }), DONE])
    expect(chunks[0]?.choices.map(({ delta }) => delta.role)).toEqual(['assistant', 'assistant'])
    expect(chunks[1]?.choices[0]?.delta).not.toHaveProperty('role')
  })

  it('keeps fields it does not know', () => {
    const [first] = decode([chunk({ content: 'a', annotations: [1] }, 'stop', { citations: ['https://a.example'] })])
    expect(first).toMatchObject({ citations: ['https://a.example'], choices: [{ delta: { annotations: [1] } }] })
  })

  it.each<readonly [string, unknown[]]>([
    ['a ping', [{ type: 'ping' }]],
    ['a queue position', [{ queue: 3 }]],
    ['an empty object', [{}]],
  ])("takes a host's own event for nothing: %s", (_, events) => {
    expect(fold(decode([...events, chunk({ content: 'Hi' }, 'stop'), DONE]))).toMatchObject({ text: 'Hi', finish: 'stop' })
  })

  it('may begin with a chunk without choices, as on Azure', () => {
    const filter = { id: '', object: '', choices: [], prompt_filter_results: [{ prompt_index: 0 }] }
    const chunks = decode([filter, chunk({ content: 'Hi' }), chunk({}, 'stop'), DONE])
    expect(chunks).toHaveLength(3)
    expect(chunks[0]).toMatchObject({ choices: [], prompt_filter_results: [{ prompt_index: 0 }] })
    expect(chunks[1]?.choices[0]?.delta.role).toBe('assistant')
  })

  it('ignores what comes after [DONE]', () => {
    expect(decode([chunk({ content: 'Hi' }, 'stop'), DONE, chunk({ content: '!' })])).toHaveLength(1)
  })
})

describe('the end of a stream', () => {
  it.each<readonly [string, unknown[], string]>([
    ['a finish reason and [DONE]', [chunk({ content: 'Hi' }, 'length'), DONE], 'length'],
    ['a finish reason without [DONE]', [chunk({ content: 'Hi' }), chunk({}, 'stop')], 'stop'],
    ['[DONE] without a finish reason', [chunk({ content: 'Hi' }), DONE], 'stop'],
    ['[DONE] after "" as a finish reason (Snowflake)', [chunk({ content: 'Hi' }, ''), chunk({}, ''), DONE], 'stop'],
    ['[DONE] after tool calls', [chunk({ tool_calls: [{ index: 0, id: 'a', function: weather }] }), DONE], 'tool_calls'],
    ['usage after the finish reason', [chunk({ content: 'Hi' }, 'stop'), { ...chunk({}), choices: [], usage }], 'stop'],
  ])('is whole with %s', (_, wire, finish) => {
    const chunks = decode(wire)
    expect(fold(chunks).finish).toBe(finish)
    expect(chunks.flatMap(({ choices }) => choices).filter(({ finish_reason }) => finish_reason !== null)).toHaveLength(1)
  })

  it('gives usage once, though a finish reason had to be added', () => {
    const chunks = decode([chunk({ content: 'Hi' }), { ...chunk({}), choices: [], usage }, DONE])
    expect(chunks.filter((one) => one.usage)).toHaveLength(1)
    expect(chunks.at(-1)).toMatchObject({ usage: null, choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })
  })

  it.each<readonly [string, unknown[], string]>([
    ['neither', [chunk({ content: 'Hi' })], 'truncated'],
    ['one choice of two', [{ ...chunk({}), choices: [{ index: 0, delta: {}, finish_reason: 'stop' }, { index: 1, delta: {} }] }], 'truncated'],
    ['no event at all', [], 'truncated'],
    ['nothing but [DONE]', [DONE], 'malformed_response'],
    ['no choice before [DONE]', [{ ...chunk({}), choices: [], usage }, DONE], 'malformed_response'],
    ['a finish reason that is a failure', [chunk({ content: 'Hi' }), chunk({}, 'error'), DONE], 'server_error'],
    ["Zhipu's network_error", [chunk({ content: 'Hi' }), chunk({}, 'network_error')], 'server_error'],
    ["DeepSeek's insufficient_system_resource", [chunk({}, 'insufficient_system_resource')], 'overloaded'],
  ])('is an error with %s', (_, wire, reason) => {
    expect(reasonOf(() => decode(wire))).toBe(reason)
  })
})

describe('an error in a stream', () => {
  it.each<readonly [string, unknown, string]>([
    ['{"error": {…}}', { error: { message: 'Overloaded', code: 'overloaded' } }, 'overloaded'],
    ["Groq's bare event", { error: { message: 'Failed to call a function', type: 'invalid_request_error', code: 'tool_use_failed', status_code: 400 } }, 'bad_request'],
    ['a string', { error: 'rate limit exceeded' }, 'rate_limit'],
    ['with a status as its code', { error: { message: 'No.', code: 429 } }, 'rate_limit'],
    ['inside a chunk that has choices, as on OpenRouter', chunk({ content: '' }, 'error', { error: { code: 502, message: 'Provider disconnected' } }), 'server_error'],
    ['inside the choice', { ...chunk({}), choices: [{ index: 0, delta: {}, error: { code: 402, message: 'No credits' } }] }, 'insufficient_quota'],
    ['{"object": "error"}, as on vLLM', { object: 'error', message: 'too many tokens', code: 400 }, 'context_length_exceeded'],
    ['{"message": …}, as on Cerebras', { message: 'Too many requests', type: 'too_many_requests_error', code: 'request_quota_exceeded' }, 'rate_limit'],
    ['{"detail": …}', { detail: 'Internal failure' }, 'server_error'],
  ])('is an error: %s', (_, event, reason) => {
    expect(reasonOf(() => decode([chunk({ content: 'Hi' }), event, DONE]))).toBe(reason)
  })

  it('comes under event: error, too', () => {
    const push = () => new ChatDecoder({}).push({ message: 'Overloaded', type: 'overloaded_error' }, 'error', [])
    expect(reasonOf(push)).toBe('overloaded')
  })

  it.each(['a string', 7, null, [chunk({})]])('is malformed where the event is %j', (event) => {
    expect(reasonOf(() => decode([event]))).toBe('malformed_response')
  })

  it.each(['x', 1, null])('is malformed where a choice is %j', (choice) => {
    expect(reasonOf(() => decode([{ ...chunk({}), choices: [choice] }]))).toBe('malformed_response')
  })
})

describe('finish reasons', () => {
  it.each<readonly [said: unknown, calls: boolean, finish: string, native: string | undefined]>([
    ['stop', false, 'stop', undefined],
    ['length', false, 'length', undefined],
    ['tool_calls', true, 'tool_calls', undefined],
    ['content_filter', false, 'content_filter', undefined],
    ['stop', true, 'tool_calls', undefined],
    ['length', true, 'length', undefined],
    ['', true, 'tool_calls', undefined],
    ['', false, 'stop', undefined],
    [undefined, true, 'tool_calls', undefined],
    [null, false, 'stop', undefined],
    ['model_length', false, 'length', 'model_length'],
    ['max_tokens', false, 'length', 'max_tokens'],
    ['model_context_window_exceeded', false, 'length', 'model_context_window_exceeded'],
    ['tool_use', true, 'tool_calls', 'tool_use'],
    ['sensitive', false, 'content_filter', 'sensitive'],
    ['eos', false, 'stop', 'eos'],
    ['eos', true, 'tool_calls', 'eos'],
  ])('%j (calls: %j) is %s', (said, calls, finish, native) => {
    const tool_calls = [{ id: 'a', type: 'function', function: weather }]
    const choice = choiceOf(calls ? { content: null, tool_calls } : { content: 'Hi' }, said)
    expect(choice.finish_reason).toBe(finish)
    expect(choice.native_finish_reason).toBe(native)

    const last = { ...chunk({}), choices: [{ index: 0, delta: {}, finish_reason: said }] }
    const chunks = decode([chunk(calls ? { tool_calls: [{ index: 0, ...tool_calls[0] }] } : { content: 'Hi' }), last, DONE])
    expect(fold(chunks).finish).toBe(finish)
  })

  it.each([['error', 'server_error'], ['network_error', 'server_error'], ['insufficient_system_resource', 'overloaded']])('%s is no answer', (said, reason) => {
    expect(reasonOf(() => value({ content: 'Hi' }, said))).toBe(reason)
  })
})

describe('reasoning', () => {
  it.each<readonly [string, Fields, Quirks]>([
    ['reasoning_content (DeepSeek, Qwen, vLLM)', { reasoning_content: 'Hm.', content: 'Hi' }, {}],
    ['reasoning (OpenRouter, Groq, Ollama, Together)', { reasoning: 'Hm.', content: 'Hi' }, {}],
    ['both names at once', { reasoning: 'Hm.', reasoning_content: 'Hm.', content: 'Hi' }, {}],
    ['<think> tags', { content: '<think>Hm.</think>\n\nHi' }, { thinkTags: true }],
    ["Mistral's list of parts", { content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'Hm.' }] }, { type: 'text', text: 'Hi' }] }, {}],
  ])('arrives as %s', (_, message, quirks) => {
    expect(choiceOf(message, 'stop', quirks).message).toMatchObject({ content: 'Hi', reasoning_content: 'Hm.' })
    expect(fold(decode([chunk(message), chunk({}, 'stop')], quirks))).toMatchObject({ text: 'Hi', reasoning: 'Hm.' })
  })

  it.each<readonly [string, string, string, string]>([
    ['whole', '<think>I think.</think>\n\nThe answer.', 'I think.', 'The answer.'],
    ['after blanks', ' \n<think>a</think> b', 'a', 'b'],
    ['with another tag in it', '<think>a <b>c</b> < d</think>e', 'a <b>c</b> < d', 'e'],
    ['empty', '<think></think>b', '', 'b'],
    ['never closed', '<think>a </thin', 'a </thin', ''],
    ['none', 'Just <think>not</think> so.', '', 'Just <think>not</think> so.'],
    ['none, but nearly', '<thinker>', '', '<thinker>'],
    ['none, and cut', '<thi', '', '<thi'],
    ['a second one later', '<think>a</think>b <think>c</think>', 'a', 'b <think>c</think>'],
  ])('in <think> tags, %s, cut anywhere', (_, content, reasoning, text) => {
    for (let first = 0; first <= content.length; first++) {
      for (let second = first; second <= content.length; second++) {
        const pieces = [content.slice(0, first), content.slice(first, second), content.slice(second)]
        const chunks = decode([...pieces.map((piece) => chunk({ content: piece })), chunk({}, 'stop'), DONE], { thinkTags: true })
        expect(fold(chunks), `cut at ${first} and ${second}`).toMatchObject({ reasoning, text, finish: 'stop' })
      }
    }
    const whole = value({ content }, 'stop', { thinkTags: true }).choices[0]?.message
    expect({ reasoning: '', ...(whole && 'reasoning_content' in whole && { reasoning: whole.reasoning_content }) }).toEqual({ reasoning })
    expect(whole?.content).toBe(text)
  })

  it('held back at the end is given with [DONE], without a finish reason', () => {
    expect(fold(decode([chunk({ content: '<think>a</th' }), DONE], { thinkTags: true }))).toMatchObject({ reasoning: 'a</th', finish: 'stop' })
  })

  it('stays in the text where the host has no such quirk', () => {
    expect(choiceOf({ content: '<think>a</think>b' }).message).toMatchObject({ content: '<think>a</think>b' })
  })
})

describe('content', () => {
  it.each<readonly [string, unknown, unknown]>([
    ['text', 'Hi', 'Hi'],
    ['a list of parts', [{ type: 'text', text: 'H' }, { type: 'text', text: 'i' }], 'Hi'],
    ['a list of strings', ['H', 'i'], 'Hi'],
    ['an empty list', [], ''],
    ['null', null, null],
    ['absent', undefined, null],
  ])('may be %s', (_, content, expected) => {
    expect(choiceOf({ content }).message).toMatchObject({ role: 'assistant', content: expected, refusal: null })
  })

  it('streams as a list of parts', () => {
    const wire = [chunk({ content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'Hm.' }] }] }), chunk({ content: [{ type: 'text', text: 'Hi' }] }), chunk({}, 'stop')]
    expect(fold(decode(wire))).toMatchObject({ text: 'Hi', reasoning: 'Hm.' })
  })

  it("is the delta's where a choice has the whole message beside it, as on Perplexity", () => {
    const both = (delta: string, whole: string, finish: string | null) => ({
      ...chunk({}), choices: [{ index: 0, delta: { role: 'assistant', content: delta }, message: { role: 'assistant', content: whole }, finish_reason: finish }],
    })
    const chunks = decode([both('Hel', 'Hel', null), both('lo', 'Hello', 'stop'), DONE])
    expect(fold(chunks)).toMatchObject({ text: 'Hello', finish: 'stop' })
    for (const { choices } of chunks) expect(choices[0]).not.toHaveProperty('message')
  })

  it('keeps text and a call of the same chunk', () => {
    const said = fold(decode([chunk({ content: 'One moment.', tool_calls: [{ index: 0, id: 'a', function: weather }] }, 'tool_calls')]))
    expect(said).toMatchObject({ text: 'One moment.', calls: { 0: { ids: ['a'], arguments: weather.arguments } } })
  })
})

describe('tool calls in a stream', () => {
  const call = (id: string | undefined, name: string | undefined, args: unknown, index?: number) => ({ ...(id !== undefined && { id }), ...(index !== undefined && { index }), function: { ...(name && { name }), arguments: args } })
  const rome = { name: 'get_weather', arguments: '{"city":"Rome"}' }
  const oslo = { name: 'get_weather', arguments: '{"city":"Oslo"}' }

  it.each<readonly [string, unknown[][]]>([
    ['in pieces', [[call('a', 'get_weather', '', 0)], [call(undefined, undefined, '{"city":', 0)], [call(undefined, undefined, '"Rome"}', 0)], [call('b', 'get_weather', '', 1)], [call(undefined, undefined, oslo.arguments, 1)]]],
    ['in pieces, interleaved', [[call('a', 'get_weather', '', 0), call('b', 'get_weather', '', 1)], [call(undefined, undefined, oslo.arguments, 1)], [call(undefined, undefined, rome.arguments, 0)]]],
    ['whole', [[call('a', 'get_weather', rome.arguments, 0)], [call('b', 'get_weather', oslo.arguments, 1)]]],
    ['whole, in one chunk', [[call('a', 'get_weather', rome.arguments, 0), call('b', 'get_weather', oslo.arguments, 1)]]],
    ['whole, without index', [[call('a', 'get_weather', rome.arguments)], [call('b', 'get_weather', oslo.arguments)]]],
    ['whole, without index, in one chunk', [[call('a', 'get_weather', rome.arguments), call('b', 'get_weather', oslo.arguments)]]],
    ['in pieces, without index', [[call('a', 'get_weather', '{"city":')], [call('a', undefined, '"Rome"}')], [call('b', 'get_weather', oslo.arguments)]]],
    ['in pieces, without index, the id said once', [[call('a', 'get_weather', '{"city":')], [call(undefined, undefined, '"Rome"}')], [call('b', 'get_weather', oslo.arguments)]]],
    ['without id', [[call(undefined, 'get_weather', rome.arguments, 0)], [call(undefined, 'get_weather', oslo.arguments, 1)]]],
    ['with "" as id', [[call('', 'get_weather', rome.arguments, 0)], [call('', 'get_weather', oslo.arguments, 1)]]],
    ['without id and index', [[call(undefined, 'get_weather', rome.arguments)], [call(undefined, 'get_weather', oslo.arguments)]]],
    ['without id and index, in one chunk', [[call(undefined, 'get_weather', rome.arguments), call(undefined, 'get_weather', oslo.arguments)]]],
    ['with objects as arguments', [[call('a', 'get_weather', { city: 'Rome' }, 0), call('b', 'get_weather', { city: 'Oslo' }, 1)]]],
  ])('come %s', (_, batches) => {
    const said = fold(decode([...batches.map((tool_calls) => chunk({ tool_calls })), chunk({}, 'stop'), DONE]))
    expect(said.finish).toBe('tool_calls')
    expect(Object.values(said.calls).map(({ name, arguments: args }) => ({ name, arguments: args }))).toEqual([rome, oslo])
    const ids = Object.values(said.calls).map((one) => [...new Set(one.ids)])
    expect(ids.every((one) => one.length === 1 && one[0] !== '')).toBe(true)
    expect(new Set(ids.flat()).size).toBe(2)
  })

  it('have JSON text as arguments even where the host sends none', () => {
    expect(fold(decode([chunk({ tool_calls: [{ index: 0, id: 'a', function: { name: 'now' } }] }, 'tool_calls')])).calls[0]?.arguments).toBe('')
  })

  it('have index 0 where the first says nothing of itself', () => {
    const said = fold(decode([chunk({ tool_calls: [call(undefined, undefined, '{}')] }, 'tool_calls')]))
    expect(said.calls).toEqual({ 0: { ids: [expect.stringMatching(/^call_[0-9a-f]{32}$/)], name: '', arguments: '{}' } })
  })

  it('stay apart where a host gives two calls one index', () => {
    const pieces = [call('a', 'get_weather', '{"city":"Rome"}', 0), call('b', 'get_weather', '{"city":"Oslo"}', 0)]
    const said = fold(decode([...pieces.map((one) => chunk({ tool_calls: [one] })), chunk({}, 'tool_calls')]))
    expect(said.calls).toMatchObject({ 0: { ids: ['a'], arguments: '{"city":"Rome"}' }, 1: { ids: ['b'], arguments: '{"city":"Oslo"}' } })
  })

  it('keep cut arguments as they came, at length', () => {
    const said = fold(decode([chunk({ tool_calls: [call('a', 'get_weather', '{"city":"Ro', 0)] }), chunk({}, 'length')]))
    expect(said).toMatchObject({ finish: 'length', calls: { 0: { arguments: '{"city":"Ro' } } })
  })
})

describe('tool calls in a value', () => {
  it.each<readonly [string, Fields, Fields]>([
    ['as they should be', { id: 'a', type: 'function', function: weather }, { id: 'a', type: 'function', function: weather }],
    ['without id and type', { function: weather }, { id: expect.stringMatching(/^call_[0-9a-f]{32}$/), type: 'function', function: weather }],
    ['with an object as arguments', { id: 'a', function: { name: 'get_weather', arguments: { city: 'Rome' } } }, { id: 'a', type: 'function', function: weather }],
    ['without arguments', { id: 'a', function: { name: 'now' } }, { id: 'a', type: 'function', function: { name: 'now', arguments: '{}' } }],
    ['cut', { id: 'a', function: { name: 'f', arguments: '{"a' } }, { id: 'a', type: 'function', function: { name: 'f', arguments: '{"a' } }],
  ])('come %s', (_, call, expected) => {
    expect(choiceOf({ content: null, tool_calls: [call] }, 'tool_calls').message).toMatchObject({ tool_calls: [expected] })
  })

  it('are not there where the list is empty', () => {
    expect(choiceOf({ content: 'Hi', tool_calls: [] }).finish_reason).toBe('stop')
  })
})

describe('usage', () => {
  const details = { reasoning_tokens: 4 }

  it.each<readonly [string, Fields, Quirks, Fields]>([
    ['as it should be', { usage }, {}, usage],
    ['null, then told', { usage: null, x_groq: { usage } }, {}, usage],
    ['under x_groq', { x_groq: { id: 'req', usage } }, {}, usage],
    ['without a total', { usage: { prompt_tokens: 10, completion_tokens: 5 } }, {}, usage],
    ["without the answer's tokens", { usage: { prompt_tokens: 10, total_tokens: 10 } }, {}, { prompt_tokens: 10, completion_tokens: 0, total_tokens: 10 }],
    ['not a number', { usage: { prompt_tokens: '10', completion_tokens: NaN } }, {}, { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 }],
    ["xAI's, reasoning apart", { usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 19, completion_tokens_details: details } }, { reasoningApart: true }, { prompt_tokens: 10, completion_tokens: 9, total_tokens: 19, completion_tokens_details: details }],
    ["xAI's, should it count as OpenAI does", { usage: { prompt_tokens: 10, completion_tokens: 9, total_tokens: 19, completion_tokens_details: details } }, { reasoningApart: true }, { prompt_tokens: 10, completion_tokens: 9, total_tokens: 19, completion_tokens_details: details }],
    ["DeepSeek's cache", { usage: { ...usage, prompt_cache_hit_tokens: 8, prompt_cache_miss_tokens: 2 } }, {}, { ...usage, prompt_tokens_details: { cached_tokens: 8 } }],
    ["Moonshot's cache", { usage: { ...usage, cached_tokens: 8 } }, {}, { ...usage, prompt_tokens_details: { cached_tokens: 8 } }],
  ])('is read %s', (_, told, quirks, expected) => {
    expect(value({ content: 'Hi' }, 'stop', quirks, { usage: undefined, ...told }).usage).toMatchObject(expected)
    expect(fold(decode([chunk({ content: 'Hi' }), chunk({}, 'stop', told)], quirks)).usage).toMatchObject(expected)
  })

  it('is read inside the choice, as on Moonshot', () => {
    const last = { ...chunk({}), choices: [{ index: 0, delta: {}, finish_reason: 'stop', usage }] }
    expect(fold(decode([chunk({ content: 'Hi' }), last])).usage).toEqual(usage)
  })

  it('is read from a chunk without a list of choices', () => {
    const chunks = decode([chunk({ content: 'Hi' }, 'stop'), { id: 'c1', usage }, DONE])
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage, object: 'chat.completion.chunk' })
  })

  it('may come in every chunk: the last counts', () => {
    const counting = (completion_tokens: number) => ({ usage: { prompt_tokens: 10, completion_tokens, total_tokens: 10 + completion_tokens } })
    expect(fold(decode([chunk({ content: 'H' }, null, counting(1)), chunk({ content: 'i' }, 'stop', counting(5))])).usage).toEqual(usage)
  })

  it('is absent where nobody counted', () => {
    expect(value({ content: 'Hi' }, 'stop', {}, { usage: null }).usage).toBeNull()
  })
})

describe('a value', () => {
  it('keeps fields it does not know', () => {
    const read = value({ content: 'Hi', annotations: [1] }, 'stop', {}, { citations: ['https://a.example'] })
    expect(read).toMatchObject({ citations: ['https://a.example'], choices: [{ message: { annotations: [1] } }] })
  })

  it('is filled where a host left out what the type promises', () => {
    const read = chatValue({ choices: [{ message: { content: 'a' } }, { message: { content: 'b' } }] }, {})
    expect(read).toMatchObject({
      object: 'chat.completion',
      choices: [{ index: 0, finish_reason: 'stop', logprobs: null, message: { role: 'assistant' } }, { index: 1, finish_reason: 'stop' }],
    })
  })

  it.each<readonly [string, unknown, string]>([
    ['{"error": …}', { error: { message: 'No.', code: 'rate_limit_exceeded' } }, 'rate_limit'],
    ['an error beside choices', { ...completion, error: { message: 'No.', code: 503 } }, 'server_error'],
    ['an error in the choice', { choices: [{ index: 0, error: { message: 'No.', code: 429 } }] }, 'rate_limit'],
    ['an error that is a string', { error: 'insufficient credits' }, 'insufficient_quota'],
    ['{"detail": …}', { detail: 'No.' }, 'malformed_response'],
    ['a string', 'No.', 'malformed_response'],
    ['null', null, 'malformed_response'],
  ])('is an error: %s', (_, wire, reason) => {
    expect(reasonOf(() => chatValue(wire, {}))).toBe(reason)
  })
})

describe('a request', () => {
  it("is the caller's own, its model replaced, unknown parameters passed through", () => {
    const tools = [{ type: 'function', function: { name: 'f', parameters: { type: 'object', additionalProperties: false }, strict: true } }]
    const body = { tools, temperature: 0.2, brand_new_parameter: { a: [1] }, parallel_tool_calls: false }
    expect(bodyOf(body)).toEqual({ model: 'model-1', messages: [{ role: 'user', content: 'Hi' }], ...body })
  })

  it.each<readonly [string, Quirks, Fields, Fields]>([
    ['both names for the limit', {}, { max_tokens: 1, max_completion_tokens: 2 }, { max_tokens: 1, max_completion_tokens: 2 }],
    ['max_completion_tokens as max_tokens', { maxTokens: 'max_tokens' }, { max_completion_tokens: 2 }, { max_tokens: 2 }],
    ['max_tokens as max_completion_tokens', { maxTokens: 'max_completion_tokens' }, { max_tokens: 1 }, { max_completion_tokens: 1 }],
    ['the name it knows, where both are there', { maxTokens: 'max_tokens' }, { max_tokens: 1, max_completion_tokens: 2 }, { max_tokens: 1 }],
    ['the name it knows as it is', { maxTokens: 'max_tokens' }, { max_tokens: 1 }, { max_tokens: 1 }],
    ['usage asked for in a stream', {}, { stream: true }, { stream: true, stream_options: { include_usage: true } }],
    ['other stream options kept', {}, { stream: true, stream_options: { include_usage: false, include_obfuscation: false } }, { stream: true, stream_options: { include_usage: true, include_obfuscation: false } }],
    ['no stream options where there are none', { streamOptions: false }, { stream: true, stream_options: { include_usage: true } }, { stream: true }],
    ['no stream options outside a stream', {}, { stream: false }, { stream: false }],
    ['provider_options of the dialect', {}, { provider_options: { 'house-dialect': { top_k: 4 }, other: { safe: true } } }, { top_k: 4 }],
    ['provider_options of the provider, over those of the dialect', {}, { provider_options: { 'house-dialect': { top_k: 4, a: 1 }, house: { top_k: 5 } } }, { top_k: 5, a: 1 }],
    ['provider_options for others only', {}, { provider_options: { other: { safe: true } } }, {}],
    ['provider_options that are nothing', {}, { provider_options: null }, {}],
    ['a refused parameter left out', { refuses: ['seed'] }, { seed: 1, top_p: 0.5 }, { top_p: 0.5 }],
    ['a refused parameter, though provider_options said it', { refuses: ['seed'] }, { provider_options: { house: { seed: 1 } } }, {}],
  ])('has %s', (_, quirks, given, expected) => {
    expect(bodyOf(given, quirks)).toEqual({ model: 'model-1', messages: [{ role: 'user', content: 'Hi' }], ...expected })
  })

  it('says nothing of a refused parameter that was not there', () => {
    const events: GatewayEvent[] = []
    bodyOf({ seed: undefined }, { refuses: ['seed'] }, { events })
    expect(events).toEqual([])
  })

  it('says what it drops, or fails under strict', () => {
    const events: GatewayEvent[] = []
    expect(bodyOf({ seed: 7 }, { renames: { seed: 'random_seed' } })).toMatchObject({ random_seed: 7 })
    expect(bodyOf({ seed: 7 }, { renames: { seed: 'random_seed' } })).not.toHaveProperty('seed')
    bodyOf({ seed: 1 }, { refuses: ['seed'] }, { events })
    expect(events).toEqual([expect.objectContaining({ type: 'param.dropped', param: 'seed', target: 'house/model-1', why: 'house-dialect refuses it' })])
    expect(reasonOf(() => bodyOf({ seed: 1 }, { refuses: ['seed'] }, { strict: true }))).toBe('unsupported')
  })
})

describe('the messages of a request', () => {
  const messagesOf = (messages: unknown[], quirks: Quirks = {}) => bodyOf({ messages }, quirks).messages as Fields[]

  it.each<readonly [string, Quirks, Fields, Fields]>([
    ['developer as it is', {}, { role: 'developer', content: 'x' }, { role: 'developer', content: 'x' }],
    ['developer as system', { developerRole: false }, { role: 'developer', content: 'x' }, { role: 'system', content: 'x' }],
    ['reasoning left out', {}, { role: 'assistant', content: 'x', reasoning_content: 'r' }, { role: 'assistant', content: 'x' }],
    ['reasoning under its name', { reasoningField: 'reasoning_content' }, { role: 'assistant', content: 'x', reasoning_content: 'r' }, { role: 'assistant', content: 'x', reasoning_content: 'r' }],
    ['reasoning under another name', { reasoningField: 'reasoning' }, { role: 'assistant', content: 'x', reasoning_content: 'r' }, { role: 'assistant', content: 'x', reasoning: 'r' }],
    ["another provider's signed blocks left out", { reasoningField: 'reasoning' }, { role: 'assistant', content: 'x', reasoning_details: [{ signature: 's' }] }, { role: 'assistant', content: 'x' }],
    ['a name', {}, { role: 'user', content: 'x', name: 'ada' }, { role: 'user', content: 'x', name: 'ada' }],
    ['no name', { messageNames: false }, { role: 'user', content: 'x', name: 'ada' }, { role: 'user', content: 'x' }],
    ['reasoning details where a host takes them back', { reasoningDetails: true }, { role: 'assistant', content: 'x', reasoning_details: [{ type: 'reasoning.text' }] }, { role: 'assistant', content: 'x', reasoning_details: [{ type: 'reasoning.text' }] }],
    ['the empty fields of an earlier answer, as they came', {}, { role: 'assistant', content: 'x', refusal: null }, { role: 'assistant', content: 'x', refusal: null }],
    ['no empty fields where a host refuses them', { noEmptyFields: true }, { role: 'assistant', content: 'x', refusal: null, annotations: [], audio: null, tool_calls: [] }, { role: 'assistant', content: 'x' }],
    ['a refusal that was said', {}, { role: 'assistant', content: null, refusal: 'No.' }, { role: 'assistant', content: null, refusal: 'No.' }],
    ['cache_control on parts', {}, { role: 'user', content: [{ type: 'text', text: 'x', cache_control: { type: 'ephemeral' } }] }, { role: 'user', content: [{ type: 'text', text: 'x', cache_control: { type: 'ephemeral' } }] }],
  ])('have %s', (_, quirks, given, expected) => {
    expect(messagesOf([given], quirks)).toEqual([expected])
  })

  it("lose what is other dialects' own also where a host has no quirks, and nothing else", () => {
    const kept = [{ role: 'developer', content: 'x', name: 'ada' }, { role: 'assistant', content: 'y', refusal: null }]
    const foreign = { reasoning_content: 'r', reasoning_details: [{ signature: 's' }], provider_fields: { a: 1 }, images: [] }
    const { messages } = chatRequest(chatCall({ messages: [kept[0], { ...kept[1], ...foreign }] }), targetOf('house', 'model-1'), 'house-dialect', {}).body as Fields
    expect(messages).toEqual(kept)
  })

  it('are the same array where nothing has to change', () => {
    const messages = [{ role: 'system', content: 'x' }, { role: 'user', content: 'y' }]
    expect(messagesOf(messages, { developerRole: false, shortToolIds: true, messageNames: false })).toBe(messages)
  })

  it.each(['functions.add:0', 'call_abcdefghijklmnopqrstuvwx', 'toolu_01A09q90qw90lq917835lq9', 'x', ''])('have nine letters or digits for the id %j on Mistral, in call and result', (id) => {
    const history = [
      { role: 'assistant', content: null, tool_calls: [{ id, type: 'function', function: weather }] },
      { role: 'tool', tool_call_id: id, content: '{}' },
    ]
    const [assistant, tool] = messagesOf(history, { shortToolIds: true }) as [{ tool_calls: Array<{ id: string }> }, { tool_call_id: string }]
    expect(assistant.tool_calls[0]?.id).toMatch(/^[a-zA-Z0-9]{9}$/)
    expect(tool.tool_call_id).toBe(assistant.tool_calls[0]?.id)
    expect(messagesOf(history, { shortToolIds: true })).toEqual([assistant, tool])
  })

  it('have different short ids for different ids, and fit ids as they are', () => {
    const ids = ['abcdefghi', 'D681PevKs', ...Array.from({ length: 1000 }, (_, at) => `call_${at}`)]
    const history = ids.map((id) => ({ role: 'tool', tool_call_id: id, content: '' }))
    const short = messagesOf(history, { shortToolIds: true }).map(({ tool_call_id }) => tool_call_id)
    expect(short.slice(0, 2)).toEqual(['abcdefghi', 'D681PevKs'])
    expect(new Set(short).size).toBe(ids.length)
  })
})

describe('through ask', () => {
  const target = targetOf('house')

  function houseOf(answer: () => Response, quirks: Quirks = {}): Provider {
    return openaiCompatible({ baseURL: 'https://house.example/v1', apiKey: 'key-0123456789', quirks, fetch: fakeFetch(answer).fetch })
  }

  async function streamed(answer: () => Response, quirks?: Quirks): Promise<{ chunks: Chunk[]; failure: GatewayError | undefined }> {
    const reply = await houseOf(answer, quirks).ask(chatCall({ stream: true }), target)
    const chunks: Chunk[] = []
    if (!reply.stream) throw new Error('not a stream')
    try {
      for await (const event of reply.events) chunks.push(event)
      return { chunks, failure: undefined }
    } catch (error) {
      return { chunks, failure: error as GatewayError }
    }
  }

  it('gives a value with the status, headers and request id of its answer', async () => {
    const reply = await houseOf(() => json(completion, 200, { 'x-request-id': 'req_1' })).ask(chatCall(), target)
    expect(reply).toMatchObject({ stream: false, value: { choices: [{ message: { content: 'Hello' } }] }, meta: { target: 'house/m', status: 200, requestId: 'req_1' } })
  })

  it('takes comments as keep-alives', async () => {
    const { chunks, failure } = await streamed(() => sse(': OPENROUTER PROCESSING', chunk({ content: 'Hi' }), ': OPENROUTER PROCESSING', chunk({}, 'stop'), 'data: [DONE]'))
    expect(failure).toBeUndefined()
    expect(fold(chunks)).toMatchObject({ text: 'Hi', finish: 'stop' })
  })

  it('gives what came before an error, then the error', async () => {
    const { chunks, failure } = await streamed(() => sse(chunk({ content: 'Hi' }), { error: { message: 'Overloaded', code: 'overloaded' } }))
    expect(fold(chunks).text).toBe('Hi')
    expect(failure).toMatchObject({ reason: 'overloaded', code: 'overloaded', failure: { body: { error: { message: 'Overloaded' } } } })
  })

  it.each<readonly [string, () => Response, string]>([
    ['an end without a sign of it', () => sse(chunk({ content: 'Hi' })), 'truncated'],
    ['a frame cut by the end', () => new Response(`data: ${JSON.stringify(chunk({ content: 'Hi' }))}\n\ndata: {"choices":[{"del`), 'truncated'],
    ['a malformed frame', () => sse(chunk({ content: 'Hi' }), 'data: {oops}', 'data: [DONE]'), 'malformed_response'],
    ['an event: error', () => sse('event: error\ndata: {"message":"Too many requests","type":"too_many_requests"}'), 'rate_limit'],
  ])('fails with %s', async (_, answer, reason) => {
    expect((await streamed(answer)).failure?.reason).toBe(reason)
  })

  it('fails at once where a stream was asked for and a JSON body came', async () => {
    const failure = await failureOf(() => houseOf(() => json(completion)).ask(chatCall({ stream: true }), target))
    expect(failure.reason).toBe('malformed_response')
  })

  it("adds the caller's headers, query and idempotency key", async () => {
    const { fetch, sent } = fakeFetch(() => json(completion))
    const house = openaiCompatible({ baseURL: 'https://house.example/v1', apiKey: 'key-0123456789', headers: { 'x-house': '1' }, fetch })
    await house.ask(chatCall({}, { options: { headers: { 'x-mine': '2' }, query: { debug: true }, idempotencyKey: 'once' } }), target)
    expect(sent[0]?.url).toBe('https://house.example/v1/chat/completions?debug=true')
    expect(Object.fromEntries(sent[0]?.headers ?? [])).toMatchObject({ authorization: 'Bearer key-0123456789', 'x-house': '1', 'x-mine': '2', 'idempotency-key': 'once' })
  })

  it.each([undefined, ''])('sends nothing once the key source gives %j, and says so', async (none) => {
    const keys = ['key-0123456789', none]
    const { fetch, sent } = fakeFetch(() => json(completion))
    const house = openaiCompatible({ baseURL: 'https://house.example/v1', apiKey: () => keys.shift() as string, fetch })
    await house.ask(chatCall(), target)
    await expect(house.ask(chatCall(), target)).rejects.toMatchObject({ reason: 'authentication', code: 'missing_api_key' })
    expect(sent.map(({ headers }) => headers.get('authorization'))).toEqual(['Bearer key-0123456789'])
  })

  it('sends no key that a header cannot carry', async () => {
    const { fetch, sent } = fakeFetch(() => json(completion))
    for (const key of ['sk-a\nb', 'kéy€']) {
      const house = openaiCompatible({ baseURL: 'https://house.example/v1', apiKey: () => key, fetch })
      await expect(house.ask(chatCall(), target)).rejects.toMatchObject({ reason: 'authentication', code: 'invalid_api_key', message: expect.not.stringContaining(key) })
    }
    expect(sent).toEqual([])
  })

  it.each<[string, (cause: Error) => string | Promise<string>]>([
    ['throws', (cause) => { throw cause }],
    ['rejects', (cause) => Promise.reject(cause)],
  ])('takes a key source that %s for missing authentication, and tells its words without the key it had', async (_, source) => {
    const { fetch } = fakeFetch(() => json(completion))
    const cause = new Error('the vault is closed for key-0123456789')
    let asked = 0
    const house = openaiCompatible({ baseURL: 'https://house.example/v1', apiKey: () => ((asked += 1) === 1 ? 'key-0123456789' : source(cause)), fetch })
    await house.ask(chatCall(), target)
    const failure = await house.ask(chatCall(), target).catch((error: unknown) => error)
    expect(failure).toMatchObject({ reason: 'authentication', message: 'the apiKey function failed: the vault is closed for …6789', cause: { message: 'the vault is closed for …6789' } })
  })

  it.each([true, false])('waits no longer than the attempt for a key source that hangs, its own fetch: %s', async (isOwn) => {
    const { fetch } = fakeFetch(() => json(completion))
    const house = openaiCompatible({ baseURL: 'https://house.example/v1', apiKey: () => new Promise<string>(() => {}), ...(isOwn && { fetch }) })
    const call = chatCall()
    const asked = house.ask(call, target).catch((error: unknown) => error)
    await turn()
    ;(call.signal as LinkedSignal).abort(new Error('late'))
    expect(await within(1_000, asked, 'the ask')).toMatchObject({ message: 'late' })
  })

  it('cuts the key of its own call out of an error, however many keys are in use', async () => {
    let next = 0
    const { fetch } = fakeFetch((request) => json({ error: { message: `bad key ${request.headers.get('authorization')}` } }, 401))
    const house = openaiCompatible({ baseURL: 'https://house.example/v1', apiKey: () => `key-number-${next++}-0123456789`, fetch })
    const asked = await Promise.all(Array.from({ length: 100 }, () => house.ask(chatCall(), target).catch((error: Error) => error.message)))
    expect(asked.filter((message) => String(message).includes('key-number'))).toEqual([])
  })

  it.each<readonly [string, unknown]>([
    ['{ data: […] }', { object: 'list', data: [{ id: 'a', created: 1, owned_by: 'x', context_window: 8 }] }],
    ["a bare list, as on Together", [{ id: 'a', created: 1, owned_by: 'x', context_window: 8 }]],
    ['{ models: […] }', { models: [{ name: 'a', created: 1, owned_by: 'x', context_window: 8 }] }],
  ])('lists models from %s', async (_, body) => {
    const reply = await houseOf(() => json(body)).ask(callOf('models', { model: 'house/' }), target)
    expect(reply).toMatchObject({ value: { object: 'list', data: [{ id: 'a', object: 'model', created: 1, owned_by: 'x', context_window: 8 }] } })
  })

  it.each<readonly [string, unknown, string | undefined, unknown]>([
    ['numbers, as asked', [0.5, -2], undefined, [0.5, -2]],
    ['base64, though numbers were asked', 'AAAAPwAAAMA=', undefined, [0.5, -2]],
    ['numbers, though base64 was asked', [0.5, -2], 'base64', 'AAAAPwAAAMA='],
    ['base64, as asked', 'AAAAPwAAAMA=', 'base64', 'AAAAPwAAAMA='],
  ])('gives embeddings that came as %s', async (_, embedding, encoding_format, expected) => {
    const body = { model: 'x', input: 'a', ...(encoding_format && { encoding_format }) }
    const reply = await houseOf(() => json({ data: [{ index: 0, embedding }], usage })).ask(callOf('embeddings', body), target)
    expect(reply).toMatchObject({ value: { data: [{ embedding: expected }] } })
  })

  it('fails where fewer embeddings came than were asked for', async () => {
    const failure = await failureOf(() => houseOf(() => json({ data: [{ index: 0, embedding: [1] }] })).ask(callOf('embeddings', { model: 'x', input: ['a', 'b'] }), target))
    expect(failure.reason).toBe('truncated')
  })

  it('passes other endpoints through, the model replaced', async () => {
    const { fetch, sent } = fakeFetch(() => new Response('bytes', { headers: { 'content-type': 'audio/mpeg' } }))
    const house = openaiCompatible({ baseURL: 'https://house.example/v1', apiKey: null, fetch })
    const reply = await house.ask(callOf('passthrough', { model: 'house/tts', method: 'POST', path: '/audio/speech', payload: { model: 'house/tts', input: 'Hi' } }), targetOf('house', 'tts'))
    expect(sent[0]).toMatchObject({ url: 'https://house.example/v1/audio/speech', body: { model: 'tts', input: 'Hi' } })
    expect(reply.stream ? '' : await reply.value.text()).toBe('bytes')
  })
})

describe('azure', () => {
  it.each([
    ['v1', undefined, 'https://acme.openai.azure.com/openai/v1/chat/completions'],
    ['a dated version', '2024-10-21', 'https://acme.openai.azure.com/openai/deployments/gpt/chat/completions?api-version=2024-10-21'],
  ])('asks %s with its own header for the key', async (_, apiVersion, url) => {
    const { fetch, sent } = fakeFetch(() => json(completion))
    const provider = azure({ endpoint: 'https://acme.openai.azure.com/', apiVersion, apiKey: 'key-0123456789', fetch })
    await provider.ask(chatCall(), targetOf('azure', 'gpt'))
    expect(sent[0]?.url).toBe(url)
    expect(sent[0]?.headers.get('api-key')).toBe('key-0123456789')
    expect(sent[0]?.headers.has('authorization')).toBe(false)
  })

  it('takes a token of Entra ID instead of a key', async () => {
    const { fetch, sent } = fakeFetch(() => json(completion))
    await azure({ endpoint: 'https://acme.openai.azure.com', azureADTokenProvider: async () => 'token-1', fetch }).ask(chatCall(), targetOf('azure', 'gpt'))
    expect(sent[0]?.headers.get('authorization')).toBe('Bearer token-1')
  })
})

describe('openai', () => {
  it('names organization and project', async () => {
    const { fetch, sent } = fakeFetch(() => json(completion))
    await openai({ baseURL: 'https://api.openai.com/v1', apiKey: 'key-0123456789', organization: 'org', project: 'proj', fetch }).ask(chatCall(), targetOf('openai', 'gpt'))
    expect(Object.fromEntries(sent[0]?.headers ?? [])).toMatchObject({ 'openai-organization': 'org', 'openai-project': 'proj' })
  })
})
