import { describe, expect, it } from 'vitest'
import type { GatewayConfig } from '../../src/config.ts'
import type { GatewayError } from '../../src/core/error.ts'
import type { GatewayEvent } from '../../src/core/event.ts'
import { type Handler, withProspects } from '../../src/core/handler.ts'
import type { Reply, StreamReply } from '../../src/core/reply.ts'
import { printRoute, type Route } from '../../src/core/route.ts'
import { createEngine } from '../../src/engine.ts'
import { retry } from '../../src/middleware/retry.ts'
import { breaker } from '../../src/middleware/breaker.ts'
import { hedge, type HedgeOptions } from '../../src/routes/hedge.ts'
import { use } from '../../src/routes/use.ts'
import { levelOf, say } from '../../src/telemetry/lines.ts'
import { fakeCall } from '../../src/testing/fake-call.ts'
import { fakeClock } from '../../src/testing/fake-clock.ts'
import { type FakeProvider, fakeProvider, type FakeScript } from '../../src/testing/fake-provider.ts'
import { recorder } from '../../src/testing/recorder.ts'
import { turn } from '../../src/testing/turn.ts'
import { chatBody, handler, house } from '../support/call.ts'
import { collect, rejection } from '../support/collect.ts'
import { type Chunk, completion, metaOf, textOf } from '../support/provider.ts'

/** Every late call is hedged: what is told here is not the budget. */
const eager: HedgeOptions = { delayMs: 100, maxExtra: 1 }

interface Stage {
  readonly options?: HedgeOptions
  readonly config?: Partial<GatewayConfig>
  readonly route?: (children: readonly string[]) => Route
}

function stage(scripts: readonly FakeScript[], { options = eager, config, route }: Stage = {}) {
  const clock = fakeClock()
  const seen = recorder()
  const fakes = scripts.map((script) => fakeProvider(script))
  const providers: Record<string, FakeProvider> = Object.fromEntries(fakes.map((fake, at) => [`p${at}`, fake]))
  const children = fakes.map((_, at) => `p${at}/m`)
  const quick = route?.(children) ?? hedge(children, options)
  const engine = createEngine({ providers, routes: { quick }, clock, on: seen, ...config })
  const ask = (more: { stream?: boolean; body?: object; signals?: AbortSignal[] } = {}) =>
    engine.handle({ operation: 'chat', ...more, body: { ...chatBody, model: 'quick', ...more.body } })
  return { clock, seen, fakes, engine, ask, states: () => fakes.map(({ calls }) => calls.map(({ state }) => state)) }
}

const told = (events: readonly GatewayEvent[]) => events.filter(({ type }) => type.startsWith('hedge') || type === 'fallback.next').map((event) => ({ ...event, callId: undefined }))
const saidBy = (reply: Reply<'chat'>) => (reply.stream ? undefined : reply.value.choices[0]?.message.content)
const outcomes = (seen: ReturnType<typeof recorder>) => seen.of('call.end')[0]?.attempts.map(({ target, outcome }) => [target, outcome])

