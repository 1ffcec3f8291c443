import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { fakeCall, type FakeClock, fakeClock, fakeProvider, fakeTarget, gate, middlewareContract, turn } from 'zerohop/testing'
import type { Call } from '../../src/core/call.ts'
import { ConfigError, GatewayError } from '../../src/core/error.ts'
import type { Reply } from '../../src/core/reply.ts'
import type { CallSignal } from '../../src/core/signal.ts'
import type { WireEvent } from '../../src/core/wire.ts'
import { type EventStream, finished } from '../../src/core/stream.ts'
import { createEngine } from '../../src/engine.ts'
import { checkTimeouts, timeout, type TimeoutOptions } from '../../src/middleware/timeout.ts'
import { decode } from '../../src/providers/decode.ts'
import { openaiCompatible } from '../../src/providers/openai-compatible/index.ts'
import { fallback } from '../../src/routes/fallback.ts'
import { handler } from '../support/call.ts'
import { collect, rejection } from '../support/collect.ts'
import { answers, completion, metaOf, scripted } from '../support/provider.ts'

const meta = metaOf(fakeTarget)
const gone = new GatewayError({ reason: 'aborted', message: 'the caller cancelled' })
const timedOut = (message: string) => ({ reason: 'timeout', message })

/** A stream that does what the test says and, being deaf, nothing else: no signal and no `return()` ends its reads. */
function deafStream() {
  const events: string[] = []
  const waiting: Array<{ resolve(result: IteratorResult<string, undefined>): void; reject(error: unknown): void }> = []
  const state = { closed: 0, reads: 0 }
  const stream: EventStream<string> = {
    next() {
      state.reads += 1
      const event = events.shift()
      return event === undefined ? new Promise((resolve, reject) => waiting.push({ resolve, reject })) : Promise.resolve({ done: false, value: event })
    },
    async return() {
      state.closed += 1
      return finished
    },
    [Symbol.asyncIterator]: () => stream,
  }
  return {
    stream,
    state,
    gives(event: string) {
      const reader = waiting.shift()
      if (reader) reader.resolve({ done: false, value: event })
      else events.push(event)
    },
    ends: () => waiting.shift()?.resolve(finished),
    breaks: (error: unknown) => waiting.shift()?.reject(error),
  }
}

/** What became of a promise, without waiting for it. */
function watched<T>(promise: Promise<T>) {
  const seen: { value?: T; error?: unknown; settled: boolean } = { settled: false }
  promise.then(
    (value) => Object.assign(seen, { value, settled: true }),
    (error: unknown) => Object.assign(seen, { error, settled: true }),
  )
  return seen
}

interface Stage {
  readonly clock: FakeClock
  readonly call: ReturnType<typeof fakeCall>
  /** As the handler inside got it. */
  inner(): Call
  /** How often a timer was set. */
  timersSet(): number
  answer(reply: Reply<'chat'>): void
  fail(error: unknown): void
  readonly asked: ReturnType<typeof watched<Reply<'chat'>>>
}

/** A call through `timeout(options)` to a handler that is deaf to its signal and answers when the test says so. */
async function ask(options: TimeoutOptions, { stream = false, wrap = timeout(options), pulse = undefined as Call['pulse'] } = {}): Promise<Stage> {
  const clock = fakeClock()
  const setTimer = vi.spyOn(clock, 'setTimeout')
  const call = fakeCall({ clock, stream })
  let inner: Call | undefined
  let settle: { resolve(reply: Reply<'chat'>): void; reject(error: unknown): void } | undefined
  const next = handler((given) => {
    inner = given as unknown as Call
    return new Promise((resolve, reject) => {
      settle = { resolve, reject }
    })
  })
  const asked = watched(wrap(pulse === undefined ? call : { ...call, pulse }, next))
  await turn()
  return {
    clock,
    call,
    inner: () => inner as Call,
    timersSet: () => setTimer.mock.calls.length,
    answer: (reply) => settle?.resolve(reply),
    fail: (error) => settle?.reject(error),
    asked,
  }
}

