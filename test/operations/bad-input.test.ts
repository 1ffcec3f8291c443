import { describe, expect, it } from 'vitest'
import type { GatewayError } from '../../src/core/error.ts'
import type { Operation } from '../../src/core/operation.ts'
import { createEngine } from '../../src/engine.ts'
import { rejection } from '../support/collect.ts'
import { answers, gives, scripted } from '../support/provider.ts'

const messages = [{ role: 'user', content: 'Hi' }]
const model = 'p/m'

const bad: ReadonlyArray<[Operation, string, unknown, string, RegExp?]> = [
  ['chat', 'no body', undefined, 'body', /must be an object, got undefined/],
  ['chat', 'a body that is null', null, 'body'],
  ['chat', 'a body that is text', 'Hi', 'body', /got 'Hi'/],
  ['chat', 'a body that is a list', [], 'body', /got an array/],
  ['chat', 'no model', { messages }, 'model', /is missing: name a route or 'provider\/model'/],
  ['chat', 'a model that is undefined', { model: undefined, messages }, 'model'],
  ['chat', 'an empty model', { model: '', messages }, 'model', /non-empty string/],
  ['chat', 'a model that is a number', { model: 5, messages }, 'model', /got 5/],
  ['chat', 'a model that is an object', { model: { id: 'p/m' }, messages }, 'model', /got an object/],
  ['chat', 'a model that cannot be made text', { model: { toString: 1, valueOf: 1 }, messages }, 'model', /got an object/],
  ['chat', 'a model without a prototype', { model: Object.create(null), messages }, 'model'],
  ['chat', 'a model that is a symbol', { model: Symbol('m'), messages }, 'model'],
  ['chat', 'no messages', { model }, 'messages', /must be an array, got undefined/],
  ['chat', 'messages that are text', { model, messages: 'Hi' }, 'messages', /got 'Hi'/],
  ['chat', 'messages that are one message', { model, messages: messages[0] }, 'messages', /got an object/],
  ['chat', 'no message', { model, messages: [] }, 'messages', /must not be empty/],
  ['chat', 'a message that is text', { model, messages: ['Hi'] }, 'messages[0]', /must be an object, got 'Hi'/],
  ['chat', 'a message that is null', { model, messages: [...messages, null] }, 'messages[1]'],
  ['chat', 'a message without a role', { model, messages: [{ content: 'Hi' }] }, 'messages[0].role', /got undefined/],
  ['chat', 'a role there is not', { model, messages: [{ role: 'human', content: 'Hi' }] }, 'messages[0].role', /must be one of system, developer, user/],
  ['chat', 'a role that every object has', { model, messages: [{ role: 'constructor' }] }, 'messages[0].role'],
  ['chat', 'a message that is a list', { model, messages: [[]] }, 'messages[0]'],
  ['chat', 'content that is a number', { model, messages: [{ role: 'user', content: 5 }] }, 'messages[0].content', /must be a string, an array or null, got 5/],
  ['chat', 'content that is an object', { model, messages: [{ role: 'user', content: { ok: true } }] }, 'messages[0].content', /got an object/],
  ['chat', 'a part that is null', { model, messages: [...messages, { role: 'user', content: [{ type: 'text', text: 'Hi' }, null] }] }, 'messages[1].content[1]', /got null/],
  ['chat', 'a part that is a number', { model, messages: [{ role: 'user', content: [5] }] }, 'messages[0].content[0]', /must be an object, got 5/],
  ['chat', 'calls that are no list', { model, messages: [{ role: 'assistant', tool_calls: {} }] }, 'messages[0].tool_calls', /must be an array, got an object/],
  ['chat', 'a call that is null', { model, messages: [{ role: 'assistant', tool_calls: [null] }] }, 'messages[0].tool_calls[0]', /got null/],
  ['chat', 'a call of nothing', { model, messages: [{ role: 'assistant', tool_calls: [{ id: 'c', type: 'function' }] }] }, 'messages[0].tool_calls[0]', /'function' or a 'custom'/],
  ['chat', 'a call whose function is null', { model, messages: [{ role: 'assistant', tool_calls: [{ id: 'c', function: null }] }] }, 'messages[0].tool_calls[0]'],
  ['chat', 'a list with a hole', { model, messages: [...messages, , ...messages] }, 'messages[1]'], // eslint-disable-line no-sparse-arrays
  ['chat', 'tools that are an object', { model, messages, tools: {} }, 'tools', /must be an array/],
  ['chat', 'a stream that is text', { model, messages, stream: 'true' }, 'stream', /must be true or false, got 'true'/],
  ['chat', 'a stream that is a number', { model, messages, stream: 1 }, 'stream'],
  ['responses', 'no body', undefined, 'body'],
  ['responses', 'no model', { input: 'Hi' }, 'model'],
  ['responses', 'a stream that is text', { model, input: 'Hi', stream: 'yes' }, 'stream'],
  ['embeddings', 'no body', null, 'body'],
  ['embeddings', 'no model', { input: 'Hi' }, 'model'],
  ['embeddings', 'no input', { model }, 'input', /must be a string or an array, got undefined/],
  ['embeddings', 'an input that is a number', { model, input: 5 }, 'input'],
  ['embeddings', 'an input that is an object', { model, input: { text: 'Hi' } }, 'input'],
  ['embeddings', 'an empty text', { model, input: '' }, 'input', /must not be empty/],
  ['embeddings', 'an empty list', { model, input: [] }, 'input'],
  ['input_tokens', 'no body', undefined, 'body'],
  ['input_tokens', 'no model', { input: 'Hi' }, 'model'],
  ['input_tokens', 'input that is a number', { model, input: 7 }, 'input'],
  ['input_tokens', 'an item that is text', { model, input: ['Hi'] }, 'input[0]'],
  ['input_tokens', 'tools that are no list', { model, input: 'Hi', tools: {} }, 'tools'],
  ['passthrough', 'no body', undefined, 'body'],
]

