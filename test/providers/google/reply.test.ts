import { describe, expect, it } from 'vitest'
import type { Value } from '../../../src/core/operation.ts'
import { chatValue } from '../../../src/providers/google/reply.ts'
import { chatCall, failureOf } from '../call.ts'
import { answer, candidate, counts, hello, type Json, messageOf } from './fixtures.ts'

function valueOf(wire: unknown): Value<'chat'> {
  return chatValue(structuredClone(wire), chatCall())
}

function saying(parts: unknown, more: Json = {}): Json {
  return messageOf(valueOf(answer([candidate(parts, { finishReason: 'STOP', ...more })])))
}

describe('an answer of Gemini', () => {
  it('is a chat completion', () => {
    expect(valueOf({ ...hello, createTime: '2026-01-02T03:04:05.6Z' })).toEqual({
      id: 'resp-1', object: 'chat.completion', created: Date.UTC(2026, 0, 2, 3, 4, 5) / 1000, model: 'gemini-2.5-flash',
      choices: [{ index: 0, message: { role: 'assistant', content: 'Hello', refusal: null }, finish_reason: 'stop', native_finish_reason: 'STOP', logprobs: null }],
      usage: { prompt_tokens: 7, completion_tokens: 5, total_tokens: 12, prompt_tokens_details: { cached_tokens: 0 }, completion_tokens_details: { reasoning_tokens: 0 } },
    })
  })

  it('calls tools by the names their caller gave, and those of free text with text', () => {
    const tools = [{ type: 'function', function: { name: '9lives' } }, { type: 'custom', custom: { name: 'sh' } }]
    const parts = [{ functionCall: { id: 'a', name: '_9lives', args: {} } }, { functionCall: { id: 'b', name: 'sh', args: { input: 'ls' } } }, { functionCall: { id: 'c', name: 'sh', args: { cmd: 1 } } }]
    const { tool_calls: calls } = messageOf(chatValue(answer([candidate(parts, { finishReason: 'STOP' })]), chatCall({ tools })))
    expect(calls).toEqual([
      { id: 'a', type: 'function', function: { name: '9lives', arguments: '{}' } },
      { id: 'b', type: 'custom', custom: { name: 'sh', input: 'ls' } },
      { id: 'c', type: 'custom', custom: { name: 'sh', input: '{"cmd":1}' } },
    ])
  })

  it('without an id, a time or a version has all three', () => {
    const { id, created, model } = valueOf({ candidates: hello.candidates })
    expect({ id, model }).toEqual({ id: expect.stringMatching(/^chatcmpl-/), model: 'ignored' })
    expect(created).toBeGreaterThan(1_600_000_000)
  })

  it('joins its text, and keeps thoughts out of it', () => {
    const message = saying([{ text: 'Hm', thought: true }, { text: 'Hel' }, { text: '.', thought: true }, { text: 'lo' }])
    expect(message).toMatchObject({ content: 'Hello', reasoning_content: 'Hm.' })
  })

  it('has tool calls with ids, its own or new ones, and always ends with them', () => {
    const parts = [{ text: 'Look:' }, { functionCall: { id: 'own', name: 'add', args: { a: 1 } } }, { functionCall: { name: 'now' } }, { functionCall: { name: 'now', args: {} } }]
    const value = valueOf(answer([candidate(parts, { finishReason: 'STOP' })]))
    expect(value.choices[0]).toMatchObject({ finish_reason: 'tool_calls', native_finish_reason: 'STOP' })
    expect(messageOf(value)).toMatchObject({ content: 'Look:' })
    const calls = messageOf(value).tool_calls as Array<{ id: string }>
    expect(calls).toEqual([
      { id: 'own', type: 'function', function: { name: 'add', arguments: '{"a":1}' } },
      { id: expect.stringMatching(/^call_[0-9a-f]{24}$/), type: 'function', function: { name: 'now', arguments: '{}' } },
      { id: expect.stringMatching(/^call_[0-9a-f]{24}$/), type: 'function', function: { name: 'now', arguments: '{}' } },
    ])
    expect(new Set(calls.map(({ id }) => id)).size).toBe(3)
  })

  it.each<[string, string, boolean]>([
    ['STOP', 'stop', false],
    ['stop', 'stop', false],
    ['MAX_TOKENS', 'length', false],
    ['max_tokens', 'length', false],
    ['CONTINUATION', 'length', false],
    ['SAFETY', 'content_filter', true],
    ['safety', 'content_filter', true],
    ['RECITATION', 'content_filter', true],
    ['BLOCKLIST', 'content_filter', true],
    ['PROHIBITED_CONTENT', 'content_filter', true],
    ['SPII', 'content_filter', true],
    ['MODEL_ARMOR', 'content_filter', true],
    ['IMAGE_SAFETY', 'content_filter', true],
    ['IMAGE_PROHIBITED_CONTENT', 'content_filter', true],
    ['IMAGE_RECITATION', 'content_filter', true],
    ['LANGUAGE', 'content_filter', true],
    ['OTHER', 'content_filter', true],
    ['NO_IMAGE', 'stop', false],
    ['FINISH_REASON_UNSPECIFIED', 'stop', false],
    ['WORD_OF_TOMORROW', 'stop', false],
  ])('that ended with %s ended with %s', (word, finish, refused) => {
    const value = valueOf(answer([candidate([{ text: 'So far' }], { finishReason: word })]))
    expect(value.choices[0]).toMatchObject({ finish_reason: finish, native_finish_reason: word })
    expect(messageOf(value)).toMatchObject({ content: 'So far', refusal: refused ? `Gemini ended the answer: ${word.toUpperCase()}` : null })
  })

  it('that was filtered says why where Gemini does', () => {
    expect(saying(undefined, { finishReason: 'SAFETY', finishMessage: 'Unsafe.' })).toMatchObject({ content: null, refusal: 'Unsafe.' })
  })

  it.each(['MALFORMED_FUNCTION_CALL', 'UNEXPECTED_TOOL_CALL', 'TOO_MANY_TOOL_CALLS', 'MALFORMED_RESPONSE', 'malformed_function_call'])('that broke off with %s is a failure worth another try', async (word) => {
    const error = await failureOf(() => saying(undefined, { finishReason: word, finishMessage: 'Malformed function call: print(add(1' }))
    expect(error).toMatchObject({ reason: 'malformed_response', code: word.toUpperCase() })
    expect(error.message).toContain('print(add(1')
    expect(error.message).toMatch(/^the model wrote .+ask again$/)
  })

  it.each<[unknown]>([[undefined], [{}], [{ role: 'model' }], [{ role: 'model', parts: [] }], [{ role: 'model', parts: [{}] }], [{ parts: [{ thought: true }] }]])('may have the content %j', (content) => {
    expect(messageOf(valueOf(answer([{ content, finishReason: 'STOP' }])))).toEqual({ role: 'assistant', content: null, refusal: null })
  })

  it.each<[string, Json]>([['words', { text: 'Hi' }], ['a call', { functionCall: { id: 'a', name: 'now' } }]])('without a finish reason is truncated, as in a stream, with %s too', async (_, part) => {
    expect(await failureOf(() => valueOf(answer([candidate([part])])))).toMatchObject({ reason: 'truncated' })
  })

  it('of several candidates has as many choices', () => {
    const value = valueOf(answer([candidate([{ text: 'a' }], { finishReason: 'STOP', index: 0 }), candidate([{ text: 'b' }], { finishReason: 'MAX_TOKENS', index: 1 })]))
    expect(value.choices.map(({ index, finish_reason, message }) => [index, finish_reason, message.content])).toEqual([[0, 'stop', 'a'], [1, 'length', 'b']])
  })

  it('with a blocked prompt is a content filter, with the reason as its code', async () => {
    const error = await failureOf(() => valueOf({ promptFeedback: { blockReason: 'PROHIBITED_CONTENT' }, usageMetadata: counts }))
    expect(error).toMatchObject({ reason: 'content_filter', code: 'PROHIBITED_CONTENT' })
  })

  it.each([[null], ['x'], [[]], [{}], [{ candidates: [] }], [{ candidates: [1] }], [{ candidates: 'x' }], [{ candidates: [candidate([{ functionCall: {} }])] }]])('that is %j is malformed', async (wire) => {
    expect(await failureOf(() => valueOf(wire))).toMatchObject({ reason: 'malformed_response' })
  })

  it.each([[{ error: { code: 503, status: 'UNAVAILABLE', message: 'Busy' } }], [[{ error: { code: 503, status: 'UNAVAILABLE', message: 'Busy' } }]]])('that is an error in a 200 is that error: %j', async (wire) => {
    expect(await failureOf(() => valueOf(wire))).toMatchObject({ reason: 'overloaded', code: 'UNAVAILABLE', status: 503, failure: { message: 'Busy' } })
  })

  it('has images as OpenRouter has them', () => {
    expect(saying([{ text: 'See' }, { inlineData: { mimeType: 'image/png', data: 'AAAA' } }])).toMatchObject({
      content: 'See', images: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }],
    })
  })

  it('has sound as OpenAI has it, its pieces joined', () => {
    const audio = (data: string) => ({ inlineData: { mimeType: 'audio/L16;codec=pcm;rate=24000', data } })
    expect(saying([audio(btoa('ab')), audio(btoa('c'))])).toMatchObject({ content: null, audio: { id: expect.any(String), data: btoa('abc'), transcript: '', expires_at: 0 } })
  })

  it('keeps what OpenAI has no words for', () => {
    const kept = [{ executableCode: { language: 'PYTHON', code: '1' } }, { codeExecutionResult: { outcome: 'OUTCOME_OK' } }, { inlineData: { mimeType: 'application/pdf', data: 'AA==' } }, { tomorrow: 1 }]
    expect(saying([...kept, { text: 'Done' }], { avgLogprobs: -0.1, urlContextMetadata: { urlMetadata: [] }, safetyRatings: [] })).toEqual({
      role: 'assistant', content: 'Done', refusal: null,
      provider_fields: { google: { avgLogprobs: -0.1, urlContextMetadata: { urlMetadata: [] }, safetyRatings: [], parts: kept } },
    })
  })

  it('has log probabilities in the shape of OpenAI', () => {
    const logprobsResult = { chosenCandidates: [{ token: 'Hé', tokenId: 1, logProbability: -0.5 }], topCandidates: [{ candidates: [{ token: 'Hé', logProbability: -0.5 }, { token: 'Yo', logProbability: -2 }] }] }
    expect(valueOf(answer([candidate([{ text: 'Hé' }], { finishReason: 'STOP', logprobsResult })])).choices[0]?.logprobs).toEqual({
      content: [{
        token: 'Hé', bytes: [72, 195, 169], logprob: -0.5,
        top_logprobs: [{ token: 'Hé', bytes: [72, 195, 169], logprob: -0.5 }, { token: 'Yo', bytes: [89, 111], logprob: -2 }],
      }],
      refusal: null,
    })
  })
})

