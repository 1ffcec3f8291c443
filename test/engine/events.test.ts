import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import type { GatewayConfig } from '../../src/config.ts'
import { GatewayError } from '../../src/core/error.ts'
import type { CallEnd, GatewayEvent } from '../../src/core/event.ts'
import { type FailureReason, meanings } from '../../src/core/failure.ts'
import type { Reply } from '../../src/core/reply.ts'
import { createEngine } from '../../src/engine.ts'
import { retry } from '../../src/middleware/retry.ts'
import { fallback } from '../../src/routes/fallback.ts'
import { chatBody } from '../support/call.ts'
import { ManualClock, settle } from '../support/clock.ts'
import { collect, collectUntilError, rejection } from '../support/collect.ts'
import { answers, type Chunk, chunk, chunks, fails, hangs, roleChunk, scripted, type Step, streams, throws } from '../support/provider.ts'

function engineWith(steps: readonly Step[], config: Partial<GatewayConfig> = {}) {
  const clock = new ManualClock()
  const events: GatewayEvent[] = []
  const provider = scripted(...steps)
  const engine = createEngine({ providers: { p: provider }, clock, random: () => 0.5, on: (event) => void events.push(event), ...config })
  return { clock, events, engine, provider }
}

const ask = { operation: 'chat', body: { ...chatBody, model: 'p/m' }, options: { metadata: { user: 'ada' } } } as const
const types = (events: readonly GatewayEvent[]) => events.map(({ type }) => type)

async function streamOf(engine: ReturnType<typeof engineWith>['engine'], more: object = {}) {
  const reply = await engine.handle({ ...ask, stream: true, ...more })
  if (!reply.stream) throw new Error('expected a stream')
  return reply
}

const failed = (reason: string) => ({ type: 'attempt.end', outcome: 'failed', failure: { reason } })

