import OpenAI, { toFile } from 'openai'
import { describe, expect, it } from 'vitest'
import { createGateway } from '../../src/gateway.ts'
import { openai } from '../../src/providers/openai-compatible/openai.ts'
import { settle } from '../support/clock.ts'
import { collect, collectUntilError, rejection } from '../support/collect.ts'
import { fakeFetch, jsonResponse, sseResponse } from '../support/fetch.ts'
import { json, loopback } from '../support/server.ts'
import { messages, overFetch } from './gateway.ts'

describe('endpoints that are not translated', () => {
  it('images.generate: JSON goes through, the address replaced by the model', async () => {
    const { gateway, sent, events } = overFetch(() => jsonResponse({ created: 1, data: [{ b64_json: 'AAAA' }] }, 200, { 'x-request-id': 'req_i' }))
    const image = await gateway.images.generate({ model: 'openai/gpt-image-1', prompt: 'a cat', size: '1024x1024' })
    expect(image.data).toEqual([{ b64_json: 'AAAA' }])
    expect(image).toHaveProperty('_request_id', 'req_i')
    expect(sent[0]).toMatchObject({ path: '/images/generations', method: 'POST', body: { model: 'gpt-image-1', prompt: 'a cat', size: '1024x1024' } })
    expect(sent[0]?.headers.get('authorization')).toBe('Bearer sk-test-0123456789')
    expect(events.map(({ type }) => type)).toEqual(['call.start', 'attempt.start', 'attempt.end', 'call.end'])
  })

  it('a bare model goes to the passthrough provider', async () => {
    const { gateway, sent } = overFetch(() => jsonResponse({ data: [] }))
    await gateway.images.generate({ model: 'dall-e-3', prompt: 'a cat' })
    expect(sent[0]?.body).toEqual({ model: 'dall-e-3', prompt: 'a cat' })
  })

  it('moderations.create without a model is sent without a model', async () => {
    const { gateway, sent } = overFetch(() => jsonResponse({ id: 'm', results: [] }))
    await gateway.moderations.create({ input: 'Hi' })
    expect(sent[0]?.body).toEqual({ input: 'Hi' })
  })

  it('audio.speech: bytes come back as they are', async () => {
    const bytes = Uint8Array.from({ length: 70_000 }, (_, at) => at % 256)
    const { gateway } = overFetch(() => new Response(bytes, { headers: { 'content-type': 'audio/mpeg' } }))
    const speech = await gateway.audio.speech.create({ model: 'openai/tts-1', voice: 'alloy', input: 'Hi' })
    expect(speech.headers.get('content-type')).toBe('audio/mpeg')
    expect(speech.headers.get('x-zerohop-target')).toBe('openai/tts-1')
    expect(new Uint8Array(await speech.arrayBuffer())).toEqual(bytes)
  })

  it('text comes back as text', async () => {
    const { gateway } = overFetch(() => new Response('WEBVTT\n', { headers: { 'content-type': 'text/plain' } }))
    expect(await gateway.files.content('file_1').then((response) => response.text())).toBe('WEBVTT\n')
  })

  it('a 204 has no body', async () => {
    const { gateway } = overFetch(() => new Response(null, { status: 204 }))
    expect(await gateway.files.delete('file_1')).toBeNull()
  })

  it('errors are typed as anywhere else', async () => {
    const { gateway } = overFetch(() => jsonResponse({ error: { message: 'No such File object: file_1', type: 'invalid_request_error' } }, 404))
    const error = await rejection(gateway.files.retrieve('file_1'))
    expect(error).toBeInstanceOf(OpenAI.NotFoundError)
    expect(error).toMatchObject({ reason: 'model_not_found', target: 'openai/', attempts: [{ status: 404 }] })
  })

  it('keep their own query beside the headers of a call', async () => {
    const { gateway, sent } = overFetch(() => jsonResponse({ data: [] }))
    await gateway.files.list({ limit: 5, purpose: 'batch' }, { headers: { 'x-a': '1' }, idempotencyKey: 'k' })
    expect(sent[0]?.url).toBe('https://upstream.test/v1/files?limit=5&purpose=batch')
    expect(sent[0]?.headers.get('x-a')).toBe('1')
  })

  it('keep their own query over that of every call', async () => {
    const { gateway, sent } = overFetch(() => jsonResponse({ data: [] }))
    await gateway.withOptions({ defaultQuery: { limit: '2', team: 'a' } }).files.list({ limit: 10 })
    expect(Object.fromEntries(new URL(sent[0]?.url ?? '').searchParams)).toEqual({ limit: '10', team: 'a' })
  })

  it.each(['@evil.example/x', '.evil.example/x', 'https://evil.example/x', ''])("cannot leave their host by the path '%s'", async (path) => {
    const { gateway, sent } = overFetch(() => jsonResponse({}))
    expect(await rejection(gateway.get(path))).toMatchObject({ status: 400, reason: 'bad_request' })
    expect(sent).toEqual([])
  })

  it("cannot leave the host of the caller's own client", async () => {
    const { fetch, sent } = fakeFetch(() => jsonResponse({}))
    const gateway = createGateway({ providers: { openai: openai({ client: new OpenAI({ apiKey: 'k', fetch }) }) } })
    expect(await rejection(gateway.get('https://evil.example/x'))).toMatchObject({ reason: 'bad_request' })
    expect(sent).toEqual([])
  })

  it('refuse a query that holds itself', async () => {
    const { gateway } = overFetch(() => jsonResponse({}))
    const query: Record<string, unknown> = { a: { b: [] } }
    ;(query.a as Record<string, unknown>).c = query
    expect(await rejection(gateway.get('/things', { query }))).toMatchObject({ status: 400, reason: 'bad_request' })
  })

  it('say so where no provider takes them', async () => {
    const provider = { ...openai({ apiKey: 'k' }), operations: ['chat'] as const }
    const error = await rejection(createGateway({ providers: { p: provider } }).files.list())
    expect(error).toBeInstanceOf(OpenAI.NotFoundError)
    expect((error as Error).message).toContain("set 'passthrough' in the config")
  })
})

