import { describe } from 'vitest'
import { type Event, type EventStream, LinkedSignal, type Middleware, sleep, streamOf } from 'zerohop'
import { middlewareContract, turn } from 'zerohop/testing'
import { collect } from '../../src/testing/contracts/case.ts'
import { itIsNoticed } from './broken.ts'

describe('the contract of a middleware', () => {
  itIsNoticed([
    ['one that eats errors', middlewareContract(() => eatsErrors), 'an error is let through', 'whatever else is thrown'],
    ['one that eats the error of a stream', middlewareContract(() => eatsStreamErrors), 'a stream that breaks off'],
    ['one that writes to the body', middlewareContract(() => writesToBody), 'the call is not changed'],
    ['one that passes on another body', middlewareContract(() => passesOnAnotherBody), 'the call is not changed'],
    ['one that changes the answer', middlewareContract(() => changesAnswer), 'a value passes through untouched'],
    ['one that loses an event', middlewareContract(() => losesEvent), 'a stream passes through untouched'],
    ['one that forgets what is known of an answer', middlewareContract(() => forgetsMeta), 'what is known about an answer'],
    ['one that buffers a stream', middlewareContract(() => buffers), 'a stream is not read ahead'],
    ['one that reads one event ahead', middlewareContract(readsAhead), 'a stream is not read ahead', 'an event is handed on before'],
    ['one that keeps a close to itself', middlewareContract(() => keepsClose), 'closing the stream midway', 'closing the stream before'],
    ['one that mixes calls', middlewareContract(mixes), 'concurrent calls do not mix', 'streams read in turns'],
    ['one that hides the abort', middlewareContract(() => hidesAbort), 'an abort while the provider is silent'],
    ['one whose wait ignores the abort', middlewareContract(() => waitsDeaf), 'an abort while a failure is waited out'],
    ['one that leaves a timer', middlewareContract(() => leavesTimer), 'a value passes through untouched'],
    ['one that leaves a listener', middlewareContract(() => leavesListener), 'a value passes through untouched'],
    ['one that drops a reply unclosed', middlewareContract(() => dropsReply), 'a stream passes through untouched'],
  ])
})

const eatsErrors: Middleware = async (call, next) => {
  try {
    return await next(call)
  } catch {
    return { stream: false, value: {} as never, meta: { target: 'none', headers: {}, status: 200 } }
  }
}

const eatsStreamErrors = onStream((events) => ({
  next: () => events.next().catch(() => ({ done: true, value: undefined })),
}))

const writesToBody: Middleware = (call, next) => {
  Object.assign(call.body, { temperature: 0 })
  return next(call)
}

const passesOnAnotherBody: Middleware = (call, next) => next({ ...call, body: { ...call.body, temperature: 0 } })

const changesAnswer: Middleware = async (call, next) => {
  const reply = await next(call)
  return reply.stream ? reply : { ...reply, value: { ...reply.value, model: 'mine' } }
}

const losesEvent = onStream((events) => {
  let read = 0
  return {
    async next() {
      read += 1
      if (read === 2) await events.next()
      return events.next()
    },
  }
})

const forgetsMeta: Middleware = async (call, next) => ({ ...(await next(call)), meta: { target: 'me', headers: {}, status: 200 } })

const buffers: Middleware = async (call, next) => {
  const reply = await next(call)
  return reply.stream ? { ...reply, events: streamOf(await collect(reply.events)) } : reply
}

const readsAhead = () =>
  onStream((events) => {
    let ahead = events.next()
    return {
      async next() {
        const now = await ahead
        ahead = events.next()
        ahead.catch(() => {})
        await Promise.race([ahead, turn().then(() => ahead)])
        return now
      },
    }
  })

const keepsClose = onStream(() => ({ return: async () => ({ done: true, value: undefined }) }))

const mixes = (): Middleware => {
  let last: unknown
  return async (call, next) => {
    last = call.body
    await turn()
    return next({ ...call, body: last as never })
  }
}

const hidesAbort: Middleware = (call, next) => next({ ...call, signal: new LinkedSignal() })

const waitsDeaf: Middleware = async (call, next) => {
  try {
    return await next(call)
  } catch {
    await sleep(1000, call.scope.clock, new LinkedSignal())
    return next(call)
  }
}

const leavesTimer: Middleware = (call, next) => {
  call.scope.clock.setTimeout(() => {}, 60_000)
  return next(call)
}

const leavesListener: Middleware = (call, next) => {
  call.signal.onAbort(() => {})
  return next(call)
}

const dropsReply: Middleware = async (call, next) => {
  await next(call)
  return next(call)
}

/** A middleware that breaks streams only. */
function onStream(change: (events: EventStream<Event<'chat'>>) => Partial<EventStream<Event<'chat'>>>): Middleware {
  return async (call, next) => {
    const reply = await next(call)
    if (!reply.stream) return reply
    const events = reply.events as EventStream<Event<'chat'>>
    const changed: EventStream<Event<'chat'>> = {
      next: () => events.next(),
      return: () => events.return(),
      [Symbol.asyncIterator]() {
        return this
      },
      ...change(events),
    }
    return { ...reply, events: changed as never }
  }
}
