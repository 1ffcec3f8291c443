import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { fullJitter } from '../../src/core/backoff.ts'
import { ConfigError, GatewayError } from '../../src/core/error.ts'
import type { GatewayEvent } from '../../src/core/event.ts'
import { type FailureReason, meanings } from '../../src/core/failure.ts'
import { seededRandom } from '../../src/core/random.ts'
import type { StreamReply } from '../../src/core/reply.ts'
import { createEngine } from '../../src/engine.ts'
import type { GatewayConfig } from '../../src/config.ts'
import { retry, type RetryOptions } from '../../src/middleware/retry.ts'
import { fallback } from '../../src/routes/fallback.ts'
import { use } from '../../src/routes/use.ts'
import { chatBody, chatCall, handler, type TestCall } from '../support/call.ts'
import { ManualClock, settle } from '../support/clock.ts'
import { collect, rejection } from '../support/collect.ts'
import { answers, type Chunk, chunk, completion, fails, metaOf, roleChunk, scripted, streams, textOf } from '../support/provider.ts'

const reasons = Object.keys(meanings) as FailureReason[]
const reply = { stream: false, value: completion(), meta: metaOf({ provider: 'p', model: 'm', address: 'p/m' }) } as const

/** Runs a call through `retry(options)` over a handler that fails with `failures` in order and then answers. */
async function run(failures: ReadonlyArray<Partial<GatewayError['failure']>>, options: RetryOptions = {}, call: TestCall = chatCall()) {
  let tries = 0
  const next = handler(async () => {
    const failure = failures[tries++]
    if (failure === undefined) return reply
    throw new GatewayError({ reason: 'server_error', message: `failure ${tries}`, ...failure })
  })
  const { clock } = call.scope
  const outcome = await clock.run(retry(options)(call, next)).then((value) => ({ value, error: undefined }), (error: unknown) => ({ value: undefined, error: error as GatewayError }))
  return { ...outcome, tries, waits: clock.waits, pending: clock.pending, events: call.events }
}

const failing = (count: number, failure: Partial<GatewayError['failure']> = {}) => new Array<typeof failure>(count).fill(failure)

