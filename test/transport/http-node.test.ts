import { createServer, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'
import type { Dispatcher } from 'undici'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { GatewayError } from '../../src/core/error.ts'
import { LinkedSignal } from '../../src/core/signal.ts'
import type { WireRequest } from '../../src/core/wire.ts'
import { createEngine } from '../../src/engine.ts'
import { openai } from '../../src/providers/openai-compatible/openai.ts'
import { http } from '../../src/transport/http.node.ts'
import { chatBody } from '../support/call.ts'
import { settle } from '../support/clock.ts'
import { rejection } from '../support/collect.ts'
import { json, loopback, type Loopback } from '../support/server.ts'

const open: Array<{ close(): Promise<void> }> = []

afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})

async function serve(answer: Parameters<typeof loopback>[0]): Promise<Loopback> {
  const server = await loopback(answer)
  open.push(server)
  return server
}

/** A server that answers every connection by hand. */
async function serveRaw(answer: (socket: Socket, request: string) => void): Promise<string> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('data', (data) => answer(socket, data.toString()))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  open.push({
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function transport(baseURL: string, headers: Record<string, string> = {}) {
  const made = http({ baseURL, headers: () => headers })
  open.push({ close: async () => made.close?.() })
  return made
}

const get: WireRequest = { method: 'GET', path: '/x', stream: false }

describe('http on Node', () => {
  it('does not load undici until the first call', async () => {
    vi.resetModules()
    const loaded = vi.fn()
    vi.doMock('undici', async (original) => {
      loaded()
      return original()
    })
    try {
      const { http: fresh } = await import('../../src/transport/http.node.ts')
      const server = await serve((_request, response) => json(response, {}))
      const made = fresh({ baseURL: server.baseURL, headers: () => ({}) })
      expect(loaded).not.toHaveBeenCalled()
      await (await made.send(get, new LinkedSignal())).json()
      await made.close?.()
      expect(loaded).toHaveBeenCalledOnce()
    } finally {
      vi.doUnmock('undici')
      vi.resetModules()
    }
  })

  it('hands on what one turn of the event loop brings together, once all of it was read', async () => {
    const handlers: Dispatcher.DispatchHandler[] = []
    const dispatcher = { dispatch: (_: unknown, handler: Dispatcher.DispatchHandler) => handlers.push(handler) > 0 }
    const made = http({ baseURL: 'http://127.0.0.1:9/v1', headers: () => ({}), dispatcher })
    const order: string[] = []
    const answers = [1, 2].map((n) => made.send(get, new LinkedSignal()).then(() => order.push(`answer ${n}`)))
    await settle()
    for (const [at, handler] of handlers.entries()) {
      order.push(`read ${at + 1}`)
      handler.onResponseStart?.({} as Dispatcher.DispatchController, 200, {})
      for (let turn = 0; turn < 20; turn++) await Promise.resolve() // as many as an answer at once would need
    }
    await Promise.all(answers)
    expect(order).toEqual(['read 1', 'read 2', 'answer 1', 'answer 2'])
  })

  it.each([['is missing', undefined], ['is faked', () => 0]])('answers where the global setImmediate %s while it is loaded', async (_, stub) => {
    vi.resetModules()
    vi.stubGlobal('setImmediate', stub)
    const { http: fresh } = await import('../../src/transport/http.node.ts').finally(() => vi.unstubAllGlobals())
    const server = await serve((_request, response) => json(response, { here: true }))
    const made = fresh({ baseURL: server.baseURL, headers: () => ({}) })
    open.push({ close: async () => made.close?.() })
    expect(await (await made.send(get, new LinkedSignal())).json()).toEqual({ here: true })
  })

  it('keeps the path of its base URL, whether or not it ends in a slash', async () => {
    const server = await serve((_request, response) => json(response, {}))
    for (const baseURL of [server.baseURL, `${server.baseURL}/`]) await (await transport(baseURL).send(get, new LinkedSignal())).json()
    expect(server.received.map(({ url }) => url)).toEqual(['/v1/x', '/v1/x'])
  })

  it('uses one connection for calls that follow each other', async () => {
    const server = await serve((_request, response) => json(response, {}))
    let connections = 0
    server.server.on('connection', () => (connections += 1))
    const made = transport(server.baseURL)
    for (let at = 0; at < 3; at++) {
      await (await made.send(get, new LinkedSignal())).json()
      await settle()
    }
    expect(connections).toBe(1)
  })

  it('asks for its headers at every call, so that a new key is seen', async () => {
    const server = await serve((_request, response) => json(response, {}))
    let key = 0
    const made = http({ baseURL: server.baseURL, headers: async () => ({ 'x-key': String((key += 1)) }) })
    open.push({ close: async () => made.close?.() })
    for (let at = 0; at < 2; at++) await (await made.send(get, new LinkedSignal())).json()
    expect(server.received.map(({ headers }) => headers['x-key'])).toEqual(['1', '2'])
  })

  it('refuses a body that is no JSON before it asks for the headers, and an aborted request before both', async () => {
    const server = await serve((_request, response) => json(response, {}))
    let asked = 0
    const made = http({ baseURL: server.baseURL, headers: () => Promise.reject(new Error(`asked ${(asked += 1)} times`)) })
    open.push({ close: async () => made.close?.() })
    const wrong = { ...get, method: 'POST', body: { a: 1n } }
    const aborted = new LinkedSignal()
    aborted.abort(new Error('left'))
    for (const warmth of ['cold', 'warm']) {
      await expect(made.send(wrong, new LinkedSignal()), warmth).rejects.toThrow(/JSON/)
      await expect(made.send(wrong, aborted), warmth).rejects.toThrow('left')
    }
    expect(asked).toBe(0)
    await expect(made.send(get, new LinkedSignal())).rejects.toThrow('asked 1 times')
  })

  it('sends JSON as JSON, and lets a request say its own headers', async () => {
    const server = await serve((_request, response) => json(response, {}))
    const request = { method: 'POST', path: '/x', query: { a: 1, b: ['x', 'y'], c: { d: 'é' }, e: undefined }, headers: { 'x-own': '1' }, body: { é: 1 }, stream: false }
    await (await transport(server.baseURL, { 'x-own': '0' }).send(request, new LinkedSignal())).json()
    const [received] = server.received
    expect(received?.url).toBe('/v1/x?a=1&b%5B%5D=x&b%5B%5D=y&c%5Bd%5D=%C3%A9')
    expect(received?.headers).toMatchObject({ 'content-type': 'application/json', 'x-own': '1' })
    expect(received?.body.toString()).toBe('{"é":1}')
  })

  it('names the field that JSON cannot carry', async () => {
    const circular: Record<string, unknown> = { messages: [{ content: 'Hi' }] }
    circular.metadata = { self: circular }
    for (const [body, param] of [[circular, 'metadata.self'], [{ a: [{ b: 1n }] }, 'a[0].b']] as const) {
      const error = await rejection(transport('http://127.0.0.1:9').send({ method: 'POST', path: '/x', body, stream: false }, new LinkedSignal()))
      expect(error).toMatchObject({ reason: 'bad_request', failure: { param } })
    }
  })

  it('reads around the answers before the answer', async () => {
    const url = await serveRaw((socket) => socket.write('HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}'))
    const reply = await transport(url).send(get, new LinkedSignal())
    expect([reply.status, await reply.json()]).toEqual([200, {}])
  })

  it('joins headers that come several times', async () => {
    const url = await serveRaw((socket) => socket.write('HTTP/1.1 200 OK\r\nX-A: 1\r\nx-a: 2\r\ncontent-length: 2\r\n\r\n{}'))
    expect((await transport(url).send(get, new LinkedSignal())).headers).toMatchObject({ 'x-a': '1, 2' })
  })

  it.each<[string, (socket: Socket) => void]>([
    ['closes before it answers', (socket) => socket.destroy()],
    ['resets the connection', (socket) => socket.resetAndDestroy()],
    ['answers in no HTTP', (socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n')],
  ])('fails as a connection where the server %s', async (_name, answer) => {
    const url = await serveRaw(answer)
    const error = await rejection(transport(url).send(get, new LinkedSignal()))
    expect(error).toBeInstanceOf(GatewayError)
    expect(error).toMatchObject({ reason: 'connection', cause: expect.any(Error) })
    expect((error as Error).message).not.toBe('')
  })

  it('fails as a connection, with words, where nobody listens', async () => {
    const error = (await rejection(transport('http://127.0.0.1:1').send(get, new LinkedSignal()))) as Error
    expect(error).toMatchObject({ reason: 'connection' })
    expect(error.message).toMatch(/ECONNREFUSED/)
  })

  it.each<[string, string]>([
    ['less than the length it promised', 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"a":'],
    ['a last chunk that never comes', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{"a":\r\n'],
  ])('fails as broken off after %s', async (_name, bytes) => {
    const url = await serveRaw((socket) => socket.end(bytes))
    const reply = await transport(url).send(get, new LinkedSignal())
    expect(await rejection(reply.json())).toMatchObject({ reason: 'truncated' })
  })

  it('closes the socket at once when the call is aborted, before or after the headers', async () => {
    for (const answer of ['', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n']) {
      let closed: Promise<void> | undefined
      const arrived: { resolve?: () => void } = {}
      const request = new Promise<void>((resolve) => (arrived.resolve = resolve))
      const url = await serveRaw((socket) => {
        closed = new Promise((resolve) => socket.once('close', () => resolve()))
        if (answer !== '') socket.write(answer)
        arrived.resolve?.()
      })
      const signal = new LinkedSignal()
      const sent = transport(url).send(get, signal)
      const read = answer === '' ? sent : sent.then((reply) => reply.text())
      const failed = rejection(read)
      await request
      if (answer !== '') await sent
      const reason = new GatewayError({ reason: 'aborted', message: 'gone' })
      signal.abort(reason)
      expect(await failed).toBe(reason)
      await closed
    }
  })

  it('does not send at all once the call is aborted', async () => {
    const server = await serve((_request, response) => json(response, {}))
    const signal = new LinkedSignal()
    signal.abort('gone')
    expect(await rejection(transport(server.baseURL).send(get, signal))).toBe('gone')
    expect(server.received).toEqual([])
  })

  it('leaves no listener on the signal, however the exchange ends', async () => {
    const server = await serve((_request, response) => json(response, {}))
    const refused = await serveRaw((socket) => socket.destroy())
    const signal = new LinkedSignal()
    let listening = 0
    const onAbort = signal.onAbort.bind(signal)
    vi.spyOn(signal, 'onAbort').mockImplementation((listener) => {
      listening += 1
      let held = true
      const unlisten = onAbort(listener)
      return () => {
        if (held) listening -= 1
        held = false
        unlisten()
      }
    })
    await (await transport(server.baseURL).send(get, signal)).json()
    await rejection(transport(refused).send(get, signal))
    const third = await transport(server.baseURL).send(get, signal)
    third.cancel()
    expect(listening).toBe(0)
  })

  it('stops two exchanges of one call at the same abort', async () => {
    const closed: Array<Promise<void>> = []
    let both: (() => void) | undefined
    const arrived = new Promise<void>((resolve) => (both = resolve))
    const url = await serveRaw((socket) => {
      closed.push(new Promise((resolve) => socket.once('close', () => resolve())))
      if (closed.length === 2) both?.()
    })
    const signal = new LinkedSignal()
    const made = transport(url)
    const failed = [rejection(made.send(get, signal)), rejection(made.send(get, signal))]
    await arrived
    signal.abort('gone')
    expect(await Promise.all(failed)).toEqual(['gone', 'gone'])
    await Promise.all(closed)
  })

  it('pauses the socket for a slow reader, and loses nothing', async () => {
    const piece = Buffer.alloc(64 * 1024, 'x')
    const pieces = 256
    let written = 0
    const url = await serveRaw((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${piece.length * pieces}\r\n\r\n`)
      const write = (): void => {
        while (written < pieces) {
          written += 1
          if (!socket.write(piece)) return void socket.once('drain', write)
        }
      }
      write()
    })
    const response = (await transport(url).send(get, new LinkedSignal())).response()
    const reader = response.body?.getReader()
    let received = (await reader?.read())?.value?.length ?? 0
    for (let before = -1; before !== written; ) {
      before = written
      for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
    }
    expect(written).toBeLessThan(pieces)
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) received += part.value.length
    expect(received).toBe(piece.length * pieces)
  })

  it('sends nothing where there is no key, and says where it looked', async () => {
    const server = await serve((_request, response) => json(response, {}))
    vi.stubEnv('OPENAI_API_KEY', '')
    try {
      const engine = createEngine({ providers: { openai: openai({ baseURL: server.baseURL }) } })
      const error = await rejection(engine.handle({ operation: 'chat', body: { ...chatBody, model: 'openai/gpt-5' } }))
      await engine.close()
      expect(error).toMatchObject({ reason: 'authentication', code: 'missing_api_key', target: 'openai/gpt-5' })
      expect((error as Error).message).toContain('no API key: pass openai({ apiKey }) or set OPENAI_API_KEY')
      expect(server.received).toEqual([])
    } finally {
      vi.unstubAllEnvs()
    }
  })
})