describe('the events of a call', () => {
  it('that succeeds', async () => {
    const { engine, events } = engineWith([answers()])
    const { meta } = await engine.handle(ask)
    expect(types(events)).toEqual(['call.start', 'attempt.start', 'attempt.end', 'call.end'])
    expect(events[0]).toEqual({
      type: 'call.start', callId: meta.callId, at: 1000, operation: 'chat', address: 'p/m', stream: false, metadata: { user: 'ada' },
    })
    expect(events[3]).toEqual({
      type: 'call.end', callId: meta.callId, at: 1000, operation: 'chat', address: 'p/m', stream: false, metadata: { user: 'ada' },
      outcome: 'ok', durationMs: 0, target: 'p/m', attempts: meta.attempts, failure: undefined,
      usage: { inputTokens: 7, outputTokens: 3, totalTokens: 10, cachedTokens: 0, reasoningTokens: 0 },
    })
  })

  it('that fails', async () => {
    const { engine, events } = engineWith([fails('bad_request', { status: 400 })])
    await rejection(engine.handle(ask))
    expect(types(events)).toEqual(['call.start', 'attempt.start', 'attempt.end', 'call.end'])
    expect(events.slice(2)).toMatchObject([failed('bad_request'), { outcome: 'failed', target: undefined, usage: undefined, failure: { reason: 'bad_request', status: 400 } }])
  })

  it('that never reaches a target', async () => {
    const { engine, events } = engineWith([answers()])
    await rejection(engine.handle({ ...ask, body: { ...chatBody, model: 'nobody/m' } }))
    await rejection(engine.handle({ ...ask, body: { model: 'p/m' } as never }))
    expect(types(events)).toEqual(['call.start', 'call.end', 'call.start', 'call.end'])
    expect(events).toMatchObject([{ address: 'nobody/m' }, { failure: { reason: 'unknown_address' } }, {}, { failure: { reason: 'bad_request' } }])
  })

  it('that is retried and then falls back', async () => {
    const other = scripted(answers())
    const { engine, events, clock, provider } = engineWith([fails('overloaded')])
    const both = createEngine({
      providers: { p: provider, other },
      routes: { smart: fallback(['p/m', 'other/n']) },
      use: [retry({ maxAttempts: 2, backoff: () => 30 })],
      clock,
      on: (event) => void events.push(event),
    })
    await engine.close()
    other.ask = scripted(fails('rate_limit'), answers()).ask
    await clock.run(both.handle({ ...ask, body: { ...chatBody, model: 'smart' } }))
    expect(types(events)).toEqual([
      'call.start',
      'attempt.start', 'attempt.end', 'fallback.next', 'attempt.start', 'attempt.end',
      'retry.wait',
      'attempt.start', 'attempt.end', 'target.skipped', 'fallback.next', 'attempt.start', 'attempt.end', // it cools, and is the last resort
      'call.end',
    ])
    expect(events.at(-1)).toMatchObject({ address: 'smart', outcome: 'ok', target: 'other/n', durationMs: 30, attempts: [{}, {}, {}, {}] })
  })

  it('that streams to its end', async () => {
    const { engine, events, clock } = engineWith([streams(chunks(['a', 'b']))])
    const { events: read } = await streamOf(engine)
    expect(types(events)).toEqual(['call.start', 'attempt.start'])
    clock.time += 500
    await collect(read)
    expect(types(events).slice(2)).toEqual(['attempt.end', 'call.end'])
    expect(events.slice(2)).toMatchObject([
      { outcome: 'ok', durationMs: 500, firstContentMs: 0, usage: { totalTokens: 10 } },
      { outcome: 'ok', durationMs: 500, stream: true, target: 'p/m', usage: { totalTokens: 10 }, failure: undefined },
    ])
  })

  it('whose stream its reader breaks off: the attempt ends before the call', async () => {
    const { engine, events, provider } = engineWith([streams(chunks(['a', 'b']))])
    const { events: read } = await streamOf(engine)
    for await (const _ of read) break
    expect(types(events)).toEqual(['call.start', 'attempt.start', 'attempt.end', 'call.end'])
    expect(events.slice(2)).toMatchObject([
      { outcome: 'aborted', failure: { reason: 'aborted' } },
      { outcome: 'aborted', attempts: [{ outcome: 'aborted' }], failure: { reason: 'aborted' } },
    ])
    expect(provider.closed.count).toBe(1)
  })

  it('whose stream is closed before it is read', async () => {
    const { engine, events, provider } = engineWith([streams(chunks(['a', 'b']))])
    const { events: read } = await streamOf(engine)
    await read.return()
    expect(types(events)).toEqual(['call.start', 'attempt.start', 'attempt.end', 'call.end'])
    expect(provider.closed.count).toBe(1)
  })

  it('whose stream fails after its first content', async () => {
    const cut = new GatewayError({ reason: 'truncated', message: 'cut' })
    const { engine, events } = engineWith([streams([chunk({ content: 'a' })], { error: cut })])
    const { events: read } = await streamOf(engine)
    const { error } = await collectUntilError(read)
    expect(error).toMatchObject({ reason: 'truncated', target: 'p/m', attempts: [{ outcome: 'failed' }] })
    expect(types(events)).toEqual(['call.start', 'attempt.start', 'attempt.end', 'call.end'])
    expect(events.slice(2)).toMatchObject([failed('truncated'), { outcome: 'failed', target: 'p/m', failure: { reason: 'truncated' } }])
  })

  it('whose stream a middleware closes and replaces', async () => {
    const { engine, events, provider } = engineWith([streams(chunks(['a'])), answers('instead')], {
      use: [
        async (call, next) => {
          const first = (await next(call)) as Reply
          if (first.stream) await first.events.return()
          return next(call)
        },
      ],
    })
    const { events: read } = await streamOf(engine)
    await collect(read)
    expect(types(events)).toEqual(['call.start', 'attempt.start', 'attempt.end', 'attempt.start', 'attempt.end', 'call.end'])
    expect(events).toMatchObject([{}, {}, { outcome: 'aborted' }, {}, { outcome: 'ok' }, { outcome: 'ok' }])
    expect(provider.closed.count).toBe(1)
  })

  it('that a middleware answers without a target', async () => {
    const { engine, events } = engineWith([answers()], {
      use: [async () => ({ stream: false, value: { cached: true } as never, meta: { target: 'cache', status: 200, headers: {}, cache: 'hit' } })],
    })
    expect(await engine.handle(ask)).toMatchObject({ meta: { cache: 'hit', attempts: [] } })
    expect(types(events)).toEqual(['call.start', 'call.end'])
  })

  it('are all of one call by its id, which is unique', async () => {
    const { engine, events } = engineWith([answers()])
    const replies = await Promise.all([engine.handle(ask), engine.handle(ask)])
    const ids = replies.map(({ meta }) => meta.callId)
    expect(new Set(ids).size).toBe(2)
    for (const id of ids) expect(events.filter((event) => 'callId' in event && event.callId === id)).toHaveLength(4)
  })

  it("take their times from the gateway's clock", async () => {
    const { engine, events, clock } = engineWith([
      async (call, target) => {
        clock.time += 42
        return answers()(call, target)
      },
    ])
    await engine.handle(ask)
    expect(events.map((event) => ('at' in event ? event.at : undefined))).toEqual([1000, 1000, 1042, 1042])
    expect(events[3]).toMatchObject({ durationMs: 42 })
  })

  it('never say what was asked or answered', async () => {
    const { engine, events } = engineWith([answers('the secret answer')])
    await engine.handle({ ...ask, body: { model: 'p/m', messages: [{ role: 'user', content: 'the secret question' }] } })
    expect(JSON.stringify(events)).not.toContain('secret')
  })
})