/** A stage whose stream has brought its first content. */
async function begun(options: TimeoutOptions, more: Parameters<typeof ask>[1] = {}) {
  const stage = await ask(options, { stream: true, ...more })
  const source = deafStream()
  stage.answer({ stream: true, events: source.stream as never, meta })
  await turn()
  const reply = stage.asked.value
  if (!reply?.stream) throw new Error('a stream was asked for')
  return { ...stage, ...source, events: reply.events as unknown as EventStream<string> }
}

function expectNothingLeft({ clock, call }: Pick<Stage, 'clock' | 'call'>): void {
  expect({ timers: clock.pending, listeners: call.signal.listening }).toEqual({ timers: 0, listeners: 0 })
}

const value: Reply<'chat'> = { stream: false, value: completion(), meta }

describe('timeout', () => {
  for (const { name, run } of middlewareContract(() => timeout())) it(name, run)
})

describe('two timeouts, one in the other', () => {
  const two = [timeout({ idleMs: 1000 }), timeout()] as const
  for (const { name, run } of middlewareContract(() => (call, next) => two[0](call, (given) => two[1](given, next)))) it(name, run)
})

describe('the options', () => {
  it.each<[unknown, string]>([
    [{ firstTokenMs: 0 }, 'firstTokenMs'],
    [{ firstTokenMs: 2 ** 31 }, 'firstTokenMs'],
    [{ idleMs: '1' }, 'idleMs'],
    [{ idleMs: -1 }, 'idleMs'],
    [{ totalMs: Infinity }, 'totalMs'],
    [{ totalMs: Number.NaN }, 'totalMs'],
    [{ totalMs: null }, 'totalMs'],
    [{ total: 1 }, 'total'],
  ])('%j are refused at %s', (options, path) => {
    expect(() => timeout(options as TimeoutOptions)).toThrow(expect.objectContaining({ path: `timeout.${path}` }))
    expect(() => checkTimeouts('timeouts', options as TimeoutOptions)).toThrow(ConfigError)
    expect(() => checkTimeouts('timeouts', options as TimeoutOptions)).toThrow(expect.objectContaining({ path: `timeouts.${path}` }))
  })

  it('may have every deadline a platform can keep', () => {
    expect(() => timeout({ firstTokenMs: 1, idleMs: 2 ** 31 - 1, totalMs: 1.5 })).not.toThrow()
  })
})

describe('an attempt aborts its own signal, and at the millisecond', () => {
  it.each<[string, TimeoutOptions, boolean, number, string]>([
    ['a value at its default total', {}, false, 600_000, 'the attempt took longer than 600000 ms'],
    ['a value at its own total', { totalMs: 10 }, false, 10, 'the attempt took longer than 10 ms'],
    ['a value never for its first token or for silence', { firstTokenMs: 1, idleMs: 1 }, false, 600_000, 'the attempt took longer than 600000 ms'],
    ['a stream without content by default', {}, true, 300_000, 'no first token within 300000 ms'],
    ['a stream without content never for silence, also where that is given', { idleMs: 10 }, true, 300_000, 'no first token within 300000 ms'],
    ['a stream at its first token', { firstTokenMs: 10 }, true, 10, 'no first token within 10 ms'],
    ['a stream at its total', { totalMs: 10 }, true, 10, 'the attempt took longer than 10 ms'],
  ])('%s', async (_name, options, stream, ms, message) => {
    const stage = await ask(options, { stream })
    await stage.clock.advance(ms - 1)
    expect(stage.inner().signal.aborted).toBe(false)
    await stage.clock.advance(1)
    expect(stage.inner().signal.reason).toMatchObject(timedOut(message))
    expect(stage.inner().signal.reason).toBeInstanceOf(GatewayError)
    expect(stage.call.signal.aborted).toBe(false)
    await stage.clock.advance(25) // what a handler has to say why itself
    expect(stage.asked.error).toBe(stage.inner().signal.reason)
    expectNothingLeft(stage)
  })

  it('with a provider that heeds it: the provider is stopped and the error thrown at once', async () => {
    const clock = fakeClock()
    const provider = fakeProvider({ hang: true })
    const asked = watched(timeout({ totalMs: 10 })(fakeCall({ clock }), (call) => provider.ask(call, fakeTarget)))
    await clock.advance(10)
    expect(asked.error).toMatchObject(timedOut('the attempt took longer than 10 ms'))
    expect([provider.running, clock.pending]).toEqual([0, 0])
  })
})