describe('grounding', () => {
  const groundingMetadata = {
    webSearchQueries: ['q'],
    groundingChunks: [{ web: { uri: 'https://a.example', title: 'A' } }, { web: { uri: 'https://b.example' } }, { maps: { uri: 'https://c.example', title: 'C' } }, {}],
    groundingSupports: [{ segment: { startIndex: 0, endIndex: 6, text: 'Élan.' }, groundingChunkIndices: [0, 1, 9] }, { segment: { startIndex: 7, endIndex: 11 }, groundingChunkIndices: [0] }, 'odd'],
  }

  it('is cited in characters, though Gemini counts bytes, and sources without a claim stand for the whole', () => {
    const message = saying([{ text: 'Élan. 🎉' }], { groundingMetadata })
    const cite = (url: string, title: string, start_index: number, end_index: number) => ({ type: 'url_citation', url_citation: { url, title, start_index, end_index } })
    expect(message.annotations).toEqual([
      cite('https://a.example', 'A', 0, 5), cite('https://b.example', 'https://b.example', 0, 5), cite('https://a.example', 'A', 6, 8), cite('https://c.example', 'C', 0, 8),
    ])
    expect(message.provider_fields).toEqual({ google: { groundingMetadata } })
  })

  it('counts from the part it names', () => {
    const supports = [{ segment: { partIndex: 2, endIndex: 3 }, groundingChunkIndices: [0] }]
    const message = saying([{ text: 'Hm', thought: true }, { text: 'One ' }, { text: 'two' }], { groundingMetadata: { ...groundingMetadata, groundingSupports: supports } })
    expect(message.annotations).toMatchObject([{ url_citation: { start_index: 4, end_index: 7 } }, {}, {}])
  })
})

