/** A provider with several API keys: every target of it is a balance over them. */
import { describe, expect, it } from 'vitest'
import type { GatewayConfig } from '../../src/config.ts'
import { type GatewayError, isGatewayError } from '../../src/core/error.ts'
import type { Provider } from '../../src/core/provider.ts'
import { seededRandom } from '../../src/core/random.ts'
import { createEngine } from '../../src/engine.ts'
import { fallback } from '../../src/routes/fallback.ts'
import { fakeClock } from '../../src/testing/fake-clock.ts'
import { fakeProvider, type FakeReply } from '../../src/testing/fake-provider.ts'
import { recorder } from '../../src/testing/recorder.ts'

const names = ['aaaa', 'bbbb', 'cccc'] as const

/** An engine over one provider with three keys, each of which answers or fails as its switch says. */
function stage(config: Partial<GatewayConfig> = {}) {
  const clock = fakeClock()
  const seen = recorder()
  const answers: Record<string, FakeReply> = { aaaa: 'Hello', bbbb: 'Hello', cccc: 'Hello' }
  const keys = names.map((key) => ({ ...fakeProvider(() => answers[key] as FakeReply), key }))
  const many: Provider = { ...fakeProvider({ error: 'internal' }), keys }
  const engine = createEngine({ providers: { many, other: fakeProvider('Other') }, clock, random: seededRandom(7), on: seen, timeouts: false, ...config })
  const ask = (model = 'many/m', stream = false) => engine.handle({ operation: 'chat', body: { model, messages: [{ role: 'user', content: 'Hi' }], stream }, stream })
  const calls = (): number[] => keys.map((key) => key.calls.length)
  return { clock, seen, answers, keys, engine, ask, calls }
}

const thrown = (promise: Promise<unknown>): Promise<GatewayError> => promise.then(() => { throw new Error('no error') }, (error: GatewayError) => error)

