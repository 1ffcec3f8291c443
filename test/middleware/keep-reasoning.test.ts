/** Signed reasoning finds its tool calls again, where the code between has lost it. */
import type OpenAI from 'openai'
import { cache, createEngine, createGateway, keepReasoning, memoryStore } from 'zerohop'
import { chunksOf, fakeClock, type FakeProvider, fakeProvider, middlewareContract, turn } from 'zerohop/testing'
import { describe, expect, it } from 'vitest'

const details = [{ type: 'reasoning.text', text: 'Look.', signature: 'sig-1', format: 'anthropic-claude-v1', index: 0 }]
const call = { id: 'toolu_1', type: 'function' as const, function: { name: 'look', arguments: '{"at":"map"}' } }
const user = { role: 'user' as const, content: 'Where?' }
const said = {
  id: 'x', object: 'chat.completion', created: 0, model: 'm',
  choices: [{ index: 0, finish_reason: 'tool_calls', logprobs: null, message: { role: 'assistant', content: null, refusal: null, tool_calls: [call], reasoning_content: 'Look.', reasoning_details: details } }],
}
const rebuilt = { role: 'assistant' as const, content: null, tool_calls: [call] }
const result = { role: 'tool' as const, tool_call_id: 'toolu_1', content: 'here' }

/** The messages of the last call. */
function sentTo(provider: FakeProvider): unknown[] {
  const body = provider.calls.at(-1)?.body
  return body !== undefined && 'messages' in body ? (body.messages as unknown[]) : []
}

function engineWith(options = {}) {
  const provider = fakeProvider([{ value: said as never }, 'done'])
  const clock = fakeClock()
  const engine = createEngine({ providers: { a: provider }, use: [keepReasoning(options)], clock })
  const ask = (messages: unknown[]) => engine.handle({ operation: 'chat', body: { model: 'a/m', messages: messages as never } })
  const sent = () => sentTo(provider)
  return { ask, sent, clock }
}

