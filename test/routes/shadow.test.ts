/** Shadows: beside the call, never in its way. */
import { describe, expect, it } from 'vitest'
import { createGateway } from 'zerohop'
import { fakeCall, fakeClock, fakeProvider, type FakeReply, type FakeScript, gate, recorder, turn, within } from 'zerohop/testing'
import type { Call } from '../../src/core/call.ts'
import { withProspects } from '../../src/core/handler.ts'
import type { Operation, Value } from '../../src/core/operation.ts'
import type { Reply } from '../../src/core/reply.ts'
import { seededRandom } from '../../src/core/random.ts'
import { shadow, type ShadowOptions } from '../../src/routes/shadow.ts'
import { chatCall, handler, houseOf } from '../support/call.ts'
import { chunks, completion, eventsOf, metaOf } from '../support/provider.ts'
import { rejection } from '../support/collect.ts'

const messages = [{ role: 'user' as const, content: 'Hello' }]

function stage(options: Partial<ShadowOptions> = {}, scripts: { primary?: FakeScript; second?: FakeScript } = {}) {
  const clock = fakeClock()
  const seen = recorder()
  const primary = fakeProvider(scripts.primary ?? 'primary')
  const second = fakeProvider(scripts.second ?? 'shadow')
  const route = shadow('one/m', { to: 'two/m', percent: 100, ...options })
  const gateway = createGateway({ providers: { one: primary, two: second }, routes: { smart: route }, clock, random: seededRandom(1), on: seen, maxAttempts: 2 })
  const ask = () => gateway.chat.completions.create({ model: 'smart', messages })
  return { clock, seen, primary, second, route, gateway, ask }
}

function textOf(value: Value<Operation> | undefined): string | null | undefined {
  return (value as Value<'chat'> | undefined)?.choices[0]?.message.content
}

