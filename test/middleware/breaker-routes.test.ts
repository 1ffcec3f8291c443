import { describe, expect, it } from 'vitest'
import type { GatewayConfig } from '../../src/config.ts'
import type { GatewayError } from '../../src/core/error.ts'
import type { FailureReason } from '../../src/core/failure.ts'
import { seededRandom } from '../../src/core/random.ts'
import { createEngine } from '../../src/engine.ts'
import { breaker } from '../../src/middleware/breaker.ts'
import { timeout } from '../../src/middleware/timeout.ts'
import { balance } from '../../src/routes/balance.ts'
import { fallback } from '../../src/routes/fallback.ts'
import { use } from '../../src/routes/use.ts'
import { fakeClock } from '../../src/testing/fake-clock.ts'
import { fakeProvider, type FakeProvider, type FakeReply } from '../../src/testing/fake-provider.ts'
import { recorder } from '../../src/testing/recorder.ts'

/** An engine over two providers, each of which answers or fails as its switch says. */
function stage(routes: NonNullable<GatewayConfig['routes']>, config: Partial<GatewayConfig> = {}) {
  const clock = fakeClock()
  const seen = recorder()
  const answers: Record<'one' | 'two', FakeReply> = { one: 'Hello', two: 'Hello' }
  const providers: Record<'one' | 'two', FakeProvider> = { one: fakeProvider(() => answers.one), two: fakeProvider(() => answers.two) }
  const engine = createEngine({ providers, routes, clock, random: seededRandom(7), on: seen, timeouts: false, timeoutMs: false, ...config })
  const ask = async (model = 'smart'): Promise<string> => {
    try {
      const { meta } = await engine.handle({ operation: 'chat', body: { model, messages: [{ role: 'user', content: 'Hi' }] } })
      return meta.target
    } catch (error) {
      return (error as GatewayError).reason
    }
  }
  const many = async (times: number): Promise<Record<string, number>> => {
    const counts: Record<string, number> = {}
    for (let at = 0; at < times; at++) {
      const got = await ask()
      counts[got] = (counts[got] ?? 0) + 1
    }
    return counts
  }
  const fail = (who: 'one' | 'two', error: FailureReason = 'server_error'): void => void (answers[who] = { error })
  return { clock, seen, answers, ...providers, engine, ask, many, fail }
}

