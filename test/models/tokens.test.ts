import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Call } from '../../src/core/call.ts'
import { estimateText } from '../../src/models/estimator.ts'
import { promptOf } from '../../src/models/prompt.ts'
import { estimateTokens, mostTokens } from '../../src/models/tokens.ts'
import { chatCall } from '../support/call.ts'

/** A call of any operation with any body, as it may reach a route. */
function callOf(body: unknown, operation = 'chat', scope = {}): Call {
  return { ...chatCall({ scope }), operation, body } as unknown as Call
}

const tokensOf = (body: unknown, operation?: string): number => estimateTokens(callOf(body, operation))

/** As OpenAI's cookbook and others publish them, by the tokenizer of GPT-4. */
const counted: ReadonlyArray<readonly [text: string, tokens: number]> = [
  ['tiktoken is great!', 6],
  ['antidisestablishmentarianism', 6],
  ['2 + 2 = 4', 7],
  ['お誕生日おめでとう', 9],
  ['Hello, how are you doing today?', 8],
  ['The quick brown fox jumps over the lazy dog.', 10],
]

/** The cookbook's example of a whole conversation: 129 tokens for GPT-4, 124 for GPT-4o. */
const conversation = [
  { role: 'system', content: 'You are a helpful, pattern-following assistant that translates corporate jargon into plain English.' },
  { role: 'system', name: 'example_user', content: 'New synergies will help drive top-line growth.' },
  { role: 'system', name: 'example_assistant', content: 'Things working well together will increase revenue.' },
  { role: 'system', name: 'example_user', content: "Let's circle back when we have more bandwidth to touch base on opportunities for increased leverage." },
  { role: 'system', name: 'example_assistant', content: "Let's talk later when we're less busy about how to do better." },
  { role: 'user', content: "This late pivot means we don't have time to boil the ocean for the client deliverable." },
]

describe('the estimate of a text', () => {
  it.each(counted)('is near to what was counted: %s', (text, tokens) => {
    expect(Math.abs(estimateText(text) - tokens)).toBeLessThanOrEqual(1)
  })

  it('is right to about a tenth for a conversation', () => {
    expect(tokensOf({ messages: conversation })).toBeGreaterThan(124 * 0.9)
    expect(tokensOf({ messages: conversation })).toBeLessThan(129 * 1.1)
  })

  it('counts a script without spaces by its characters', () => {
    expect(estimateText('道可道非常道名可名非常名')).toBe(12)
    expect(estimateText('안녕하세요')).toBe(5)
  })

  it('is never more than the characters, and never less than nothing', () => {
    const texts = fc.string({ unit: fc.oneof(fc.constantFrom('a', 'Z', '0', ' ', '\n', '\t', ';', 'é', 'ж', '道', '😀', '\u00a0'), fc.string({ minLength: 1, maxLength: 1 })) })
    fc.assert(
      fc.property(texts, (text) => {
        const tokens = estimateText(text)
        expect(tokens).toBeLessThanOrEqual(text.length)
        expect(tokens).toBeGreaterThanOrEqual(text.trim() === '' ? 0 : 1)
      }),
    )
  })

  it('grows with the text', () => {
    fc.assert(fc.property(fc.string(), (text) => estimateText(text + text) >= estimateText(text)))
  })
})

