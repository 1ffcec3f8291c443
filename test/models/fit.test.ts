import { describe, expect, it, vi } from 'vitest'
import type { Call } from '../../src/core/call.ts'
import type { ModelFacts } from '../../src/core/model-facts.ts'
import { fitOf } from '../../src/models/fit.ts'
import { chatCall } from '../support/call.ts'

const text = { role: 'user', content: 'Hi' }
const withPart = (part: object) => ({ messages: [{ role: 'user', content: [part] }] })
const image = withPart({ type: 'image_url', image_url: { url: 'https://x/y.png' } })
const sound = withPart({ type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } })
const file = withPart({ type: 'file', file: { file_id: 'f' } })
const tools = [{ type: 'function', function: { name: 'find' } }]
const schema = { type: 'json_schema', json_schema: { name: 'x', schema: {} } }
const long = { messages: [{ role: 'user', content: 'one two three four '.repeat(3_000) }] } // 12 000 tokens

const cases: ReadonlyArray<readonly [what: string, facts: ModelFacts, body: object, operation: string, why: string | undefined]> = [
  ['an image', { vision: false }, image, 'chat', 'no vision'],
  ['no image', { vision: false }, { messages: [text] }, 'chat', undefined],
  ['an image among items', { vision: false }, { input: [{ role: 'user', content: [{ type: 'input_image', image_url: 'x' }] }] }, 'responses', 'no vision'],
  ['an image where nothing is known', { contextWindow: 1e6 }, image, 'chat', undefined],
  ['an image that can be seen', { vision: true, audio: false }, image, 'chat', undefined],
  ['a sound', { audio: false }, sound, 'chat', 'no audio'],
  ['a file', { documents: false }, file, 'chat', 'no documents'],
  ['tools', { tools: false }, { messages: [text], tools }, 'chat', 'no tools'],
  ['no tools in a list', { tools: false }, { messages: [text], tools: [] }, 'chat', undefined],
  ['tools that are not to be called', { tools: false }, { messages: [text], tools, tool_choice: 'none' }, 'chat', undefined],
  ['a schema', { jsonSchema: false }, { messages: [text], response_format: schema }, 'chat', 'no JSON schema'],
  ['JSON without a schema', { jsonSchema: false }, { messages: [text], response_format: { type: 'json_object' } }, 'chat', undefined],
  ['a schema for a response', { jsonSchema: false }, { input: 'Hi', text: { format: { type: 'json_schema' } } }, 'responses', 'no JSON schema'],
  ['a long answer', { maxOutputTokens: 4_096 }, { messages: [text], max_tokens: 5_000 }, 'chat', 'its answers of at most 4096 tokens are shorter than the 5000 asked for'],
  ['an answer just as long', { maxOutputTokens: 4_096 }, { messages: [text], max_tokens: 4_096 }, 'chat', undefined],
  ['a long prompt', { contextWindow: 8_192 }, long, 'chat', 'its window of 8192 tokens is too small for about 12000'],
  ['a prompt and an answer', { contextWindow: 12_500 }, { ...long, max_tokens: 4_000 }, 'chat', 'its window of 12500 tokens is too small for about 16000'],
  ['a prompt that is perhaps too long', { contextWindow: 11_500 }, long, 'chat', undefined],
  ['a long prompt that the provider shortens', { contextWindow: 8_192 }, { input: long.messages, truncation: 'auto' }, 'responses', undefined],
  ['the counting of a long prompt', { contextWindow: 8_192 }, { input: long.messages }, 'input_tokens', 'its window of 8192 tokens is too small for about 12000'],
  ['texts to embed, each of its own', { contextWindow: 8_192 }, { input: long.messages.map(({ content }) => content) }, 'embeddings', undefined],
  ['what is not translated', { contextWindow: 1, vision: false }, { payload: long }, 'passthrough', undefined],
  ['a body that is none', { contextWindow: 1, vision: false }, { messages: 7, tools: 'x', text: null }, 'chat', undefined],
]

function callOf(body: object, operation = 'chat', scope = {}): Call {
  return { ...chatCall({ scope }), operation, body } as unknown as Call
}

describe('the fit of a model', () => {
  it.each(cases)('%s', (_, facts, body, operation, why) => {
    expect(fitOf(facts)?.(callOf(body, operation))).toBe(why)
  })

  it.each<ModelFacts>([{}, { vision: true, tools: true }, { price: { input: 1, output: 1 } }])('is not even asked for where nothing is known that forbids: %o', (facts) => {
    expect(fitOf(facts)).toBeUndefined()
  })

  it('estimates only near the window, and once a call for all targets', () => {
    const tokens = vi.fn(() => 12_000)
    const [wide, narrow, small] = [fitOf({ contextWindow: 1e6 }), fitOf({ contextWindow: 8_192 }), fitOf({ contextWindow: 4_096 })]
    const call = callOf(long, 'chat', { tokens })
    expect(wide?.(call)).toBeUndefined()
    expect(tokens).not.toHaveBeenCalled()
    expect(narrow?.(call)).toBeDefined()
    expect(small?.(call)).toBeDefined()
    expect(tokens).toHaveBeenCalledTimes(1)
  })
})
