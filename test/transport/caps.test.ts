import { describe, expect, it } from 'vitest'
import { faultServer, type FaultReply } from 'zerohop/testing'
import { openaiCompatible } from 'zerohop'
import { LinkedSignal } from '../../src/core/signal.ts'
import type { WireReply } from '../../src/core/wire.ts'
import { http as fetchHttp } from '../../src/transport/http.fetch.ts'
import { http as nodeHttp } from '../../src/transport/http.node.ts'
import type { HttpOptions } from '../../src/transport/request.ts'
import { chatCall } from '../support/call.ts'
import { rejection } from '../support/collect.ts'

const get = { method: 'GET', path: '/x', stream: false }
const kilo = 'x'.repeat(1024)
const sse = { 'content-type': 'text/event-stream' }

/** Bytes without end: only a reader that stops lets the server close. */
async function* endless(piece: string): AsyncIterable<string> {
  for (;;) yield piece
}

async function readAll(reply: WireReply): Promise<void> {
  const events = reply.events()
  while ((await events.read()) !== undefined) continue
}

describe.each([['undici', nodeHttp], ['fetch', fetchHttp]] as const)('over %s', (_name, http) => {
  async function failing(script: FaultReply, options: Partial<HttpOptions>, read: (reply: WireReply) => Promise<unknown>): Promise<unknown> {
    await using server = await faultServer(script)
    const transport = http({ baseURL: server.baseURL, headers: () => ({}), ...options })
    const error = await rejection(transport.send(get, new LinkedSignal()).then(read))
    await server.whenClosed() // the upstream is let go
    await transport.close?.()
    return error
  }

  it.each<readonly [string, FaultReply, Partial<HttpOptions>, (reply: WireReply) => Promise<unknown>]>([
    ['a body above its cap', { body: endless(kilo) }, { maxBodyBytes: 10_000 }, (reply) => reply.json()],
    ['a body above its cap, read as text', { body: endless(kilo) }, { maxBodyBytes: 10_000 }, (reply) => reply.text()],
    ['a stream of events without end', { headers: sse, body: endless('data: {}\n\n') }, { maxBodyBytes: 10_000 }, readAll],
    ['a stream of comments without end', { headers: sse, body: endless(': ping\n\n') }, { maxBodyBytes: 10_000 }, readAll],
    ['a line without end', { headers: sse, body: endless(kilo) }, { maxEventLength: 10_000 }, readAll],
    ['a comment without end', { headers: sse, body: endless(`:${kilo}`) }, { maxEventLength: 10_000 }, readAll],
    ['an event of lines without end', { headers: sse, body: endless(`data: ${kilo}\n`) }, { maxEventLength: 10_000 }, readAll],
    ['headers above 16 KiB', { headers: { 'x-a': 'x'.repeat(20_000) }, body: '{}', end: 'close' }, {}, async () => {}],
    ['headers above 16 KiB in many', { headers: Object.fromEntries(Array.from({ length: 400 }, (_, at) => [`x-${at}`, 'x'.repeat(60)])), body: '{}', end: 'close' }, {}, async () => {}],
  ])('%s is too_large', async (_case, script, options, read) => {
    expect(await failing(script, options, read)).toMatchObject({ reason: 'too_large' })
  })

  it('an answer exactly at its cap is read', async () => {
    await using server = await faultServer({ body: JSON.stringify(kilo) })
    const transport = http({ baseURL: server.baseURL, headers: () => ({}), maxBodyBytes: 1026 })
    expect(await (await transport.send(get, new LinkedSignal())).json()).toBe(kilo)
    await transport.close?.()
  })

  it('of an error answer without end only the beginning is read', async () => {
    await using server = await faultServer({ status: 500, body: endless(kilo) })
    const provider = openaiCompatible({ baseURL: server.baseURL, apiKey: null, fetch: http === fetchHttp ? globalThis.fetch : undefined })
    const error = await rejection(provider.ask(chatCall(), { provider: 'p', model: 'm', address: 'p/m' }))
    expect(error).toMatchObject({ reason: 'server_error', status: 500 })
    expect((error as Error).message.length).toBeLessThanOrEqual(2_000)
    await server.whenClosed()
    await provider.close?.()
  })

  it('a body in gzip that nobody asked for does not unfold beyond its cap', async () => {
    const { gzipSync } = await import('node:zlib')
    const bomb = gzipSync(Buffer.alloc(20_000_000, ' '))
    await using server = await faultServer({ headers: { 'content-encoding': 'gzip', 'content-type': 'application/json' }, body: bomb })
    const transport = http({ baseURL: server.baseURL, headers: () => ({}), maxBodyBytes: 1_000_000 })
    const error = await rejection(transport.send(get, new LinkedSignal()).then((reply) => reply.json()))
    expect(error).toMatchObject({ reason: http === fetchHttp ? 'too_large' : 'malformed_response' })
    await transport.close?.()
  })

  it.each(['maxBodyBytes', 'maxEventLength'])('%s must be a whole number from 1', (name) => {
    for (const value of [0, -1, 1.5, '1']) expect(() => http({ baseURL: 'https://a.example', headers: () => ({}), [name]: value })).toThrow(`http.${name} must be a whole number`)
  })
})
