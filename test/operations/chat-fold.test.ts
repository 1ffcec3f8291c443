import fc from 'fast-check'
import { ChatCompletionStream } from 'openai/lib/ChatCompletionStream'
import { describe, expect, it } from 'vitest'
import type { Value } from '../../src/core/operation.ts'
import { viewOf } from '../../src/operations/index.ts'
import { deepFreeze } from '../support/call.ts'
import { type Chunk, chunk, chunks, completion, roleChunk, usage, usageChunk } from '../support/provider.ts'

type Choice = Value<'chat'>['choices'][number]

function fold(events: readonly Chunk[]): Value<'chat'> | undefined {
  const fold = viewOf('chat').fold?.()
  for (const event of events) fold?.push(deepFreeze(structuredClone(event)))
  return fold?.value()
}

const messageOf = (events: readonly Chunk[]): Choice['message'] | undefined => fold(events)?.choices[0]?.message

/** What the SDK makes of the same chunks. It changes them: it gets its own. */
function finalOf(events: readonly Chunk[]): Promise<Value<'chat'>> {
  const lines = events.map((event) => `${JSON.stringify(event)}\n`).join('')
  return ChatCompletionStream.fromReadableStream(new Response(lines).body as ReadableStream).finalChatCompletion()
}

/** As JSON, without what the SDK's parser adds to what it folded. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (name, inner: unknown) => (name === 'parsed' || name === 'parsed_arguments' ? undefined : inner)))
}

/** A text in pieces, cut anywhere. */
const pieces = fc.array(fc.string({ maxLength: 6, unit: 'binary' }), { maxLength: 5 })
const logprob = fc.string({ maxLength: 3 }).map((token) => ({ token, bytes: null, logprob: -1, top_logprobs: [] }))

const call = fc.record({ id: fc.uuid(), name: fc.string({ minLength: 1, maxLength: 8 }), json: pieces })
const audio = fc.record({ id: fc.uuid(), data: pieces, transcript: pieces, expires_at: fc.nat() })
const said = fc.record({
  content: pieces,
  refusal: pieces,
  calls: fc.array(call, { maxLength: 3 }),
  audio: fc.option(audio),
  old: fc.option(fc.record({ name: fc.string({ minLength: 1, maxLength: 8 }), json: pieces })),
  logprobs: fc.array(logprob, { maxLength: 3 }),
  finish: fc.constantFrom('stop', 'length', 'tool_calls', 'content_filter', 'function_call'),
  more: fc.option(fc.record({ native_finish_reason: fc.string({ minLength: 1 }), content_filter_results: fc.record({ hate: fc.boolean() }) })),
})

type Said = typeof said extends fc.Arbitrary<infer T> ? T : never

/** The choices of one answer, as the deltas OpenAI would send. The head of a call comes before its arguments. */
function deltasOf({ content, refusal, calls: asked, audio, old, logprobs, finish, more }: Said): Array<Record<string, unknown>> {
  const calls = old ? [] : asked // nobody speaks both ways, and the SDK keeps the older
  return [
    { delta: { role: 'assistant', content: '' }, logprobs: null },
    ...content.map((text) => ({ delta: { content: text } })),
    ...refusal.map((text) => ({ delta: { refusal: text } })),
    ...logprobs.map((one) => ({ delta: {}, logprobs: { content: [one], refusal: null } })),
    ...(audio ? [{ delta: { audio: { id: audio.id } } }, ...audio.data.map((data) => ({ delta: { audio: { data } } }))] : []),
    ...(audio ? [...audio.transcript.map((transcript) => ({ delta: { audio: { transcript } } })), { delta: { audio: { expires_at: audio.expires_at } } }] : []),
    ...calls.flatMap(({ id, name, json }, index) => [
      { delta: { tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] } },
      ...json.map((text) => ({ delta: { tool_calls: [{ index, function: { arguments: text } }] } })),
    ]),
    ...(old ? [{ delta: { function_call: { name: old.name, arguments: '' } } }, ...old.json.map((text) => ({ delta: { function_call: { arguments: text } } }))] : []),
    { delta: {}, finish_reason: finish, ...more },
  ]
}

const head = fc.record({ id: fc.uuid(), created: fc.integer({ min: 1 }), model: fc.string({ minLength: 1 }), system_fingerprint: fc.option(fc.uuid(), { nil: undefined }) })