describe('usage', () => {
  const usage = (usageMetadata: Json) => valueOf({ ...hello, usageMetadata }).usage

  it('counts thoughts as completion and tool results as prompt, and its total is the sum, as Gemini says', () => {
    const metadata = { promptTokenCount: 100, toolUsePromptTokenCount: 20, candidatesTokenCount: 10, thoughtsTokenCount: 30, cachedContentTokenCount: 64, totalTokenCount: 160 }
    expect(usage(metadata)).toEqual({
      prompt_tokens: 120, completion_tokens: 40, total_tokens: metadata.totalTokenCount,
      prompt_tokens_details: { cached_tokens: 64 }, completion_tokens_details: { reasoning_tokens: 30 },
    })
  })

  it('tells how much was sound', () => {
    const metadata = { ...counts, promptTokensDetails: [{ modality: 'TEXT', tokenCount: 3 }, { modality: 'AUDIO', tokenCount: 4 }], candidatesTokensDetails: [{ modality: 'audio', tokenCount: 5 }] }
    expect(usage(metadata)).toMatchObject({ prompt_tokens_details: { audio_tokens: 4 }, completion_tokens_details: { audio_tokens: 5 } })
  })

  it('is never more than was said: a blocked answer has no candidates to count', () => {
    expect(usage({ promptTokenCount: 7, totalTokenCount: 7 })).toMatchObject({ prompt_tokens: 7, completion_tokens: 0, total_tokens: 7 })
  })

  it('is absent where Gemini gave none', () => {
    expect(valueOf({ candidates: hello.candidates })).not.toHaveProperty('usage')
  })
})