describe('a bad body is refused before anybody is asked, and the refusal names its field', () => {
  it.each(bad)('%s: %s', async (operation, _name, body, param, said = /./) => {
    const provider = scripted(answers())
    const engine = createEngine({ providers: { p: provider }, on: () => {} })
    const error = (await rejection(engine.handle({ operation, body: body as never }))) as GatewayError
    expect(error).toMatchObject({ name: 'GatewayError', reason: 'bad_request', status: 400, code: 'invalid_request', failure: { param }, attempts: [] })
    expect(error.message).toContain(`'${param}'`)
    expect(error.message).toMatch(said)
    expect(provider.asked).toEqual([])
  })
})

describe('a good body is not looked at twice', () => {
  it.each<[Operation, string, object]>([
    ['chat', 'every role', { model, messages: ['system', 'developer', 'user', 'assistant', 'tool', 'function'].map((role) => ({ role })) }],
    ['chat', 'tools and stream as null', { model, messages, tools: null, stream: null }],
    ['chat', 'every form of content and calls', { model, messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }, { role: 'assistant', content: null, tool_calls: null }, { role: 'assistant', tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } }, { id: 'b', type: 'custom', custom: { name: 'g', input: '' } }] }] }],
    ['chat', 'unknown fields', { model, messages, top_k: 5, provider_options: { x: { y: 1 } } }],
    ['embeddings', 'tokens', { model, input: [1, 2, 3] }],
    ['embeddings', 'texts', { model, input: ['a', 'b'] }],
    ['responses', 'no input, where a prompt stands for it', { model, prompt: { id: 'pmpt_1' } }],
    ['input_tokens', 'no input, where a conversation stands for it', { model, input: null, tools: null, conversation: 'conv_1' }],
  ])('%s with %s is handed on as it is', async (operation, _name, body) => {
    const provider = scripted(gives({ anything: true }))
    await createEngine({ providers: { p: provider } }).handle({ operation, body: Object.freeze(body) as never })
    expect(provider.asked[0]?.call.body).toBe(body)
  })
})