describe('a fallback', () => {
  it('passes over a target whose circuit is open: nothing is sent, no attempt is counted', async () => {
    const { one, two, fail, many, seen } = stage({ smart: fallback(['one/m', 'two/m']) })
    fail('one')
    expect(await many(100)).toEqual({ 'two/m': 100 })
    expect([one.calls.length, two.calls.length]).toEqual([5, 100])
    expect(seen.of('target.skipped')).toHaveLength(95)
    expect(seen.of('call.end').at(-1)?.attempts).toHaveLength(1)
  })

  it('comes back to it, with a share that grows', async () => {
    const { clock, fail, many, answers, ask } = stage({ smart: fallback(['one/m', 'two/m']) })
    fail('one')
    await many(5)
    answers.one = 'Hello'
    await clock.advance(30_000)
    expect([await ask(), await ask()]).toEqual(['one/m', 'one/m'])
    const shares: number[] = []
    for (let second = 0; second < 12; second++) {
      let ones = 0
      for (let at = 0; at < 100; at++) {
        await clock.suspend(10)
        if ((await ask()) === 'one/m') ones += 1
      }
      shares.push(ones)
    }
    expect(shares[0]).toBeLessThan(20)
    expect(shares[5]).toBeGreaterThan(35)
    expect(shares.slice(10)).toEqual([100, 100])
    expect(shares).toEqual(shares.toSorted((a, b) => a - b))
  })

  it('goes elsewhere while one cools, and back at once when it no longer does', async () => {
    const { answers, ask, clock, one } = stage({ smart: fallback(['one/m', 'two/m']) })
    answers.one = { error: { reason: 'rate_limit', retryAfterMs: 5_000 } }
    expect([await ask(), await ask()]).toEqual(['two/m', 'two/m'])
    expect(one.calls).toHaveLength(1)
    answers.one = 'Hello'
    await clock.advance(4_999)
    expect(await ask()).toBe('two/m')
    await clock.advance(1)
    expect(await ask()).toBe('one/m')
  })

  it('asks the one that recovers first when all circuits are open', async () => {
    const { fail, many, one, two, answers, ask, clock } = stage({ smart: fallback(['one/m', 'two/m']) })
    fail('two')
    await ask('two/m')
    for (let at = 0; at < 4; at++) await ask('two/m')
    await clock.advance(1_000)
    fail('one')
    await many(5)
    const before = [one.calls.length, two.calls.length]
    answers.two = 'Hello'
    expect(await ask()).toBe('two/m')
    expect([one.calls.length - (before[0] as number), two.calls.length - (before[1] as number)]).toEqual([0, 1])
  })

  it('fails fast when all circuits are open, where the route says so', async () => {
    const { fail, many, one, two } = stage({ smart: fallback(['one/m', 'two/m'], { whenNoneReady: 'fail_fast' }) })
    fail('one')
    fail('two')
    expect(await many(1_000)).toEqual({ server_error: 5, circuit_open: 995 })
    expect([one.calls.length, two.calls.length]).toEqual([5, 5])
  })

  it('does not ask a second model of a provider whose key is refused', async () => {
    const { fail, ask, one } = stage({ smart: fallback(['one/a', 'one/b', 'two/m']) })
    fail('one', 'insufficient_quota')
    expect([await ask(), await ask()]).toEqual(['two/m', 'two/m'])
    expect(one.calls).toHaveLength(1)
  })

  it.each<[string, number | undefined, number]>([
    ['for as long as the provider says', 34_000, 34_000],
    ['as long as a key', undefined, 60_000],
  ])('leaves one model alone whose quota is spent, %s; the key stays', async (_name, retryAfterMs, restMs) => {
    let isSpent = true
    const error = { reason: 'insufficient_quota', scope: 'model', message: 'Spent', retryAfterMs } as const
    const one = fakeProvider((_call, _attempt, { model }) => (isSpent && model === 'a' ? { error } : 'Hello'))
    const { ask, clock } = stage({ smart: fallback(['one/a', 'one/b']) }, { providers: { one } })
    expect([await ask(), await ask(), await ask('one/a')]).toEqual(['one/b', 'one/b', 'insufficient_quota'])
    expect(one.calls.map(({ target }) => target.model)).toEqual(['a', 'b', 'b'])
    isSpent = false
    await clock.advance(restMs - 1)
    expect(await ask('one/a')).toBe('insufficient_quota')
    await clock.advance(1)
    expect(await ask('one/a')).toBe('one/a')
  })
})

describe('a balance', () => {
  it('leaves out a target whose circuit is open', async () => {
    const { fail, many, one } = stage({ smart: balance(['one/m', 'two/m']) })
    fail('one')
    const counts = await many(200)
    expect(counts).toEqual({ server_error: 5, 'two/m': 195 })
    expect(one.calls).toHaveLength(5)
  })

  it('asks the one that recovers first when all are open, or fails fast', async () => {
    for (const whenNoneReady of ['try_first', 'fail_fast'] as const) {
      const { fail, many, one, two } = stage({ smart: balance(['one/m', 'two/m'], { whenNoneReady }) })
      fail('one')
      fail('two')
      await many(200)
      expect(one.calls.length + two.calls.length).toBe(whenNoneReady === 'fail_fast' ? 10 : 200)
    }
  })
})