describe("the estimate of a call's prompt", () => {
  const words = 'one two three four'
  const cases: ReadonlyArray<readonly [what: string, body: unknown, operation: string, least: number, most: number]> = [
    ['a message', { messages: [{ role: 'user', content: words }] }, 'chat', 8, 8],
    ['parts', { messages: [{ role: 'user', content: [{ type: 'text', text: words }, { type: 'text', text: words }] }] }, 'chat', 12, 12],
    ['calls of tools', { messages: [{ role: 'assistant', tool_calls: [{ id: 'x', type: 'function', function: { name: 'find', arguments: words } }] }] }, 'chat', 9, 9],
    ['an image', { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: `data:image/png;base64,${'A'.repeat(50_000)}` } }] }] }, 'chat', 1_004, 1_004],
    ['a small image', { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://x', detail: 'low' } }] }] }, 'chat', 104, 104],
    ['a sound', { messages: [{ role: 'user', content: [{ type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } }] }] }, 'chat', 504, 504],
    ['a file', { messages: [{ role: 'user', content: [{ type: 'file', file: { file_data: 'A'.repeat(50_000) } }] }] }, 'chat', 3_004, 3_004],
    ['the schemas of tools', { messages: [], tools: [{ type: 'function', function: { name: 'find', parameters: { type: 'object', properties: { query: { type: 'string', description: words } } } } }] }, 'chat', 20, 40],
    ['the schema of an answer', { messages: [], response_format: { type: 'json_schema', json_schema: { name: 'x', schema: { type: 'object' } } } }, 'chat', 5, 12],
    ['instructions and an input', { instructions: words, input: words }, 'responses', 8, 8],
    ['items', { input: [{ role: 'user', content: [{ type: 'input_text', text: words }, { type: 'input_image', image_url: 'data:…' }] }, { type: 'function_call_output', call_id: 'x', output: words }] }, 'responses', 1_016, 1_016],
    ['a text to embed', { input: words }, 'embeddings', 4, 4],
    ['texts to embed', { input: [words, words] }, 'embeddings', 8, 8],
    ['tokens to embed', { input: [[1, 2, 3], [4]] }, 'embeddings', 4, 4],
    ['an old completion', { payload: { prompt: words } }, 'passthrough', 4, 4],
    ['nothing', { model: 'x/' }, 'models', 0, 0],
  ]
  it.each(cases)('counts %s', (_, body, operation, least, most) => {
    const tokens = tokensOf(body, operation)
    expect(tokens).toBeGreaterThanOrEqual(least)
    expect(tokens).toBeLessThanOrEqual(most)
  })

  it('never throws, whatever the body is, and is never above its bound', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withNullPrototype: true, withTypedArray: true }), (odd) => {
        for (const body of [odd, { messages: odd, tools: odd }, { messages: [odd, { content: odd }], input: odd, response_format: odd }]) {
          const call = callOf(body)
          expect(estimateTokens(call)).toBeLessThanOrEqual(mostTokens(call))
        }
      }),
    )
  })

  it('ends where a schema contains itself, and counts what a getter that throws left', () => {
    const circle: { a: unknown[]; b?: unknown } = { a: [] }
    circle.a.push(circle, circle, circle)
    circle.b = circle
    expect(tokensOf({ messages: [], tools: [circle] })).toBeGreaterThan(0)
    const trap = { role: 'user', get content(): string { throw new Error('trap') } }
    expect(tokensOf({ messages: [{ role: 'user', content: words }, trap] })).toBeGreaterThanOrEqual(8)
  })

  it('is made once a call, and anew for the next, whose messages may have grown', () => {
    const messages = [{ role: 'user' as const, content: words }]
    const body = { model: 'm', messages }
    const [first, second] = [chatCall({ body }), chatCall({ body })]
    expect(promptOf(first)).toBe(promptOf({ ...first }))
    const before = estimateTokens(first)
    messages.push({ role: 'user', content: words })
    expect(estimateTokens(second)).toBe(2 * before)
  })

  it('asks a tokenizer of the config, and none where that fails', () => {
    const body = { messages: [{ role: 'user', content: words }] }
    expect(estimateTokens(callOf(body, 'chat', { tokens: (text: string) => text.length }))).toBe(4 + words.length)
    const broken: ReadonlyArray<(text: string) => unknown> = [() => Number.NaN, () => -1, () => 'many', () => { throw new Error('broken') }]
    for (const tokens of broken) expect(estimateTokens(callOf({ ...body }, 'chat', { tokens }))).toBe(8)
  })
})
