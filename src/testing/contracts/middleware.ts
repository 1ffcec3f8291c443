/** The contract of a middleware: what a call, a stream and an error may expect of every layer they pass. */
import { deepStrictEqual, ok, strictEqual } from 'node:assert'
import type { Call } from '../../core/call.ts'
import { GatewayError } from '../../core/error.ts'
import { type FailureReason, meanings } from '../../core/failure.ts'
import type { Handler, Middleware } from '../../core/handler.ts'
import type { Body, Event } from '../../core/operation.ts'
import { closeReply, type Reply } from '../../core/reply.ts'
import type { EventStream } from '../../core/stream.ts'
import { fakeCall, type FakeCall, fakeTarget } from '../fake-call.ts'
import { type FakeClock, fakeClock } from '../fake-clock.ts'
import { fakeProvider, type FakeProvider, type FakeScript } from '../fake-provider.ts'
import { chunksOf, completionOf } from '../said.ts'
import { turn } from '../turn.ts'
import { collect, type ContractCase, deepFreeze, failsWith, thrownBy } from './case.ts'

/**
 * Every middleware must pass it, with options under which it lets an ordinary call through. Where a case is against the
 * very job of yours (one that must read a whole stream first, say), filter it out by its name and say why.
 *
 * @example
 * import { retry } from 'zerohop'
 * import { middlewareContract } from 'zerohop/testing'
 *
 * declare function it(name: string, run: () => Promise<void>): void
 *
 * for (const { name, run } of middlewareContract(() => retry())) it(name, run)
 */
export function middlewareContract(create: () => Middleware): ContractCase[] {
  return [
    check('a value passes through untouched', { text: 'Hello' }, async ({ call, ask }) => {
      deepStrictEqual(valueIn(await ask(call)), completionOf({ text: 'Hello', model: 'fake' }))
    }),

    check('a value of another operation passes through untouched', { value: vectors }, async ({ callOf, ask }) => {
      const call = callOf({ operation: 'embeddings' })
      deepStrictEqual(valueIn(await ask(call)), vectors)
    }),

    check('a stream passes through untouched, event by event', { text: pieces }, async ({ streamCall, ask }) => {
      deepStrictEqual(await collect(streamIn(await ask(streamCall))), chunksOf({ text: pieces, model: 'fake' }))
    }),

    check('what is known about an answer is handed on', { text: 'Hello', headers: { 'x-request-id': 'r1' } }, async ({ call, ask }) => {
      const { meta } = await ask(call)
      strictEqual(meta.target, fakeTarget.address)
      strictEqual(meta.headers['x-request-id'], 'r1')
    }),

    check('the call is not changed, and reaches the next with what it said', 'Hello', async ({ call, streamCall, ask, provider }) => {
      const before = structuredClone([call.body, streamCall.body])
      await ask(call) // frozen to its last leaf: writing to it throws
      await collect(streamIn(await ask(streamCall)))
      deepStrictEqual([call.body, streamCall.body], before)
      for (const asked of provider.calls) deepStrictEqual([asked.body, asked.call.id], [call.body, call.id])
    }),

    check('a stream is not read ahead of its reader', { text: pieces }, async ({ streamCall, ask, provider }) => {
      const events = streamIn(await ask(streamCall))
      await turn()
      for (let read = 0; read < pieces.length; read++) {
        const { eventsRead } = provider.calls.at(-1) as FakeProvider['calls'][number]
        ok(eventsRead <= read, `${eventsRead} events were read when the reader had asked for ${read}`)
        await events.next()
        await turn()
      }
      await events.return()
    }),

    check('an event is handed on before the next one exists', { text: pieces, hangAfter: 2 }, async ({ streamCall, ask, finish }) => {
      const events = streamIn(await ask(streamCall))
      for (const piece of pieces.slice(0, 2)) strictEqual(textIn((await finish(events.next())).value), piece)
      await events.return()
    }),

    check('closing the stream before its first event reaches the provider', { text: pieces }, async ({ streamCall, ask, provider }) => {
      await closeReply(await ask(streamCall))
      strictEqual(provider.calls.at(-1)?.state, 'closed')
    }),

    check('closing the stream midway reaches the provider', { text: pieces }, async ({ streamCall, ask, provider }) => {
      for await (const _event of streamIn(await ask(streamCall))) break
      strictEqual(provider.calls.at(-1)?.state, 'closed')
    }),

    check('closing the stream while it waits for an event ends the wait', { text: pieces, hangAfter: 1 }, async ({ streamCall, ask, finish }) => {
      const events = streamIn(await ask(streamCall))
      await events.next()
      const waiting = events.next().then(closed, closed)
      await events.return()
      await finish(waiting)
    }),

    ...reasons.map((reason) =>
      check(`an error is let through or replaced, never swallowed: ${reason}`, { error: reason }, async ({ call, streamCall, ask, finish }) => {
        await thrownBy(finish(ask(call)), 'a value')
        await thrownBy(finish(ask(streamCall)), 'a stream')
      }),
    ),

    check('whatever else is thrown is not swallowed', { error: new TypeError('not a gateway error') }, async ({ call, ask, finish }) => {
      await thrownBy(finish(ask(call)), 'a TypeError')
    }),

    check('a stream that breaks off gives what came and then the error', { text: pieces, dieAfter: 2, error: 'connection' }, async ({ streamCall, ask }) => {
      const read: unknown[] = []
      await thrownBy(collect<unknown>(streamIn(await ask(streamCall)), read), 'a stream that broke off')
      deepStrictEqual(read, chunksOf({ text: pieces, model: 'fake' }).slice(0, 2))
    }),

    check('concurrent calls do not mix', echo, async ({ callOf, ask }) => {
      const names = Array.from({ length: 8 }, (_, at) => `call ${at}`)
      const asked = names.map(async (name) => {
        const call = callOf({ body: bodyOf(name), stream: name.endsWith('1') || name.endsWith('4') })
        const reply = await ask(call)
        return reply.stream ? (await collect(reply.events)).map((chunk) => chunk.choices[0]?.delta.content ?? '').join('') : reply.value.choices[0]?.message.content
      })
      deepStrictEqual(await Promise.all(asked), names)
    }),

    check('streams read in turns do not mix', echo, async ({ callOf, ask }) => {
      const [one, two] = await Promise.all(['one', 'two'].map(async (name) => streamIn(await ask(callOf({ body: bodyOf(name), stream: true })))))
      const first = [await one?.next(), await two?.next()].map((read) => textIn(read?.value))
      deepStrictEqual(first, ['one', 'two'])
      await Promise.all([one?.return(), two?.return()])
    }),

    check('an abort while the provider is silent ends the call, without another attempt', { hang: true }, async ({ call, ask, finish, provider }) => {
      const pending = ask(call)
      pending.catch(() => {})
      await turn()
      call.signal.abort(aborted)
      await failsWith(finish(pending, 0), 'aborted', 'an aborted call')
      ok(provider.calls.length <= 1, `${provider.calls.length} attempts were made`)
    }),

    check('an abort while a failure is waited out ends the wait', { error: 'server_error' }, async ({ call, ask, finish, provider }) => {
      const pending = ask(call)
      pending.catch(() => {})
      await turn()
      const before = provider.calls.length
      call.signal.abort(aborted)
      await thrownBy(finish(pending, 0), 'an aborted call')
      strictEqual(provider.calls.length, before, 'an attempt was made after the abort')
    }),

    check('an abort in the middle of a stream reaches its reader', { text: pieces, hangAfter: 1 }, async ({ streamCall, ask, finish }) => {
      const events = streamIn(await ask(streamCall))
      await events.next()
      const waiting = events.next()
      waiting.catch(() => {})
      streamCall.signal.abort(aborted)
      await failsWith(finish(waiting, 0), 'aborted', 'an aborted stream')
    }),
  ]

  /** Runs a case against a fresh middleware, and checks that nothing was left behind. */
  function check(name: string, script: FakeScript, test: (stage: Stage) => Promise<void>): ContractCase {
    return {
      name,
      async run() {
        const stage = stageOf(create(), fakeProvider(script))
        await test(stage)
        strictEqual(stage.provider.running, 0, 'an answer was neither handed on nor closed')
        strictEqual(stage.clock.pending, 0, 'a timer was left behind')
        for (const { signal } of stage.calls) strictEqual(signal.listening, 0, 'a listener was left on the signal of the call')
      },
    }
  }
}

