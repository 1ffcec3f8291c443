/** Answers that are not translated: the call is over with their body, not with their headers. */
import { createEngine, openai, type Provider, retry } from 'zerohop/core'
import { fakeClock, faultServer, gate, jsonAnswer, recorder, turn } from 'zerohop/testing'
import { describe, expect, it } from 'vitest'

const get = { model: 'a/', method: 'GET', path: '/files/f1/content' }

async function raw(provider: Provider, options: object = {}, signals: AbortSignal[] = []) {
  const events = recorder()
  const engine = createEngine({ providers: { a: provider }, on: events, ...options })
  const reply = await engine.handle({ operation: 'passthrough', body: get, signals })
  if (reply.stream) throw new Error('no stream was asked for')
  return { engine, events, response: reply.value }
}

describe('an answer that is not translated', () => {
  it('ends its call at the end of its body', async () => {
    await using server = await faultServer(jsonAnswer(200, { ok: true }))
    const { events, response } = await raw(openai({ baseURL: server.baseURL, apiKey: 'key-0123456789' }))
    expect(events.of('call.end')).toEqual([])
    expect(await response.json()).toEqual({ ok: true })
    expect(events.of('call.end')).toMatchObject([{ outcome: 'ok', target: 'a/' }])
  })

  it('is held to the deadline while its body is read', async () => {
    await using server = await faultServer({ ...jsonAnswer(200, { ok: true }), body: ['{', gate()] })
    const clock = fakeClock()
    const { events, response } = await raw(openai({ baseURL: server.baseURL, apiKey: 'key-0123456789' }), { clock, timeoutMs: 200 })
    const told = expect(response.text()).rejects.toMatchObject({ reason: 'timeout' })
    await clock.advance(200)
    await told
    expect(events.of('call.end')).toMatchObject([{ outcome: 'failed', failure: { reason: 'timeout' } }])
    await server.whenClosed()
  })

  it("stops with its caller, who is told in the web's own word", async () => {
    await using server = await faultServer({ ...jsonAnswer(200, { ok: true }), body: ['{', gate()] })
    const caller = new AbortController()
    const { response } = await raw(openai({ baseURL: server.baseURL, apiKey: 'key-0123456789' }), {}, [caller.signal])
    const told = expect(response.text()).rejects.toMatchObject({ name: 'AbortError' })
    caller.abort()
    await told
    await server.whenClosed()
  })

  it('that nobody reads does not hold a close beyond its grace', async () => {
    await using server = await faultServer({ ...jsonAnswer(200, { ok: true }), body: ['{', gate()] })
    const clock = fakeClock()
    const { engine } = await raw(openai({ baseURL: server.baseURL, apiKey: 'key-0123456789' }), { clock })
    const closing = engine.close({ graceMs: 100 })
    await clock.advance(100)
    await closing
    await server.whenClosed()
  })

  it('is cancelled with its body', async () => {
    await using server = await faultServer({ ...jsonAnswer(200, { ok: true }), body: ['{', gate()] })
    const { events, response } = await raw(openai({ baseURL: server.baseURL, apiKey: 'key-0123456789' }))
    await response.body?.cancel()
    await server.whenClosed()
    expect(events.of('call.end')).toMatchObject([{ outcome: 'aborted' }])
  })
})

describe('a body that can be read once', () => {
  it('is not sent a second time, empty', async () => {
    await using server = await faultServer([{ status: 500, body: '{}' }, jsonAnswer(200, { ok: true })])
    const engine = createEngine({ providers: { a: openai({ baseURL: server.baseURL, apiKey: 'key-0123456789' }) }, use: [retry({ backoff: () => 0 })] })
    const payload = new Blob(['hello world']).stream()
    const body = { model: 'a/', method: 'POST', path: '/audio/x', payload }
    await expect(engine.handle({ operation: 'passthrough', body })).rejects.toMatchObject({ reason: 'bad_request', message: expect.stringContaining('only once') })
    expect(server.requests).toHaveLength(1)
    await engine.close()
  })
})

describe('what nobody can give', () => {
  it('is refused before anything is sent', async () => {
    await using server = await faultServer(jsonAnswer(200, { data: [] }))
    const engine = createEngine({ providers: { a: openai({ baseURL: server.baseURL, apiKey: 'key-0123456789' }) } })
    await expect(engine.handle({ operation: 'embeddings', body: { model: 'a/m', input: 'x' }, stream: true })).rejects.toMatchObject({ reason: 'unsupported' })
    expect(server.requests).toHaveLength(0)
  })
})

describe('an error answer without end', () => {
  it('is read no further than an error can be long', async () => {
    const piece = 'x'.repeat(64 * 1024)
    await using server = await faultServer({ status: 500, body: [...Array.from({ length: 20 }, () => piece), gate()] })
    const engine = createEngine({ providers: { a: openai({ baseURL: server.baseURL, apiKey: 'key-0123456789' }) } })
    await expect(engine.handle({ operation: 'embeddings', body: { model: 'a/m', input: 'x' } })).rejects.toMatchObject({ reason: 'server_error' })
    await turn()
    await server.whenClosed()
  })
})

describe('closing', () => {
  it('twice is closing once, and a grace that is no number is refused', async () => {
    await using server = await faultServer(jsonAnswer(200, { ok: true }))
    const { engine, response } = await raw(openai({ baseURL: server.baseURL, apiKey: 'key-0123456789' }))
    await response.text()
    expect(() => engine.close({ graceMs: -1 })).toThrow('close.graceMs')
    await Promise.all([engine.close(), engine.close({ graceMs: Infinity })])
    await engine.close()
  })
})
