import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { webhook, type WebhookOptions } from '../../src/index.ts'
import type { Call } from '../../src/core/call.ts'
import { callOf, contentOf, fakeContext, judgedBy, partOf } from './fake-context.ts'

interface Seen {
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

const seen: Seen[] = []
let answer: (response: ServerResponse) => void = () => {}
let heard: () => void = () => {}
const server = createServer((request, response) => {
  let body = ''
  request.on('data', (chunk: Buffer) => (body += chunk.toString()))
  request.on('end', () => {
    seen.push({ path: `${request.method} ${request.url}`, headers: request.headers, body })
    heard()
    answer(response)
  })
})
let url = ''

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/check?v=1`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const json = (value: unknown, status = 200) => (response: ServerResponse) => {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(value))
}
const asking = (options: Partial<WebhookOptions> = {}) => webhook({ url, allowPrivate: true, ...options })

describe('webhook', () => {
  it('sends what it sees, signed, and takes the verdict', async () => {
    answer = json({ verdict: 'fail', reason: 'rude', score: 0.9, feedback: 'Be kind.', more: 1 })
    const call = { ...callOf({}), options: { metadata: { user: 'u1' }, tenant: 't' } } as Call
    const part = partOf('You!', { tool: undefined })
    expect(await judgedBy(asking({ secret: 's3cret', headers: { authorization: 'Bearer x' }, name: 'kindness' }), contentOf(part), fakeContext({ call }))).toEqual({ verdict: 'fail', reason: 'rude', score: 0.9, feedback: 'Be kind.' })
    const { path, headers, body } = seen.at(-1) as Seen
    expect(path).toBe('POST /check?v=1')
    expect(JSON.parse(body)).toEqual({ check: 'kindness', side: 'output', callId: call.id, operation: 'chat', model: 'fake/fake', metadata: { user: 'u1' }, parts: [{ kind: 'assistant', path: 'choices[0].message.content', text: 'You!', choice: 0 }] })
    expect(headers).toMatchObject({ authorization: 'Bearer x', 'content-type': 'application/json' })
    const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`
    expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', 's3cret').update(signed).digest('base64')}`)
  })

  it.each([
    [{ verdict: true }, { verdict: 'pass' }],
    [{ verdict: false, data: { reason: 'x' } }, { verdict: 'fail' }],
    [{ verdict: 'flag', reason: 'x'.repeat(600), score: null }, { verdict: 'flag', reason: 'x'.repeat(500) }],
    [{ verdict: 'pass', reason: 5 }, { verdict: 'pass' }],
  ])('takes %j', async (said, judged) => {
    answer = json(said)
    expect(await judgedBy(asking(), contentOf('x'))).toEqual(judged)
  })

  it('takes texts that were put right, one for each part', async () => {
    answer = json({ verdict: 'redact', texts: [null, 'b…'] })
    const content = contentOf('aa', 'bb')
    const { verdict, texts } = await judgedBy(asking({ rewrites: true }), content)
    expect([verdict, [...(texts ?? [])]]).toEqual(['redact', [[content.parts[1], 'b…']]])
  })

  it.each([
    ['an error', json({ verdict: true }, 500), {}, 'HTTP 500'],
    ['a redirect', (response: ServerResponse) => response.writeHead(302, { location: '/else' }).end(), {}, 'HTTP 302'],
    ['no JSON', (response: ServerResponse) => response.end('OK'), {}, 'did not answer with JSON'],
    ['a list', json([]), {}, 'a JSON object'],
    ['no verdict', json({}), {}, 'no verdict'],
    ['an unknown verdict', json({ verdict: 'ok' }), {}, 'no verdict'],
    ['a score that is none', json({ verdict: true, score: 7 }), {}, 'a score'],
    ['too few texts', json({ verdict: 'redact', texts: [] }), { rewrites: true }, 'as many texts'],
    ['a text that is none', json({ verdict: 'redact', texts: [1] }), { rewrites: true }, 'a text that is none'],
    ['texts that nobody asked for', json({ verdict: 'redact', texts: ['x'] }), {}, 'rewrites: true'],
    ['texts with another verdict', json({ verdict: 'pass', texts: ['x'] }), { rewrites: true }, "with the verdict 'redact'"],
    ['a redaction without texts', json({ verdict: 'redact' }), { rewrites: true }, "with the verdict 'redact'"],
    ['transformed data', json({ verdict: true, transformedData: {} }), {}, "belong in 'texts'"],
    ['more than it reads', json({ verdict: true, more: 'x'.repeat(2_000) }), { maxAnswerBytes: 1_000 }, 'larger than 1000 bytes'],
  ])('is at fault, and passes nothing, for %s', async (_, said, options, message) => {
    answer = said
    await expect(judgedBy(asking(options), contentOf('x'))).rejects.toThrow(message)
  })

  it('lets the server go when nobody waits any more', async () => {
    let closed: () => void = () => {}
    const gone = new Promise<void>((resolve) => (closed = resolve))
    const asked = new Promise<void>((resolve) => (heard = resolve))
    answer = (response) => void response.on('close', closed)
    const context = fakeContext()
    const judging = judgedBy(asking(), contentOf('x'), context)
    await asked
    context.controller.abort(new Error('too late'))
    await expect(judging).rejects.toThrow('too late')
    await gone
  })

  it('follows no name that leads inside', async () => {
    const fetch = (async () => Response.json({ verdict: true })) as typeof globalThis.fetch
    expect(await judgedBy(webhook({ url: 'https://policy.example.com/', fetch }), contentOf('x'))).toEqual({ verdict: 'pass' })
    expect(() => webhook({ url: 'http://127.0.0.1/' })).toThrow('set allowPrivate')
  })

  it.each([
    [{}, 'webhook.url'],
    [{ url: 'policy' }, 'webhook.url'],
    [{ url: 'ftp://example.com/' }, 'webhook.url'],
    [{ url: 'ftp://example.com/', allowPrivate: true }, 'webhook.url'],
    [{ url: 'https://user:secret@example.com/' }, 'webhook.url'],
    [{ url: 'http://localhost/' }, 'webhook.url'],
    [{ url: 'http://[::1]/' }, 'webhook.url'],
    [{ url: 'http://169.254.169.254/' }, 'webhook.url'],
    [{ url: 'https://example.com/', secret: '' }, 'webhook.secret'],
    [{ url: 'https://example.com/', secret: 'whsec_%' }, 'webhook.secret'],
    [{ url: 'https://example.com/', headers: { 'a b': 'c' } }, 'webhook.headers.a b'],
    [{ url: 'https://example.com/', headers: { a: 'b\nc' } }, 'webhook.headers.a'],
    [{ url: 'https://example.com/', headers: [] }, 'webhook.headers'],
    [{ url: 'https://example.com/', allowPrivate: 'yes' }, 'webhook.allowPrivate'],
    [{ url: 'https://example.com/', rewrites: 'yes' }, 'webhook.rewrites'],
    [{ url: 'https://example.com/', maxAnswerBytes: 0 }, 'webhook.maxAnswerBytes'],
    [{ url: 'https://example.com/', fetch: 1 }, 'webhook.fetch'],
    [{ url: 'https://example.com/', timeout: 1 }, 'webhook.timeout'],
  ])('refuses %j at creation, naming %s, and shows no credentials', (options, path) => {
    expect(() => webhook(options as never)).toThrow(expect.objectContaining({ path, message: expect.not.stringContaining('user:secret') }))
  })
})