describe('hedge', () => {
  it('asks nobody else where the first child answers in time, and leaves no timer', async () => {
    const { clock, ask, states, seen } = stage([{ text: 'one', delayMs: 99 }, 'two'])
    const reply = ask()
    await clock.advance(99)
    expect(saidBy(await reply)).toBe('one')
    expect(states()).toEqual([['done'], []])
    expect(told(seen.events)).toEqual([])
    expect(clock.pending).toBe(0)
  })

  it('asks the next child after the delay, keeps whichever is faster, and says so', async () => {
    const { clock, ask, states, seen } = stage([{ hang: true }, { text: 'two', delayMs: 30 }])
    const reply = ask()
    await clock.advance(130)
    expect(saidBy(await reply)).toBe('two')
    expect(states()).toEqual([['aborted'], ['done']])
    expect(told(seen.events)).toEqual([
      { type: 'hedge.start', at: 100, from: 0, to: 1, afterMs: 100 },
      { type: 'hedge.won', at: 130, winner: 1, isHedge: true },
    ])
    expect([...seen.of('hedge.start'), ...seen.of('hedge.won')].map((event) => `${levelOf(event)}: ${say(event)}`)).toEqual([
      'info:   child 0 is slow, child 1 is asked as well after 100 ms',
      'debug:   child 1 was faster, though asked later',
    ])
    expect(clock.pending).toBe(0)
  })

  it('keeps the first child where it is the faster one after all', async () => {
    const { clock, ask, states, seen } = stage([{ text: 'one', delayMs: 110 }, { hang: true }])
    const reply = ask()
    await clock.advance(110)
    expect(saidBy(await reply)).toBe('one')
    expect(states()).toEqual([['done'], ['aborted']])
    expect(seen.of('hedge.won')).toMatchObject([{ winner: 0, isHedge: false }])
  })

  it('accounts for the loser by the time the call ends: aborted, because another was faster', async () => {
    const { clock, ask, seen } = stage([{ hang: true }, 'two'])
    const reply = ask()
    await clock.advance(100)
    await reply
    expect(seen.of('call.end')[0]?.attempts).toMatchObject([
      { target: 'p0/m', outcome: 'aborted', reason: 'aborted', durationMs: 100 },
      { target: 'p1/m', outcome: 'ok', hedged: true },
    ])
    expect(seen.of('call.end')[0]?.attempts[0]).not.toHaveProperty('hedged')
    expect(seen.of('attempt.end').find(({ target }) => target === 'p0/m')?.failure?.message).toBe('another attempt was faster')
    expect(seen.of('attempt.end')).toHaveLength(2)
    expect(seen.of('attempt.start').map(({ hedged }) => hedged)).toEqual([undefined, true])
  })

  it('of streams keeps the one whose content comes first, and gives the events of that one only', async () => {
    const { clock, ask, states, seen } = stage([{ text: 'one', eventDelayMs: 200 }, { text: 'two', eventDelayMs: 10 }])
    const asked = ask({ stream: true })
    await clock.advance(120)
    const reply = (await asked) as StreamReply<'chat'>
    expect(states()).toEqual([['aborted'], ['running']])
    const events = collect(reply.events)
    await clock.advance(1000)
    expect(textOf((await events) as Chunk[])).toBe('two')
    expect(outcomes(seen)).toEqual([['p0/m', 'aborted'], ['p1/m', 'ok']])
    expect(clock.pending).toBe(0)
  })

  it('does not hedge once content came, however slow the rest is', async () => {
    const { clock, ask, fakes } = stage([{ text: 'one', eventDelayMs: 45 }, 'two'])
    const asked = ask({ stream: true })
    await clock.advance(90)
    const events = collect(((await asked) as StreamReply<'chat'>).events)
    await clock.advance(1000)
    await events
    expect(fakes[1]?.calls).toEqual([])
  })

  it("ends the winner's stream when the caller aborts after the first content", async () => {
    const { clock, ask, states, seen } = stage([{ hang: true }, { text: 'two', hangAfter: 2 }])
    const controller = new AbortController()
    const asked = ask({ stream: true, signals: [controller.signal] })
    await clock.advance(100)
    const events = collect(((await asked) as StreamReply<'chat'>).events)
    controller.abort()
    expect(await rejection(events)).toMatchObject({ reason: 'aborted' })
    expect(states()).toEqual([['aborted'], ['aborted']])
    expect(outcomes(seen)).toEqual([['p0/m', 'aborted'], ['p1/m', 'aborted']])
  })

  it('ends every attempt when the caller aborts, and leaves no timer', async () => {
    const { clock, ask, states } = stage([{ hang: true }, { hang: true }, { hang: true }], { options: { ...eager, max: 3 } })
    const controller = new AbortController()
    const asked = rejection(ask({ signals: [controller.signal] }))
    await clock.advance(150)
    controller.abort()
    expect(await asked).toMatchObject({ reason: 'aborted' })
    expect(states()).toEqual([['aborted'], ['aborted'], []])
    expect(clock.pending).toBe(0)
  })

  it('asks no more than max in all, each after its own delay', async () => {
    const { clock, ask, fakes, seen } = stage([['saves an attempt', { hang: true }], { hang: true }, { text: 'three', delayMs: 150 }, 'four'], { options: { ...eager, max: 3 } })
    await ask()
    const reply = ask()
    await clock.advance(350)
    expect(saidBy(await reply)).toBe('three')
    expect(fakes.map(({ calls }) => calls.length)).toEqual([2, 1, 1, 0])
    expect(seen.of('hedge.start').map(({ at, from, to, afterMs }) => [at, from, to, afterMs])).toEqual([[100, 0, 1, 100], [200, 1, 2, 100]])
    expect(seen.of('hedge.won')).toMatchObject([{ winner: 2 }])
  })

  it('with one child asks that one again', async () => {
    const { clock, ask, states } = stage([[{ hang: true }, 'again']])
    const reply = ask()
    await clock.advance(100)
    expect(saidBy(await reply)).toBe('again')
    expect(states()).toEqual([['aborted', 'done']])
  })

  it('takes a single route, and asks it again', async () => {
    const { clock, ask } = stage([[{ hang: true }, 'again']], { route: ([child = '']) => hedge(use(child), eager) })
    const reply = ask()
    await clock.advance(100)
    expect(saidBy(await reply)).toBe('again')
  })

  it('passes over a child that is not ready', async () => {
    const { fakes, clock, ask, seen, engine } = stage([{ hang: true }, { error: 'authentication' }, 'three'])
    await rejection(engine.handle({ operation: 'chat', body: { ...chatBody, model: 'p1/m' } })) // opens the circuit of its key
    const reply = ask()
    await clock.advance(100)
    expect(saidBy(await reply)).toBe('three')
    expect(fakes[1]?.calls).toHaveLength(1)
    expect(seen.of('target.skipped')).toMatchObject([{ skipped: 1, why: "the key of 'p1' is left alone after authentication" }])
  })

  it('where no child is ready asks the one that recovers first, as a fallback would', async () => {
    const { ask, engine, fakes } = stage([[{ error: 'authentication' }, 'one']])
    await rejection(engine.handle({ operation: 'chat', body: { ...chatBody, model: 'p0/m' } }))
    expect(saidBy(await ask())).toBe('one')
    expect(fakes[0]?.calls).toHaveLength(2)
  })

  it('does not hedge past the deadline, nor past the attempt budget', async () => {
    const late = stage([{ hang: true }, 'two'], { config: { timeoutMs: 100 } })
    const missed = rejection(late.ask())
    await late.clock.advance(200)
    expect(await missed).toMatchObject({ reason: 'timeout' })
    expect(late.fakes[1]?.calls).toEqual([])
    expect(late.clock.pending).toBe(0)

    const spent = stage([{ text: 'one', delayMs: 300 }, 'two'], { config: { maxAttempts: 1 } })
    const reply = spent.ask()
    await spent.clock.advance(300)
    expect(saidBy(await reply)).toBe('one')
    expect(spent.fakes[1]?.calls).toEqual([])
    expect(spent.seen.of('hedge.start')).toEqual([])
  })

  it("ends at the call's deadline, with all its attempts", async () => {
    const { clock, ask, states } = stage([{ hang: true }, { hang: true }], { config: { timeoutMs: 500 } })
    const missed = rejection(ask())
    await clock.advance(500)
    expect(await missed).toMatchObject({ reason: 'timeout' })
    expect(states()).toEqual([['aborted'], ['aborted']])
    expect(clock.pending).toBe(0)
  })
})