/** Whole streams of one to three choices, whose chunks come in any order that keeps each choice's own. */
const stream = fc
  .record({ head, answers: fc.array(said, { minLength: 1, maxLength: 3 }), order: fc.array(fc.nat(), { minLength: 60, maxLength: 60 }), counted: fc.boolean() })
  .map(({ head, answers, order, counted }) => {
    const queues = answers.map(deltasOf)
    const all: unknown[] = []
    for (let turn = 0; queues.some((queue) => queue.length > 0); turn++) {
      const open = queues.flatMap((queue, index) => (queue.length > 0 ? [index] : []))
      const index = (turn < answers.length ? turn : open[(order[turn % 60] as number) % open.length]) as number // each choice begins in turn: the SDK knows no gaps
      all.push({ ...head, object: 'chat.completion.chunk', choices: [{ index, finish_reason: null, ...queues[index]?.shift() }], usage: null })
    }
    if (counted) all.push({ ...head, object: 'chat.completion.chunk', choices: [], usage })
    return all as Chunk[]
  })

describe('the fold of a chat stream', () => {
  it('is what the SDK makes of it, for every whole stream', async () => {
    await fc.assert(
      fc.asyncProperty(stream, async (events) => {
        expect(plain(fold(events))).toEqual(plain(await finalOf(events)))
      }),
      { numRuns: 200 },
    )
  })

  it('of a part is the part: what was said only grows, and nothing is finished before its time', () => {
    fc.assert(
      fc.property(stream, fc.nat(), (events, at) => {
        const part = events.slice(0, at % (events.length + 1))
        const [partly, whole] = [fold(part), fold(events)]
        expect(partly === undefined).toBe(part.length === 0)
        for (const { index, message, finish_reason } of partly?.choices ?? []) {
          const final = whole?.choices[index] as Choice
          expect((final.message.content ?? '').startsWith(message.content ?? '')).toBe(true)
          expect((final.message.refusal ?? '').startsWith(message.refusal ?? '')).toBe(true)
          message.tool_calls?.forEach((one, n) => {
            const other = final.message.tool_calls?.[n]
            if (one.type !== 'function' || other?.type !== 'function') throw new Error('not a function')
            expect([one.id, other.function.arguments.startsWith(one.function.arguments)]).toEqual([other.id, true])
          })
          expect(finish_reason).toBe(part.some(({ choices }) => choices.some((choice) => choice.index === index && choice.finish_reason)) ? final.finish_reason : null)
        }
      }),
      { numRuns: 200 },
    )
  })

  it('is the answer that would have come at once', () => {
    expect(fold(chunks(['Hel', 'lo']))).toEqual(completion('Hello'))
  })

  it('is nothing where nothing came', () => {
    expect(fold([])).toBeUndefined()
  })

  it('can be asked for along the way, and what it gave before does not change', () => {
    const folded = viewOf('chat').fold?.()
    folded?.push(chunk({ content: 'a', tool_calls: [{ index: 0, id: 'c', type: 'function', function: { name: 'f', arguments: '{' } }] }))
    const before = folded?.value()
    folded?.push(chunk({ content: 'b', tool_calls: [{ index: 0, function: { arguments: '}' } }] }))
    expect(before?.choices[0]?.message).toMatchObject({ content: 'a', tool_calls: [{ function: { arguments: '{' } }] })
    expect(folded?.value()?.choices[0]?.message).toMatchObject({ content: 'ab', tool_calls: [{ function: { arguments: '{}' } }] })
    expect(folded?.characters()).toBe(4)
  })
})

