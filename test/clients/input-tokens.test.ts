import OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import { createGateway } from '../../src/gateway.ts'
import { azure } from '../../src/providers/openai-compatible/azure.ts'
import { fallback } from '../../src/routes/fallback.ts'
import { fakeProvider } from '../../src/testing/fake-provider.ts'
import { rejection } from '../support/collect.ts'
import { jsonResponse } from '../support/fetch.ts'
import { overFetch, overScript } from './gateway.ts'
import { fails, gives } from '../support/provider.ts'

const counted = { object: 'response.input_tokens', input_tokens: 11 }
const tools = [{ type: 'function' as const, name: 'look', parameters: { type: 'object' }, strict: true }]

describe('responses.inputTokens.count', () => {
  it('asks OpenAI as it is, for the model of the target', async () => {
    const { gateway, sent, events } = overFetch(() => jsonResponse(counted, 200, { 'x-request-id': 'req_1' }))
    const body = { input: [{ role: 'user' as const, content: 'Hi' }], instructions: 'Be brief', tools }
    const answer = await gateway.responses.inputTokens.count({ model: 'openai/gpt-5', ...body })
    expect(answer).toEqual(counted)
    expect(answer).toHaveProperty('_request_id', 'req_1')
    expect(sent).toMatchObject([{ path: '/responses/input_tokens', method: 'POST', body: { model: 'gpt-5', ...body } }])
    expect(events.at(-1)).toMatchObject({ type: 'call.end', operation: 'input_tokens', outcome: 'ok', target: 'openai/gpt-5' })
    expect(events.at(-1)).not.toHaveProperty('usage.inputTokens')
  })

  it('is the same by its path, as an SDK needs that lacks the method', async () => {
    const { gateway, sent } = overFetch(() => jsonResponse(counted))
    expect(await gateway.post('/responses/input_tokens', { body: { model: 'openai/gpt-5', input: 'Hi' } })).toEqual(counted)
    expect(sent[0]).toMatchObject({ path: '/responses/input_tokens', body: { model: 'gpt-5', input: 'Hi' } })
  })

  it('goes by routes: a target that fails is followed by the next', async () => {
    const { gateway, provider } = overScript([fails('overloaded'), gives(counted)], { routes: { smart: fallback(['p/a', 'p/b']) } })
    expect(await gateway.responses.inputTokens.count({ model: 'smart', input: 'Hi' })).toEqual(counted)
    expect(provider.asked.map(({ target }) => target.address)).toEqual(['p/a', 'p/b'])
  })

  it('falls back from a host that cannot count', async () => {
    const cannot = azure({ endpoint: 'https://acme.openai.azure.com', apiKey: 'k', fetch: () => Promise.reject(new Error('it was asked')) })
    const gateway = createGateway({ providers: { azure: cannot, fake: fakeProvider() }, routes: { smart: fallback(['azure/a', 'fake/b']) } })
    expect(await gateway.responses.inputTokens.count({ model: 'smart', input: 'Hi' })).toEqual({ object: 'response.input_tokens', input_tokens: 5 })
  })

  it.each([
    ['nothing to count with', { object: 'response.input_tokens' }],
    ['no object', []],
  ])('takes an answer with %s for malformed', async (_, answer) => {
    const { gateway } = overFetch(() => jsonResponse(answer))
    expect(await rejection(gateway.responses.inputTokens.count({ model: 'openai/gpt-5', input: 'Hi' }))).toMatchObject({ reason: 'malformed_response' })
  })

  it("throws the SDK's errors", async () => {
    const { gateway } = overFetch(() => jsonResponse({ error: { message: 'No such model', code: 'model_not_found', type: 'invalid_request_error' } }, 404))
    expect(await rejection(gateway.responses.inputTokens.count({ model: 'openai/gpt-0', input: 'Hi' }))).toBeInstanceOf(OpenAI.NotFoundError)
    expect(await rejection(gateway.responses.inputTokens.count({ model: 'openai/gpt-0', input: 7 as never }))).toMatchObject({ reason: 'bad_request', param: 'input' })
  })

  it('is answered by a fake: with its usage, or with a value', async () => {
    const fake = fakeProvider([{ usage: { inputTokens: 42, outputTokens: 0 } }, { value: { object: 'response.input_tokens', input_tokens: 7 } }])
    const gateway = createGateway({ providers: { fake } })
    const count = async () => (await gateway.responses.inputTokens.count({ model: 'fake/a', input: 'Hi' })).input_tokens
    expect([await count(), await count()]).toEqual([42, 7])
  })
})