describe('a hedged attempt that fails', () => {
  it('before the delay is followed by the next child at once, beside the budget', async () => {
    const { ask, seen, clock } = stage([{ error: 'overloaded' }, 'two'], { options: { ...eager, maxExtra: 0 } })
    expect(saidBy(await ask())).toBe('two')
    expect(told(seen.events)).toEqual([{ type: 'fallback.next', at: 0, reason: 'overloaded', from: 0, to: 1 }])
    expect(clock.pending).toBe(0)
  })

  it('does not fail the call while another runs', async () => {
    const { clock, ask, seen } = stage([{ text: 'one', delayMs: 300 }, { error: 'bad_request' }])
    const reply = ask()
    await clock.advance(300)
    expect(saidBy(await reply)).toBe('one')
    expect(outcomes(seen)).toEqual([['p0/m', 'ok'], ['p1/m', 'failed']])
    expect(seen.of('hedge.won')).toEqual([])
  })

  it('as the last one is followed by a child that was not asked yet', async () => {
    const { clock, ask, seen } = stage([{ error: 'timeout', delayMs: 150 }, { error: 'overloaded', delayMs: 100 }, 'three'])
    const reply = ask()
    await clock.advance(200)
    expect(saidBy(await reply)).toBe('three')
    expect(seen.of('fallback.next')).toMatchObject([{ reason: 'overloaded', from: 1, to: 2 }])
  })

  it('throws one error with a cause per attempt when all fail; the last decides its class', async () => {
    const { clock, ask } = stage([{ error: 'timeout', delayMs: 150 }, { error: 'overloaded', delayMs: 100 }])
    const asked = rejection(ask())
    await clock.advance(200)
    const error = (await asked) as GatewayError
    expect(error).toMatchObject({ reason: 'overloaded', target: 'p1/m', attempts: [{ reason: 'timeout' }, { reason: 'overloaded' }] })
    expect((error.cause as AggregateError).errors.map(({ reason }: GatewayError) => reason)).toEqual(['timeout', 'overloaded'])
    expect(clock.pending).toBe(0)
  })

  it('for a reason that no other target could cure ends the call, once nobody runs', async () => {
    const { ask, fakes } = stage([{ error: 'bad_request' }, 'two'])
    expect(await rejection(ask())).toMatchObject({ reason: 'bad_request' })
    expect(fakes[1]?.calls).toEqual([])

    const later = stage([{ error: 'timeout', delayMs: 150 }, { error: 'bad_request' }, 'three'])
    const asked = rejection(later.ask())
    await later.clock.advance(150)
    expect(await asked).toMatchObject({ reason: 'timeout' })
    expect(later.fakes[2]?.calls).toEqual([])
  })

  it.each<[string, NonNullable<HedgeOptions['on']>, string]>([
    ['a list', ['content_filter'], 'two'],
    ['a predicate', ({ reason }) => reason === 'content_filter', 'two'],
  ])('goes on by %s of ones own', async (_, on, said) => {
    const { ask } = stage([{ error: 'content_filter' }, 'two'], { options: { ...eager, on } })
    expect(saidBy(await ask())).toBe(said)
    const { ask: stays } = stage([{ error: 'timeout' }, 'two'], { options: { ...eager, on } })
    expect(await rejection(stays())).toMatchObject({ reason: 'timeout' })
  })

  it('lets a retry inside wait for nothing where another child is ready', async () => {
    const { ask, seen } = stage([{ error: 'rate_limit' }, 'two'], { route: ([one = '', two = '']) => hedge([use(one, retry()), two], eager) })
    expect(saidBy(await ask())).toBe('two')
    expect(seen.of('retry.refused')).toMatchObject([{ why: 'alternative' }])
  })
})