describe('of what the SDK does not know the fold of a chat stream', () => {
  it.each<[string, object[], object]>([
    ['joins reasoning', [{ reasoning_content: 'h' }, { reasoning_content: 'm' }], { reasoning_content: 'hm' }],
    ['joins reasoning under its other name', [{ reasoning: 'h' }, { reasoning: null }, { reasoning: 'm' }], { reasoning: 'hm' }],
    ['keeps every reasoning detail', [{ reasoning_details: [{ a: 1 }] }, { reasoning_details: [{ b: 2 }] }], { reasoning_details: [{ a: 1 }, { b: 2 }] }],
    ['keeps every image', [{ images: [{ a: 1 }] }, { images: [{ b: 2 }] }], { images: [{ a: 1 }, { b: 2 }] }],
    ['keeps every annotation', [{ annotations: [{ a: 1 }] }, { annotations: null }], { annotations: [{ a: 1 }] }],
    ['joins the input of a custom tool', [
      { tool_calls: [{ index: 0, id: 'c', type: 'custom', custom: { name: 'sql', input: '' } }] },
      { tool_calls: [{ index: 0, custom: { input: 'SELECT ' } }] },
      { tool_calls: [{ index: 0, custom: { input: '1' } }] },
    ], { tool_calls: [{ id: 'c', type: 'custom', custom: { name: 'sql', input: 'SELECT 1' } }] }],
    ['keeps the last of any other field', [{ mood: 'good' }, { mood: 'better' }], { mood: 'better' }],
    ['never lets nothing hide something', [{ mood: 'good', provider_fields: { a: 1 } }, { mood: null, provider_fields: undefined }], { mood: 'good', provider_fields: { a: 1 } }],
  ])('%s', (_name, deltas, message) => {
    expect(messageOf(deltas.map((delta) => chunk(delta)))).toEqual({ role: 'assistant', content: null, refusal: null, ...message })
  })

  it('keeps the fields of a call beyond its arguments', () => {
    const signed = { index: 0, id: 'c', type: 'function', function: { name: 'f', arguments: '' }, provider_fields: { signature: 's' } } as const
    expect(messageOf([chunk({ tool_calls: [signed] })])).toMatchObject({ tool_calls: [{ provider_fields: { signature: 's' } }] })
  })

  it('keeps head fields of any chunk, and hides none behind an empty one', () => {
    const azure = { id: '', object: 'chat.completion.chunk', created: 0, model: '', choices: [], prompt_filter_results: [1] } as never
    const note = { id: '', object: 'chat.completion.chunk', created: 0, model: '', choices: [{ index: 0, delta: {}, finish_reason: null, content_filter_offsets: { a: 1 } }] } as never
    const value = fold([azure, roleChunk, chunk({ content: 'a' }), note, usageChunk])
    expect(value).toMatchObject({ id: 'chatcmpl-1', created: 1, model: 'm', prompt_filter_results: [1], usage, choices: [{ content_filter_offsets: { a: 1 } }] })
  })

  it('leaves out the padding of single chunks', () => {
    expect(fold([{ ...roleChunk, obfuscation: 'xyz' } as never])).not.toHaveProperty('obfuscation')
  })

  it('lists choices and calls by their index, whatever their order', () => {
    const of = (index: number, content: string) => ({ ...roleChunk, choices: [{ index, delta: { content, tool_calls: [{ index: 1, id: 'b' }, { index: 0, id: 'a' }] }, finish_reason: null }] })
    const value = fold([of(2, 'c'), of(0, 'a'), of(2, 'C')])
    expect(value?.choices.map(({ index, message }) => [index, message.content, message.tool_calls?.map(({ id }) => id)])).toEqual([[0, 'a', ['a', 'b']], [2, 'cC', ['a', 'b']]])
  })
})

describe('names and indexes from outside', () => {
  const hostile = (json: string): Chunk[] => [JSON.parse(json) as Chunk]

  it.each([
    ['a chunk', '{"id":"x","choices":[],"__proto__":{"polluted":1}}'],
    ['a choice', '{"id":"x","choices":[{"index":0,"delta":{},"__proto__":{"polluted":1}}]}'],
    ['a delta', '{"id":"x","choices":[{"index":0,"delta":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}}]}'],
    ['a call', '{"id":"x","choices":[{"index":0,"delta":{"tool_calls":[{"index":"__proto__","__proto__":{"polluted":1},"function":{"__proto__":{"polluted":1},"arguments":"{"}}]}}]}'],
    ['audio', '{"id":"x","choices":[{"index":0,"delta":{"audio":{"__proto__":{"polluted":1}}}}]}'],
    ['logprobs', '{"id":"x","choices":[{"index":0,"delta":{},"logprobs":{"__proto__":["polluted"]}}]}'],
    ['the index of a choice', '{"id":"x","choices":[{"index":"__proto__","delta":{"polluted":1}}]}'],
  ])('of %s change no prototype', (_name, json) => {
    const walk = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return
      expect([Object.prototype, Array.prototype]).toContain(Object.getPrototypeOf(value))
      Object.values(value).forEach(walk)
    }
    walk(fold(hostile(json)))
    expect({}).not.toHaveProperty('polluted')
  })

  it('however large make no large list', () => {
    const value = fold([{ ...roleChunk, choices: [{ index: 4e9, delta: { content: 'a' }, finish_reason: null }] }])
    expect(value?.choices).toHaveLength(1)
  })
})
