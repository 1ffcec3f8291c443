import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DONE } from '../../../src/core/wire.ts'
import { chatValue } from '../../../src/providers/google/reply.ts'
import { ChatDecoder } from '../../../src/providers/google/stream.ts'
import { type ServerSentEvent, SseReader } from '../../../src/transport/sse.ts'
import { chatCall, failureOf } from '../call.ts'
import { answer, candidate, type Chunk, counts, decoded, folded, type Json, withoutMadeUpIds } from './fixtures.ts'

const later = (metadata: Json): Json => ({ ...counts, ...metadata })

/** Thoughts, text and parallel calls over several events, the counts growing, the last event without a candidate. */
const events: readonly Json[] = [
  answer([candidate([{ text: 'Hm, ', thought: true }])], { usageMetadata: later({ candidatesTokenCount: 0, thoughtsTokenCount: 3 }) }),
  answer([candidate([{ text: 'so.', thought: true }, { text: 'Hé' }])]),
  answer([candidate([{ text: 'llo 🎉' }, { functionCall: { id: 'a', name: 'add', args: { a: 1 } }, thoughtSignature: 'c2ln' }])]),
  answer([candidate([{ functionCall: { id: 'b', name: 'mul' } }, { functionCall: { name: 'now', args: {} } }])]),
  answer([candidate([{ inlineData: { mimeType: 'image/png', data: 'AAAA' } }, { text: '' }], { finishReason: 'STOP', groundingMetadata: { groundingChunks: [{ web: { uri: 'https://a.example', title: 'A' } }] } })]),
  { usageMetadata: later({ candidatesTokenCount: 20, thoughtsTokenCount: 5 }), modelVersion: 'gemini-2.5-flash', responseId: 'resp-1' },
]

/** The same as one answer. */
const whole = answer(
  [candidate(events.flatMap((event) => ((event.candidates as Array<{ content: { parts: unknown[] } }> | undefined) ?? []).flatMap(({ content }) => content.parts)), {
    finishReason: 'STOP', groundingMetadata: { groundingChunks: [{ web: { uri: 'https://a.example', title: 'A' } }] },
  })],
  { usageMetadata: later({ candidatesTokenCount: 20, thoughtsTokenCount: 5 }), createTime: '2026-01-01T00:00:00Z' },
)

function deltasOf(chunks: readonly Chunk[]): Json[] {
  return chunks.flatMap(({ choices }) => choices.map(({ delta }) => delta as Json))
}