describe('a call that may act twice', () => {
  const tools = [{ type: 'function' as const, function: { name: 'pay' } }]

  it.each<[string, object, HedgeOptions, number]>([
    ['with tools is not hedged', { tools }, eager, 0],
    ['with the older functions is not hedged', { functions: [{ name: 'pay' }] }, eager, 0],
    ['with tools is hedged with hedgeTools', { tools }, { ...eager, hedgeTools: true }, 1],
    ['with an empty list of tools has none', { tools: [] }, eager, 1],
    ['that runs in the background is not hedged, hedgeTools or not', { background: true }, { ...eager, hedgeTools: true }, 0],
  ])('%s', async (_, body, options, hedges) => {
    const { clock, ask, fakes } = stage([{ text: 'one', delayMs: 200 }, { hang: true }], { options })
    const reply = ask({ body })
    await clock.advance(200)
    expect(saidBy(await reply)).toBe('one')
    expect(fakes[1]?.calls).toHaveLength(hedges)
  })

  it.each(['passthrough', 'responses'] as const)('as %s is not hedged', async (operation) => {
    let asked = 0
    const clock = fakeClock()
    const slow: Handler = (async () => {
      asked += 1
      await new Promise<void>((resolve) => void clock.setTimeout(resolve, 200))
      return { stream: false, value: {}, meta: metaOf({ provider: 'a', model: 'm', address: 'a/m' }) }
    }) as never
    const body = operation === 'passthrough' ? { model: 'quick', method: 'POST', path: '/batches' } : { model: 'quick', input: 'Hi', conversation: 'conv_1' }
    const reply = hedge(['a/m', 'b/m'], eager).build([slow, slow], house)(fakeCall({ operation, clock, body: body as never }))
    await clock.advance(200)
    await reply
    expect(asked).toBe(1)
  })

  it('still goes on after a failure', async () => {
    const { ask } = stage([{ error: 'overloaded' }, 'two'])
    expect(saidBy(await ask({ body: { tools } }))).toBe('two')
  })
})