describe('files.create', () => {
  it('sends the form as it is: name, type and every byte', async () => {
    const server = await loopback((_request, response) => json(response, { id: 'file_1', object: 'file' }))
    try {
      const gateway = createGateway({ providers: { openai: openai({ apiKey: 'sk-test-0123456789', baseURL: server.baseURL }) } })
      const bytes = Uint8Array.from({ length: 5000 }, (_, at) => (at * 7) % 256)
      const file = await toFile(bytes, 'données ✓.bin', { type: 'application/x-thing' })
      expect(await gateway.files.create({ file, purpose: 'user_data' })).toMatchObject({ id: 'file_1' })
      await gateway.close()

      const [received] = server.received
      expect(received).toMatchObject({ method: 'POST', url: '/v1/files' })
      expect(received?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/)
      const form = await new Response(Uint8Array.from(received?.body ?? []), { headers: { 'content-type': received?.headers['content-type'] ?? '' } }).formData()
      const sent = form.get('file') as File
      expect([form.get('purpose'), sent.name, sent.type]).toEqual(['user_data', 'données ✓.bin', 'application/x-thing'])
      expect(new Uint8Array(await sent.arrayBuffer())).toEqual(bytes)
    } finally {
      await server.close()
    }
  })

  it('audio.transcriptions: the address in a form is replaced by the model', async () => {
    const { gateway, sent } = overFetch(() => jsonResponse({ text: 'Hi' }))
    const answer = await gateway.audio.transcriptions.create({ model: 'openai/whisper-1', file: await toFile(Buffer.from('RIFF'), 'a.wav') })
    expect(answer.text).toBe('Hi')
    const form = await new Response(sent[0]?.raw as ReadableStream, { headers: { 'content-type': sent[0]?.headers.get('content-type') ?? '' } }).formData()
    expect([form.get('model'), (form.get('file') as File).name, await (form.get('file') as File).text()]).toEqual(['whisper-1', 'a.wav', 'RIFF'])
  })
})

