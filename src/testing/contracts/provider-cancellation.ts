/** The provider contract, cancellation: whoever stops wanting an answer stops the upstream, at any point. */
import { strictEqual } from 'node:assert'
import { GatewayError } from '../../core/error.ts'
import { closeReply } from '../../core/reply.ts'
import { gate, within } from '../turn.ts'
import { CLOSE_WITHIN_MS, collect, type ContractCase, failsWith, PATIENCE_MS } from './case.ts'
import { hello, type Stage, type Stages } from './provider-stage.ts'

export function cancellation({ bytes, check }: Stages): ContractCase[] {
  const value = bytes.value({ text: 'Hello' })
  const stream = bytes.stream({ text: ['Hel', 'lo'] })
  const stalled = { ...stream, body: stream.frames.slice(0, 1), end: 'stall' as const }
  const streamed = { ...hello, stream: true as const }

  return [
    check('a call that was aborted before it began is not sent', value, async ({ gateway, server }) => {
      const { signal } = abortedController()
      await failsWith(gateway.chat.completions.create(hello, { signal }), 'aborted', 'the call')
      strictEqual(server.connections.length, 0)
    }),

    check('an abort before the headers closes the socket', 'stall', async ({ gateway, server }) => {
      const controller = new AbortController()
      const pending = gateway.chat.completions.create(hello, { signal: controller.signal }).then((answer) => answer)
      pending.catch(() => {})
      await server.whenAsked()
      controller.abort()
      await failsWith(pending, 'aborted', 'the call')
      await socketsClose(server)
    }),

    check('an abort while the body comes closes the socket', { ...value, body: [value.body.subarray(0, 10)], end: 'stall' }, async (stage) => {
      const pending = stage.ask()
      pending.catch(() => {})
      const { connection } = await stage.server.whenAsked()
      await within(PATIENCE_MS, until(() => connection.bytesWritten > 10), 'the beginning of the answer')
      stage.lastCall.signal.abort(cancelled)
      await failsWith(pending, 'aborted', 'the call')
      await socketsClose(stage.server)
      strictEqual(stage.lastCall.signal.listening, 0)
    }),

    check('an abort while an error answer comes closes the socket', { ...bytes.error(500, 'It failed.'), body: ['{'], end: 'stall' }, async (stage) => {
      const pending = stage.ask()
      pending.catch(() => {})
      const { connection } = await stage.server.whenAsked()
      await within(PATIENCE_MS, until(() => connection.bytesWritten > 1), 'the beginning of the answer')
      stage.lastCall.signal.abort(cancelled)
      await failsWith(pending, 'aborted', 'the call')
      await socketsClose(stage.server)
    }),

    check("the caller's abort while it streams closes the socket and is told to the reader", stalled, async ({ gateway, server }) => {
      const controller = new AbortController()
      const events = await gateway.chat.completions.create(streamed, { signal: controller.signal })
      const reading = collect(events)
      reading.catch(() => {})
      controller.abort()
      await failsWith(reading, 'aborted', 'the stream')
      await socketsClose(server)
    }),

    check("an abort through the stream's own controller closes the socket and ends the loop", stalled, async ({ gateway, server }) => {
      for await (const _chunk of await gateway.chat.completions.create(streamed).then(abortSoon)) continue
      await socketsClose(server)

      function abortSoon<S extends { controller: AbortController }>(events: S): S {
        void Promise.resolve().then(() => events.controller.abort())
        return events
      }
    }),

    check('a break out of the loop closes the socket', stalled, async ({ gateway, server }) => {
      for await (const _chunk of await gateway.chat.completions.create(streamed)) break
      await socketsClose(server)
    }),

    check('a break out of a stream that keeps coming closes the socket', () => ({ ...stream, body: endless(stream.frames[0] as Uint8Array) }), async ({ gateway, server }) => {
      for await (const _chunk of await gateway.chat.completions.create(streamed)) break
      await socketsClose(server)
    }),

    check('a reply that is closed unread closes the socket', stalled, async (stage) => {
      await closeReply(await stage.ask({ stream: true }))
      await socketsClose(stage.server)
      strictEqual(stage.lastCall.signal.listening, 0)
    }),

    check('closing a stream ends the wait for its next event', stalled, async ({ ask, server }) => {
      const reply = await ask({ stream: true })
      if (!reply.stream) throw new TypeError('a stream was asked for, a value came')
      await reply.events.next()
      const waiting = reply.events.next().then(nothing, nothing)
      await reply.events.return()
      await within(CLOSE_WITHIN_MS, waiting, 'the end of the wait')
      await socketsClose(server)
    }),

    check('a stream that failed closes the socket', { ...stream, body: [bytes.errorFrame.bytes, gate()] }, async ({ ask, server }) => {
      const reply = await ask({ stream: true })
      if (!reply.stream) throw new TypeError('a stream was asked for, a value came')
      await failsWith(collect(reply.events), bytes.errorFrame.reason, 'the stream')
      await socketsClose(server)
    }),
  ]
}

const cancelled = new GatewayError({ reason: 'aborted', message: 'the caller cancelled' })

function abortedController(): AbortController {
  const controller = new AbortController()
  controller.abort()
  return controller
}

async function socketsClose(server: Stage['server']): Promise<void> {
  await within(CLOSE_WITHIN_MS, server.whenClosed(), 'closing the socket')
}

/** Resolves at the first turn at which it is true. */
async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setImmediate(resolve))
}

async function* endless(frame: Uint8Array): AsyncGenerator<Uint8Array> {
  for (;;) yield frame
}

function nothing(): void {}