describe('a stream of Gemini', () => {
  it('adds up to the answer that is not streamed', () => {
    const dated = events.map((event) => ({ ...event, createTime: '2026-01-01T00:00:00Z' }))
    expect(withoutMadeUpIds(folded(decoded(dated)))).toEqual(withoutMadeUpIds(chatValue(whole, chatCall())))
  })

  it('begins with a role, and says it once', () => {
    expect(deltasOf(decoded(events)).map(({ role }) => role)).toEqual(['assistant', undefined, undefined, undefined, undefined])
  })

  it('keeps text and a call of one event in one chunk', () => {
    expect(deltasOf(decoded(events))[2]).toMatchObject({ content: 'llo 🎉', tool_calls: [{ index: 0, id: 'a' }] })
  })

  it('numbers parallel calls 0, 1, 2, over events as well, with ids of their own and whole arguments', () => {
    const calls = deltasOf(decoded(events)).flatMap(({ tool_calls: calls }) => (calls ?? []) as Json[])
    expect(calls).toEqual([
      { index: 0, id: 'a', type: 'function', function: { name: 'add', arguments: '{"a":1}' } },
      { index: 1, id: 'b', type: 'function', function: { name: 'mul', arguments: '{}' } },
      { index: 2, id: expect.stringMatching(/^call_/), type: 'function', function: { name: 'now', arguments: '{}' } },
    ])
  })

  it('calls tools by the names their caller gave, and those of free text with text', () => {
    const tools = [{ type: 'function', function: { name: '9lives' } }, { type: 'custom', custom: { name: 'sh' } }]
    const decoder = new ChatDecoder(chatCall({ stream: true, tools }))
    const out: Chunk[] = []
    decoder.push(answer([candidate([{ functionCall: { id: 'a', name: '_9lives' } }, { functionCall: { id: 'b', name: 'sh', args: { input: 'ls' } } }])]), 'message', out)
    expect(deltasOf(out)[0]?.tool_calls).toEqual([
      { index: 0, id: 'a', type: 'function', function: { name: '9lives', arguments: '{}' } },
      { index: 1, id: 'b', type: 'custom', custom: { name: 'sh', input: 'ls' } },
    ])
  })

  it('does not tell the same call twice', () => {
    const call = { functionCall: { id: 'a', name: 'add', args: {} } }
    const chunks = decoded([answer([candidate([call])]), answer([candidate([call], { finishReason: 'STOP' })])])
    expect(deltasOf(chunks).flatMap(({ tool_calls: calls }) => calls ?? [])).toHaveLength(1)
  })

  it('has one id, time and model', () => {
    const chunks = decoded(events)
    expect(new Set(chunks.map(({ id, created, model }) => `${id} ${created} ${model}`)).size).toBe(1)
    const nameless = decoded([{ candidates: [candidate([{ text: 'a' }])] }, { candidates: [candidate([{ text: 'b' }], { finishReason: 'STOP' })] }])
    expect(new Set(nameless.map(({ id }) => id)).size).toBe(1)
  })

  it('tells the usage in a last chunk of its own: counts are cumulative, the last ones win', () => {
    const chunks = decoded(events)
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 7, completion_tokens: 25, total_tokens: 32, completion_tokens_details: { reasoning_tokens: 5 } } })
    expect(chunks.slice(0, -1).every(({ usage }) => usage === undefined)).toBe(true)
  })

  it('says why it ended in one chunk, with the signatures, images and sources', () => {
    const last = decoded(events).find(({ choices }) => choices[0]?.finish_reason)
    expect(last?.choices).toMatchObject([{ finish_reason: 'tool_calls', native_finish_reason: 'STOP', delta: { reasoning_details: [{ data: 'c2ln', id: 'a' }], images: [{}], annotations: [{}] } }])
  })

  it('of several candidates keeps them apart', () => {
    const chunks = decoded([
      answer([candidate([{ text: 'a' }], { index: 0 }), candidate([{ text: 'x' }], { index: 1 })]),
      answer([candidate([{ text: 'y' }], { index: 1, finishReason: 'STOP' })]),
      answer([candidate([{ text: 'b' }], { index: 0, finishReason: 'MAX_TOKENS' })]),
    ])
    expect(folded(chunks).choices).toMatchObject([{ message: { role: 'assistant', content: 'ab' }, finish_reason: 'length' }, { message: { role: 'assistant', content: 'xy' }, finish_reason: 'stop' }])
  })

  it('plays sound piece by piece', () => {
    const audio = (data: string) => [{ inlineData: { mimeType: 'audio/L16;rate=24000', data } }]
    const chunks = decoded([answer([candidate(audio('AAAA'))]), answer([candidate(audio('BBBB'))]), answer([candidate([], { finishReason: 'STOP' })])])
    const pieces = deltasOf(chunks).flatMap((delta) => (delta.audio ? [delta.audio as Json] : []))
    expect(pieces.map(({ data }) => data)).toEqual(['AAAA', 'BBBB'])
    expect(new Set(pieces.map(({ id }) => id)).size).toBe(1)
  })

  it('fills the refusal where it was filtered', () => {
    const chunks = decoded([answer([candidate([{ text: 'So' }])]), answer([{ finishReason: 'SAFETY', index: 0 }])])
    expect(folded(chunks).choices).toMatchObject([{ message: { content: 'So', refusal: 'Gemini ended the answer: SAFETY' }, finish_reason: 'content_filter' }])
  })

  it('carries log probabilities', () => {
    const logprobsResult = { chosenCandidates: [{ token: 'a', logProbability: -1 }] }
    const chunks = decoded([answer([candidate([{ text: 'a' }], { logprobsResult })]), answer([candidate([{ text: 'a' }], { logprobsResult, finishReason: 'STOP' })])])
    expect(folded(chunks).choices).toMatchObject([{ logprobs: { content: [{ token: 'a' }, { token: 'a' }] } }])
  })

  it.each<[string, unknown[]]>([
    ['nothing', []],
    ['counts alone', [{ usageMetadata: counts }]],
    ['text alone', [answer([candidate([{ text: 'a' }])])]],
    ['one finished candidate of two', [answer([candidate([{ text: 'a' }], { finishReason: 'STOP' }), candidate([{ text: 'b' }], { index: 1 })])]],
  ])('that ends after %s was cut', async (_, few) => {
    expect(await failureOf(() => decoded(few))).toMatchObject({ reason: 'truncated' })
  })

  it('that was cut still tells what it used', async () => {
    const decoder = new ChatDecoder(chatCall({ stream: true }))
    const out: Chunk[] = []
    decoder.push(answer([candidate([{ text: 'a' }])]), 'message', out)
    await failureOf(() => decoder.end(out))
    expect(out.map(({ usage }) => usage?.total_tokens)).toEqual([undefined, 12])
  })

  it.each<[string, unknown, string, string]>([
    ['an error', { error: { code: 503, status: 'UNAVAILABLE', message: 'Busy' } }, 'overloaded', 'UNAVAILABLE'],
    ['an error in a list', [{ error: { code: 429, status: 'RESOURCE_EXHAUSTED', message: 'Slow' } }], 'rate_limit', 'RESOURCE_EXHAUSTED'],
    ['an error without a code', { error: { message: 'Huh' } }, 'server_error', ''],
    ['an error in a word', { error: 'Huh' }, 'server_error', ''],
    ['a blocked prompt', { promptFeedback: { blockReason: 'SAFETY' } }, 'content_filter', 'SAFETY'],
    ['a malformed call', answer([{ index: 0, finishReason: 'MALFORMED_FUNCTION_CALL' }]), 'malformed_response', 'MALFORMED_FUNCTION_CALL'],
    ['no object', 'x', 'malformed_response', ''],
    ['no candidate', answer([1]), 'malformed_response', ''],
    ['arguments in pieces', answer([candidate([{ functionCall: { name: 'add', partialArgs: [], willContinue: true } }])]), 'unsupported', ''],
  ])('may bring %s: typed, after what came before', async (_, event, reason, code) => {
    const decoder = new ChatDecoder(chatCall({ stream: true }))
    const out: Chunk[] = []
    decoder.push(answer([candidate([{ text: 'a' }])]), 'message', out)
    const error = await failureOf(() => decoder.push(event, 'message', out))
    expect(error.reason).toBe(reason)
    if (code !== '') expect(error.code).toBe(code)
    expect(deltasOf(out)).toEqual([{ role: 'assistant', content: 'a' }])
    expect(out.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: 12 } })
  })

  it('says what came with a break before it breaks', async () => {
    const decoder = new ChatDecoder(chatCall({ stream: true }))
    const out: Chunk[] = []
    await failureOf(() => decoder.push(answer([candidate([{ text: 'a' }], { finishReason: 'UNEXPECTED_TOOL_CALL' })]), 'message', out))
    expect(deltasOf(out)).toEqual([{ role: 'assistant', content: 'a' }])
  })

  it('may come as an array, and end with a [DONE] it does not need', () => {
    const decoder = new ChatDecoder(chatCall({ stream: true }))
    const out: Chunk[] = []
    decoder.push(structuredClone(events), 'message', out)
    decoder.push(DONE, 'message', out)
    decoder.end(out)
    expect(withoutMadeUpIds(folded(out)).choices).toEqual(withoutMadeUpIds(folded(decoded(events))).choices)
  })
})