describe('a shadow', () => {
  it('is asked the same beside the call, and both answers are kept', async () => {
    const { route, ask, second, seen } = stage()
    expect((await ask()).choices[0]?.message.content).toBe('primary')
    await turn()
    expect(route.results().map(({ operation, primary, shadow }) => [operation, textOf(primary.value), primary.target, textOf(shadow.value), shadow.target])).toEqual([['chat', 'primary', 'one/m', 'shadow', 'two/m']])
    expect(second.calls[0]?.body).toMatchObject({ messages })
    expect(route.results()[0]?.callId).toBe(seen.of('call.end')[0]?.callId)
    expect(route.counts).toEqual({ mirrored: 1, dropped: 0, failedHooks: 0 })
  })

  it('is asked after the call was', async () => {
    const order: string[] = []
    const { ask } = stage({}, { primary: () => (order.push('primary'), 'primary'), second: () => (order.push('shadow'), 'shadow') })
    await ask()
    await turn()
    expect(order).toEqual(['primary', 'shadow'])
  })

  it.each<[string, FakeReply]>([
    ['hangs', { hang: true }],
    ['is slow', { delayMs: 5000 }],
    ['fails', { error: 'server_error' }],
    ['throws something else', { error: new TypeError('no') }],
    ['breaks off', { text: ['a', 'b'], dieAfter: 1 }],
  ])('that %s neither delays nor fails the call', async (_, second) => {
    const { ask, gateway, clock, seen } = stage({}, { second })
    expect((await ask()).choices[0]?.message.content).toBe('primary')
    let text = ''
    for await (const chunk of await gateway.chat.completions.create({ model: 'smart', messages, stream: true })) text += chunk.choices[0]?.delta.content ?? ''
    expect(text).toBe('primary')
    expect(seen.of('call.end').map(({ outcome, durationMs }) => [outcome, durationMs])).toEqual([['ok', 0], ['ok', 0]])
    await clock.advance(100_000)
    expect(clock.pending).toBe(0)
  })

  it('that throws at once, before any promise, does not either', async () => {
    const route = shadow('a/m', { to: 'b/m', percent: 100 })
    const built = route.build(
      [
        handler(async () => ({ stream: false, value: completion('primary'), meta: metaOf({ provider: 'a', model: 'm', address: 'a/m' }) })),
        handler(() => {
          throw new Error('at once')
        }),
      ],
      houseOf(),
    )
    expect(await built(chatCall())).toMatchObject({ value: { choices: [{ message: { content: 'primary' } }] } })
    await turn()
    expect(route.results()[0]?.shadow.error).toMatchObject({ reason: 'internal', message: 'at once' })
  })

  it('is not asked in the same breath: what called goes on first', async () => {
    const asked: string[] = []
    const child = (name: string) =>
      handler(async () => {
        asked.push(name)
        return { stream: false, value: completion(name), meta: metaOf({ provider: name, model: 'm', address: `${name}/m` }) }
      })
    const reply = shadow('a/m', { to: 'b/m', percent: 100 }).build([child('a'), child('b')], houseOf())(chatCall())
    expect(asked).toEqual(['a'])
    await reply
    await turn()
    expect(asked).toEqual(['a', 'b'])
  })

  it.each<[string, (call: Call<'chat'>) => Promise<Reply<'chat'>>]>([
    ['does not heed its signal', () => new Promise(() => {})],
    ['says something else when it is aborted', (call) => new Promise((_, reject) => void call.signal.onAbort(() => reject(new Error('socket closed'))))],
    ['stalls in a stream that knows no signal', async () => ({ stream: true, events: eventsOf(chunks(['a']), { hang: true }), meta: metaOf({ provider: 'b', model: 'm', address: 'b/m' }) })],
  ])('that %s ends as late, and makes room', async (_, second) => {
    const clock = fakeClock()
    const route = shadow('a/m', { to: 'b/m', percent: 100, maxInFlight: 1, timeoutMs: 1000 })
    const answer = handler(async () => ({ stream: false, value: completion('primary'), meta: metaOf({ provider: 'a', model: 'm', address: 'a/m' }) }))
    const built = route.build([answer, handler(second)], houseOf())
    await built(fakeCall({ clock, stream: true }))
    await clock.advance(1100)
    expect(route.results().map(({ shadow }) => shadow.error?.reason)).toEqual(['timeout'])
    await built(fakeCall({ clock, stream: true }))
    expect(route.counts).toMatchObject({ mirrored: 2, dropped: 0 })
  })

  it('is not asked for a call that is over', async () => {
    const call = chatCall()
    call.signal.abort(new Error('gone'))
    const route = shadow('a/m', { to: 'b/m', percent: 100 })
    const answer = handler(async () => ({ stream: false, value: completion('primary'), meta: metaOf({ provider: 'a', model: 'm', address: 'a/m' }) }))
    await route.build([answer, answer], houseOf())(call)
    expect(route.counts.mirrored).toBe(0)
  })

  it('keeps the errors of both', async () => {
    const { route, ask } = stage({}, { primary: { error: 'rate_limit' }, second: { error: 'server_error' } })
    expect(await rejection(ask())).toMatchObject({ reason: 'rate_limit' })
    await turn()
    const [result] = route.results()
    expect([result?.primary.error?.reason, result?.shadow.error?.reason]).toEqual(['rate_limit', 'server_error'])
    expect([result?.primary.value, result?.shadow.value, result?.shadow.target]).toEqual([undefined, undefined, 'two/m'])
  })

  it("counts neither in the call's attempts nor in its budget, and its events say what they are", async () => {
    const { ask, seen } = stage()
    await ask()
    await turn()
    const [end] = seen.of('call.end')
    expect(end?.attempts.map(({ target }) => target)).toEqual(['one/m'])
    expect(seen.of('attempt.end').map(({ target, shadow, callId, attempt }) => [target, shadow, callId === end?.callId, attempt])).toEqual([
      ['one/m', undefined, true, 1],
      ['two/m', true, true, 1],
    ])
  })

  it('has keys of its own, or a host would take it for the call itself', async () => {
    const { gateway, second, primary } = stage()
    await gateway.chat.completions.create({ model: 'smart', messages }, { idempotencyKey: 'order-7' })
    await turn()
    expect([primary, second].map(({ calls }) => calls[0]?.call.options.idempotencyKey)).toEqual(['order-7', 'order-7-shadow'])
    expect(second.calls[0]?.call.id).toBe(`${primary.calls[0]?.call.id}-shadow`)
  })

  it("goes on when the caller aborts, and knows nothing of the call's other children", async () => {
    const { gateway, second, route, clock } = stage({}, { primary: { hang: true }, second: { text: 'shadow', delayMs: 500 } })
    const controller = new AbortController()
    const asking = rejection(gateway.chat.completions.create({ model: 'smart', messages }, { signal: controller.signal }))
    await turn()
    controller.abort()
    await asking
    await clock.advance(500)
    expect(second.calls[0]?.state).toBe('done')
    expect(second.calls[0]?.call).not.toHaveProperty('hasAlternative')
    expect(second.calls[0]?.call).not.toHaveProperty('isLastResort')
    const [result] = route.results()
    expect([result?.primary.error?.reason, textOf(result?.shadow.value)]).toEqual(['aborted', 'shadow'])
  })

  it('is ended at its own deadline', async () => {
    const { ask, clock, route, second } = stage({ timeoutMs: 2000 }, { second: { text: 'late', delayMs: 5000 } })
    await ask()
    await clock.advance(1999)
    expect([second.running, route.results().length]).toEqual([1, 0])
    await clock.advance(1)
    await clock.advance(100)
    expect([second.calls[0]?.state, route.results()[0]?.shadow.error?.reason]).toEqual(['aborted', 'timeout'])
    expect(clock.pending).toBe(0)
  })
})

