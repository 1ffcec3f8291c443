import OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import { collect, rejection } from '../support/collect.ts'
import { jsonResponse, sseResponse } from '../support/fetch.ts'
import { overFetch } from './gateway.ts'

const part = { type: 'output_text', text: 'Hello', annotations: [], logprobs: [] }
const item = { id: 'msg_1', type: 'message', status: 'completed', role: 'assistant', content: [part] }
const usage = { input_tokens: 5, output_tokens: 6, total_tokens: 11, input_tokens_details: { cached_tokens: 0 }, output_tokens_details: { reasoning_tokens: 0 } }
const begun = {
  id: 'resp_1', object: 'response', created_at: 1, status: 'in_progress', model: 'm', output: [] as unknown[], error: null, incomplete_details: null,
  instructions: null, metadata: {}, parallel_tool_calls: true, temperature: 1, tool_choice: 'auto', tools: [], top_p: 1,
}
const done = { ...begun, status: 'completed', output: [item], usage }

const events = [
  { type: 'response.created', response: begun },
  { type: 'response.in_progress', response: begun },
  { type: 'response.output_item.added', output_index: 0, item: { ...item, status: 'in_progress', content: [] } },
  { type: 'response.content_part.added', item_id: 'msg_1', output_index: 0, content_index: 0, part: { ...part, text: '' } },
  { type: 'response.output_text.delta', item_id: 'msg_1', output_index: 0, content_index: 0, delta: 'Hel', logprobs: [] },
  { type: 'response.output_text.delta', item_id: 'msg_1', output_index: 0, content_index: 0, delta: 'lo', logprobs: [] },
  { type: 'response.output_text.done', item_id: 'msg_1', output_index: 0, content_index: 0, text: 'Hello', logprobs: [] },
  { type: 'response.content_part.done', item_id: 'msg_1', output_index: 0, content_index: 0, part },
  { type: 'response.output_item.done', output_index: 0, item },
  { type: 'response.completed', response: done },
].map((event, sequence_number) => ({ ...event, sequence_number }))

describe('responses.create', () => {
  it('gives the response, its text and the request id', async () => {
    const { gateway, sent, events: seen } = overFetch(() => jsonResponse(done, 200, { 'x-request-id': 'req_1' }))
    const answer = await gateway.responses.create({ model: 'openai/gpt-5', input: 'Hi' })
    expect(answer.output_text).toBe('Hello')
    expect(answer).toHaveProperty('_request_id', 'req_1')
    expect(sent[0]).toMatchObject({ path: '/responses', method: 'POST', body: { model: 'gpt-5', input: 'Hi' } })
    expect(seen.at(-1)).toMatchObject({ type: 'call.end', operation: 'responses', usage: { inputTokens: 5, outputTokens: 6 } })
  })

  it('streams every event as it came', async () => {
    const { gateway, events: seen } = overFetch(() => sseResponse(events, { done: false }))
    const stream = await gateway.responses.create({ model: 'openai/gpt-5', input: 'Hi', stream: true })
    expect(await collect(stream)).toEqual(events)
    expect(seen.at(-1)).toMatchObject({ outcome: 'ok', usage: { totalTokens: 11 } })
  })

  it('that ends before its terminal event broke off', async () => {
    const { gateway } = overFetch(() => sseResponse(events.slice(0, 6), { done: false }))
    const stream = await gateway.responses.create({ model: 'openai/gpt-5', input: 'Hi', stream: true })
    expect(await rejection(collect(stream))).toMatchObject({ reason: 'truncated' })
  })

  it('that fails inside its stream before any content is an ordinary rejection', async () => {
    const failed = { type: 'response.failed', response: { ...begun, status: 'failed', error: { code: 'rate_limit_exceeded', message: 'Slow down' } }, sequence_number: 1 }
    const { gateway } = overFetch(() => sseResponse([events[0], failed], { done: false }))
    const error = await rejection(gateway.responses.create({ model: 'openai/gpt-5', input: 'Hi', stream: true }))
    expect(error).toBeInstanceOf(OpenAI.RateLimitError)
    expect(error).toMatchObject({ reason: 'rate_limit' })
  })
})

describe('responses.stream', () => {
  it('accumulates the final response', async () => {
    const { gateway } = overFetch(() => sseResponse(events, { done: false }))
    const deltas: string[] = []
    const stream = gateway.responses.stream({ model: 'openai/gpt-5', input: 'Hi' })
    stream.on('response.output_text.delta', ({ delta }) => void deltas.push(delta))
    const final = await stream.finalResponse()
    expect(final.output_text).toBe('Hello')
    expect(deltas).toEqual(['Hel', 'lo'])
  })
})

describe('responses.retrieve', () => {
  it('is not translated: it goes to the passthrough provider as it is', async () => {
    const { gateway, sent } = overFetch(() => jsonResponse(done))
    expect(await gateway.responses.retrieve('resp_1', { include: ['message.output_text.logprobs'] })).toMatchObject({ id: 'resp_1' })
    expect(sent[0]?.method).toBe('GET')
    expect(decodeURIComponent(sent[0]?.url ?? '')).toBe('https://upstream.test/v1/responses/resp_1?include[]=message.output_text.logprobs')
  })
})