describe('the bytes of a stream', () => {
  const text = events.map((event) => `data: ${JSON.stringify(event)}\r\n\r\n`).join('')
  const bytes = new TextEncoder().encode(text)

  function read(cuts: readonly number[]): Chunk[] {
    const reader = new SseReader()
    const seen: ServerSentEvent[] = []
    let from = 0
    for (const to of [...cuts, bytes.length]) {
      reader.push(bytes.subarray(from, to), seen)
      from = to
    }
    reader.end(seen)
    return decoded(seen.map(({ data }) => JSON.parse(data) as unknown))
  }

  const expected = withoutMadeUpIds(folded(decoded(events)).choices)

  it('mean the same wherever they are cut in two', () => {
    for (let at = 0; at <= bytes.length; at++) expect(withoutMadeUpIds(folded(read([at])).choices)).toEqual(expected)
  })

  it('mean the same however often they are cut', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: bytes.length }), { maxLength: 40 }), (cuts) => {
        expect(withoutMadeUpIds(folded(read(cuts.sort((a, b) => a - b))).choices)).toEqual(expected)
      }),
      { numRuns: 50 },
    )
  })
})

describe('streamed and whole', () => {
  const part = fc.oneof(
    fc.record({ text: fc.string() }),
    fc.record({ text: fc.string(), thought: fc.constant(true) }),
    fc.record({ text: fc.string(), thoughtSignature: fc.constant('c2ln') }),
    fc.record({ functionCall: fc.record({ id: fc.uuid(), name: fc.constantFrom('add', 'mul'), args: fc.dictionary(fc.string(), fc.jsonValue()) }) }),
    fc.record({ functionCall: fc.record({ name: fc.constantFrom('add', 'mul') }) }),
    fc.record({ inlineData: fc.record({ mimeType: fc.constant('image/png'), data: fc.constant('AAAA') }) }),
    fc.record({ executableCode: fc.record({ code: fc.string() }) }),
  )

  it('mean the same, whatever the parts and wherever the events are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.array(part, { maxLength: 4 }), { minLength: 1, maxLength: 6 }), fc.constantFrom('STOP', 'MAX_TOKENS', 'SAFETY'), (batches, finishReason) => {
        const last = batches.length - 1
        const streamed = decoded(batches.map((parts, at) => answer([candidate(parts, at === last ? { finishReason } : {})])))
        const { choices, usage } = chatValue(answer([candidate(batches.flat(), { finishReason })]), chatCall())
        const fold = folded(streamed)
        expect(withoutMadeUpIds(fold.choices)).toEqual(withoutMadeUpIds(choices))
        expect(fold.usage).toEqual(usage)
      }),
      { numRuns: 300 },
    )
  })
})