describe('retry', () => {
  it.each([
    [0, 1],
    [1, 2],
    [2, 3],
  ])('after %i failures answers at try %i', async (failures, tries) => {
    expect(await run(failing(failures))).toMatchObject({ value: reply, tries, pending: 0 })
  })

  it('makes 3 tries by default and then throws the last failure', async () => {
    const { error, tries, waits } = await run(failing(9))
    expect(tries).toBe(3)
    expect(error).toMatchObject({ message: 'failure 3' })
    expect(waits).toHaveLength(2)
  })

  it('makes exactly maxAttempts tries, and never waits after the last', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 12 }), async (maxAttempts, failures) => {
        const { tries, waits, pending } = await run(failing(failures), { maxAttempts, budget: false })
        expect(tries).toBe(Math.min(maxAttempts, failures + 1))
        expect(waits).toHaveLength(tries - 1)
        expect(pending).toBe(0)
      }),
      { numRuns: 40 },
    )
  })

  it('hands on the reply of a first try that succeeds without any wait', async () => {
    expect(await run([])).toMatchObject({ value: reply, tries: 1, waits: [], events: [] })
  })

  describe('by default retries what may pass', () => {
    it.each(reasons)('%s', async (reason) => {
      const { tries } = await run([{ reason }])
      expect(tries).toBe(meanings[reason].retry ? 2 : 1)
    })
  })

  describe('with a list retries those reasons only', () => {
    it.each(reasons)('%s', async (reason) => {
      const { tries } = await run([{ reason }], { on: ['content_filter', 'internal'] })
      expect(tries).toBe(reason === 'content_filter' || reason === 'internal' ? 2 : 1)
    })

    it.each<[string, unknown]>([['an Error', new TypeError('x')], ['text', 'x'], ['undefined', undefined]])(
      'also where %s is thrown, at every try',
      async (_name, thrown) => {
        const next = vi.fn(async () => {
          throw thrown
        })
        const call = chatCall()
        const error = await rejection(call.scope.clock.run(retry({ on: ['internal'] })(call, next)))
        expect(next).toHaveBeenCalledTimes(3)
        expect(error).toBeInstanceOf(GatewayError)
      },
    )
  })

  describe("the provider's x-should-retry", () => {
    it.each<[boolean, FailureReason, number]>([
      [true, 'bad_request', 2],
      [true, 'insufficient_quota', 1], // no second try can help, whatever the header says
      [true, 'server_error', 2],
      [false, 'server_error', 1],
      [false, 'rate_limit', 1],
      [false, 'bad_request', 1],
    ])('%s for %s: %i tries', async (shouldRetry, reason, tries) => {
      expect(await run([{ reason, shouldRetry }])).toMatchObject({ tries })
    })

    it('does not widen a list', async () => {
      expect(await run([{ reason: 'bad_request', shouldRetry: true }], { on: ['connection'] })).toMatchObject({ tries: 1 })
    })

    it('wins over a list', async () => {
      expect(await run([{ reason: 'timeout', shouldRetry: false }], { on: ['timeout'] })).toMatchObject({ tries: 1 })
    })
  })

  describe('the wait', () => {
    it('is what the backoff says, told in an event', async () => {
      const backoff = vi.fn((count: number, previousMs: number) => previousMs + count * 10)
      const { waits, events } = await run(failing(2), { backoff })
      expect(waits).toEqual([10, 30])
      expect(backoff.mock.calls.map(([count, previousMs]) => [count, previousMs])).toEqual([[1, 0], [2, 10]])
      expect(events).toEqual([
        { type: 'retry.wait', callId: 'call-1', at: 1000, delayMs: 10, reason: 'server_error', target: undefined },
        { type: 'retry.wait', callId: 'call-1', at: 1010, delayMs: 30, reason: 'server_error', target: undefined },
      ])
    })

    it('by default is full jitter from the gateway\'s own source of chance', async () => {
      const { waits } = await run(failing(4), { maxAttempts: 5 }, chatCall({ scope: { random: seededRandom(3) } }))
      const random = seededRandom(3)
      expect(waits).toEqual([50, 100, 200, 400].map((ceiling) => random() * ceiling))
    })

    it.each<[string, number | undefined, RetryOptions, number[]]>([
      ['is the longer of the two where Retry-After is longer', 5000, { backoff: () => 10 }, [5000]],
      ['is the longer of the two where the backoff is longer', 5, { backoff: () => 10 }, [10]],
      ['takes a Retry-After of 0 for no wish', 0, { backoff: () => 10 }, [10]],
      ['after a rate limit without a wish is up to a second', undefined, {}, [500]],
      ['after a rate limit with a wish of 0 is up to a second', 0, {}, [500]],
      ['after a rate limit with a short wish is short', 5, {}, [25]],
      ['honours a Retry-After as long as the cap', 20_000, { backoff: () => 1 }, [20_000]],
      ['is not begun for a Retry-After above the cap', 20_001, { backoff: () => 1 }, []],
      ['has a cap of its own', 101, { backoff: () => 1, maxRetryAfterMs: 100 }, []],
      ['may refuse every Retry-After', 1, { backoff: () => 1, maxRetryAfterMs: 0 }, []],
    ])('%s', async (_name, retryAfterMs, options, expected) => {
      const { waits, tries } = await run([{ reason: 'rate_limit', retryAfterMs }], options)
      expect(waits).toEqual(expected)
      expect(tries).toBe(expected.length + 1)
    })

    it('of a rule is that of its reason alone', async () => {
      const options: RetryOptions = { backoff: () => 1, rules: { timeout: { backoff: () => 70 } } }
      expect(await run([{ reason: 'timeout' }, { reason: 'server_error' }], options)).toMatchObject({ waits: [70, 1] })
    })

    it('after an overload without a wish is up to a second', async () => {
      expect(await run([{ reason: 'overloaded' }])).toMatchObject({ waits: [500], tries: 2 })
    })

    it('is never begun where it would end at the deadline or after it', async () => {
      for (const [backoffMs, tries] of [[499, 2], [500, 1], [501, 1]] as const) {
        const clock = new ManualClock()
        const call = chatCall({ scope: { clock, deadline: clock.time + 500 } })
        const { events, ...ran } = await run(failing(1), { backoff: () => backoffMs }, call)
        expect(ran).toMatchObject({ tries, pending: 0 })
        expect(events).toMatchObject([tries === 2 ? { type: 'retry.wait' } : { type: 'retry.refused', why: 'deadline', reason: 'server_error' }])
      }
    })

    it('ends at once when the call is aborted, with no timer left and no further try', async () => {
      const call = chatCall()
      const next = vi.fn(async () => {
        throw new GatewayError({ reason: 'server_error', message: 'x' })
      })
      const answered = rejection(retry({ backoff: () => 1_000_000 })(call, next))
      await settle()
      expect(call.scope.clock.pending).toBe(1)
      const gone = new GatewayError({ reason: 'aborted', message: 'gone' })
      call.signal.abort(gone)
      expect(call.scope.clock.pending).toBe(0)
      expect(await answered).toBe(gone)
      expect(next).toHaveBeenCalledOnce()
    })

    it('is not begun once the call was aborted during the try', async () => {
      const call = chatCall()
      const next = vi.fn(async () => {
        call.signal.abort(new GatewayError({ reason: 'aborted', message: 'gone' }))
        throw new GatewayError({ reason: 'server_error', message: 'x' })
      })
      await rejection(retry()(call, next))
      expect(next).toHaveBeenCalledOnce()
      expect(call.scope.clock.waits).toEqual([])
    })
  })

  describe("the caller's maxRetries", () => {
    it.each([
      [0, 1],
      [1, 2],
      [2, 3],
      [9, 3],
    ])('of %i makes %i tries of at most 3', async (maxRetries, tries) => {
      expect(await run(failing(9), {}, chatCall({ options: { maxRetries } }))).toMatchObject({ tries })
    })
  })

  describe('with a predicate', () => {
    it('retries what it says', async () => {
      const on = ({ status }: GatewayError): boolean => status === 418
      expect(await run([{ reason: 'bad_request', status: 418 }, { reason: 'bad_request', status: 400 }], { on })).toMatchObject({ tries: 2 })
    })

    it('that throws retries nothing, and the failure of the provider is thrown', async () => {
      const on = (): boolean => {
        throw new Error('a bug of the user')
      }
      expect(await run(failing(1), { on })).toMatchObject({ tries: 1, error: { message: 'failure 1' } })
    })

    it("yields to the provider's x-should-retry: false", async () => {
      expect(await run([{ shouldRetry: false }], { on: () => true })).toMatchObject({ tries: 1 })
    })
  })

  describe('with rules', () => {
    it.each<[string, FailureReason, RetryOptions, number]>([
      ['an overload is tried twice by default', 'overloaded', {}, 2],
      ['an overload is tried twice however many tries there are', 'overloaded', { maxAttempts: 5 }, 2],
      ['an overload is not tried again where there is one try', 'overloaded', { maxAttempts: 1 }, 1],
      ['an overload is tried as often as its rule says', 'overloaded', { rules: { overloaded: { maxAttempts: 4 } } }, 4],
      ['a reason may have fewer tries', 'timeout', { rules: { timeout: { maxAttempts: 2 } } }, 2],
      ['a reason may have more tries', 'timeout', { maxAttempts: 2, rules: { timeout: { maxAttempts: 4 } } }, 4],
      ['the others keep theirs', 'server_error', { maxAttempts: 2, rules: { timeout: { maxAttempts: 4 } } }, 2],
      ['false never retries', 'timeout', { rules: { timeout: false } }, 1],
      ['false wins over a list', 'timeout', { on: ['timeout'], rules: { timeout: false } }, 1],
      ['a rule widens a list', 'timeout', { on: ['connection'], rules: { timeout: {} } }, 3],
      ['a rule retries what is not retried by default', 'internal', { rules: { internal: { maxAttempts: 2 } } }, 2],
    ])('%s', async (_name, reason, options, tries) => {
      expect(await run(failing(9, { reason }), options)).toMatchObject({ tries })
    })

    it("the caller's maxRetries holds for them too", async () => {
      const call = chatCall({ options: { maxRetries: 1 } })
      expect(await run(failing(9), { rules: { server_error: { maxAttempts: 5 } } }, call)).toMatchObject({ tries: 2 })
    })
  })

  describe('where another target is ready', () => {
    it.each<[string, Partial<GatewayError['failure']>, number]>([
      ['a rate limit', { reason: 'rate_limit' }, 1],
      ['an overload', { reason: 'overloaded' }, 1],
      ['any failure after which the provider wants to be left alone', { reason: 'server_error', retryAfterMs: 1 }, 1],
      ['a failure without a wish', { reason: 'server_error' }, 2],
      ['a failure with a wish of 0', { reason: 'server_error', retryAfterMs: 0 }, 2],
    ])('%s: %j makes %i tries', async (_name, failure, tries) => {
      const call = { ...chatCall(), hasAlternative: () => true }
      const { events, ...ran } = await run([failure], {}, call)
      expect(ran).toMatchObject({ tries, waits: { length: tries - 1 } })
      expect(events).toMatchObject([tries === 2 ? { type: 'retry.wait' } : { type: 'retry.refused', why: 'alternative' }])
    })

    it('is asked of at the time of the failure, and where none is, waits as ever', async () => {
      const hasAlternative = vi.fn(() => false)
      expect(await run([{ reason: 'rate_limit' }], {}, { ...chatCall(), hasAlternative })).toMatchObject({ tries: 2 })
      expect(hasAlternative).toHaveBeenCalledExactlyOnceWith(1000, expect.objectContaining({ reason: 'rate_limit' }), expect.objectContaining({ id: 'call-1' }))
    })
  })

  describe('its budget', () => {
    const quick = { backoff: () => 0 }
    const upstream = (fails: (asked: number) => boolean, target = 'a/m') => {
      const tally = { asked: 0, answered: 0 }
      const next = handler(async () => {
        tally.asked += 1
        if (fails(tally.asked)) throw new GatewayError({ reason: 'server_error', message: 'down', target })
        tally.answered += 1
        return { ...reply, meta: { ...reply.meta, target } }
      })
      return { tally, next }
    }

    async function ask(middleware: ReturnType<typeof retry>, next: ReturnType<typeof handler>, calls: number) {
      const events: GatewayEvent[] = []
      for (let at = 0; at < calls; at++) {
        const call = chatCall()
        await call.scope.clock.run(middleware(call, next)).catch(() => {})
        events.push(...call.events)
      }
      return events
    }

    it('lets a dead upstream be asked at most a handful of times more than it was called: 1,000 calls one after the other', async () => {
      const { tally, next } = upstream(() => true)
      const events = await ask(retry(quick), next, 1000)
      expect(tally.asked).toBe(1003)
      expect(events.filter(({ type }) => type === 'retry.refused')).toHaveLength(999)
      expect(events.at(-1)).toMatchObject({ type: 'retry.refused', why: 'budget', reason: 'server_error', target: 'a/m' })
    })

    it('lets a dead upstream be asked at most a handful of times more than it was called: 1,000 calls at once', async () => {
      const { tally, next } = upstream(() => true)
      const middleware = retry(quick)
      const clock = new ManualClock()
      await clock.run(Promise.all(Array.from({ length: 1000 }, () => rejection(middleware(chatCall({ scope: { clock } }), next)))))
      expect(tally.asked).toBeLessThanOrEqual(1005)
    })

    it('lets any upstream be asked at most 1.1 times as often as it was called, and 5 times more', async () => {
      await fc.assert(
        fc.asyncProperty(fc.integer(), fc.double({ min: 0, max: 1, noNaN: true }), async (seed, share) => {
          const random = seededRandom(seed)
          const { tally, next } = upstream(() => random() < share)
          await ask(retry({ ...quick, maxAttempts: 5 }), next, 100)
          expect(tally.asked).toBeLessThanOrEqual(1.1 * 100 + 5)
        }),
        { numRuns: 20 },
      )
    }, 30_000)

    it('of one target is not spent by another', async () => {
      const middleware = retry(quick)
      await ask(middleware, upstream(() => true).next, 10)
      const { tally, next } = upstream((asked) => asked === 1, 'b/m')
      await ask(middleware, next, 1)
      expect(tally).toEqual({ asked: 2, answered: 1 })
    })

    it('comes back with successes, a tenth of a retry for each', async () => {
      const middleware = retry(quick)
      await ask(middleware, upstream(() => true).next, 100) // the bucket is empty
      const { tally, next } = upstream((asked) => asked === 52)
      await ask(middleware, next, 51) // 5.1 tokens
      await ask(middleware, next, 1) // 4.1, which is not more than half
      expect(tally).toEqual({ asked: 52, answered: 51 })
      const second = upstream((asked) => asked === 21)
      await ask(middleware, second.next, 21) // 4.1 and 2, less 1, are 5.1
      expect(second.tally).toEqual({ asked: 22, answered: 21 })
    })

    it.each<[string, Partial<GatewayError['failure']>, boolean]>([
      ['a failure that may pass', { reason: 'timeout' }, true],
      ['a failure the provider does not want retried', { reason: 'server_error', shouldRetry: false }, true],
      ['a bad request', { reason: 'bad_request' }, false],
      ['an empty account', { reason: 'insufficient_quota' }, false],
    ])('%s (%j) costs a token: %s', async (_name, failure, isCosting) => {
      const middleware = retry({ ...quick, budget: { maxTokens: 3 } }) // a second failure leaves 1 of them: less than half
      const tries = async (thrown: Partial<GatewayError['failure']>, maxRetries: number): Promise<number> => {
        const next = vi.fn(async () => {
          throw new GatewayError({ reason: 'server_error', message: 'x', ...thrown })
        })
        const call = chatCall({ options: { maxRetries } })
        await rejection(call.scope.clock.run(middleware(call, next)))
        return next.mock.calls.length
      }
      await tries(failure, 0)
      expect(await tries({ reason: 'connection' }, 1)).toBe(isCosting ? 1 : 2)
    })

    it("the caller's abort costs nothing", async () => {
      const middleware = retry({ ...quick, budget: { maxTokens: 3 } })
      for (let at = 0; at < 5; at++) {
        const call = chatCall()
        const gone = new GatewayError({ reason: 'timeout', message: 'the deadline' })
        await rejection(middleware(call, handler(async () => {
          call.signal.abort(gone)
          throw gone
        })))
      }
      const { tally, next } = upstream((asked) => asked === 1)
      await ask(middleware, next, 1)
      expect(tally).toEqual({ asked: 2, answered: 1 })
    })

    it('may be none', async () => {
      const { tally, next } = upstream(() => true)
      await ask(retry({ ...quick, budget: false }), next, 100)
      expect(tally.asked).toBe(300)
    })

    it('may be smaller', async () => {
      const { tally, next } = upstream(() => true)
      await ask(retry({ ...quick, budget: { maxTokens: 4 } }), next, 100)
      expect(tally.asked).toBe(101)
    })
  })

  it('does not try again where the attempt budget is spent', async () => {
    const call = chatCall({ scope: { maxAttempts: 2 } })
    call.scope.attempts.push({} as never, {} as never)
    expect(await run(failing(1), {}, call)).toMatchObject({ tries: 1, waits: [] })
  })

  it.each<[unknown, string]>([
    [{ maxAttempt: 3 }, 'retry.maxAttempt'],
    [{ maxAttempts: 0 }, 'retry.maxAttempts'],
    [{ maxAttempts: 1.5 }, 'retry.maxAttempts'],
    [{ maxAttempts: Number.NaN }, 'retry.maxAttempts'],
    [{ maxAttempts: '3' }, 'retry.maxAttempts'],
    [{ maxRetryAfterMs: -1 }, 'retry.maxRetryAfterMs'],
    [{ backoff: 50 }, 'retry.backoff'],
    [{ on: 'timeout' }, 'retry.on'],
    [{ on: ['timeout', 'time_out'] }, 'retry.on[1]'],
    [{ on: [undefined] }, 'retry.on[0]'],
    [{ rules: [] }, 'retry.rules'],
    [{ rules: { time_out: false } }, 'retry.rules.time_out'],
    [{ rules: { timeout: true } }, 'retry.rules.timeout'],
    [{ rules: { timeout: { maxAttempts: 0 } } }, 'retry.rules.timeout.maxAttempts'],
    [{ rules: { timeout: { backoff: 5 } } }, 'retry.rules.timeout.backoff'],
    [{ rules: { timeout: { on: [] } } }, 'retry.rules.timeout.on'],
    [{ budget: true }, 'retry.budget'],
    [{ budget: { maxTokens: 0 } }, 'retry.budget.maxTokens'],
    [{ budget: { tokenRatio: -1 } }, 'retry.budget.tokenRatio'],
    [{ budget: { ratio: 1 } }, 'retry.budget.ratio'],
    [null, 'retry'],
    [3, 'retry'],
  ])('refuses the options %j at %s', (options, path) => {
    expect(() => retry(options as RetryOptions)).toThrow(ConfigError)
    expect(() => retry(options as RetryOptions)).toThrow(expect.objectContaining({ path }))
  })
})

