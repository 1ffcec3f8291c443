import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Event } from '../../../src/core/operation.ts'
import { DONE } from '../../../src/core/wire.ts'
import { ChatDecoder } from '../../../src/providers/anthropic/stream.ts'
import { type ServerSentEvent, SseReader } from '../../../src/transport/sse.ts'
import { chatCall, failureOf } from '../call.ts'
import { answer, decodeAll, eventsOf, text } from './ask.ts'

const rich = answer(
  [
    { type: 'thinking', thinking: 'hm — ü', signature: 'sig' },
    text('Zürich 🌍'),
    { type: 'server_tool_use', id: 's1', name: 'web_search', input: { query: 'q' } },
    { type: 'tool_use', id: 't1', name: 'f', input: { city: 'Genève' } },
    { type: 'tool_use', id: 't2', name: 'g', input: {} },
  ],
  { stop_reason: 'tool_use' },
)

/** Bytes of a stream as Anthropic writes it. */
function bytesOf(events: readonly object[], newline = '\n'): Uint8Array {
  return new TextEncoder().encode(events.map((event) => `event: ${(event as { type: string }).type}${newline}data: ${JSON.stringify(event)}${newline}${newline}`).join(''))
}

function decodeBytes(pieces: readonly Uint8Array[]): readonly object[] {
  const reader = new SseReader()
  const events: ServerSentEvent[] = []
  for (const piece of pieces) reader.push(piece, events)
  reader.end(events)
  const decoder = new ChatDecoder(chatCall({ stream: true }))
  const out: Event<'chat'>[] = []
  for (const { data, event } of events) decoder.push(JSON.parse(data), event, out)
  decoder.end(out)
  return out
}

const withoutTime = (chunks: readonly object[]) => chunks.map((chunk) => ({ ...chunk, created: 0 }))