describe('an attempt in time', () => {
  it('has one timer, and leaves nothing when its value is there', async () => {
    const stage = await ask({})
    expect([stage.timersSet(), stage.clock.pending, stage.call.signal.listening]).toEqual([1, 1, 1])
    stage.answer(value)
    await turn()
    expect(stage.asked.value).toBe(value)
    expect(stage.timersSet()).toBe(1)
    expectNothingLeft(stage)
  })

  it.each([[false], [true]])('leaves nothing when it fails, and throws what was thrown (stream: %s)', async (stream) => {
    const stage = await ask({}, { stream })
    const error = new TypeError('x')
    stage.fail(error)
    await turn()
    expect(stage.asked.error).toBe(error)
    expectNothingLeft(stage)
  })

  it('leaves nothing when its handler throws before it gives a promise', async () => {
    const call = fakeCall()
    const error = new TypeError('x')
    const throwing = () => {
      throw error
    }
    expect(await rejection(timeout()(call, throwing))).toBe(error)
    expect(call.signal.listening).toBe(0)
    expect((call.scope.clock as FakeClock).pending).toBe(0)
  })

  it('that was aborted before is not begun', async () => {
    const call = fakeCall()
    call.signal.abort(gone)
    const next = vi.fn()
    expect(await rejection(timeout()(call, next))).toBe(gone)
    expect(next).not.toHaveBeenCalled()
  })
})

describe('an abort by the caller', () => {
  it.each([[false], [true]])('is told as itself, also past a handler that ignores it (stream: %s)', async (stream) => {
    const stage = await ask({}, { stream })
    stage.call.signal.abort(gone)
    expect(stage.inner().signal.reason).toBe(gone)
    await stage.clock.advance(25)
    expect(stage.asked.error).toBe(gone)
    expectNothingLeft(stage)
  })

  it('wins over what a handler throws because of it', async () => {
    const stage = await ask({})
    stage.call.signal.abort(gone)
    stage.fail(new DOMException('stopped', 'AbortError'))
    await turn()
    expect(stage.asked.error).toBe(gone)
  })

  it('is told in the words of a handler that knows more', async () => {
    const stage = await ask({})
    stage.call.signal.abort(gone)
    const known = gone.with({ target: 'a/m' })
    stage.fail(known)
    await turn()
    expect(stage.asked.error).toBe(known)
  })

  it('ends a read of a stream that ignores it', async () => {
    const stage = await begun({})
    const read = watched(stage.events.next())
    stage.call.signal.abort(gone)
    await turn()
    expect(read.error).toBe(gone)
    expect(stage.state.closed).toBe(1)
    expect(await stage.events.next()).toEqual(finished)
    expectNothingLeft(stage)
  })

  it('of a stream that nobody reads closes it, and is told to the next read, once', async () => {
    const stage = await begun({})
    stage.gives('never read')
    stage.call.signal.abort(gone)
    expect(stage.state.closed).toBe(1)
    expectNothingLeft(stage)
    expect(await rejection(stage.events.next())).toBe(gone)
    expect(await stage.events.next()).toEqual(finished)
  })
})

describe('a stream that another listener of the same abort closes', () => {
  it('is closed once, and its reader hears no more', async () => {
    const stage = await ask({}, { stream: true })
    const source = deafStream()
    let events: EventStream<string> | undefined
    stage.inner().signal.onAbort(() => void events?.return())
    stage.answer({ stream: true, events: source.stream as never, meta })
    await turn()
    if (stage.asked.value?.stream) events = stage.asked.value.events as unknown as EventStream<string>
    stage.call.signal.abort(gone)
    expect(source.state.closed).toBe(1)
    expect(await events?.next()).toEqual(finished)
    expectNothingLeft(stage)
  })
})

describe('a reply that comes too late', () => {
  const late = async (after: number) => {
    const stage = await ask({ totalMs: 10 }, { stream: true })
    const source = deafStream()
    await stage.clock.advance(10 + after)
    stage.answer({ stream: true, events: source.stream as never, meta })
    await turn()
    return { ...stage, ...source }
  }

  it.each([[0], [24], [25], [1000]])('by %i ms is closed, where it is a stream, and the deadline told', async (after) => {
    const stage = await late(after)
    expect(stage.state.closed).toBe(1)
    expect(stage.asked.error).toMatchObject(timedOut('the attempt took longer than 10 ms'))
    expectNothingLeft(stage)
  })
})

