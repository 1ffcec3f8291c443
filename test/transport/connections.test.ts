/** How Node's transport connects: its agent's options, proxies, TLS, HTTP/2, and sockets opened ahead. */
import { createServer as createHttpsServer } from 'node:https'
import { createSecureServer } from 'node:http2'
import { createServer as createHttpServer } from 'node:http'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { anthropic, azure, createEngine, createGateway, google, groq, openai, openaiCompatible } from 'zerohop'
import { fakeClock, fakeProvider } from 'zerohop/testing'
import { LinkedSignal } from '../../src/core/signal.ts'
import type { WireReply, WireRequest } from '../../src/core/wire.ts'
import { http as fetchHttp } from '../../src/transport/http.fetch.ts'
import { http, type HttpOptions } from '../../src/transport/http.node.ts'
import { certificate, privateKey } from '../support/certificate.ts'
import { settle } from '../support/clock.ts'
import { rejection } from '../support/collect.ts'
import { json, loopback } from '../support/server.ts'

const open: Array<{ close(): unknown }> = []

afterEach(async () => {
  vi.unstubAllEnvs()
  await Promise.all(open.splice(0).map((one) => one.close()))
})

/** Listens, keeps its sockets, and closes them all in the end. */
async function listening<S extends Server>(server: S): Promise<S & { readonly port: number; readonly sockets: Set<Socket> }> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {}).on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  open.push({ close: () => (sockets.forEach((socket) => socket.destroy()), new Promise((resolve) => server.close(resolve))) })
  return Object.assign(server, { port: (server.address() as AddressInfo).port, sockets })
}

function transport(options: Omit<HttpOptions, 'headers'>) {
  const made = http({ headers: () => ({ authorization: 'Bearer secret' }), ...options })
  open.push({ close: () => made.close?.() })
  return made
}

const get: WireRequest = { method: 'GET', path: '/x', stream: false }
const post: WireRequest = { method: 'POST', path: '/x', body: { a: 1 }, stream: false }
const send = (made: ReturnType<typeof transport>, request = get): Promise<WireReply> => made.send(request, new LinkedSignal())
const jsonOf = async (reply: Promise<WireReply>) => (await reply).json()

describe('connections', () => {
  it('bounds the sockets to an origin: what finds none waits for one', async () => {
    const waiting: Array<() => void> = []
    const server = await loopback((_request, response) => void waiting.push(() => json(response, {})))
    open.push(server)
    let connections = 0
    server.server.on('connection', () => (connections += 1))
    const made = transport({ baseURL: server.baseURL, connections: 2 })
    const replies = Array.from({ length: 5 }, () => jsonOf(send(made)))
    await vi.waitFor(() => expect(waiting).toHaveLength(2))
    await settle()
    expect([waiting.length, connections]).toEqual([2, 2])
    for (let answered = 0; answered < 5; answered++) {
      await vi.waitFor(() => expect(waiting.length).toBeGreaterThan(0))
      waiting.shift()?.()
    }
    await Promise.all(replies)
    expect(connections).toBe(2)
  })

  it('may be one', async () => {
    const server = await loopback((_request, response) => json(response, {}))
    open.push(server)
    const made = transport({ baseURL: server.baseURL, connections: 1 })
    expect(await Promise.all([jsonOf(send(made)), jsonOf(send(made))])).toEqual([{}, {}])
  })
})