describe('keepReasoning', () => {
  for (const { name, run } of middlewareContract(() => keepReasoning())) it(name, run)

  it('gives an assistant message back what it was answered with, by its calls', async () => {
    const { ask, sent } = engineWith()
    await ask([user])
    const messages = Object.freeze([user, Object.freeze(rebuilt), result])
    await ask(messages as never)
    expect(sent()).toEqual([user, { ...rebuilt, reasoning_content: 'Look.', reasoning_details: details }, result])
    expect(rebuilt).not.toHaveProperty('reasoning_details')
  })

  it.each([
    ['another id', { ...call, id: 'toolu_2' }],
    ['another name', { ...call, function: { ...call.function, name: 'see' } }],
    ['other arguments', { ...call, function: { ...call.function, arguments: '{}' } }],
  ])('gives nothing to a call with %s', async (_, other) => {
    const { ask, sent } = engineWith()
    await ask([user])
    await ask([user, { ...rebuilt, tool_calls: [other] }, result])
    expect(sent()[1]).toEqual({ ...rebuilt, tool_calls: [other] })
  })

  it('gives nothing to another conversation, be its calls the same', async () => {
    const { ask, sent } = engineWith()
    await ask([user])
    await ask([{ ...user, content: 'Whither?' }, rebuilt, result])
    expect(sent()[1]).toEqual(rebuilt)
  })

  it("leaves the caller's own reasoning alone", async () => {
    const { ask, sent } = engineWith()
    await ask([user])
    await ask([user, { ...rebuilt, reasoning_details: [] }, result])
    expect(sent()[1]).toEqual({ ...rebuilt, reasoning_details: [] })
  })

  it('forgets after its time, and the oldest first', async () => {
    const late = engineWith({ ttlMs: 1000 })
    await late.ask([user])
    await late.clock.advance(1001)
    await late.ask([user, rebuilt, result])
    expect(late.sent()[1]).toEqual(rebuilt)

    const second = { ...said, choices: [{ ...said.choices[0], message: { ...said.choices[0]?.message, tool_calls: [{ ...call, id: 'toolu_2' }] } }] }
    const provider = fakeProvider([{ value: said as never }, { value: second as never }, 'done'])
    const engine = createEngine({ providers: { a: provider }, use: [keepReasoning({ maxAnswers: 1 })] })
    for (const messages of [[user], [user], [user, rebuilt, result]]) {
      await engine.handle({ operation: 'chat', body: { model: 'a/m', messages: messages as never } })
    }
    expect(sentTo(provider)[1]).toEqual(rebuilt)
  })

  it.each([
    ['keeps what fits', 1_000, true],
    ['lets the oldest go where there are too many bytes', 300, false],
  ])('%s', async (_, maxBytes, isKept) => {
    const answer = (id: string) => ({ value: { ...said, choices: [{ ...said.choices[0], message: { ...said.choices[0]?.message, tool_calls: [{ ...call, id }] } }] } as never })
    const provider = fakeProvider([answer('toolu_1'), answer('toolu_2'), 'done'])
    const engine = createEngine({ providers: { a: provider }, use: [keepReasoning({ maxBytes })] })
    const second = { ...rebuilt, tool_calls: [{ ...call, id: 'toolu_2' }] }
    const ask = (messages: unknown[]) => engine.handle({ operation: 'chat', body: { model: 'a/m', messages: messages as never } })
    for (const messages of [[user], [user], [user, rebuilt, result]]) await ask(messages)
    expect('reasoning_details' in (sentTo(provider)[1] as object)).toBe(isKept)
    await ask([user, second, { ...result, tool_call_id: 'toolu_2' }])
    expect(sentTo(provider)[1]).toHaveProperty('reasoning_details')
  })

  it('keeps nothing that is larger than all may be', async () => {
    const { ask, sent } = engineWith({ maxBytes: 100 })
    await ask([user])
    await ask([user, rebuilt, result])
    expect(sent()[1]).toEqual(rebuilt)
  })

  it('carries signatures through runTools() of the openai package, streamed too', async () => {
    for (const stream of [false, true]) {
      const chunks = [
        ...chunksOf({ toolCalls: [{ id: 'toolu_1', name: 'look', arguments: '{"at":"map"}' }], finishReason: 'tool_calls' } as never),
      ].map((chunk) => (chunk.choices[0]?.finish_reason ? { ...chunk, choices: [{ ...chunk.choices[0], delta: { ...chunk.choices[0].delta, reasoning_details: details } }] } : chunk))
      const provider = fakeProvider([stream ? { events: chunks as never } : { value: said as never }, 'done'])
      const gateway = createGateway({ providers: { a: provider } })
      const tool = { type: 'function' as const, function: { name: 'look', description: 'Looks.', parameters: { type: 'object' }, parse: JSON.parse, function: () => 'here' } }
      const runner = stream
        ? (gateway as OpenAI).chat.completions.runTools({ model: 'a/m', messages: [user], tools: [tool], stream: true })
        : (gateway as OpenAI).chat.completions.runTools({ model: 'a/m', messages: [user], tools: [tool] })
      expect(await runner.finalContent()).toBe('done')
      expect(sentTo(provider)[1]).toMatchObject({ role: 'assistant', reasoning_details: details })
    }
  })

  describe('with a cache', () => {
    const tools = [{ type: 'function' as const, function: { name: 'look' } }]
    const streamed = chunksOf({ toolCalls: [{ id: 'toolu_1', name: 'look', arguments: '{"at":"map"}' }], finishReason: 'tool_calls' } as never).map((chunk) =>
      chunk.choices[0]?.finish_reason ? { ...chunk, choices: [{ ...chunk.choices[0], delta: { ...chunk.choices[0].delta, reasoning_details: details } }] } : chunk,
    )

    it.each([
      { got: 'a value', given: 'a value' },
      { got: 'a value', given: 'a stream' },
      { got: 'a stream', given: 'a value' },
      { got: 'a stream', given: 'a stream' },
    ])('gives the calls of an answer that another process had asked for their reasoning: $given of $got', async ({ got, given }) => {
      const store = memoryStore()
      const gatewayOf = (provider: FakeProvider) => createGateway({ providers: { a: provider }, use: [cache({ store, keep: { tools: true } })] })
      const ask = async (gateway: ReturnType<typeof gatewayOf>, stream: boolean) => {
        const body = { model: 'a/m' as const, messages: [user], tools }
        if (stream) for await (const _chunk of await gateway.chat.completions.create({ ...body, stream: true }));
        else await gateway.chat.completions.create(body)
      }
      await ask(gatewayOf(fakeProvider([got === 'a stream' ? { events: streamed as never } : { value: said as never }])), got === 'a stream')
      await turn()

      const other = fakeProvider(['done'])
      const gateway = gatewayOf(other)
      await ask(gateway, given === 'a stream')
      expect(other.calls).toHaveLength(0)
      await gateway.chat.completions.create({ model: 'a/m', messages: [user, rebuilt, result], tools })
      expect(sentTo(other)[1]).toMatchObject({ tool_calls: [call], reasoning_details: details })
    })
  })
})