describe('before the first content', () => {
  it('keep-alives do not put off the first token', async () => {
    const stage = await ask({ firstTokenMs: 1000, idleMs: 100 }, { stream: true })
    for (let at = 0; at < 10; at++) {
      await stage.clock.advance(99)
      stage.inner().pulse?.()
    }
    await stage.clock.advance(9)
    expect(stage.inner().signal.aborted).toBe(false)
    await stage.clock.advance(1)
    expect(stage.inner().signal.reason).toMatchObject(timedOut('no first token within 1000 ms'))
  })

  it('a model may think in silence: the idle clock starts with the first content', async () => {
    const stage = await ask({ firstTokenMs: 1000, idleMs: 100 }, { stream: true })
    await stage.clock.advance(60)
    stage.inner().pulse?.()
    await stage.clock.advance(939)
    expect(stage.inner().signal.aborted).toBe(false)
    stage.answer({ stream: true, events: deafStream().stream as never, meta })
    await turn()
    if (!stage.asked.value?.stream) throw new Error('a stream was asked for')
    const read = watched(stage.asked.value.events.next())
    await stage.clock.advance(99)
    expect(read.settled).toBe(false)
    await stage.clock.advance(1)
    expect(read.error).toMatchObject(timedOut('nothing came for 100 ms'))
  })

  it('a value has no pulse of its own: that of a timeout outside is handed on', async () => {
    const pulse = vi.fn()
    expect((await ask({})).inner().pulse).toBeUndefined()
    expect((await ask({}, { pulse })).inner().pulse).toBe(pulse)
  })
})

