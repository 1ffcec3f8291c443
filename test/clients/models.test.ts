import OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import { createGateway } from '../../src/gateway.ts'
import { fallback } from '../../src/routes/fallback.ts'
import { collect, rejection } from '../support/collect.ts'
import { jsonResponse } from '../support/fetch.ts'
import { answers, fails, gives, scripted } from '../support/provider.ts'
import { overFetch } from './gateway.ts'

const model = (id: string) => ({ id, object: 'model' as const, created: 1, owned_by: 'them' })
const lists = (...ids: string[]) => scripted(gives({ object: 'list', data: ids.map(model) }))
const unable = { ...scripted(answers()), operations: ['chat'] as const }

describe('models.list', () => {
  it('is the routes, then the models of every provider, by address', async () => {
    const gateway = createGateway({ providers: { a: lists('x', 'y'), b: lists('deep/z') }, routes: { smart: fallback(['a/x']) } })
    const page = await gateway.models.list()
    expect(page.data).toEqual([
      { id: 'smart', object: 'model', created: 0, owned_by: 'zerohop' },
      { ...model('a/x') }, { ...model('a/y') }, { ...model('b/deep/z') },
    ])
  })

  it('can be iterated, awaited or not', async () => {
    const gateway = createGateway({ providers: { a: lists('x', 'y') } })
    expect((await collect(gateway.models.list())).map(({ id }) => id)).toEqual(['a/x', 'a/y'])
    expect((await collect(await gateway.models.list())).map(({ id }) => id)).toEqual(['a/x', 'a/y'])
  })

  it('names the providers that failed or cannot list, and lists the rest', async () => {
    const gateway = createGateway({ providers: { a: lists('x'), b: scripted(fails('authentication')), c: unable } })
    const { data, response } = await gateway.models.list().withResponse()
    expect(data.data.map(({ id }) => id)).toEqual(['a/x'])
    expect(response.headers.get('x-zerohop-missing')).toBe('b,c')
  })

  it('names nobody where all answered', async () => {
    const response = await createGateway({ providers: { a: lists('x') } }).models.list().asResponse()
    expect(response.headers.get('x-zerohop-missing')).toBe('')
  })

  it('fails typed where every provider failed', async () => {
    const gateway = createGateway({ providers: { a: scripted(fails('authentication')), b: scripted(fails('timeout')) }, routes: { smart: 'a/x' } })
    const error = await rejection(gateway.models.list())
    expect(error).toBeInstanceOf(OpenAI.AuthenticationError)
    expect(error).toMatchObject({ reason: 'authentication' })
  })

  it('stops for a caller who left', async () => {
    const gateway = createGateway({ providers: { a: lists('x') } })
    expect(await rejection(gateway.models.list({ signal: AbortSignal.abort() }))).toBeInstanceOf(OpenAI.APIUserAbortError)
  })

  it('refuses credentials per call', async () => {
    const gateway = createGateway({ providers: { a: lists('x') } })
    expect(await rejection(gateway.models.list({ headers: { authorization: 'x' } }))).toBeInstanceOf(OpenAI.BadRequestError)
  })
})

describe('models.retrieve', () => {
  it('asks the provider that the address names, by its own name for the model', async () => {
    const { gateway, sent, events } = overFetch(() => jsonResponse(model('deep/gpt-5')))
    expect(await gateway.models.retrieve('openai/deep/gpt-5')).toMatchObject({ id: 'deep/gpt-5' })
    expect(sent[0]?.url).toBe('https://upstream.test/v1/models/deep%2Fgpt-5')
    expect(events[0]).toMatchObject({ address: 'openai/deep/gpt-5' })
  })

  it('answers from the list of a provider that has no such endpoint', async () => {
    const gateway = createGateway({ providers: { a: { ...lists('x', 'deep/y'), operations: ['chat', 'models'] } } })
    expect(await gateway.models.retrieve('a/deep/y')).toEqual(model('a/deep/y'))
    const error = await rejection(gateway.models.retrieve('a/z'))
    expect(error).toBeInstanceOf(OpenAI.NotFoundError)
    expect(error).toMatchObject({ reason: 'model_not_found', target: 'a/z', message: expect.stringContaining("'a' lists no model 'z'") })
  })

  it('of a provider that lists none names the endpoint that is not translated', async () => {
    const gateway = createGateway({ providers: { c: unable } })
    expect(await rejection(gateway.models.retrieve('c/x'))).toMatchObject({ reason: 'unsupported', message: expect.stringContaining("'GET /models/x' is not translated for provider 'c'") })
  })

  it('asks the passthrough provider for a bare name, or one of another kind', async () => {
    const { gateway, sent } = overFetch(() => jsonResponse(model('gpt-5')))
    await gateway.models.retrieve('gpt-5')
    await gateway.models.retrieve('meta/llama')
    expect(sent.map(({ path }) => path)).toEqual(['/models/gpt-5', '/models/meta%2Fllama'])
  })
})
