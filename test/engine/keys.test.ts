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

  it('that all rest are asked nothing: the error says again why, and a route goes elsewhere', async () => {
    const { ask, answers, calls } = stage({ routes: { safe: fallback(['many/m', 'other/m']) } })
    answers['aaaa'] = answers['bbbb'] = answers['cccc'] = { error: 'authentication' }
    await thrown(ask())
    expect(await thrown(ask())).toMatchObject({ reason: 'authentication', target: 'many/m' })
    expect((await ask('safe')).meta.target).toBe('other/m')
    expect(calls()).toEqual([1, 1, 1])
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

  it('leave the attempts of a provider with one key as they are', async () => {
    const { ask } = stage()
    const { meta } = await ask('other/m')
    expect(meta.attempts?.every((attempt) => !('key' in attempt))).toBe(true)
  })
})
