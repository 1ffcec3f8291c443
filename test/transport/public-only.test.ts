import { lookup } from 'node:dns'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openaiCompatible } from 'zerohop'
import { faultServer, type FaultServer } from 'zerohop/testing'
import { ConfigError } from '../../src/core/error.ts'
import { LinkedSignal } from '../../src/core/signal.ts'
import { http as fetchHttp } from '../../src/transport/http.fetch.ts'
import { http as nodeHttp } from '../../src/transport/http.node.ts'
import { chatCall } from '../support/call.ts'
import { rejection } from '../support/collect.ts'

/** A resolver under the test's control: names lead where it says. */
vi.mock('node:dns', async (original) => ({ ...(await original<object>()), lookup: vi.fn() }))

const get = { method: 'GET', path: '/x', stream: false }
const headers = () => ({ authorization: 'Bearer sk-0123456789' })
const transports = [['undici', nodeHttp], ['fetch', fetchHttp]] as const
let server: FaultServer

beforeEach(async () => {
  server = await faultServer({ body: '{}' })
})

afterEach(async () => {
  await server.close()
})

function resolveTo(...addresses: string[]): void {
  vi.mocked(lookup as unknown as (name: string, options: object, answered: (...told: unknown[]) => void) => void).mockImplementation((_name, _options, answered) =>
    answered(null, addresses.map((address) => ({ address, family: 4 }))),
  )
}

describe('publicOnly', () => {
  it.each(transports)('refuses an inner base URL where it is configured: %s', (_name, http) => {
    for (const baseURL of ['http://127.0.0.1:1', 'http://[::1]/v1', 'http://localhost/', 'http://2852039166/latest', 'http://metadata.google.internal']) {
      expect(() => http({ baseURL, headers, publicOnly: true })).toThrow(/http\.baseURL does not lead to a public host/)
    }
    expect(() => http({ baseURL: 'https://api.example.com/v1', headers, publicOnly: true })).not.toThrow()
  })

  it('is off unless it is asked for', async () => {
    const transport = nodeHttp({ baseURL: server.baseURL, headers })
    expect(await (await transport.send(get, new LinkedSignal())).json()).toEqual({})
    await transport.close?.()
  })

  it.each([['an inner address', ['127.0.0.1']], ['an inner one among public ones', ['8.8.8.8', '127.0.0.1']]])('sends nothing to a name that resolves to %s', async (_name, addresses) => {
    resolveTo(...addresses)
    const transport = nodeHttp({ baseURL: server.baseURL.replace('127.0.0.1', 'rebound.example.com'), headers, publicOnly: true })
    const error = await rejection(transport.send(get, new LinkedSignal()))
    expect(error).toMatchObject({ reason: 'bad_request', code: 'url_refused' })
    expect((error as Error).message).not.toMatch(/127\.0/)
    expect(server.connections).toHaveLength(0)
    await transport.close?.()
  })

  it('connects by the lookup it checked, which a name that is asked twice cannot escape', async () => {
    resolveTo('127.0.0.1')
    const transport = nodeHttp({ baseURL: 'http://twice.example.com', headers, publicOnly: true })
    await rejection(transport.send(get, new LinkedSignal()))
    expect(vi.mocked(lookup).mock.lastCall?.[0]).toBe('twice.example.com')
    await transport.close?.()
  })

  it.each([
    ['a value that is no boolean', { publicOnly: 'yes' }, /publicOnly must be true or false/],
    ['a dispatcher, which connects to what it likes', { publicOnly: true, dispatcher: {} }, /publicOnly cannot stand beside 'dispatcher'/],
    ['a client, which connects to what it likes', { publicOnly: true, client: { request: () => {} } }, /publicOnly cannot stand beside 'client'/],
    ['an inner base URL', { publicOnly: true, baseURL: 'http://10.0.0.8/v1' }, /openaiCompatible\.baseURL does not lead/],
  ])('of a provider refuses %s', (_name, more, message) => {
    const make = () => openaiCompatible({ baseURL: 'https://api.example.com', ...more } as never)
    expect(make).toThrow(ConfigError)
    expect(make).toThrow(message)
  })

  it('of a provider reaches its transport', async () => {
    resolveTo('10.0.0.1')
    const provider = openaiCompatible({ baseURL: 'http://tenant.example.com/v1', apiKey: null, publicOnly: true })
    const error = await rejection(provider.ask(chatCall(), { provider: 'p', model: 'm', address: 'p/m' }))
    expect(error).toMatchObject({ reason: 'bad_request', code: 'url_refused' })
    await provider.close?.()
  })
})

describe('a redirect', () => {
  it.each(transports.flatMap(([name, http]) => [301, 302, 303, 307, 308].map((status) => [name, status, http] as const)))('over %s of status %i is a failure, and nobody else gets the key', async (name, status) => {
    const other = await faultServer({ body: '{}' })
    server.play({ status, headers: { location: `${other.baseURL}/stolen` } })
    const provider = openaiCompatible({ baseURL: server.baseURL, apiKey: 'sk-0123456789', fetch: name === 'fetch' ? globalThis.fetch : undefined })
    for (const stream of [false, true]) {
      const error = await rejection(provider.ask(chatCall({ stream }), { provider: 'p', model: 'm', address: 'p/m' }))
      expect(error).toMatchObject({ reason: 'malformed_response', status })
    }
    expect(other.connections).toHaveLength(0)
    expect(server.requests).toHaveLength(2)
    await provider.close?.()
    await other.close()
  })

  it('that a browser hides is a failure as well', async () => {
    const hidden = Object.defineProperty(new Response(null), 'type', { value: 'opaqueredirect' })
    const transport = fetchHttp({ baseURL: 'https://api.example.com', headers, fetch: async () => hidden })
    expect(await rejection(transport.send(get, new LinkedSignal()))).toMatchObject({ reason: 'malformed_response', message: 'a redirect, which is not followed' })
  })
})