describe('streams', () => {
  it('are read to their end, and kept as the values they make', async () => {
    const { gateway, route, second } = stage({}, { primary: { text: ['Hel', 'lo'] }, second: { text: ['Bon', 'jour'] } })
    for await (const _ of await gateway.chat.completions.create({ model: 'smart', messages, stream: true })) void _
    await turn()
    expect(route.results().map(({ primary, shadow }) => [textOf(primary.value), textOf(shadow.value), primary.error, shadow.error])).toEqual([['Hello', 'Bonjour', undefined, undefined]])
    expect(second.calls[0]?.state).toBe('done')
  })

  it('that hang are closed at the deadline, with what had come', async () => {
    const { gateway, route, second, clock } = stage({ timeoutMs: 3000 }, { second: { text: ['Bon', 'jour'], hangAfter: 1 } })
    for await (const _ of await gateway.chat.completions.create({ model: 'smart', messages, stream: true })) void _
    await clock.advance(3000)
    const [result] = route.results()
    expect([result?.shadow.error?.reason, textOf(result?.shadow.value), result?.shadow.ms]).toEqual(['timeout', 'Bon', 3000])
    expect(second.running).toBe(0)
  })

  it('that their reader closed are kept as far as they came', async () => {
    const { gateway, route } = stage({}, { primary: { text: ['Hel', 'lo'] } })
    for await (const chunk of await gateway.chat.completions.create({ model: 'smart', messages, stream: true })) if (chunk.choices[0]?.delta.content) break
    await turn()
    const [result] = route.results()
    expect([result?.primary.error?.reason, textOf(result?.primary.value), textOf(result?.shadow.value)]).toEqual(['aborted', 'Hel', 'shadow'])
  })
})

describe('what is mirrored', () => {
  it('is its share of the calls, by chance', async () => {
    const { route, ask } = stage({ percent: 10 })
    for (let at = 0; at < 1000; at++) await ask()
    expect(Math.abs(route.counts.mirrored / 1000 - 0.1)).toBeLessThan(3 * Math.sqrt((0.1 * 0.9) / 1000))
  })

  it('is at most so many at a time: those beyond are dropped, and counted', async () => {
    const open = gate()
    const { route, ask, second } = stage({ maxInFlight: 3 }, { second: () => open.then(() => 'shadow') })
    for (let at = 0; at < 10; at++) await ask()
    expect([second.calls.length, route.counts]).toEqual([3, { mirrored: 3, dropped: 7, failedHooks: 0 }])
    open.open()
    await turn()
    await ask()
    expect(second.calls.length).toBe(4)
  })

  it.each<[string, Call]>([
    ['an endpoint that is not translated', fakeCall({ operation: 'passthrough', body: { model: 'm', method: 'POST', path: '/files' } }) as unknown as Call],
    ['the list of models', fakeCall({ operation: 'models', body: { model: 'one/' } }) as unknown as Call],
  ])('is never %s', async (_, call) => {
    const route = shadow('a/m', { to: 'b/m', percent: 100 })
    const answer = handler(async () => ({ stream: false, value: completion('primary'), meta: metaOf({ provider: 'a', model: 'm', address: 'a/m' }) }))
    await route.build([answer, answer], houseOf())(call)
    expect(route.counts.mirrored).toBe(0)
  })

  it('is nothing while the shadow is not ready, or cannot do it', async () => {
    for (const prospects of [{ readyAt: () => Infinity }, { unfit: () => 'no vision' }]) {
      const route = shadow('a/m', { to: 'b/m', percent: 100 })
      const answer = () => handler(async () => ({ stream: false, value: completion('primary'), meta: metaOf({ provider: 'a', model: 'm', address: 'a/m' }) }))
      const built = route.build([answer(), withProspects(answer(), prospects)], houseOf())
      await built(chatCall())
      expect(route.counts).toEqual({ mirrored: 0, dropped: 1, failedHooks: 0 })
      expect([built.readyAt, built.unfit]).toEqual([undefined, undefined])
    }
  })
})

