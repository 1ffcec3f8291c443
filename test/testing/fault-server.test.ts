import { connect } from 'node:net'
import { OpenAI } from 'openai'
import { afterEach, describe, expect, it } from 'vitest'
import { cut, type FaultScript, type FaultServer, faultServer, gate, joinBytes, oneByOne, openaiChat, openaiError, openaiStream, reline, sse, toBytes, within } from 'zerohop/testing'

const open: FaultServer[] = []

async function start(script: FaultScript): Promise<FaultServer> {
  const server = await faultServer(script)
  open.push(server)
  return server
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()))
})

/** The very bytes the server sends to one request. */
async function raw(server: FaultServer, request = 'GET / HTTP/1.1\r\nhost: x\r\n\r\n') {
  const socket = connect(Number(new URL(server.baseURL).port), '127.0.0.1')
  const chunks: Buffer[] = []
  socket.on('data', (chunk) => chunks.push(chunk))
  let error: unknown
  socket.on('error', (thrown) => (error = thrown))
  socket.write(request)
  await new Promise((resolve) => void socket.once('close', resolve))
  return { text: Buffer.concat(chunks).toString(), error }
}

describe('what a fault server sends', () => {
  it('is framed by length where the body is one piece, and by chunks where it is several', async () => {
    const server = await start([{ status: 201, headers: { 'X-Mine': ['a', 'b'] }, body: 'ü' }, { body: ['ab', 'c'] }, 'close'])
    const once = 'GET / HTTP/1.1\r\nhost: x\r\n\r\n'
    const { text } = await raw(server, once + once + once)
    expect(text).toBe(
      'HTTP/1.1 201 Created\r\nX-Mine: a\r\nX-Mine: b\r\ncontent-length: 2\r\n\r\nü' +
        'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n',
    )
  })

  it('lies about its length where it is told to', async () => {
    const server = await start({ headers: { 'content-length': '10' }, body: 'abc', end: 'close' })
    expect((await raw(server)).text).toBe('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc')
    await expect(fetch(server.baseURL).then((answer) => answer.text())).rejects.toThrow('terminated')
  })

  it('may end with the connection', async () => {
    const server = await start({ body: ['abc'], framing: 'close' })
    expect((await raw(server)).text).toBe('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nabc')
  })

  it('may be anything at all', async () => {
    const server = await start({ raw: true, body: Uint8Array.of(71, 0, 255, 10), end: 'close' })
    expect((await raw(server)).text).toBe('G\u0000\uFFFD\n')
  })

  it.each([['close', undefined], ['reset', 'ECONNRESET']] as const)('is nothing, where the socket ends with a %s', async (reply, code) => {
    const server = await start(reply)
    const { text, error } = await raw(server)
    expect(text).toBe('')
    expect((error as { code?: string } | undefined)?.code).toBe(code)
  })

  it('waits for its gates: before the answer, and between its pieces', async () => {
    const [first, second, third] = [gate(), gate(), gate()]
    const server = await start({ before: first, body: ['a', second, 'b', third.then(() => 'c')] })
    const asking = fetch(server.baseURL)
    const { connection } = await server.whenAsked()
    expect(connection.bytesWritten).toBe(0)
    first.open()
    const reader = (await asking).body?.pipeThrough(new TextDecoderStream()).getReader()
    expect(await reader?.read()).toEqual({ done: false, value: 'a' })
    second.open()
    expect(await reader?.read()).toEqual({ done: false, value: 'b' })
    third.open()
    expect(await reader?.read()).toEqual({ done: false, value: 'c' })
    expect(await reader?.read()).toEqual({ done: true, value: undefined })
  })

  it('never comes, where it stalls', async () => {
    const server = await start('stall')
    const controller = new AbortController()
    const asking = fetch(server.baseURL, { signal: controller.signal })
    const { connection } = await server.whenAsked()
    expect([connection.bytesWritten, server.openSockets]).toEqual([0, 1])
    controller.abort()
    await expect(asking).rejects.toThrow('aborted')
    await within(50, server.whenClosed(), 'closing the socket')
    expect(connection.closedAt).toBeGreaterThan(connection.openedAt)
  })
})