describe('there is exactly one call.end for each call, whatever happens', () => {
  const reasons = Object.keys(meanings) as FailureReason[]
  const step: fc.Arbitrary<[string, Step]> = fc.oneof(
    fc.constant<[string, Step]>(['answers', answers()]),
    fc.constantFrom(...reasons).map((reason): [string, Step] => [`fails ${reason}`, fails(reason)]),
    fc.constantFrom<unknown>('text', undefined, new TypeError('x')).map((thrown): [string, Step] => ['throws', throws(thrown)]),
    fc.constant<[string, Step]>(['hangs', hangs]),
    fc
      .record({ pieces: fc.nat(3), cut: fc.boolean(), hang: fc.boolean(), odd: fc.boolean() })
      .map(({ pieces, cut, hang, odd }): [string, Step] => [
        `streams ${pieces}${cut ? ', cut' : ''}${hang ? ', hanging' : ''}${odd ? ', odd' : ''}`,
        async (call, target) =>
          call.stream
            ? streams([roleChunk, ...new Array<Chunk>(pieces).fill(chunk({ content: 'x' })), ...(odd ? [{}] : [])], {
                hang,
                ...(cut && { error: new GatewayError({ reason: 'truncated', message: 'cut' }) }),
              })(call, target)
            : answers()(call, target),
      ]),
  )
  const script = fc.record({
    steps: fc.array(step, { minLength: 1, maxLength: 5 }),
    stream: fc.boolean(),
    reader: fc.constantFrom('reads all', 'breaks', 'closes at once', 'reads after the abort'),
    abortAtMs: fc.option(fc.constantFrom(0, 5, 50)),
    timeoutMs: fc.option(fc.constantFrom(1, 20)),
    retries: fc.boolean(),
    faultyHook: fc.boolean(),
  })

  it('over random scripts of a provider, a reader and an impatient caller', async () => {
    await fc.assert(
      fc.asyncProperty(script, async ({ steps, stream, reader, abortAtMs, timeoutMs, retries, faultyHook }) => {
        const clock = new ManualClock()
        const seen: GatewayEvent[] = []
        const faulty = () => {
          throw new Error('a faulty hook')
        }
        const providers = { a: scripted(...steps.map(([, one]) => one)), b: scripted(answers()) }
        const engine = createEngine({
          providers,
          routes: { smart: fallback(['a/m', 'b/m']) },
          ...(retries && { use: [retry({ maxAttempts: 2, backoff: () => 3 })] }),
          on: faultyHook ? [faulty, (event) => void seen.push(event)] : (event) => void seen.push(event),
          clock,
        })
        const caller = new AbortController()
        if (abortAtMs !== null) clock.setTimeout(() => caller.abort(), abortAtMs)
        else clock.setTimeout(() => caller.abort(), 1_000_000)
        const over = (async () => {
          const options = timeoutMs === null ? {} : { timeoutMs }
          const reply = await engine.handle({ operation: 'chat', body: { ...chatBody, model: 'smart' }, stream, options, signals: [caller.signal] })
          if (!reply.stream) return
          if (reader === 'closes at once') await reply.events.return()
          else if (reader === 'breaks') for await (const _ of reply.events) break
          else await collect(reply.events)
        })().catch((error: unknown) => {
          expect(error).toBeInstanceOf(GatewayError)
        })
        await clock.run(over)
        await settle()

        const ends = seen.filter((event): event is CallEnd => event.type === 'call.end')
        expect(ends).toHaveLength(1)
        expect(seen.at(-1)?.type).toBe('call.end')
        const begun = seen.filter(({ type }) => type === 'attempt.start')
        const finished = seen.filter(({ type }) => type === 'attempt.end')
        expect(finished).toHaveLength(begun.length)
        expect(ends[0]?.attempts.map(({ outcome }) => outcome)).not.toContain('running')
        expect(ends[0]?.attempts).toHaveLength(begun.length)
        expect((ends[0]?.failure === undefined) === (ends[0]?.outcome === 'ok')).toBe(true)
        expect(clock.pending).toBeLessThanOrEqual(1) // the caller's own
      }),
      { numRuns: 300 },
    )
  })
})

describe('hooks', () => {
  it.each<[string, () => void | Promise<void>]>([
    ['throw', () => { throw new Error('faulty') }],
    ['reject', async () => { throw new Error('faulty') }],
  ])('that %s are counted and never felt, and reported once', async (_name, faulty) => {
    const seen: GatewayEvent[] = []
    const engine = createEngine({ providers: { p: scripted(answers()) }, on: [faulty, (event) => void seen.push(event)] })
    await engine.handle(ask)
    await engine.handle(ask)
    await settle()
    expect(engine.hookFailures).toBe(8)
    expect(seen.filter(({ type }) => type === 'hook.failed')).toEqual([{ type: 'hook.failed', error: new Error('faulty') }])
    expect(seen).toHaveLength(9)
  })

  it('that hang hold nobody up', async () => {
    const engine = createEngine({ providers: { p: scripted(answers()) }, on: () => new Promise<void>(() => {}) })
    expect(await engine.handle(ask)).toMatchObject({ stream: false })
    expect(engine.hookFailures).toBe(0)
  })

  it('are not looked for where there are none: not one event is made', async () => {
    const random = vi.fn(() => 0.5)
    const scopes: unknown[] = []
    const engine = createEngine({
      providers: { p: scripted(answers()) },
      random,
      use: [
        async (call, next) => {
          scopes.push(call.scope.emit)
          return next(call)
        },
      ],
    })
    await engine.handle(ask)
    expect(scopes).toEqual([undefined])
    expect(random).not.toHaveBeenCalled()
  })
})