describe('the breaker of the config', () => {
  it('is on by default, and named in what the caller is told', async () => {
    const { fail, ask, engine } = stage({})
    fail('one', 'timeout')
    for (let at = 0; at < 5; at++) await ask('one/m')
    const refused = engine.handle({ operation: 'chat', body: { model: 'one/m', messages: [{ role: 'user', content: 'Hi' }] } })
    await expect(refused).rejects.toMatchObject({ reason: 'circuit_open', target: 'one/m', retryAfterMs: 30_000, attempts: [] })
    await expect(refused).rejects.toThrow('one/m: circuit_open: it is left alone after timeout; nothing was sent, and it is asked again in 30 s. Wait for retryAfterMs')
  })

  it('can be switched off, or set', async () => {
    for (const [config, attempts] of [[false, 9], [{ consecutiveFailures: 2 }, 2]] as const) {
      const { fail, ask, one } = stage({}, { breaker: config })
      fail('one')
      for (let at = 0; at < 9; at++) await ask('one/m')
      expect(one.calls).toHaveLength(attempts)
    }
  })

  it('holds for the target wherever it is named: two routes and a direct call share its circuit', async () => {
    const { fail, ask, one } = stage({ smart: fallback(['one/m', 'two/m']), other: fallback(['one/m', 'two/m']) })
    fail('one')
    for (const model of ['smart', 'other', 'one/m', 'smart', 'other', 'one/m', 'smart']) await ask(model)
    expect(one.calls).toHaveLength(5)
  })
})

describe('a breaker around a route', () => {
  it('leaves the whole route alone, which its parent sees', async () => {
    const inner = use(fallback(['one/m']), breaker({ name: 'inner', consecutiveFailures: 2 }))
    const { fail, many, one, seen } = stage({ smart: fallback([inner, 'two/m']) }, { breaker: false })
    fail('one')
    expect(await many(10)).toEqual({ 'two/m': 10 })
    expect(one.calls).toHaveLength(2)
    expect(seen.of('breaker.open')).toMatchObject([{ target: 'inner' }])
    expect(seen.of('target.skipped')).toHaveLength(8)
  })
})

describe('a call that its caller ends', () => {
  const patient = async (timeoutMs: number, times: number, config: Partial<GatewayConfig> = {}) => {
    const { answers, clock, engine, ask } = stage({ smart: 'one/m' }, config)
    answers.one = { hang: true }
    for (let at = 0; at < times; at++) {
      const asked = engine.handle({ operation: 'chat', body: { model: 'one/m', messages: [{ role: 'user', content: 'Hi' }] }, options: { timeoutMs } }).catch(() => {})
      await clock.advance(timeoutMs)
      await clock.advance(25)
      await asked
    }
    answers.one = 'Hello'
    return ask('one/m')
  }

  it('by a tiny deadline says nothing of the target: others are still answered', async () => {
    expect(await patient(5, 8)).toBe('one/m')
    expect(await patient(9_999, 8)).toBe('one/m')
  })

  it('by a deadline of ten seconds or more does: a host that swallows requests is left alone', async () => {
    expect(await patient(10_000, 5)).toBe('circuit_open')
  })

  it('is told apart from a timeout() around the target, which judges it however short', async () => {
    const { answers, clock, ask } = stage({ quick: use('one/m', timeout({ totalMs: 5 })) })
    answers.one = { hang: true }
    for (let at = 0; at < 5; at++) {
      const asked = ask('quick')
      await clock.advance(5)
      await clock.advance(25)
      expect(await asked).toBe('timeout')
    }
    expect(await ask('quick')).toBe('circuit_open')
  })
})

describe('calls without a model', () => {
  it('have no circuit in common: one endpoint that fails does not close the others', async () => {
    const { engine, answers, fail } = stage({})
    const ask = (path: string) =>
      engine.handle({ operation: 'passthrough', body: { model: 'one/', method: 'GET', path } }).then(() => 'ok', (error: GatewayError) => error.reason)
    fail('one')
    for (let at = 0; at < 30; at++) expect(await ask('/files')).toBe('server_error')
    answers.one = 'Hello'
    expect(await ask('/batches')).not.toBe('circuit_open')
  })

  it('tell of a refused key, and still ask: the provider itself says what is wrong', async () => {
    const { engine, fail, one } = stage({})
    fail('one', 'authentication')
    const ask = (path: string) => engine.handle({ operation: 'passthrough', body: { model: 'one/', method: 'GET', path } }).catch((error: GatewayError) => error)
    await ask('/files')
    expect(await ask('/batches')).toMatchObject({ reason: 'authentication', message: expect.stringContaining('one/ (GET /batches): ') })
    expect(one.calls).toHaveLength(2)
  })
})
