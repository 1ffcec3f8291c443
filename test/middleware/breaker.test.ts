import { describe, expect, it } from 'vitest'
import { ConfigError, GatewayError, type GatewayErrorInit } from '../../src/core/error.ts'
import type { BreakerChange } from '../../src/core/event.ts'
import { type FailureReason, meanings } from '../../src/core/failure.ts'
import type { Handler, Middleware } from '../../src/core/handler.ts'
import { closeReply, type Reply } from '../../src/core/reply.ts'
import { breaker, type BreakerOptions, breakers } from '../../src/middleware/breaker.ts'
import { middlewareContract } from '../../src/testing/contracts/middleware.ts'
import { fakeCall, fakeTarget } from '../../src/testing/fake-call.ts'
import { fakeClock } from '../../src/testing/fake-clock.ts'
import { fakeProvider, type FakeReply } from '../../src/testing/fake-provider.ts'
import { recorder } from '../../src/testing/recorder.ts'
import { gate } from '../../src/testing/turn.ts'
import { collect } from '../support/collect.ts'

const reasons = Object.keys(meanings) as FailureReason[]
const target = (address: string) => ({ provider: address.split('/')[0] as string, model: 'm', address })

/** A breaker over a provider that answers what `answer` says at the moment. */
function stage(options: BreakerOptions = {}, made: Middleware = breakers(options)(fakeTarget)) {
  const clock = fakeClock({ nowMs: 5_000 })
  const seen = recorder()
  const now = { answer: 'Hello' as FakeReply }
  const provider = fakeProvider(() => now.answer)
  const next: Handler = (call) => provider.ask(call, fakeTarget)
  const callOf = (stream = false) => fakeCall({ clock, emit: seen, stream })
  const ask = (more: { stream?: boolean; isLastResort?: boolean; through?: Middleware } = {}): Promise<Reply<'chat'>> =>
    (more.through ?? made)({ ...callOf(more.stream), ...(more.isLastResort && { isLastResort: true }) }, next)
  const outcome = (more?: Parameters<typeof ask>[0]): Promise<string> =>
    ask(more).then(
      () => 'ok',
      (error: unknown) => (error as GatewayError).reason,
    )
  const fail = async (times: number, error: FailureReason | (Partial<GatewayErrorInit> & { reason: FailureReason }) = 'server_error', through = made) => {
    now.answer = { error }
    for (let at = 0; at < times; at++) await outcome({ through })
    now.answer = 'Hello'
  }
  const changes = () => seen.events.filter((event): event is BreakerChange => event.type.startsWith('breaker.'))
  const restMs = (of: Middleware = made) => Math.max(0, (of.readyAt?.(clock.now()) ?? 0) - clock.now())
  return { clock, seen, now, provider, next, callOf, ask, outcome, fail, changes, restMs, made }
}

describe('breaker', () => {
  for (const { name, run } of middlewareContract(() => breaker())) it(name, run)

  it('counts a refused key as an ordinary failure: there is no key around a route', async () => {
    const { fail, outcome } = stage({}, breaker())
    await fail(4, 'authentication')
    expect(await outcome()).toBe('ok')
    await fail(5, 'insufficient_quota')
    expect(await outcome()).toBe('circuit_open')
  })

  it('is called by its name in events and errors', async () => {
    const { fail, ask, changes } = stage({}, breaker({ name: 'cluster' }))
    await fail(5)
    expect(changes()).toMatchObject([{ target: 'cluster' }])
    await expect(ask()).rejects.toMatchObject({ target: 'cluster' })
  })
})