describe('what a loser leaves', () => {
  it('is no failure of its target: no circuit opens, however often it loses', async () => {
    const { clock, ask, seen, fakes } = stage([{ hang: true }, 'two'], { config: { breaker: { consecutiveFailures: 1, minimumCalls: 1, failureRatio: 0.01 } } })
    for (let call = 0; call < 10; call++) {
      const reply = ask({ stream: call % 2 === 1 })
      await clock.advance(100)
      const answer = await reply
      if (answer.stream) await collect(answer.events)
    }
    expect(fakes[0]?.calls).toHaveLength(10)
    expect(seen.of('breaker.open')).toEqual([])
  })

  it('is no listener and no timer, and a reply that comes too late is closed', async () => {
    const clock = fakeClock()
    const call = fakeCall({ clock, stream: true })
    let closed = 0
    const deaf = handler(async () => {
      await new Promise<void>((resolve) => void clock.setTimeout(resolve, 500))
      return streamOf(() => (closed += 1))
    })
    const quick = handler(async () => streamOf(() => {}))
    const asked = hedge(['a/m', 'b/m'], eager).build([deaf, quick], house)(call)
    await clock.advance(100)
    const reply = (await asked) as StreamReply<'chat'>
    expect(call.signal.listening).toBe(1) // the winner's
    await reply.events.return()
    expect(call.signal.listening).toBe(0)
    expect(closed).toBe(0)
    await clock.advance(400)
    expect(closed).toBe(1)
    expect(clock.pending).toBe(0)
  })

  it('is told, also where somebody who listens there throws', async () => {
    const clock = fakeClock()
    let stopped = 0
    const value: Reply<'chat'> = { stream: false, value: completion('quick'), meta: metaOf({ provider: 'a', model: 'm', address: 'a/m' }) }
    const quick = handler(async () => value)
    const angry = handler(({ signal, id }) => new Promise((resolve, reject) => {
      if (id === 'saves an attempt') resolve(value)
      signal.onAbort(() => {
        stopped += 1
        reject(new Error('gone'))
        throw new TypeError('mine')
      })
    }))
    const route = hedge(['a/m', 'b/m', 'c/m'], { ...eager, max: 3 }).build([angry, angry, quick], house)
    await route({ ...fakeCall({ clock }), id: 'saves an attempt' })
    const asked = route(fakeCall({ clock }))
    await clock.advance(200)
    expect(saidBy((await asked) as Reply<'chat'>)).toBe('quick')
    expect(stopped).toBe(2)
  })

  function streamOf(onClose: () => void): StreamReply<'chat'> {
    const done = Promise.resolve({ done: true as const, value: undefined })
    const events: StreamReply<'chat'>['events'] = {
      next: () => done,
      return: () => (onClose(), done),
      [Symbol.asyncIterator]: () => events,
    }
    return { stream: true, events, meta: metaOf({ provider: 'a', model: 'm', address: 'a/m' }) }
  }
})