describe('tls', () => {
  const secure = () => listening(createHttpsServer({ cert: certificate, key: privateKey }, (request, response) => void response.end(JSON.stringify({ url: request.url }))))

  it('refuses a certificate that nobody vouches for, as a connection', async () => {
    const { port } = await secure()
    expect(await rejection(send(transport({ baseURL: `https://127.0.0.1:${port}` })))).toMatchObject({ reason: 'connection', cause: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' } })
  })

  it.each<[string, HttpOptions['tls']]>([
    ['an authority of your own', { ca: certificate }],
    ['authorities of your own', { ca: [Buffer.from(certificate)] }],
    ['no check at all', { rejectUnauthorized: false }],
  ])('takes %s', async (_name, tls) => {
    const { port } = await secure()
    expect(await jsonOf(send(transport({ baseURL: `https://127.0.0.1:${port}/v1`, tls })))).toEqual({ url: '/v1/x' })
  })

  it('finds the name it is told in the certificate', async () => {
    const { port } = await secure()
    const named = (servername: string) => send(transport({ baseURL: `https://127.0.0.1:${port}`, tls: { ca: certificate, servername } }))
    expect((await named('localhost')).status).toBe(200)
    expect(await rejection(named('other.example'))).toMatchObject({ reason: 'connection', cause: { code: 'ERR_TLS_CERT_ALTNAME_INVALID' } })
  })

  it("shows a client's certificate", async () => {
    const options = { cert: certificate, key: privateKey, ca: certificate, requestCert: true, rejectUnauthorized: true }
    const { port } = await listening(createHttpsServer(options, (_request, response) => void response.end('{}')))
    const tls = { ca: certificate, cert: certificate, key: privateKey }
    expect(await jsonOf(send(transport({ baseURL: `https://127.0.0.1:${port}`, tls })))).toEqual({})
    expect(await rejection(jsonOf(send(transport({ baseURL: `https://127.0.0.1:${port}`, tls: { ca: certificate } }))))).toMatchObject({ reason: 'connection' })
  })
})

describe('allowH2', () => {
  async function serveH2() {
    const versions: string[] = []
    const server = createSecureServer({ cert: certificate, key: privateKey, allowHTTP1: true }, (request, response) => {
      versions.push(request.httpVersion)
      request.resume().on('end', () => {
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        response.write('data: {"n":1}\n\n')
        setImmediate(() => response.end('data: {"n":2}\n\n'))
      })
    })
    return { versions, ...(await listening(server as unknown as Server)), port: ((server as unknown as Server).address() as AddressInfo).port }
  }

  it.each([[true, '2.0'], [false, '1.1'], [undefined, '1.1']])('%s speaks HTTP/%s with a host that knows both', async (allowH2, version) => {
    const { port, versions } = await serveH2()
    const made = transport({ baseURL: `https://127.0.0.1:${port}`, tls: { ca: certificate }, allowH2 })
    const replies = await Promise.all([send(made, { ...post, stream: true }), send(made, { ...post, stream: true })])
    for (const reply of replies) {
      expect(reply.headers['content-type']).toBe('text/event-stream')
      const events = reply.events()
      const data: unknown[] = []
      for (let batch = await events.read(); batch; batch = await events.read()) data.push(...batch.map((event) => event.data))
      expect(data).toEqual([{ n: 1 }, { n: 2 }])
    }
    expect(versions).toEqual([version, version])
  })

  it('speaks HTTP/1.1 with a host that knows no other', async () => {
    const { port } = await listening(createHttpsServer({ cert: certificate, key: privateKey }, (_request, response) => void response.end('{}')))
    expect(await jsonOf(send(transport({ baseURL: `https://127.0.0.1:${port}`, tls: { ca: certificate }, allowH2: true }), post))).toEqual({})
  })

  it('finds the socket that was opened ahead', async () => {
    const { port, sockets, versions } = await serveH2()
    const made = transport({ baseURL: `https://127.0.0.1:${port}`, tls: { ca: certificate }, allowH2: true })
    await made.warm?.(new LinkedSignal())
    await settle()
    const [socket] = sockets
    expect(await (await send(made, post)).text()).toContain('{"n":2}')
    expect([sockets.size, sockets.has(socket as Socket), versions]).toEqual([1, true, ['2.0']])
  })
})

describe('proxy', () => {
  async function serveProxy() {
    const asked: string[] = []
    const proxy = createHttpServer((_request, response) => void response.writeHead(400).end())
    proxy.on('connect', (request, socket: Socket) => {
      asked.push(`${request.url} ${request.headers['proxy-authorization'] ?? ''}`.trim())
      const [host, port] = (request.url ?? '').split(':')
      const onward = connect(Number(port), host, () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n')
        onward.pipe(socket).pipe(onward)
      })
      onward.on('error', () => socket.destroy())
      socket.on('error', () => onward.destroy())
    })
    return { asked, ...(await listening(proxy)), port: (proxy.address() as AddressInfo).port }
  }

  async function upstream() {
    const server = await loopback((_request, response) => json(response, {}))
    open.push(server)
    return { baseURL: server.baseURL, host: new URL(server.baseURL).host, received: server.received }
  }

  it('is gone through, its password sent to it and not to the host', async () => {
    const { asked, port } = await serveProxy()
    const { baseURL, host, received } = await upstream()
    const made = transport({ baseURL, proxy: `http://me:pass@127.0.0.1:${port}` })
    expect(await jsonOf(send(made, post))).toEqual({})
    expect(asked).toEqual([`${host} Basic ${Buffer.from('me:pass').toString('base64')}`])
    expect(received[0]?.headers).not.toHaveProperty('proxy-authorization')
  })

  it('is gone through to a host with a certificate of your own', async () => {
    const { asked, port } = await serveProxy()
    const secure = await listening(createHttpsServer({ cert: certificate, key: privateKey }, (_request, response) => void response.end('{}')))
    const made = transport({ baseURL: `https://127.0.0.1:${secure.port}`, proxy: `http://127.0.0.1:${port}`, tls: { ca: certificate } })
    expect(await jsonOf(send(made, post))).toEqual({})
    expect(asked).toEqual([`127.0.0.1:${secure.port}`])
  })

  it("of the environment is gone through where 'env' says so, but for the hosts of NO_PROXY", async () => {
    const { asked, port } = await serveProxy()
    const { baseURL, host } = await upstream()
    for (const name of ['http_proxy', 'https_proxy', 'no_proxy', 'HTTPS_PROXY', 'NO_PROXY']) vi.stubEnv(name, undefined)
    vi.stubEnv('HTTP_PROXY', `http://127.0.0.1:${port}`)
    await jsonOf(send(transport({ baseURL })))
    expect(asked).toEqual([]) // unasked, the environment says nothing
    await jsonOf(send(transport({ baseURL, proxy: 'env' })))
    expect(asked).toEqual([host])
    vi.stubEnv('NO_PROXY', '127.0.0.1')
    await jsonOf(send(transport({ baseURL, proxy: 'env' })))
    expect(asked).toEqual([host])
  })
})

describe('warm', () => {
  it('opens the socket that the first request finds, and asks for nothing', async () => {
    const server = await loopback((_request, response) => json(response, {}))
    open.push(server)
    let connections = 0
    server.server.on('connection', () => (connections += 1))
    const made = transport({ baseURL: server.baseURL })
    await made.warm?.(new LinkedSignal())
    await made.warm?.(new LinkedSignal())
    await vi.waitFor(() => expect(connections).toBe(1))
    expect(server.received).toEqual([])
    await jsonOf(send(made))
    await settle()
    await jsonOf(send(made))
    expect([connections, server.received.length]).toEqual([1, 2])
  })

  it('opens it with TLS', async () => {
    const secured = vi.fn()
    const { port } = await listening(createHttpsServer({ cert: certificate, key: privateKey }, (_request, response) => void response.end('{}')).on('secureConnection', secured))
    const made = transport({ baseURL: `https://127.0.0.1:${port}`, tls: { ca: certificate } })
    await made.warm?.(new LinkedSignal())
    await jsonOf(send(made))
    expect(secured).toHaveBeenCalledOnce()
  })

  it('leaves the first request unharmed where the host has closed the socket meanwhile', async () => {
    const server = await loopback((_request, response) => json(response, {}))
    open.push(server)
    const sockets: Socket[] = []
    server.server.on('connection', (socket) => sockets.push(socket))
    const made = transport({ baseURL: server.baseURL })
    await made.warm?.(new LinkedSignal())
    await vi.waitFor(() => expect(sockets).toHaveLength(1))
    sockets[0]?.destroy()
    await settle()
    expect(await jsonOf(send(made))).toEqual({})
    expect(sockets).toHaveLength(2)
  })

  it('leaves no socket behind once the transport is closed', async () => {
    const server = await loopback((_request, response) => json(response, {}))
    open.push(server)
    const count = () => new Promise<number>((resolve) => server.server.getConnections((_error, open) => resolve(open)))
    const made = transport({ baseURL: server.baseURL })
    await made.warm?.(new LinkedSignal())
    await vi.waitFor(async () => expect(await count()).toBe(1))
    await made.close?.()
    await vi.waitFor(async () => expect(await count()).toBe(0))
  })

  it('through a dispatcher of your own sends a request without credentials, whose answer does not matter', async () => {
    const server = await loopback((_request, response) => json(response, { error: 'no' }, 401))
    open.push(server)
    const { Agent } = await import('undici')
    const dispatcher = new Agent()
    open.push({ close: () => dispatcher.destroy() })
    await transport({ baseURL: server.baseURL, dispatcher }).warm?.(new LinkedSignal())
    expect(server.received.map(({ method, url, headers }) => [method, url, headers.authorization])).toEqual([['GET', '/v1/', undefined]])
  })

  it('tells of each provider how it went, leaves out who cannot, and never fails', async () => {
    const server = await loopback((_request, response) => json(response, {}))
    open.push(server)
    const gateway = createGateway({
      providers: {
        up: openaiCompatible({ baseURL: server.baseURL, apiKey: null }),
        keyed: openaiCompatible({ baseURL: server.baseURL, apiKeys: ['key-one-of-two', 'key-two-of-two'] }),
        down: groq({ baseURL: 'http://127.0.0.1:1/v1', apiKey: 'k' }),
        fake: fakeProvider('x'),
      },
    })
    open.push(gateway)
    expect(await gateway.warm()).toEqual({
      up: { ok: true, ms: expect.any(Number) },
      keyed: { ok: true, ms: expect.any(Number) },
      down: { ok: false, ms: expect.any(Number), error: expect.objectContaining({ reason: 'connection' }) },
    })
    expect(server.received).toEqual([])
    await expect(gateway.warm({ timeout: 1 } as never)).rejects.toThrow(/warm\.timeout is not an option/)
  })

  it('gives up on a provider that does not answer, even one that does not heed the signal', async () => {
    const clock = fakeClock()
    const deaf = { ...fakeProvider('x'), warm: () => new Promise<void>(() => {}) }
    const engine = createEngine({ providers: { deaf }, clock })
    const warming = engine.warm({ timeoutMs: 2_000 })
    await clock.advance(2_000)
    expect(await warming).toEqual({ deaf: { ok: false, ms: 2_000, error: expect.objectContaining({ reason: 'timeout' }) } })
  })

  it('ends a connection that does not come, at the abort', async () => {
    const signal = new LinkedSignal()
    const { port, sockets } = await listening(createServer()) // takes the connection, and never says a word of TLS
    const warming = rejection(transport({ baseURL: `https://127.0.0.1:${port}` }).warm?.(signal) ?? Promise.resolve())
    await vi.waitFor(() => expect(sockets.size).toBe(1))
    signal.abort('enough')
    expect(await warming).toBe('enough')
    expect(signal.listening).toBe(0)
  })
})

describe('options that could not work are refused', () => {
  const baseURL = 'http://127.0.0.1:9'
  it.each<[string, Record<string, unknown>, RegExp]>([
    ['no sockets', { connections: 0 }, /http\.connections must be a whole number of at least 1/],
    ['a wait that is none', { keepAliveMs: '4s' }, /http\.keepAliveMs must be a number/],
    ['a wait without end', { keepAliveMaxMs: Infinity }, /http\.keepAliveMaxMs must be a number/],
    ['half of HTTP/2', { allowH2: 'yes' }, /http\.allowH2 must be true or false/],
    ['a proxy that is no URL', { proxy: 'ENV' }, /http\.proxy must be 'env' or the URL/],
    ['a proxy of another kind', { proxy: 'socks5://127.0.0.1' }, /http\.proxy must be 'env' or the URL/],
    ['the path of a certificate', { tls: { ca: '/etc/ca.pem' } }, /http\.tls\.ca must be PEM/],
    ['a certificate without its key', { tls: { cert: certificate } }, /http\.tls\.key is missing/],
    ['a key without its certificate', { tls: { key: privateKey } }, /http\.tls\.cert is missing/],
    ['a misspelt field', { tls: { rejectUnauthorised: false } }, /http\.tls\.rejectUnauthorised is not an option\. Did you mean 'rejectUnauthorized'/],
    ['a check that is neither', { tls: { rejectUnauthorized: 0 } }, /http\.tls\.rejectUnauthorized must be true or false/],
    ['a name that is none', { tls: { servername: '' } }, /http\.tls\.servername must be a non-empty string/],
    ['any beside a dispatcher', { connections: 1, dispatcher: {} }, /http\.connections cannot stand beside 'dispatcher'/],
    ['a proxy beside publicOnly', { baseURL: 'https://api.example.com', proxy: 'env', publicOnly: true }, /http\.proxy cannot stand beside 'publicOnly'/],
  ])('%s', (_name, options, message) => {
    expect(() => http({ baseURL, headers: () => ({}), ...options })).toThrow(message)
  })

  it("and a proxy's password is not shown", () => {
    expect(() => http({ baseURL, headers: () => ({}), proxy: 'ftp://me:hunter2@proxy' })).toThrow(expect.not.objectContaining({ message: expect.stringContaining('hunter2') }))
  })

  it('by every provider, under its name', () => {
    const options = { connections: 0, apiKey: 'k' }
    expect(() => openai(options)).toThrow(/openai\.connections/)
    expect(() => groq(options)).toThrow(/groq\.connections/)
    expect(() => azure({ ...options, endpoint: 'https://a.openai.azure.com' })).toThrow(/azure\.connections/)
    expect(() => anthropic(options)).toThrow(/anthropic\.connections/)
    expect(() => google(options)).toThrow(/google\.connections/)
    expect(() => openai({ proxy: 'env', fetch })).toThrow(/openai\.proxy cannot stand beside 'fetch'/)
  })

  it('where the platform connects itself, all of them', () => {
    for (const options of [{ connections: 1 }, { proxy: 'env' }, { tls: { ca: certificate } }, { allowH2: true }]) {
      expect(() => fetchHttp({ baseURL, headers: () => ({}), ...options })).toThrow(/is for Node/)
    }
  })
})