describe('the breaker of a target', () => {
  for (const { name, run } of middlewareContract(() => breakers()(fakeTarget))) it(name, run)

  it('fails fast once its target has failed too often, and sends nothing', async () => {
    const { fail, ask, provider } = stage()
    await fail(5)
    await expect(ask()).rejects.toMatchObject({
      reason: 'circuit_open',
      target: 'fake/fake',
      retryAfterMs: 30_000,
      message: 'it is left alone after server_error; nothing was sent, and it is asked again in 30 s',
    })
    expect(provider.calls).toHaveLength(5)
  })

  it('asks a dead target a few times in ten thousand calls', async () => {
    const { now, clock, outcome, provider } = stage()
    now.answer = { error: 'connection' }
    for (let at = 0; at < 10_000; at++) {
      await outcome()
      if (at % 10 === 0) await clock.suspend(100)
    }
    // 100 seconds: five to open, then a probe after 30 and after 60 more
    expect(provider.calls).toHaveLength(7)
  })

  it('recovers by itself, and tells every step to the call that caused it', async () => {
    const { fail, clock, outcome, changes, restMs } = stage()
    await fail(5, 'overloaded')
    await clock.advance(30_000)
    expect(restMs()).toBe(0)
    expect([await outcome(), await outcome()]).toEqual(['ok', 'ok'])
    expect(changes()).toEqual([
      { type: 'breaker.open', callId: 'fake-call', at: 5_000, target: 'fake/fake', reason: 'overloaded', openMs: 30_000 },
      { type: 'breaker.half_open', callId: 'fake-call', at: 35_000, target: 'fake/fake', reason: 'overloaded', openMs: undefined },
      { type: 'breaker.close', callId: 'fake-call', at: 35_000, target: 'fake/fake', reason: 'overloaded', openMs: undefined },
    ])
  })

  it('lets one of many concurrent calls try whether the target is back', async () => {
    const { fail, clock, callOf, made } = stage()
    await fail(5)
    await clock.advance(30_000)
    const held = gate()
    let asked = 0
    const next: Handler = async () => {
      asked += 1
      await held
      throw new GatewayError({ reason: 'bad_request', message: 'no' })
    }
    const calls = Array.from({ length: 50 }, () => made(callOf(), next).catch((error: unknown) => (error as GatewayError).reason))
    held.open()
    const outcomes = await Promise.all(calls)
    expect(asked).toBe(1)
    expect(outcomes.filter((reason) => reason === 'circuit_open')).toHaveLength(49)
  })

  it('lets a last resort through, whose success begins the recovery', async () => {
    const { fail, outcome, provider, changes } = stage()
    await fail(5)
    expect(await outcome({ isLastResort: true })).toBe('ok')
    expect(provider.calls).toHaveLength(6)
    expect(changes().map(({ type }) => type)).toEqual(['breaker.open', 'breaker.half_open'])
  })

  describe('decides by reason: five in a row', () => {
    const opening = ['connection', 'timeout', 'server_error', 'overloaded', 'truncated', 'malformed_response', 'permission_denied']
    const key = ['insufficient_quota', 'authentication']
    it.each(reasons)('%s', async (reason) => {
      const { fail, outcome, changes } = stage()
      await fail(5, reason)
      const opened = opening.includes(reason) ? 'fake/fake' : key.includes(reason) ? 'fake' : undefined
      expect(changes().map(({ type, target: name }) => [type, name])).toEqual(opened === undefined ? [] : [['breaker.open', opened]])
      expect(await outcome()).toBe(opened === 'fake/fake' ? 'circuit_open' : 'ok') // a key that rests is passed over by routes, and answers who asks
    })

    it('whatever else is thrown says nothing of the target', async () => {
      const { callOf, made, outcome } = stage()
      const next: Handler = () => Promise.reject(new TypeError('a bug'))
      for (let at = 0; at < 9; at++) await expect(made(callOf(), next)).rejects.toThrow('a bug')
      expect(await outcome()).toBe('ok')
    })

    it('opens on the share of slow answers, if asked to', async () => {
      const { now, clock, ask, outcome, changes } = stage({ slowMs: 1_000, minimumCalls: 4 })
      now.answer = { text: 'Hello', delayMs: 1_001 }
      for (let at = 0; at < 4; at++) {
        const asked = ask({ stream: at % 2 === 0 }).then(async (reply) => (reply.stream ? void (await collect(reply.events)) : undefined))
        await clock.advance(2_000)
        await asked
      }
      expect(changes()).toMatchObject([{ type: 'breaker.open', reason: undefined }])
      expect(await outcome()).toBe('circuit_open')
    })
  })

  describe('cools', () => {
    it.each<[what: string, failure: Partial<GatewayErrorInit> & { reason: FailureReason }, restMs: number]>([
      ['for as long as a rate limit says', { reason: 'rate_limit', retryAfterMs: 7_000 }, 7_000],
      ['for a second where it says nothing', { reason: 'rate_limit' }, 1_000],
      ['for a second where it says 0', { reason: 'rate_limit', retryAfterMs: 0 }, 1_000],
      ['for a second where it says nonsense', { reason: 'rate_limit', retryAfterMs: NaN }, 1_000],
      ['for no more than a minute', { reason: 'rate_limit', retryAfterMs: Infinity }, 60_000],
      ['for as long as an overloaded provider says', { reason: 'overloaded', retryAfterMs: 2_000 }, 2_000],
      ['not at all where that says nothing', { reason: 'overloaded' }, 0],
      ['not at all for a bad request', { reason: 'bad_request', retryAfterMs: 2_000 }, 0],
    ])('%s', async (_what, failure, restMs) => {
      const rested = stage()
      await rested.fail(1, failure)
      expect(rested.restMs()).toBe(restMs)
      expect(await rested.outcome()).toBe('ok')
      await rested.clock.advance(restMs)
      expect(rested.restMs()).toBe(0)
    })
  })

  describe('a stream', () => {
    it.each<[how: string, run: (s: ReturnType<typeof stage>) => Promise<unknown>, counted: 'success' | 'failure' | 'neutral']>([
      ['read to its end', async (s) => collect(streamIn(await s.ask({ stream: true }))), 'success'],
      ['closed by its reader', async (s) => closeReply(await s.ask({ stream: true })), 'success'],
      ['that breaks off', async (s) => broken(s, 'connection'), 'failure'],
      ['that ends with a reason that says nothing', async (s) => broken(s, 'content_filter'), 'neutral'],
      ['that its call closes', async (s) => endedByCall(s, closeReply), 'neutral'],
      ['that its call breaks off', async (s) => endedByCall(s, async (reply) => expect(collect(streamIn(reply))).rejects.toThrow('the deadline of the call')), 'neutral'],
    ])('%s', async (_how, run, counted) => {
      const s = stage({ consecutiveFailures: 2, failureRatio: 1 })
      await s.fail(1)
      await run(s)
      const afterOne = await s.outcome()
      expect(afterOne).toBe(counted === 'failure' ? 'circuit_open' : 'ok')
      if (counted === 'failure') return

      const t = stage({ consecutiveFailures: 2, failureRatio: 1 })
      await t.fail(1)
      await run(t)
      await t.fail(1)
      expect(await t.outcome()).toBe(counted === 'success' ? 'ok' : 'circuit_open')
    })

    it('keeps its place as a probe until it ends', async () => {
      const s = stage()
      await s.fail(5)
      await s.clock.advance(30_000)
      const reply = await s.ask({ stream: true })
      expect(await s.outcome()).toBe('circuit_open')
      await closeReply(reply)
      expect(await s.outcome()).toBe('ok')
    })
  })

  it.each<[how: string, probe: (s: ReturnType<typeof stage>) => Promise<unknown>]>([
    ['a bad request', (s) => s.fail(1, 'bad_request')],
    ['a rate limit', (s) => s.fail(1, 'rate_limit')],
    ['a refused key', (s) => s.fail(1, 'authentication')],
    ['a stream that its call closes', (s) => endedByCall(s, closeReply)],
    ['a stream that is filtered', (s) => broken(s, 'content_filter')],
  ])('gives the place of a probe back that ended with %s', async (_how, probe) => {
    const s = stage({ keyOpenMs: 1_000 })
    await s.fail(5)
    await s.clock.advance(30_000)
    await probe(s)
    await s.clock.advance(1_000)
    expect(await s.outcome()).toBe('ok')
  })

  describe("the circuit of a provider's key", () => {
    const make = (options: BreakerOptions = {}, keyOf?: (target: { address: string }) => string) => {
      const of = keyOf === undefined ? breakers(options) : breakers(options, keyOf)
      const [one, two, other] = [of(target('a/one')), of(target('a/two')), of(target('b/one'))]
      return { ...stage(options, one), one, two, other }
    }

    it.each(['authentication', 'insufficient_quota'] as const)('rests at once on %s, for all of its targets and nobody else', async (reason) => {
      const { fail, two, other, restMs, changes, outcome, provider } = make()
      await fail(1, reason)
      expect([restMs(), restMs(two), restMs(other)]).toEqual([60_000, 60_000, 0])
      expect(changes()).toMatchObject([{ type: 'breaker.open', target: 'a', reason, openMs: 60_000 }])
      expect([two.whyNotReady?.(0), other.whyNotReady?.(0)]).toEqual([expect.stringContaining(`the key of 'a'`), undefined])
      expect([await outcome({ through: two }), provider.calls.length]).toEqual(['ok', 2]) // who names a target is told by the provider itself
    })

    it.each([
      [90_000, 90_000],
      [1, 1_000],
      [86_400_000, 3_600_000],
    ])('rests for as long as a quota says: %i ms is %i', async (retryAfterMs, restMs) => {
      const s = make()
      await s.fail(1, { reason: 'insufficient_quota', retryAfterMs })
      expect(s.restMs(s.two)).toBe(restMs)
    })

    it('closes when a call has an answer, during its rest or after', async () => {
      const { fail, clock, outcome, two, restMs } = make()
      await fail(1, 'authentication')
      expect(await outcome({ through: two })).toBe('ok')
      expect([restMs(), restMs(two)]).toEqual([0, 0])
      await fail(1, 'authentication')
      await clock.advance(60_000)
      expect(await outcome()).toBe('ok')
      expect([restMs(), restMs(two)]).toEqual([0, 0])
    })

    it('rests again when it is still refused, and not longer', async () => {
      const { fail, clock, restMs } = make()
      await fail(1, 'authentication')
      await clock.advance(60_000)
      await fail(1, 'authentication')
      expect(restMs()).toBe(60_000)
    })

    it('gives the place of a probe back which says nothing of the key, or never went', async () => {
      const { fail, clock, outcome, one, two } = make({ consecutiveFailures: 1 })
      await fail(1, 'server_error', two)
      await fail(1, 'authentication', one)
      await clock.advance(60_000)
      await fail(1, 'server_error', one)
      await fail(1, 'server_error', one) // refused by its own circuit, not by the key's
      expect(await outcome({ through: two })).toBe('ok')
    })

    it('is shared by those who have the same key, however that is told', async () => {
      const { fail, outcome, two } = make({}, ({ address }) => address)
      await fail(1, 'authentication')
      expect(await outcome({ through: two })).toBe('ok')
    })
  })

  it.each<[problem: string, options: object, path: string]>([
    ['an unknown option', { consecutiveFailure: 3 }, 'breaker.consecutiveFailure'],
    ['no failures at all', { consecutiveFailures: 0 }, 'breaker.consecutiveFailures'],
    ['a share above 1', { failureRatio: 2 }, 'breaker.failureRatio'],
    ['a share of slow calls without a limit', { slowRatio: 0.5 }, 'breaker.slowRatio'],
    ['half a probe', { probes: 0.5 }, 'breaker.probes'],
    ['a longest rest below the shortest', { openMs: 2_000, maxOpenMs: 1_000 }, 'breaker.maxOpenMs'],
    ['a store that is none', { store: { get() {}, set() {} } }, 'breaker.store.delete'],
    ['a store that is text', { store: 'redis' }, 'breaker.store'],
  ])('refuses %s', (_problem, options, path) => {
    for (const make of [breaker, breakers]) {
      expect(() => make(options)).toThrow(ConfigError)
      expect(() => make(options)).toThrow(expect.objectContaining({ path }))
    }
  })
})

function streamIn(reply: Reply<'chat'>) {
  if (!reply.stream) throw new Error('a stream was asked for')
  return reply.events
}

/** A stream whose call is over, by its deadline, after the first event. */
async function endedByCall(s: ReturnType<typeof stage>, then: (reply: Reply<'chat'>) => Promise<unknown>): Promise<void> {
  const call = s.callOf(true)
  const reply = await s.made(call, s.next)
  await streamIn(reply).next()
  call.signal.abort(new GatewayError({ reason: 'timeout', message: 'the deadline of the call' }))
  await then(reply)
}

async function broken(s: ReturnType<typeof stage>, error: FailureReason): Promise<void> {
  s.now.answer = { text: ['Hel', 'lo'], dieAfter: 1, error }
  const reply = await s.ask({ stream: true })
  s.now.answer = 'Hello'
  await expect(collect(streamIn(reply))).rejects.toMatchObject({ reason: error })
}