describe('several keys', () => {
  it('share the calls', async () => {
    const { ask, calls } = stage()
    for (let call = 0; call < 300; call++) await ask()
    for (const count of calls()) expect(Math.abs(count - 100)).toBeLessThan(30)
  })

  it('are balanced by what they have to do: streams that are still read count', async () => {
    const { ask, keys } = stage()
    for (let call = 0; call < 30; call++) await ask('many/m', true)
    for (const { calls } of keys) expect(Math.abs(calls.filter(({ state }) => state === 'running').length - 10)).toBeLessThanOrEqual(2)
  })

  it.each(['rate_limit', 'insufficient_quota', 'authentication'] as const)('fall to the next at once after %s, and that one is left alone', async (error) => {
    for (const breaker of [undefined, false] as const) {
      const { ask, answers, calls } = stage({ breaker })
      answers['aaaa'] = answers['bbbb'] = { error }
      for (let call = 0; call < 20; call++) expect((await ask()).meta.target).toBe('many/m')
      expect(calls()[2]).toBe(20)
      if (breaker === undefined) expect([calls()[0], calls()[1]].every((count) => count === 1)).toBe(true)
    }
  })

  it.each(['server_error', 'bad_request', 'timeout'] as const)('are not tried one by one after %s, which no other key cures', async (error) => {
    const { ask, answers, calls } = stage()
    answers['aaaa'] = answers['bbbb'] = answers['cccc'] = { error }
    expect(await thrown(ask())).toHaveProperty('reason', error)
    expect(calls().reduce((sum, count) => sum + count, 0)).toBe(1)
  })

  it('fail together with an error that tells every attempt and each key by its last four characters', async () => {
    const { ask, answers, seen } = stage()
    answers['aaaa'] = answers['bbbb'] = answers['cccc'] = { error: 'authentication' }
    const error = await thrown(ask())
    expect(isGatewayError(error) && error.reason).toBe('authentication')
    expect(error.attempts.map(({ key }) => key).toSorted()).toEqual([...names])
    expect(new Set(error.attempts.map(({ target }) => target))).toEqual(new Set(['many/m']))
    const told = seen.events.flatMap((event) => (event.type === 'attempt.start' || event.type === 'attempt.end' ? [event.key] : []))
    expect(told.toSorted()).toEqual(['aaaa', 'aaaa', 'bbbb', 'bbbb', 'cccc', 'cccc'])
  })

  it('that all rest are passed over by a route; who names their target hears it from the provider', async () => {
    const { ask, answers, calls } = stage({ routes: { safe: fallback(['many/m', 'other/m']) } })
    answers['aaaa'] = answers['bbbb'] = answers['cccc'] = { error: 'authentication' }
    await thrown(ask())
    expect((await ask('safe')).meta.target).toBe('other/m')
    expect(calls()).toEqual([1, 1, 1])
    expect(await thrown(ask())).toMatchObject({ reason: 'authentication', target: 'many/m' })
    expect(calls()?.reduce((sum, count) => (sum ?? 0) + (count ?? 0), 0)).toBeGreaterThan(3)
  })

  it('rest one by one: a refused key rests for all its models, the others for none', async () => {
    const { ask, answers, calls } = stage()
    answers['aaaa'] = { error: 'authentication' }
    while (calls()[0] === 0) await ask('many/m')
    answers['aaaa'] = 'Hello'
    for (let call = 0; call < 30; call++) await ask('many/other')
    expect(calls()[0]).toBe(1)
  })

  it('have circuits of their own: one that fails is left out, and comes back', async () => {
    const { ask, answers, calls, clock, seen } = stage({ breaker: { consecutiveFailures: 2, openMs: 1000, rampMs: 0, successesToClose: 1 } })
    answers['bbbb'] = { error: 'server_error' }
    while ((calls()[1] as number) < 2) await ask().catch(() => {})
    for (let call = 0; call < 30; call++) await ask()
    expect(calls()[1]).toBe(2)
    expect(seen.events.flatMap((event) => (event.type === 'breaker.open' ? [event.target] : []))).toEqual(['many/m#2'])
    answers['bbbb'] = 'Hello'
    await clock.advance(1000)
    for (let call = 0; call < 30; call++) await ask()
    expect(calls()[1]).toBeGreaterThan(5)
  })

  it('are one target to an operator: as ready as the readiest key, reset all at once', async () => {
    const { ask, answers, engine, calls } = stage()
    answers['aaaa'] = answers['bbbb'] = answers['cccc'] = { error: 'authentication' }
    await thrown(ask())
    expect(engine.targets.list()).toMatchObject([{ address: 'many/m', keyCircuit: 'open', calls: 3, failures: 3, inFlight: 0 }])
    engine.targets.reset('many/m')
    expect(engine.targets.list()).toMatchObject([{ keyCircuit: 'closed', readyInMs: 0 }])
    await thrown(ask())
    expect(calls()).toEqual([2, 2, 2])
  })

  it('show one by one how they are: a dead key is seen while the others answer', async () => {
    const { ask, answers, engine, calls } = stage()
    answers['bbbb'] = { error: 'authentication' }
    while (calls()[1] === 0) await ask()
    const well = { circuit: 'closed', keyCircuit: 'closed', readyInMs: 0, why: undefined }
    expect(engine.targets.list()).toEqual([
      expect.objectContaining({
        address: 'many/m',
        ...well,
        keys: [{ key: 'aaaa', ...well }, { key: 'bbbb', circuit: 'closed', keyCircuit: 'open', readyInMs: 60_000, why: "the key of 'many#2' is left alone after authentication" }, { key: 'cccc', ...well }],
      }),
    ])
    await ask('other/m')
    expect(engine.targets.list().at(-1)).not.toHaveProperty('keys')
  })

  it('leave the attempts of a provider with one key as they are', async () => {
    const { ask } = stage()
    const { meta } = await ask('other/m')
    expect(meta.attempts?.every((attempt) => !('key' in attempt))).toBe(true)
  })

  describe('of which a dozen are limited', () => {
    const dozen = (config: Partial<GatewayConfig>) => {
      const of = (name: string): Provider & { readonly asked: () => number } => {
        const keys = Array.from({ length: 12 }, (_, at) => ({ ...fakeProvider({ error: 'rate_limit' }), key: `${name}${at}` }))
        return { ...fakeProvider({ error: 'internal' }), keys, asked: () => keys.reduce((sum, { calls }) => sum + calls.length, 0) }
      }
      const [a, b] = [of('a'), of('b')]
      const c = fakeProvider('From c')
      const engine = createEngine({ providers: { a, b, c }, clock: fakeClock(), random: seededRandom(7), timeouts: false, ...config })
      const ask = (model: string) => engine.handle({ operation: 'chat', body: { model, messages: [{ role: 'user', content: 'Hi' }] } })
      return { ask, asked: () => [a.asked(), b.asked(), c.calls.length] }
    }

    it('leave attempts to the other children of a route', async () => {
      const { ask, asked } = dozen({ routes: { smart: fallback(['a/x', 'c/z']) } })
      expect((await ask('smart')).meta.target).toBe('c/z')
      expect(asked()).toEqual([5, 0, 1])
    })

    it('leave some to each, also where several have many keys', async () => {
      const { ask, asked } = dozen({ routes: { smart: fallback(['a/x', 'b/y', 'c/z']) } })
      expect((await ask('smart')).meta.target).toBe('c/z')
      expect(asked()).toEqual([5, 3, 1])
    })

    it('use every attempt where there is nobody else, and the error says that they are spent', async () => {
      const { ask, asked } = dozen({})
      const error = await thrown(ask('a/x'))
      expect(asked()).toEqual([10, 0, 0])
      expect(error.message).toContain("The call's budget of 10 attempts is spent, so nobody else was asked.")
      expect(error).toMatchObject({ reason: 'rate_limit', target: 'a/x' })
    })

    it.each([false, undefined] as const)('say it once, whichever route it was that had another to ask', async (breaker) => {
      const { ask } = dozen({ routes: { smart: fallback([fallback(['a/x', 'b/y']), 'c/z']) }, maxAttempts: 1, breaker })
      const error = await thrown(ask('smart'))
      expect(error.message.split("The call's budget of 1 attempt is spent")).toHaveLength(2)
    })
  })
})