describe('files.list', () => {
  const pages: Record<string, unknown> = {
    '': { object: 'list', data: [{ id: 'file_1' }, { id: 'file_2' }], has_more: true },
    file_2: { object: 'list', data: [{ id: 'file_3' }, { id: 'file_4' }], has_more: true },
    file_4: { object: 'list', data: [{ id: 'file_5' }], has_more: false },
  }

  it('goes from page to page by itself', async () => {
    const { gateway, sent } = overFetch(({ url }) => jsonResponse(pages[new URL(url).searchParams.get('after') ?? '']))
    const ids = (await collect(gateway.files.list({ limit: 2 }))).map(({ id }) => id)
    expect(ids).toEqual(['file_1', 'file_2', 'file_3', 'file_4', 'file_5'])
    expect(sent.map(({ url }) => new URL(url).search)).toEqual(['?limit=2', '?limit=2&after=file_2', '?limit=2&after=file_4'])
  })

  it('goes from page to page by hand', async () => {
    const { gateway } = overFetch(({ url }) => jsonResponse(pages[new URL(url).searchParams.get('after') ?? '']))
    const first = await gateway.files.list()
    expect(first.hasNextPage()).toBe(true)
    const second = await first.getNextPage()
    expect(second.data.map(({ id }) => id)).toEqual(['file_3', 'file_4'])
  })
})

describe('streams that are not translated', () => {
  const pieces = [{ choices: [{ text: 'Hel' }] }, { choices: [{ text: 'lo' }] }]
  const ask = { model: 'openai/gpt-3.5-turbo-instruct', prompt: 'Hi', stream: true } as const

  it('are read by the SDK itself', async () => {
    const { gateway, sent } = overFetch(() => sseResponse(pieces))
    const events = await collect(await gateway.completions.create(ask))
    expect(events).toEqual(pieces)
    expect(sent[0]?.body).toMatchObject({ model: 'gpt-3.5-turbo-instruct', stream: true })
  })

  it('close their upstream when their reader breaks', async () => {
    const cancelled = { count: 0 }
    const { gateway } = overFetch(() => sseResponse(pieces, { open: true, cancelled }))
    for await (const _ of await gateway.completions.create(ask)) break
    await settle()
    expect(cancelled.count).toBe(1)
  })

  it('end quietly, and close their upstream, when their own controller aborts', async () => {
    const cancelled = { count: 0 }
    const { gateway } = overFetch(() => sseResponse(pieces, { open: true, cancelled }))
    const stream = await gateway.completions.create(ask)
    let seen = 0
    for await (const _ of stream) {
      seen += 1
      if (seen === 2) stream.controller.abort()
    }
    expect(seen).toBe(2)
    expect(cancelled.count).toBe(1)
  })

  it("close their upstream when the caller's signal aborts", async () => {
    const cancelled = { count: 0 }
    const caller = new AbortController()
    const { gateway } = overFetch(() => sseResponse(pieces, { open: true, cancelled }))
    const read = collectUntilError(await gateway.completions.create(ask, { signal: caller.signal }))
    await settle()
    caller.abort()
    expect((await read).events).toEqual(pieces)
    expect(cancelled.count).toBe(1)
  })
})

describe('a chat call beside them', () => {
  it('is still translated', async () => {
    const { gateway, sent } = overFetch(() => jsonResponse({ choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }] }))
    await gateway.chat.completions.create({ model: 'openai/gpt-5', messages })
    expect(sent[0]?.body).toEqual({ model: 'gpt-5', messages })
  })
})