describe('a stream', () => {
  it('begins with the role and ends with the usage, in a chunk without choices', () => {
    const chunks = decodeAll(eventsOf(answer([text('Hi')])))
    expect(chunks[0]?.choices[0]?.delta).toEqual({ role: 'assistant' })
    expect(chunks.at(-2)?.choices[0]).toMatchObject({ finish_reason: 'stop', native_finish_reason: 'end_turn' })
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 } })
    expect(new Set(chunks.map(({ id, created, model, object }) => `${id} ${created} ${model} ${object}`)).size).toBe(1)
  })

  it("gives each of the caller's calls its own index and id; the provider's own tools do not leak", () => {
    const calls = decodeAll(eventsOf(rich)).flatMap(({ choices }) => choices[0]?.delta.tool_calls ?? [])
    expect(calls.filter(({ id }) => id).map(({ index, id, function: { name } }) => [index, id, name])).toEqual([[0, 't1', 'f'], [1, 't2', 'g']])
    const added = [0, 1].map((at) => calls.filter(({ index }) => index === at).map(({ function: fn }) => fn.arguments).join(''))
    expect(added).toEqual(['{"city":"Genève"}', '{}'])
  })

  it('tells blocks whole once, on the delta with the finish reason', () => {
    const chunks = decodeAll(eventsOf(rich))
    const withDetails = chunks.filter(({ choices }) => choices[0]?.delta.reasoning_details)
    expect(withDetails).toHaveLength(1)
    expect(withDetails[0]?.choices[0]?.finish_reason).toBe('tool_calls')
    expect(withDetails[0]?.choices[0]?.delta.provider_fields?.anthropic.content).toEqual(rich.content)
  })

  it('sets blocks of thought apart', () => {
    const chunks = decodeAll(eventsOf(answer([{ type: 'thinking', thinking: 'one', signature: 'a' }, { type: 'thinking', thinking: 'two', signature: 'b' }, text('x')])))
    expect(chunks.map(({ choices }) => choices[0]?.delta.reasoning_content ?? '').join('')).toBe('one\n\ntwo')
  })

  it('takes its counts from the last event that has them', () => {
    const [start, ...rest] = eventsOf(answer([text('Hi')], { usage: { input_tokens: 10, cache_read_input_tokens: 3, cache_creation_input_tokens: null, output_tokens: 1 } })) as object[]
    const delta = { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { input_tokens: null, cache_read_input_tokens: 4, output_tokens: 9, output_tokens_details: { thinking_tokens: 2 } } }
    const chunks = decodeAll([start, ...rest.slice(0, -2), delta, { type: 'message_stop' }])
    expect(chunks.at(-1)?.usage).toEqual({
      prompt_tokens: 14, completion_tokens: 9, total_tokens: 23, prompt_tokens_details: { cached_tokens: 4, cache_write_tokens: 0 }, completion_tokens_details: { reasoning_tokens: 2 },
    })
  })

  it('keeps arguments that were cut as they came', () => {
    const [start] = eventsOf(answer([]))
    const chunks = decodeAll([
      start,
      { type: 'content_block_start', index: 0, content_block: { type: 'tool_use', id: 't1', name: 'f', input: {} } },
      { type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: '{"a": "b' } },
      { type: 'message_delta', delta: { stop_reason: 'max_tokens' }, usage: { output_tokens: 3 } },
    ])
    expect(chunks.flatMap(({ choices }) => choices[0]?.delta.tool_calls ?? []).map(({ function: fn }) => fn.arguments).join('')).toBe('{"a": "b')
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('length')
  })

  it('is the same however its bytes are cut', () => {
    for (const newline of ['\n', '\r\n']) {
      const bytes = bytesOf(eventsOf(rich), newline)
      const whole = withoutTime(decodeBytes([bytes]))
      for (let at = 0; at <= bytes.length; at++) {
        expect(withoutTime(decodeBytes([bytes.subarray(0, at), bytes.subarray(at)]))).toEqual(whole)
      }
    }
  })

  it('that ends early is truncated, wherever; whole once its stop reason came', async () => {
    const events = eventsOf(rich)
    const stopped = events.findIndex((event) => (event as { type: string }).type === 'message_delta')
    for (let count = 0; count <= stopped; count++) {
      expect(await failureOf(() => decodeAll(events.slice(0, count)))).toMatchObject({ reason: 'truncated' })
    }
    expect(withoutTime(decodeAll(events.slice(0, stopped + 1)))).toEqual(withoutTime(decodeAll(events)))
  })

  it('that breaks off has told what it had cost by then', () => {
    const [start, ...rest] = eventsOf(rich)
    const decoder = new ChatDecoder(chatCall())
    const out: Array<Event<'chat'>> = []
    for (const event of [start, rest[0]]) decoder.push(event, '', out)
    expect(() => decoder.push({ type: 'error', error: { type: 'overloaded_error', message: 'No.' } }, '', out)).toThrow('No.')
    const { input_tokens } = (start as { message: { usage: { input_tokens: number } } }).message.usage
    expect(out.at(-1)?.usage?.prompt_tokens).toBeGreaterThanOrEqual(input_tokens)
    expect(() => decoder.end(out)).toThrow('before its stop reason')
    expect(out.at(-1)?.usage?.prompt_tokens).toBeGreaterThanOrEqual(input_tokens)
  })

  it.each([
    ['overloaded_error', 'overloaded', 529],
    ['rate_limit_error', 'rate_limit', 429],
    ['api_error', 'server_error', 500],
    ['timeout_error', 'server_error', 504],
    ['authentication_error', 'authentication', 401],
    ['permission_error', 'permission_denied', 403],
    ['billing_error', 'insufficient_quota', 402],
    ['request_too_large', 'context_length_exceeded', 413],
    ['invalid_request_error', 'bad_request', 400],
    ['not_found_error', 'model_not_found', 404],
    ['new_error', 'server_error', 500],
  ])('that reports %s after its 200 fails as %s (%i)', async (type, reason, status) => {
    const [start] = eventsOf(answer([]))
    const error = await failureOf(() => decodeAll([start, { type: 'error', error: { type, message: 'No.' } }]))
    expect(error).toMatchObject({ reason, status, code: type, message: 'No.' })
  })

  it('of anything but objects is malformed', async () => {
    expect(await failureOf(() => decodeAll(['x']))).toMatchObject({ reason: 'malformed_response' })
  })

  it('may hold events, blocks, deltas and fields yet unknown', () => {
    const anything = fc.oneof(
      fc.record({ type: fc.constantFrom('ping', 'new_event', 'content_block_delta', 'content_block_start', 'content_block_stop', 'message_delta', undefined) }, { requiredKeys: [] }),
      fc.record({ type: fc.constant('content_block_start'), index: fc.nat(3), content_block: fc.record({ type: fc.constantFrom('new_block', 'text', 'thinking', 'connector_text'), x: fc.jsonValue() }, { requiredKeys: ['type'] }) }),
      fc.record({ type: fc.constant('content_block_delta'), index: fc.nat(9), delta: fc.record({ type: fc.constantFrom('new_delta', 'compaction_delta', undefined), y: fc.jsonValue() }, { requiredKeys: [] }) }),
    )
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 20 }), (noise) => {
        const [start, ...rest] = eventsOf(answer([]))
        const chunks = decodeAll([start, ...noise, ...rest, DONE].filter((event) => event !== DONE))
        expect(chunks.some(({ choices }) => choices[0]?.finish_reason)).toBe(true)
      }),
    )
  })

  it('takes a [DONE] that some hosts add for nothing', () => {
    const decoder = new ChatDecoder(chatCall({ stream: true }))
    const out: Event<'chat'>[] = []
    for (const event of eventsOf(answer([text('Hi')]))) decoder.push(event, 'message', out)
    decoder.push(DONE, 'message', out)
    decoder.end(out)
    expect(out.filter(({ usage }) => usage)).toHaveLength(1)
  })
})