describe('a stream that has begun', () => {
  it('has no first token to wait for any more, and by default no total', async () => {
    const stage = await begun({ firstTokenMs: 10, idleMs: 1000 })
    for (let at = 0; at < 1000; at++) {
      const read = watched(stage.events.next())
      await stage.clock.advance(999)
      stage.gives(`${at}`)
      await turn()
      expect(read.value).toEqual({ done: false, value: `${at}` })
    }
    expect(stage.inner().signal.aborted).toBe(false)
    await stage.events.return()
    expectNothingLeft(stage)
  })

  it('that stalls rejects the read at the millisecond, knows its target, and is closed', async () => {
    const stage = await begun({ idleMs: 100 })
    await stage.clock.advance(30)
    const read = watched(stage.events.next())
    await stage.clock.advance(99)
    expect(read.settled).toBe(false)
    await stage.clock.advance(1)
    expect(read.error).toMatchObject({ ...timedOut('nothing came for 100 ms'), target: fakeTarget.address })
    expect(stage.inner().signal.reason).toBe(read.error)
    expect(stage.state.closed).toBe(1)
    expect(await stage.events.next()).toEqual(finished)
    expect(stage.state.reads).toBe(1)
    expectNothingLeft(stage)
    stage.gives('too late') // the deaf source wakes up: nobody is there
    await turn()
    expect(await stage.events.next()).toEqual(finished)
  })

  it('is fed by keep-alives while its reader waits', async () => {
    const stage = await begun({ idleMs: 100 })
    const read = watched(stage.events.next())
    for (let at = 0; at < 50; at++) {
      await stage.clock.advance(99)
      stage.inner().pulse?.()
    }
    expect(read.settled).toBe(false)
    await stage.clock.advance(100)
    expect(read.error).toMatchObject(timedOut('nothing came for 100 ms'))
  })

  it('is never idle while its reader is slow, and then no timer runs', async () => {
    const stage = await begun({ idleMs: 100 })
    await stage.clock.advance(100)
    expect(stage.clock.pending).toBe(0)
    await stage.clock.advance(86_400_000)
    const read = watched(stage.events.next())
    await stage.clock.advance(99)
    expect(read.settled).toBe(false)
    await stage.clock.advance(1)
    expect(read.error).toMatchObject(timedOut('nothing came for 100 ms'))
  })

  it.each([['while its reader waits', true], ['while nobody reads', false]])('ends at its total %s', async (_name, reads) => {
    const stage = await begun({ totalMs: 1000, idleMs: 100_000 })
    const read = reads ? watched(stage.events.next()) : undefined
    await stage.clock.advance(999)
    expect(stage.inner().signal.aborted).toBe(false)
    await stage.clock.advance(1)
    expect(stage.state.closed).toBe(1)
    expectNothingLeft(stage)
    expect(read === undefined ? await rejection(stage.events.next()) : read.error).toMatchObject(timedOut('the attempt took longer than 1000 ms'))
    expect(await stage.events.next()).toEqual(finished)
  })

  it('idles anew for a read that begins while only the total has a timer', async () => {
    const stage = await begun({ totalMs: 10_000, idleMs: 100 })
    await stage.clock.advance(500)
    const read = watched(stage.events.next())
    await stage.clock.advance(100)
    expect(read.error).toMatchObject(timedOut('nothing came for 100 ms'))
  })

  it('gives what is here already without asking a clock, but not past a read that waits, nor once its time is over', async () => {
    const stage = await begun({ totalMs: 1000 })
    const here = ['b', 'c', 'd', 'e']
    stage.events.next().catch(() => {})
    stage.stream.ready = () => here.shift()
    const now = vi.spyOn(stage.clock, 'now')
    expect(stage.events.ready?.()).toBeUndefined()
    stage.gives('a')
    await turn()
    now.mockClear()
    expect(stage.events.ready?.()).toBe('b')
    expect(await stage.events.next()).toEqual({ done: false, value: 'c' })
    expect(now).not.toHaveBeenCalled()
    await stage.clock.advance(1000)
    expect(stage.events.ready?.()).toBeUndefined()
    expect(await rejection(stage.events.next())).toMatchObject(timedOut('the attempt took longer than 1000 ms'))
    expect(here).toEqual(['d', 'e'])
  })

  it('sets no timer for an event', async () => {
    const stage = await begun({})
    for (let at = 0; at < 1000; at++) {
      stage.gives(`${at}`)
      await stage.events.next()
    }
    expect(stage.timersSet()).toBe(1)
    await stage.events.return()
    expectNothingLeft(stage)
  })

  it.each<[string, (stage: Awaited<ReturnType<typeof begun>>) => unknown, object, number]>([
    ['read to its end', ({ ends }) => ends(), { value: finished }, 0],
    ['failed', ({ breaks }) => breaks(gone), { error: gone }, 0],
    ['closed by its reader', ({ events }) => events.return(), { value: finished }, 1],
  ])('%s tells the read that waits, and leaves nothing', async (_name, end, told, closed) => {
    const stage = await begun({})
    const read = watched(stage.events.next())
    end(stage)
    await turn()
    expect(read).toMatchObject(told)
    expectNothingLeft(stage)
    expect(await stage.events.next()).toEqual(finished)
    expect(await stage.events.return()).toEqual(finished)
    expect(stage.state).toEqual({ reads: 1, closed })
  })

  it('gives readers that ask at once their events in turn, then the end', async () => {
    const stage = await begun({})
    const reads = Promise.all(Array.from({ length: 4 }, () => stage.events.next()))
    for (const event of ['a', 'b']) stage.gives(event)
    await turn()
    stage.ends()
    expect((await reads).map((read) => read.value)).toEqual(['a', 'b', undefined, undefined])
    expectNothingLeft(stage)
  })
})

describe('a timeout around a timeout', () => {
  it('hears of keep-alives and of events within', async () => {
    const outer = vi.fn()
    const stage = await begun({}, { pulse: outer })
    outer.mockClear()
    stage.inner().pulse?.()
    expect(outer).toHaveBeenCalledTimes(1)
    stage.gives('a')
    await stage.events.next()
    expect(outer).toHaveBeenCalledTimes(2)
  })

  it('hears nothing of an event that comes after the end', async () => {
    const outer = vi.fn()
    const stage = await begun({}, { pulse: outer })
    const read = watched(stage.events.next())
    await stage.events.return()
    outer.mockClear()
    stage.gives('too late')
    await turn()
    expect(outer).not.toHaveBeenCalled()
    expect(read.value).toEqual(finished)
  })

  it('ends what is inside with its own reason', async () => {
    const wrap = ((call, next) => timeout({ totalMs: 10 })(call, (given) => timeout()(given, next))) as ReturnType<typeof timeout>
    const stage = await ask({}, { wrap })
    await stage.clock.advance(35)
    expect(stage.asked.error).toMatchObject(timedOut('the attempt took longer than 10 ms'))
    expectNothingLeft(stage)
  })
})