describe('what a fault server remembers', () => {
  it('is every request: method, path, headers, and the body byte for byte, chunked or not', async () => {
    const server = await start({ body: 'ok' })
    const bytes = Uint8Array.from({ length: 256 }, (_, at) => at)
    await fetch(`${server.baseURL}/a?b=c`, { method: 'PUT', headers: { 'X-Mine': 'yes' }, body: bytes })
    const body = new ReadableStream({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte))
        controller.close()
      },
    })
    await fetch(server.baseURL, { method: 'POST', body, duplex: 'half' } as RequestInit)
    expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual(['PUT /a?b=c', 'POST /'])
    expect(server.requests[0]?.headers['x-mine']).toBe('yes')
    for (const request of server.requests) expect([...request.body]).toEqual([...bytes])
  })

  it('is the connection, and whether it was used before', async () => {
    const server = await start({ body: 'ok' })
    const once = 'GET / HTTP/1.1\r\nhost: x\r\n\r\n'
    server.play([{ body: '1' }, { body: '2' }, 'close'])
    await raw(server, once + once + once)
    expect(server.requests.map(({ connection, isReused, number }) => [connection.id, isReused, number])).toEqual([[1, false, 1], [1, true, 2], [1, true, 3]])
    expect(server.connections).toHaveLength(1)
  })

  it('is told to whoever waits for the nth request', async () => {
    const server = await start((request) => ({ body: String(request.number) }))
    const second = server.whenAsked(2)
    expect(await (await fetch(`${server.baseURL}/1`)).text()).toBe('1')
    expect(await (await fetch(`${server.baseURL}/2`)).text()).toBe('2')
    expect((await second).path).toBe('/2')
    expect((await server.whenAsked(1)).path).toBe('/1')
  })

  it('does not outlive close()', async () => {
    const server = await start('stall')
    const asking = fetch(server.baseURL)
    await server.whenAsked()
    await server.close()
    await expect(asking).rejects.toThrow('fetch failed')
    await server.whenClosed()
    expect(server.openSockets).toBe(0)
  })
})

describe("OpenAI's dialect as bytes, read by OpenAI's own client", () => {
  const client = async (script: FaultScript) => new OpenAI({ baseURL: (await start(script)).baseURL, apiKey: 'k', maxRetries: 0 })
  const hello = { model: 'm', messages: [{ role: 'user' as const, content: 'Hi' }] }

  it('says a text', async () => {
    const answer = await (await client(openaiChat('Hello'))).chat.completions.create(hello)
    expect(answer.choices[0]?.message.content).toBe('Hello')
  })

  it('streams a text and tool calls', async () => {
    const openai = await client(openaiStream({ text: ['Hel', 'lo'], toolCalls: [{ name: 'f', arguments: { a: 1 } }] }))
    const answer = await openai.chat.completions.stream(hello).finalChatCompletion()
    expect(answer.choices[0]).toMatchObject({ finish_reason: 'tool_calls', message: { content: 'Hello', tool_calls: [{ function: { name: 'f', arguments: '{"a":1}' } }] } })
  })

  it('tells an error', async () => {
    const openai = await client(openaiError(429, { message: 'Slow down', code: 'rate_limit_exceeded', headers: { 'retry-after': '1' } }))
    await expect(openai.chat.completions.create(hello)).rejects.toMatchObject({ status: 429, code: 'rate_limit_exceeded' })
  })

  it('knows after which frame a stream is whole', () => {
    const { frames, wholeAfter, body } = openaiStream(['a', 'b'])
    const text = frames.map((frame) => new TextDecoder().decode(frame))
    expect(text[wholeAfter - 1]).toContain('"finish_reason":"stop"')
    expect(text.at(-1)).toBe('data: [DONE]\n\n')
    expect(joinBytes(frames)).toEqual(body)
  })
})

describe('bytes', () => {
  const text = (bytes: Uint8Array) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)

  it('of events have any line ending, a byte order mark, and names', () => {
    expect(text(sse([{ a: 1 }, '[DONE]']))).toBe('data: {"a":1}\n\ndata: [DONE]\n\n')
    expect(text(sse(['x'], { lineEnding: '\r\n', bom: true, event: () => 'ping' }))).toBe('\uFEFFevent: ping\r\ndata: x\r\n\r\n')
    expect(text(reline('\uFEFFa\r\nb\rc\n', '\r'))).toBe('\uFEFFa\rb\rc\r')
  })

  it('are cut anywhere', () => {
    expect(cut('abcdef', 4, 2, 2, 0, 99).map(text)).toEqual(['ab', 'cd', 'ef'])
    expect(oneByOne('é').map((byte) => [...byte])).toEqual([[0xc3], [0xa9]])
    expect(joinBytes(oneByOne('é🙂'))).toEqual(toBytes('é🙂'))
  })
})
