/** The transport contract, answers: read whole, as events or as they come, and no faster than their reader reads. */
import { deepStrictEqual, ok, strictEqual } from 'node:assert'
import { DONE, type WireEvent, type WireEvents } from '../../core/wire.ts'
import type { FaultConnection } from '../fault-connection.ts'
import { cut, oneByOne, sse, toBytes } from '../sse-bytes.ts'
import { gate, turn, within } from '../turn.ts'
import { type ContractCase, failsWith, PATIENCE_MS } from './case.ts'
import type { TransportCheck } from './transport.ts'

export function answersOnTheWire(check: TransportCheck): ContractCase[] {
  const later = gate()

  return [
    check('gives status and headers, whatever the status', statuses.map((status) => ({ status, headers: { 'X-Mine': ['a', 'b'] }, body: JSON.stringify(openaiish) })), async ({ send }) => {
      for (const expected of statuses) {
        const { status, headers, text } = await send()
        deepStrictEqual([status, headers['x-mine']], [expected, 'a, b'])
        deepStrictEqual(JSON.parse(await text()), openaiish)
      }
    }),

    check('answers as soon as the headers are here', { body: [later] }, async ({ send }) => {
      const reply = await send()
      later.open()
      strictEqual(await reply.text(), '')
    }),

    check('an early hint is not the answer', { raw: true, body: ['HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'] }, async ({ send }) => {
      const { status, text } = await send()
      deepStrictEqual([status, await text()], [200, 'ok'])
    }),

    check('an answer without a body is empty', { status: 204 }, async ({ send }) => {
      const reply = await send({ method: 'DELETE' })
      deepStrictEqual([reply.status, await reply.text()], [204, ''])
    }),

    check('reads text and JSON, however the bytes are cut', (request) => ({ body: oneByOne(request.number === 1 ? 'grüße 🙂' : '{"a": "grüße 🙂"}') }), async ({ send }) => {
      strictEqual(await (await send()).text(), 'grüße 🙂')
      deepStrictEqual(await (await send()).json(), { a: 'grüße 🙂' })
    }),

    check('reads a body whose end is the end of the connection', { body: 'all of it', framing: 'close' }, async ({ send }) => {
      strictEqual(await (await send()).text(), 'all of it')
    }),

    check('JSON that is none is a malformed response', { body: 'Hello' }, async ({ send }) => {
      await failsWith((await send()).json(), 'malformed_response', 'the JSON')
    }),

    ...[
      ['in one piece', events],
      ['byte by byte', oneByOne(events)],
      ['with CRLF, a byte order mark, and cut between CR and LF', cutAfterCr(sse(said, { lineEnding: '\r\n', bom: true, event: named }))],
      ['with CR alone', sse(said, { lineEnding: '\r', event: named })],
      ['without a last line ending', events.subarray(0, -2)],
    ].map(([what, body]) =>
      check(`reads events ${String(what)}`, { headers: eventStream, body: body as Uint8Array[] }, async ({ send }) => {
        deepStrictEqual(await all((await send({ stream: true })).events()), expected)
      }),
    ),

    check('an event is given as soon as its bytes are here', { headers: eventStream, body: [sse([{ at: 1 }]), gate()] }, async ({ send }) => {
      const reading = (await send({ stream: true })).events()
      deepStrictEqual(await within(PATIENCE_MS, reading.read(), 'the first event'), [{ event: 'message', data: { at: 1 } }])
      reading.cancel()
    }),

    check('what came before a malformed event is given before the error', { headers: eventStream, body: [sse([{ at: 1 }, { at: 2 }, '{"half'])] }, async ({ send }) => {
      const got: WireEvent[] = []
      await failsWith(all((await send({ stream: true })).events(), got), 'malformed_response', 'the events')
      deepStrictEqual(got.map(({ data }) => data), [{ at: 1 }, { at: 2 }])
    }),

    check('gives a web Response: bytes, status and headers', { status: 201, headers: { 'content-type': 'audio/wav' }, body: cut(every, 3, 200) }, async ({ send }) => {
      const response = (await send()).response()
      deepStrictEqual([response.status, response.headers.get('content-type')], [201, 'audio/wav'])
      deepStrictEqual([...new Uint8Array(await response.arrayBuffer())], [...every])
    }),

    check('concurrent exchanges do not mix', (request) => ({ body: request.path }), async ({ send }) => {
      const paths = Array.from({ length: 20 }, (_, at) => `/${at}`)
      const got = await Promise.all(paths.map(async (path) => (await send({ path })).text()))
      deepStrictEqual(got, paths)
    }),

    check('an answer that was read leaves its socket to the next request, and no listener', { body: 'ok' }, async ({ send, server, signal }) => {
      for (let at = 0; at < 3; at++, await turn()) await (await send()).text()
      strictEqual(server.connections.length, 1)
      strictEqual(signal.listening, 0)
    }),

    check('a reader that does not read stops the upstream, and gets everything once it reads', () => ({ body: plenty() }), async ({ send, server }) => {
      const reply = await send({ stream: true })
      const { connection } = await server.whenAsked()
      await stalls(connection)
      ok(connection.bytesWritten < PLENTY, `all ${PLENTY} bytes were taken from the upstream, and nobody had read one`)
      let size = 0
      for await (const bytes of reply.response().body ?? []) size += bytes.length
      strictEqual(size, PLENTY)
    }),
  ]
}

const statuses = [200, 201, 400, 401, 404, 429, 500, 503]
/** In OpenAI's words, for an SDK may keep nothing else of an error answer. */
const openaiish = { error: { message: 'hm' } }
const eventStream = { 'content-type': 'text/event-stream' }
const every = Uint8Array.from({ length: 256 }, (_, at) => at)

const said = [{ text: 'grüße 🙂' }, { type: 'named' }, '[DONE]']
const named = (data: unknown): string | undefined => (typeof data === 'object' && data !== null && 'type' in data ? 'named' : undefined)
const events = sse(said, { event: named })
const expected: WireEvent[] = [
  { event: 'message', data: { text: 'grüße 🙂' } },
  { event: 'named', data: { type: 'named' } },
  { event: 'message', data: DONE },
]

function cutAfterCr(bytes: Uint8Array): Uint8Array[] {
  return cut(bytes, ...Array.from(bytes.keys()).filter((at) => bytes[at - 1] === 13))
}

async function all(reading: WireEvents, into: WireEvent[] = []): Promise<WireEvent[]> {
  for (let batch = await reading.read(); batch !== undefined; batch = await reading.read()) into.push(...batch)
  return into
}

/** More than any pair of sockets keeps in its buffers. */
const PLENTY = 64 * 1024 * 1024

async function* plenty(): AsyncGenerator<Uint8Array> {
  const piece = toBytes('x'.repeat(1024 * 1024))
  for (let sent = 0; sent < PLENTY; sent += piece.length) yield piece
}

/** Resolves when the server is blocked and nothing has moved for many turns, or when it has written all. */
async function stalls(connection: FaultConnection): Promise<void> {
  for (let still = 0, last = -1; still < 200 && connection.bytesWritten < PLENTY; await turn()) {
    still = connection.isBlocked && connection.bytesWritten === last ? still + 1 : 0
    last = connection.bytesWritten
  }
}