describe('after the machine slept', () => {
  it.each([[100], [101], [1100], [86_400_000]])('%i ms, a stream whose bytes came in the same wake goes on', async (ms) => {
    const stage = await begun({ idleMs: 100 })
    const read = watched(stage.events.next())
    const woken = stage.clock.suspend(ms) // its timers run at the next turn of the loop; the sockets after them
    setImmediate(() => stage.gives('came meanwhile'))
    await woken
    await turn()
    expect(read.value).toEqual({ done: false, value: 'came meanwhile' })
    expect(stage.inner().signal.aborted).toBe(false)
    await stage.events.return()
    expectNothingLeft(stage)
  })

  it('a stream that stays silent gets the grace of a second, and no more', async () => {
    const stage = await begun({ idleMs: 100 })
    const read = watched(stage.events.next())
    await stage.clock.suspend(86_400_000)
    await stage.clock.advance(999)
    expect(read.settled).toBe(false)
    await stage.clock.advance(1)
    expect(read.error).toMatchObject(timedOut('nothing came for 100 ms'))
    expectNothingLeft(stage)
  })

  it('a keep-alive in the grace is enough, and the next silence is judged afresh', async () => {
    const stage = await begun({ idleMs: 2000 })
    const read = watched(stage.events.next())
    await stage.clock.suspend(100_000)
    await stage.clock.advance(500)
    stage.inner().pulse?.()
    await stage.clock.advance(1999)
    expect(read.settled).toBe(false)
    await stage.clock.suspend(50_000)
    await stage.clock.advance(999)
    expect(read.settled).toBe(false)
    await stage.clock.advance(1)
    expect(read.error).toMatchObject(timedOut('nothing came for 2000 ms'))
  })

  it('a value that came in the same wake is delivered', async () => {
    const stage = await ask({ totalMs: 100 })
    await stage.clock.suspend(3_600_000)
    stage.answer(value)
    await turn()
    expect(stage.asked.value).toBe(value)
    expectNothingLeft(stage)
  })
})

describe('any schedule of content, events, keep-alives and reads', () => {
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 60 }) }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('event' as const, 'pulse' as const, 'read' as const), ms: fc.constant(0) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('content' as const), ms: fc.constant(0) }) },
  )
  const limit = fc.integer({ min: 1, max: 150 })
  const limits = fc.record({ firstTokenMs: limit, idleMs: limit, totalMs: fc.option(fc.integer({ min: 1, max: 600 }), { nil: undefined }) })

  it('ends when the rules say, for the reason they say, and leaves nothing', async () => {
    const outcomes = { 'no first token': 0, 'nothing came': 0, 'the attempt': 0, none: 0 }
    await fc.assert(
      fc.asyncProperty(limits, fc.array(step, { maxLength: 25 }), async ({ firstTokenMs, idleMs, totalMs = Infinity }, steps) => {
        const stage = await ask({ firstTokenMs, idleMs, ...(totalMs < Infinity && { totalMs }) }, { stream: true })
        const source = deafStream()
        const seen = firstAbort(stage.inner().signal, stage.clock)
        const model = { now: 0, aliveAt: 0, begun: false, waiting: false, queued: 0, over: undefined as { at: number; said: string } | undefined }
        let events: EventStream<string> | undefined
        for (const { do: what, ms } of steps) {
          if (what === 'wait') {
            await stage.clock.advance(ms)
            const dues: Array<[number, string]> = [[totalMs, 'the attempt'], [model.begun ? Infinity : firstTokenMs, 'no first token'], [model.waiting ? model.aliveAt + idleMs : Infinity, 'nothing came']]
            const [at, said] = dues.reduce((one, other) => (other[0] < one[0] ? other : one))
            model.now += ms
            if (at <= model.now) model.over ??= { at, said }
          } else if (what === 'content' && !model.begun) {
            stage.answer({ stream: true, events: source.stream as never, meta })
            await turn()
            Object.assign(model, { begun: true, waiting: false })
            if (stage.asked.value?.stream) events = stage.asked.value.events as unknown as EventStream<string>
          } else if (what === 'pulse') {
            stage.inner().pulse?.()
            model.aliveAt = model.now
          } else if (what === 'event') {
            source.gives('x')
            await turn()
            if (model.begun && model.waiting) model.waiting = false
            else model.queued += 1
          } else if (what === 'read' && events && !model.waiting) {
            watched(events.next())
            await turn()
            model.aliveAt = model.now
            if (model.queued > 0) model.queued -= 1
            else model.waiting = true
          }
          if (model.over) break
        }
        expect(seen.at).toBe(model.over?.at)
        if (model.over) expect(seen.message).toContain(model.over.said)
        expect(stage.clock.pending).toBeLessThanOrEqual(1)
        if (events) await events.return()
        else if (!model.over) stage.fail(gone)
        await stage.clock.advance(25)
        expectNothingLeft(stage)
        outcomes[(model.over?.said ?? 'none') as keyof typeof outcomes] += 1
      }),
      { numRuns: 300, seed: 20 }, // every outcome is among them
    )
    for (const [outcome, count] of Object.entries(outcomes)) expect([outcome, count > 0]).toEqual([outcome, true])
  })

  function firstAbort(signal: CallSignal, clock: FakeClock): { at?: number; message?: string } {
    const seen: { at?: number; message?: string } = {}
    signal.onAbort((reason) => Object.assign(seen, { at: clock.now(), message: (reason as Error).message }))
    return seen
  }
})

