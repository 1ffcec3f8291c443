import { describe, expect, it } from 'vitest'
import { rejection } from '../support/collect.ts'
import { jsonResponse } from '../support/fetch.ts'
import { overFetch } from './gateway.ts'

const floats = [0.5, -1, 0.25]
const base64 = Buffer.from(new Float32Array(floats).buffer).toString('base64')
const answer = (embedding: unknown) => () => jsonResponse({ object: 'list', model: 'e', data: [{ object: 'embedding', index: 0, embedding }], usage: { prompt_tokens: 2, total_tokens: 2 } })

describe('embeddings.create', () => {
  it.each<[string, 'float' | 'base64' | undefined, unknown, unknown]>([
    ['by default gives numbers, where the host sends base64', undefined, base64, floats],
    ['by default gives numbers, where the host sends numbers all the same', undefined, floats, floats],
    ['asked for numbers gives numbers', 'float', floats, floats],
    ['asked for numbers gives numbers, where the host sends base64', 'float', base64, floats],
    ['asked for base64 gives base64', 'base64', base64, base64],
    ['asked for base64 gives base64, where the host sends numbers', 'base64', floats, base64],
  ])('%s', async (_name, encoding_format, wire, expected) => {
    const { gateway } = overFetch(answer(wire))
    const { data, usage } = await gateway.embeddings.create({ model: 'openai/e', input: 'Hi', ...(encoding_format && { encoding_format }) })
    expect(data.map(({ embedding }) => embedding)).toEqual([expected])
    expect(usage).toEqual({ prompt_tokens: 2, total_tokens: 2 })
  })

  it.each<[string, 'float' | 'base64', unknown]>([
    ['null', 'float', null],
    ['null, where base64 was asked for', 'base64', null],
    ['a number, where base64 was asked for', 'base64', 5],
    ['text that is no base64', 'float', 'not base64!'],
    ['text that is no base64, where base64 was asked for', 'base64', 'not base64!'],
    ['base64 of half a float', 'float', btoa('ab')],
    ['base64 cut within a digit', 'base64', `${base64}Q`],
  ])('fails typed for an embedding that is %s', async (_name, encoding_format, wire) => {
    const { gateway } = overFetch(answer(wire))
    expect(await rejection(gateway.embeddings.create({ model: 'openai/e', input: 'Hi', encoding_format }))).toMatchObject({ reason: 'malformed_response' })
  })

  it("sends the caller's fields, the model replaced", async () => {
    const { gateway, sent, events } = overFetch(answer(floats))
    await gateway.embeddings.create({ model: 'openai/text-embedding-3-small', input: 'Hi', dimensions: 3, user: 'u' })
    expect(sent[0]).toMatchObject({ path: '/embeddings', body: { model: 'text-embedding-3-small', input: 'Hi', dimensions: 3, user: 'u', encoding_format: 'base64' } })
    expect(events.at(-1)).toMatchObject({ type: 'call.end', operation: 'embeddings', usage: { inputTokens: 2, outputTokens: 0 } })
  })

  it('keeps the request id', async () => {
    const { gateway } = overFetch(() => jsonResponse({ data: [{ embedding: base64, index: 0 }] }, 200, { 'x-request-id': 'req_e' }))
    expect(await gateway.embeddings.create({ model: 'openai/e', input: 'Hi' })).toHaveProperty('_request_id', 'req_e')
  })
})