describe('results', () => {
  it('are kept up to a bound, the latest', async () => {
    let answers = 0
    const { route, ask } = stage({ keep: 3 }, { primary: () => `answer ${(answers += 1)}` })
    for (let at = 0; at < 10; at++) await ask()
    await turn()
    expect(route.results().map(({ primary }) => textOf(primary.value))).toEqual(['answer 8', 'answer 9', 'answer 10'])
  })

  it('go to a hook, whose faults are counted and reach nobody', async () => {
    const told: string[] = []
    const { route, ask } = stage({
      onResult: ({ callId }) => {
        told.push(callId)
        if (told.length === 1) throw new Error('at once')
        return told.length === 2 ? Promise.reject(new Error('later')) : undefined
      },
    })
    for (let at = 0; at < 3; at++) await ask()
    await turn()
    expect([new Set(told).size, route.counts.failedHooks]).toEqual([3, 2])
  })

  it('say how long each took', async () => {
    const { route, ask, clock } = stage({}, { primary: { text: 'a', delayMs: 100 }, second: { text: 'b', delayMs: 700 } })
    const asking = ask()
    await clock.advance(1000)
    await asking
    expect(route.results().map(({ primary, shadow }) => [primary.ms, shadow.ms])).toEqual([[100, 700]])
  })
})

describe('closing the gateway', () => {
  it('waits for no shadow that is over', async () => {
    const { ask, gateway } = stage()
    await ask()
    await turn()
    await within(100, gateway.close({ graceMs: Infinity }), 'the closing')
  })

  it('waits for shadows, and ends those that take too long', async () => {
    const { ask, gateway, clock, second, route } = stage({}, { second: { hang: true } })
    await ask()
    await turn()
    let isClosed = false
    const closing = gateway.close({ graceMs: 3000 }).then(() => void (isClosed = true))
    await clock.advance(2999)
    expect([isClosed, second.running]).toEqual([false, 1])
    await clock.advance(1)
    await closing
    await clock.advance(100)
    expect([second.running, route.results()[0]?.shadow.error?.reason, clock.pending]).toEqual([0, 'closed', 0])
  })
})

describe('a shadow route', () => {
  it('prints and explains both of its children', () => {
    const { gateway } = stage({ percent: 5 })
    expect(String(gateway.routes)).toBe('smart: shadow (5 %)\n├─ answers → one/m\n└─ shadow → two/m')
    expect(gateway.engine.explain({ model: 'smart', messages })).toMatchObject({
      kind: 'shadow',
      verdict: 'chosen',
      children: [{ what: 'one/m', verdict: 'chosen' }, { what: 'two/m', verdict: 'skipped', why: 'a shadow of 5 % of the calls: its answers reach nobody' }],
    })
  })

  it.each<[Partial<ShadowOptions>, string]>([
    [{ percent: 101 }, 'routes.x.options.percent must be a number from 0 to 100, got 101'],
    [{ maxInFlight: 0 }, 'routes.x.options.maxInFlight must be a whole number of at least 1, got 0'],
    [{ timeoutMs: 0 }, 'routes.x.options.timeoutMs must be a number from 1'],
    [{ keep: 1.5 }, 'routes.x.options.keep must be a whole number'],
    [{ onResult: 5 as never }, 'routes.x.options.onResult must be a function, got 5'],
    [{ to: undefined as never }, 'routes.x.options.to must be an address'],
    [{ share: 5 } as never, 'routes.x.options.share is not an option'],
  ])('is refused with %j', (options, message) => {
    const route = shadow('p/a', { to: 'p/b', ...options })
    expect(() => createGateway({ providers: { p: fakeProvider() }, routes: { x: route } })).toThrow(message)
  })
})