describe('the pulse of a provider', () => {
  it('comes with every read of its bytes, also one that completes no event', async () => {
    const batches: Array<WireEvent[] | undefined> = [[], [], [{ event: 'message', data: 1 }], [], undefined]
    const pulse = vi.fn()
    const wire = { read: async () => batches.shift(), cancel: () => {} }
    const decoder = { push: (data: unknown, _event: string, out: unknown[]) => void out.push(data), end: () => {} }
    const events = decode(wire, decoder, undefined, pulse)
    expect(await events.next()).toEqual({ done: false, value: 1 })
    expect(pulse).toHaveBeenCalledTimes(3)
    expect(await events.next()).toEqual(finished)
    expect(pulse).toHaveBeenCalledTimes(5)
  })

  it('keeps a stream of headers and comments alive up to its first token, where the fallback takes over', async () => {
    const clock = fakeClock()
    const asked = gate()
    const headers = gate()
    let bytes: ReadableStreamDefaultController<Uint8Array> | undefined
    const body = new ReadableStream<Uint8Array>({ start: (controller) => void (bytes = controller) })
    const stopped = vi.fn()
    const fetch: typeof globalThis.fetch = async (_url, init) => {
      asked.open()
      init?.signal?.addEventListener('abort', () => {
        stopped()
        bytes?.error(new DOMException('stopped', 'AbortError'))
      })
      await headers
      return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
    }
    const a = openaiCompatible({ baseURL: 'https://a.example/v1', apiKey: null, fetch })
    const engine = createEngine({
      providers: { a, b: scripted(answers('from b')) },
      routes: { smart: fallback(['a/m', 'b/m']) },
      timeouts: { firstTokenMs: 1000, idleMs: 100 },
      clock,
    })
    const answer = watched(engine.handle({ operation: 'chat', body: { model: 'smart', messages: [{ role: 'user', content: 'Hi' }] }, stream: true }))
    await asked
    for (let at = 0; at < 11; at++) {
      await clock.advance(90)
      if (at === 0) headers.open()
      else bytes?.enqueue(new TextEncoder().encode(': ping\n\n'))
      await turn()
      expect(answer.settled).toBe(false)
    }
    await clock.advance(10)
    const reply = answer.value
    if (!reply?.stream) throw new Error('a stream was asked for')
    expect(stopped).toHaveBeenCalledOnce()
    expect(reply.meta.target).toBe('b/m')
    expect(reply.meta.attempts?.map(({ target, reason }) => [target, reason])).toEqual([['a/m', 'timeout'], ['b/m', undefined]])
    await collect(reply.events)
    expect(clock.pending).toBe(0)
  })
})