describe('retry in a gateway', () => {
  const ask = { operation: 'chat', body: { ...chatBody, model: 'smart' } } as const

  function engineWith(config: Pick<GatewayConfig, 'providers' | 'routes' | 'use'>, more: Partial<GatewayConfig> = {}) {
    const clock = new ManualClock()
    const events: GatewayEvent[] = []
    return { clock, events, engine: createEngine({ ...config, timeoutMs: false, timeouts: false, breaker: false, clock, random: () => 0.5, on: (event) => void events.push(event), ...more }) }
  }

  const steady = retry({ maxAttempts: 2, backoff: () => 10 })

  it('on the target: the target is tried again before the fallback goes on', async () => {
    const providers = { a: scripted(fails('server_error')), b: scripted(answers()) }
    const { clock, engine } = engineWith({ providers, routes: { smart: fallback([use('a/m', steady), 'b/m']) } })
    const answered = await clock.run(engine.handle(ask))
    expect(answered.meta.attempts?.map(({ target }) => target)).toEqual(['a/m', 'a/m', 'b/m'])
  })

  it('on the route: the whole fallback is tried again', async () => {
    const providers = { a: scripted(fails('server_error')), b: scripted(fails('overloaded'), answers()) }
    const { clock, engine } = engineWith({ providers, routes: { smart: use(fallback(['a/m', 'b/m']), steady) } })
    const answered = await clock.run(engine.handle(ask))
    expect(answered.meta.attempts?.map(({ target }) => target)).toEqual(['a/m', 'b/m', 'a/m', 'b/m'])
  })

  it('on the gateway: every call of every route is retried', async () => {
    const providers = { a: scripted(fails('server_error'), answers()) }
    const { clock, engine, events } = engineWith({ providers, use: [steady] })
    await clock.run(engine.handle({ ...ask, body: { ...chatBody, model: 'a/m' } }))
    expect(events.map(({ type }) => type)).toEqual([
      'call.start', 'attempt.start', 'attempt.end', 'retry.wait', 'attempt.start', 'attempt.end', 'call.end',
    ])
    expect(events[3]).toMatchObject({ target: 'a/m', delayMs: 10 })
  })

  it('on all three levels stays within the attempt budget of the call', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 12 }), async (maxAttempts) => {
        const providers = { a: scripted(fails('server_error')), b: scripted(fails('overloaded')) }
        const three = retry({ maxAttempts: 3, backoff: () => 1, rules: { overloaded: { maxAttempts: 3 } }, budget: false })
        const { clock, engine } = engineWith({ providers, routes: { smart: use(fallback([use('a/m', three), 'b/m']), three) }, use: [three] }, { maxAttempts })
        const error = (await rejection(clock.run(engine.handle(ask)))) as GatewayError
        expect(error.attempts).toHaveLength(maxAttempts)
        expect(error.reason).not.toBe('attempts_exhausted')
        expect(clock.pending).toBe(0)
      }),
      { numRuns: 12 },
    )
  })

  it('a Retry-After above the cap lets the fallback act at once', async () => {
    const providers = { a: scripted(fails('rate_limit', { retryAfterMs: 60_000 })), b: scripted(answers()) }
    const { clock, engine } = engineWith({ providers, routes: { smart: fallback([use('a/m', retry()), 'b/m']) } })
    const answered = await engine.handle(ask)
    expect(answered.meta.target).toBe('b/m')
    expect(clock.waits).toEqual([])
  })

  it('a wait that would pass the deadline of the call is not begun: the caller hears at once', async () => {
    const providers = { a: scripted(fails('rate_limit', { retryAfterMs: 5000 })) }
    const { clock, engine } = engineWith({ providers, use: [retry()] }, { timeoutMs: 3000 })
    const error = await rejection(engine.handle({ ...ask, body: { ...chatBody, model: 'a/m' } }))
    expect(error).toMatchObject({ reason: 'rate_limit', retryAfterMs: 5000 })
    expect([clock.time, clock.pending]).toEqual([1000, 0])
  })

  it('an abort during the wait rejects at once, with no timer left', async () => {
    const providers = { a: scripted(fails('server_error')) }
    const { clock, engine } = engineWith({ providers, use: [retry({ backoff: () => 10_000 })] }, { timeoutMs: 60_000 })
    const caller = new AbortController()
    const answered = rejection(engine.handle({ ...ask, body: { ...chatBody, model: 'a/m' }, signals: [caller.signal] }))
    await settle()
    expect(clock.pending).toBe(2)
    caller.abort()
    expect(await answered).toMatchObject({ reason: 'aborted', attempts: [{ reason: 'server_error' }] })
    expect(clock.pending).toBe(0)
    expect(providers.a.asked).toHaveLength(1)
  })

  it('a stream that breaks off before its first content is tried again, unseen', async () => {
    const cut = new GatewayError({ reason: 'truncated', message: 'cut' })
    const providers = { a: scripted(streams([roleChunk], { error: cut }), streams([], { error: cut }), answers('third')) }
    const { clock, engine } = engineWith({ providers, use: [retry({ backoff: () => 1 })] })
    const answered = (await clock.run(engine.handle({ ...ask, body: { ...chatBody, model: 'a/m' }, stream: true }))) as StreamReply<'chat'>
    expect(textOf(await collect<Chunk>(answered.events))).toBe('third')
    expect(answered.meta.attempts?.map(({ outcome }) => outcome)).toEqual(['failed', 'failed', 'ok'])
  })

  it('a stream that breaks off after its first content is never tried again', async () => {
    const cut = new GatewayError({ reason: 'truncated', message: 'cut' })
    const providers = { a: scripted(streams([chunk({ content: 'a' })], { error: cut }), answers('again')) }
    const { engine } = engineWith({ providers, use: [retry()] })
    const answered = (await engine.handle({ ...ask, body: { ...chatBody, model: 'a/m' }, stream: true })) as StreamReply<'chat'>
    expect(await rejection(collect(answered.events))).toMatchObject({ reason: 'truncated' })
    expect(providers.a.asked).toHaveLength(1)
  })

  it('full jitter can be given by hand', async () => {
    const providers = { a: scripted(fails('server_error'), answers()) }
    const { clock, engine } = engineWith({ providers, use: [retry({ backoff: fullJitter({ baseMs: 4000 }) })] })
    await clock.run(engine.handle({ ...ask, body: { ...chatBody, model: 'a/m' } }))
    expect(clock.waits).toEqual([2000])
  })
})