interface CallWish {
  readonly operation?: 'embeddings'
  readonly body?: Body<'chat'>
  readonly stream?: boolean
}

interface Stage {
  readonly clock: FakeClock
  readonly provider: FakeProvider
  readonly call: FakeCall
  readonly streamCall: FakeCall
  /** Every call made for this case. */
  readonly calls: readonly FakeCall[]
  callOf(options: CallWish): FakeCall
  /** The call through the middleware. */
  ask(call: Call<'chat'>): Promise<Reply<'chat'>>
  /** The promise's outcome, the clock moved on by at most so many seconds until it is there. */
  finish<T>(promise: Promise<T>, seconds?: number): Promise<T>
}

function stageOf(middleware: Middleware, provider: FakeProvider): Stage {
  const clock = fakeClock()
  const calls: FakeCall[] = []
  const next: Handler = (call) => provider.ask(call, fakeTarget)
  const callOf = (options: CallWish): FakeCall => {
    const call = fakeCall({ clock, ...options } as object)
    const frozen = Object.freeze({ ...call, body: deepFreeze(call.body), options: deepFreeze(call.options) })
    calls.push(frozen)
    return frozen
  }
  return { clock, provider, calls, callOf, call: callOf({}), streamCall: callOf({ stream: true }), ask: (call) => middleware(call, next), finish }

  async function finish<T>(promise: Promise<T>, seconds = 600): Promise<T> {
    let settled = false
    const settle = (): void => void (settled = true)
    promise.then(settle, settle)
    for (let at = 0; at < 20 && !settled; at++) await turn()
    for (let at = 0; at < seconds && !settled; at++) await clock.advance(1000)
    ok(settled, seconds === 0 ? 'still pending, with nothing to wait for' : `still pending after ${seconds} seconds`)
    return promise
  }
}

const pieces = ['Hel', 'lo', ', ', 'world']
const vectors = { object: 'list' as const, model: 'fake', data: [{ object: 'embedding' as const, index: 0, embedding: [0.5] }], usage: { prompt_tokens: 1, total_tokens: 1 } }
const aborted = new GatewayError({ reason: 'aborted', message: 'the caller cancelled' })
const reasons = (Object.keys(meanings) as FailureReason[]).filter((reason) => reason !== 'aborted')

const echo = (call: Call): string => {
  const { messages } = call.body as ReturnType<typeof bodyOf>
  return messages[0]?.content ?? ''
}

function bodyOf(content: string) {
  return { model: 'fake/fake', messages: [{ role: 'user' as const, content }] }
}

function valueIn(reply: Reply<'chat'>): unknown {
  ok(!reply.stream, 'a value was asked for, a stream came')
  return reply.value
}

function streamIn(reply: Reply<'chat'>): EventStream<Event<'chat'>> {
  ok(reply.stream, 'a stream was asked for, a value came')
  return reply.events
}

function textIn(event: Event<'chat'> | undefined): string | null | undefined {
  return event?.choices[0]?.delta.content
}

function closed(): void {}