describe('a hedge', () => {
  it('hears of a child that throws when asked whether it is ready, and leaves nothing behind', async () => {
    const clock = fakeClock()
    const call = fakeCall({ clock })
    const hanging = handler(({ signal }) => new Promise((_, reject) => void signal.onAbort(reject)))
    const broken = Object.assign(handler(() => Promise.reject(new Error('never asked'))), {
      readyAt: () => {
        throw new TypeError('mine')
      },
    })
    const asked = rejection(hedge(['a/m', 'b/m'], eager).build([hanging, broken], house)(call))
    await clock.advance(100)
    expect(await asked).toBeInstanceOf(TypeError)
    await turn()
    expect([clock.pending, call.signal.listening]).toEqual([0, 0])
  })

  it('is ready when its first child is, and unfit when all are', () => {
    const prospects = (at: number, why?: string): Handler => Object.assign(handler(() => Promise.reject(new Error('never asked'))), { readyAt: () => at, unfit: () => why })
    const route = hedge(['a/m', 'b/m']).build([prospects(300, 'no vision'), prospects(200, 'no tools')], house)
    expect(route.readyAt?.(100)).toBe(200)
    expect(route.unfit?.(fakeCall())).toBe('no vision; no tools')
  })

  it('explains who is asked first, who else and when, and who not', () => {
    const never = () => handler(() => Promise.reject(new Error('never asked')))
    const first = Object.assign(never(), { unfit: () => 'no vision' })
    const third = Object.assign(never(), { explain: () => ({ kind: 'target', what: 'c/m', verdict: 'chosen' as const, why: 'its price is known' }) })
    const route = hedge(['a/m', 'b/m', 'c/m'], eager).build([first, never(), third], house)
    expect(route.explain?.(fakeCall())).toEqual({
      kind: 'hedge',
      what: 'after 100 ms',
      verdict: 'chosen',
      why: 'another attempt after 100 ms',
      children: [
        { kind: 'target', what: 'b/m', verdict: 'chosen', why: 'the first that is ready' },
        { kind: 'target', what: 'c/m', verdict: 'spare', why: 'asked when the one before is slow or fails; its price is known' },
        { kind: 'target', what: 'a/m', verdict: 'skipped', why: 'no vision' },
      ],
    })
  })

  it('explains that a call with tools is not hedged', () => {
    const route = hedge(['a/m', 'b/m'], eager).build([handler(() => Promise.reject(new Error('never asked'))), handler(() => Promise.reject(new Error('never asked')))], house)
    const body = { ...chatBody, tools: [{ type: 'function' as const, function: { name: 'pay' } }] }
    expect(route.explain?.(fakeCall({ body }))).toMatchObject({ why: 'not hedged: it might act twice', children: [{ verdict: 'chosen' }, { verdict: 'spare', why: 'asked when the one before fails' }] })
  })

  it.each([
    ['max is 1', ['a/m', 'b/m'], { max: 1 }, 'its options allow no extra attempt'],
    ['maxExtra is 0', ['a/m', 'b/m'], { maxExtra: 0 }, 'its options allow no extra attempt'],
    ['one child may be asked once', ['a/m'], { max: 1 }, 'its options allow no extra attempt'],
    ['no other child is ready', ['a/m', 'cold/m'], {}, 'no other is ready'],
  ])('promises no other attempt where %s', (_, children, options, why) => {
    const handlers = children.map((name) => Object.assign(handler(() => Promise.reject(new Error('never asked'))), name.startsWith('cold') && { readyAt: () => 1e9 }))
    const route = hedge(children, { ...eager, ...options }).build(handlers, house)
    const explained = route.explain?.(fakeCall())
    expect(explained).toMatchObject({ what: why.startsWith('its') ? 'without extra attempts' : 'after 100 ms', why: `not hedged: ${why}`, children: [{ verdict: 'chosen' }, ...children.slice(1).map(() => ({}))] })
    expect(JSON.stringify(explained)).not.toContain('is slow')
  })

  it('hedges its first late call on credit, then says that the extra attempts are used up', async () => {
    const { clock, ask, seen, engine } = stage([{ hang: true }, 'two'], { options: { delayMs: 100, maxExtra: 0.1 } })
    const why = () => engine.explain({ ...chatBody, model: 'quick' }).why
    expect(why()).toBe('another attempt after 100 ms')
    const first = ask()
    await clock.advance(100)
    expect(saidBy(await first)).toBe('two')
    expect(why()).toBe('not hedged: the extra attempts are used up for now')
    const second = ask()
    await clock.advance(100)
    expect(seen.of('hedge.start')).toHaveLength(1)
    const refused = seen.of('hedge.refused')
    expect(refused).toMatchObject([{ why: 'budget', from: 0 }])
    expect(refused.map((event) => `${levelOf(event)}: ${say(event)}`)).toEqual(['info:   child 0 is slow, nobody else is asked: the extra attempts are used up'])
    await clock.advance(600_000) // the first child's deadline: what follows a failure is no extra attempt
    expect(saidBy(await second)).toBe('two')
  })

  it('says once what it and its child both say', () => {
    const inner = withProspects(handler(() => Promise.reject(new Error('never asked'))), { explain: () => ({ kind: 'fallback', what: '', verdict: 'chosen', why: 'the first that is ready' }) })
    const route = hedge(['a/m'], eager).build([inner], house)
    expect(route.explain?.(fakeCall())).toMatchObject({ children: [{ why: 'the first that is ready' }] })
  })

  it('prints its children and its delay', () => {
    expect(printRoute(hedge(['a/m', 'b/m']), 'quick')).toBe('quick: hedge (after p95)\n├─ a/m\n└─ b/m')
    expect(printRoute(hedge('a/m', { delayMs: 250 }))).toBe('hedge (after 250 ms)\n└─ a/m')
  })

  it.each<[string, unknown, unknown, string]>([
    ['no children', [], {}, 'children must not be empty'],
    ['children that are none', 7, {}, 'children must be an array or a route'],
    ['a child that is none', ['a/m', 7], {}, 'children[1] must be an address'],
    ['an unknown option', ['a/m'], { delay: 1 }, "options.delay is not an option. Did you mean 'delayMs'?"],
    ['another quantile', ['a/m'], { delayMs: 'p99' }, "options.delayMs must be one of 'p95'"],
    ['a delay below 0', ['a/m'], { delayMs: -1 }, 'options.delayMs must be a number'],
    ['half an attempt', ['a/m'], { max: 1.5 }, 'options.max must be a whole number'],
    ['more than all', ['a/m'], { maxExtra: 1.1 }, 'options.maxExtra must be a number from 0 to 1'],
    ['no samples', ['a/m'], { minSamples: 0 }, 'options.minSamples must be a whole number'],
    ['tools that are no yes or no', ['a/m'], { hedgeTools: 'yes' }, "options.hedgeTools must be true or false, got 'yes'"],
    ['an unknown reason', ['a/m'], { on: ['slow'] }, 'options.on[0] must be one of'],
  ])('refuses %s', (_, children, options, message) => {
    const route = hedge(children as string[], options as HedgeOptions)
    expect(() => route.check('routes.quick')).toThrow(`routes.quick.${message}`)
  })

  it('takes a middleware around it, which sees one call', async () => {
    const { clock, ask, seen } = stage([{ hang: true }, 'two'], { route: (children) => use(hedge(children, eager), breaker({ consecutiveFailures: 1 })) })
    const reply = ask()
    await clock.advance(100)
    expect(saidBy(await reply)).toBe('two')
    expect(seen.of('breaker.open')).toEqual([])
  })
})
