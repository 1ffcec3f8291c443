/** The transport contract, faults and cancellation: each is typed, and a socket nobody wants is closed. */
import { deepStrictEqual, ok, strictEqual } from 'node:assert'
import { GatewayError } from '../../core/error.ts'
import type { WireEvents } from '../../core/wire.ts'
import { faultServer, type FaultServer } from '../fault-server.ts'
import { sse } from '../sse-bytes.ts'
import { gate, turn, within } from '../turn.ts'
import { CLOSE_WITHIN_MS, type ContractCase, failsWith, thrownBy } from './case.ts'
import type { TransportCheck } from './transport.ts'

export function faultsOnTheWire(check: TransportCheck): ContractCase[] {
  return [...faults(check), ...cancellation(check)]
}

function faults(check: TransportCheck): ContractCase[] {
  return [
    check('a refused connection is a connection error', 'stall', async ({ send, server }) => {
      await server.close()
      await failsWith(send(), 'connection', 'the request')
    }),

    ...(['close', 'reset'] as const).map((reply) =>
      check(`a ${reply} before the headers is a connection error`, reply, async ({ send, signal }) => {
        await failsWith(send(), 'connection', 'the request')
        strictEqual(signal.listening, 0)
      }),
    ),

    check('a reset of a socket that was kept alive is a connection error', [{ body: 'ok' }, 'reset'], async ({ send, server }) => {
      await (await send()).text()
      await turn()
      await failsWith(send(), 'connection', 'the second request')
      ok(server.requests[1]?.isReused, 'the socket was not used again')
    }),

    check('an answer that is not HTTP is a connection error or malformed', { raw: true, body: 'SSH-2.0-OpenSSH_9.7\r\n', end: 'close' }, async ({ send }) => {
      await failsWith(send(), ['connection', 'malformed_response'], 'the request')
    }),

    ...(['close', 'reset'] as const).flatMap((end) =>
      ([['in chunks', {}], ['of a told length', { 'content-length': '1000' }]] as const).map(([how, told]) => {
        const received = gate()
        return check(`a ${end} in the middle of a body ${how} is truncated`, { headers: told, body: ['{"half": ', received], end }, async ({ send, signal }) => {
          const reading = (await send()).text()
          received.open()
          await failsWith(reading, 'truncated', 'the text')
          strictEqual(signal.listening, 0)
        })
      }),
    ),

    ...(['close', 'reset'] as const).map((end) => {
      const received = gate()
      return check(`a ${end} in the middle of a stream is truncated, after what came`, { headers: eventStream, body: [sse([{ at: 1 }]), received], end }, async ({ send }) => {
        const events = (await send({ stream: true })).events()
        deepStrictEqual((await events.read())?.map(({ data }) => data), [{ at: 1 }])
        received.open()
        await failsWith(events.read(), 'truncated', 'the rest')
      })
    }),

    check('a body that ends inside its JSON is truncated', { body: '{"half": ' }, async ({ send }) => {
      await failsWith((await send()).json(), 'truncated', 'the JSON')
    }),

    check('a redirect is an answer: it is not followed', 'stall', async ({ send, server }) => {
      const elsewhere = await faultServer({ body: 'followed' })
      try {
        server.play({ status: 307, headers: { location: `${elsewhere.baseURL}/there` }, body: '' })
        const reply = await send({ method: 'POST', body: { secret: true } })
        strictEqual(reply.status, 307)
        await reply.text()
        strictEqual(elsewhere.requests.length, 0)
      } finally {
        await elsewhere.close()
      }
    }),
  ]
}

function cancellation(check: TransportCheck): ContractCase[] {
  return [
    check('what was aborted before is not sent', 'stall', async ({ send, server, signal }) => {
      signal.abort(cancelled)
      strictEqual(await thrownBy(send(), 'an aborted request'), cancelled)
      strictEqual(server.requests.length, 0)
    }),

    check('an abort before the headers rejects with its reason and closes the socket', 'stall', async ({ send, server, signal }) => {
      const sending = send()
      sending.catch(() => {})
      await server.whenAsked()
      signal.abort(cancelled)
      strictEqual(await thrownBy(sending, 'an aborted request'), cancelled)
      await socketsClose(server)
    }),

    ...([
      ['JSON', (reply) => reply.json()],
      ['text', (reply) => reply.text()],
      ['events', (reply) => readAll(reply.events())],
    ] satisfies ReadonlyArray<[string, (reply: Awaited<ReturnType<Parameters<Parameters<TransportCheck>[2]>[0]['send']>>) => Promise<unknown>]>).map(([what, read]) =>
      check(`an abort while ${what} is read rejects with its reason and closes the socket`, { body: [': \n'], end: 'stall' }, async ({ send, server, signal }) => {
        const reading = read(await send({ stream: what === 'events' }))
        reading.catch(() => {})
        signal.abort(cancelled)
        strictEqual(await thrownBy(reading, 'an aborted answer'), cancelled)
        await socketsClose(server)
        strictEqual(signal.listening, 0)
      }),
    ),

    check('cancel closes the socket of an answer nobody wants', stalled, async ({ send, server, signal }) => {
      const reply = await send()
      reply.cancel()
      await socketsClose(server)
      strictEqual(signal.listening, 0)
    }),

    check('cancelling the events closes the socket and ends the wait for more', stalled, async ({ send, server }) => {
      const events = (await send({ stream: true })).events()
      await events.read()
      const waiting = events.read().then(nothing, nothing)
      events.cancel()
      await within(CLOSE_WITHIN_MS, waiting, 'the end of the wait')
      await socketsClose(server)
    }),

    check('cancelling the web Response closes the socket', stalled, async ({ send, server }) => {
      const { body } = (await send()).response()
      const reader = body?.getReader()
      await reader?.read()
      await reader?.cancel()
      await socketsClose(server)
    }),

    check('cancelling twice, or after the end, is nothing', { body: 'ok' }, async ({ send }) => {
      const reply = await send()
      strictEqual(await reply.text(), 'ok')
      reply.cancel()
      reply.cancel()
      strictEqual(await (await send()).text(), 'ok')
    }),
  ]
}

const eventStream = { 'content-type': 'text/event-stream' }
const stalled = { headers: eventStream, body: [sse([{ at: 1 }])], end: 'stall' as const }
const cancelled = new GatewayError({ reason: 'aborted', message: 'the caller cancelled' })

async function socketsClose(server: FaultServer): Promise<void> {
  await within(CLOSE_WITHIN_MS, server.whenClosed(), 'closing the socket')
}

/** To the end: a batch may be empty. */
async function readAll(events: WireEvents): Promise<void> {
  for (let batch = await events.read(); batch !== undefined; ) batch = await events.read()
}

function nothing(): void {}
