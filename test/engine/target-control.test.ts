import { describe, expect, it } from 'vitest'
import type { GatewayConfig } from '../../src/config.ts'
import type { GatewayError } from '../../src/core/error.ts'
import type { FailureReason } from '../../src/core/failure.ts'
import { type CallRequest, createEngine } from '../../src/engine.ts'
import { createGateway } from '../../src/gateway.ts'
import { balance } from '../../src/routes/balance.ts'
import { fallback } from '../../src/routes/fallback.ts'
import { fakeClock } from '../../src/testing/fake-clock.ts'
import { fakeProvider, type FakeProvider, type FakeReply } from '../../src/testing/fake-provider.ts'
import { recorder } from '../../src/testing/recorder.ts'
import { collect } from '../support/collect.ts'

/** An engine over two providers, each of which answers as its switch says. */
function stage(routes: NonNullable<GatewayConfig['routes']> = {}, config: Partial<GatewayConfig> = {}) {
  const clock = fakeClock()
  const seen = recorder()
  const says: Record<'one' | 'two', FakeReply> = { one: 'Hello', two: 'Hello' }
  const providers: Record<'one' | 'two', FakeProvider> = { one: fakeProvider(() => says.one), two: fakeProvider(() => says.two) }
  const engine = createEngine({ providers, routes, clock, on: seen, timeouts: false, timeoutMs: false, ...config })
  const request = (model: string, stream = false): CallRequest<'chat'> => ({ operation: 'chat', stream, body: { model, messages: [{ role: 'user', content: 'Hi' }] } })
  /** The target that answered, or why none did. */
  const ask = (model = 'smart'): Promise<string> => engine.handle(request(model)).then(({ meta }) => meta.target, (error: GatewayError) => error.reason)
  const error = (model: string): Promise<GatewayError> => engine.handle(request(model)).then(() => expect.fail('it answered'), (thrown) => thrown)
  const fail = (who: 'one' | 'two', reason: FailureReason): void => void (says[who] = { error: reason })
  const state = (address: string) => engine.targets.list().find((target) => target.address === address)
  return { clock, seen, says, ...providers, engine, targets: engine.targets, request, ask, error, fail, state }
}

const smart = { smart: fallback(['one/m', 'two/m']) }

describe('the list of targets', () => {
  it('has those of the routes, then those that were asked by address', async () => {
    const { targets, ask } = stage(smart, { defaultProvider: 'one' })
    expect(targets.list().map(({ address }) => address)).toEqual(['one/m', 'two/m'])
    await ask('two/x')
    await ask('bare')
    await ask('two/x')
    expect(targets.list().map(({ address }) => address)).toEqual(['one/m', 'two/m', 'two/x', 'one/bare'])
  })

  it('counts attempts, failures and what is under way', async () => {
    const { engine, request, ask, fail, state } = stage(smart)
    expect(state('one/m')).toEqual({
      address: 'one/m', disabled: false, circuit: 'closed', keyCircuit: 'closed', readyInMs: 0, why: undefined,
      inFlight: 0, calls: 0, failures: 0, lastFailure: undefined,
    })
    const reply = await engine.handle(request('smart', true))
    expect(state('one/m')).toMatchObject({ inFlight: 1, calls: 1, failures: 0 })
    if (reply.stream) await collect(reply.events)
    expect(state('one/m')).toMatchObject({ inFlight: 0, calls: 1, failures: 0 })
    fail('one', 'overloaded')
    await ask()
    expect(state('one/m')).toMatchObject({ inFlight: 0, calls: 2, failures: 1, lastFailure: 'overloaded' })
    expect(state('two/m')).toMatchObject({ calls: 1, failures: 0, lastFailure: undefined })
  })

  it('does not count what the caller cancelled as a failure', async () => {
    const { engine, request, says, state } = stage(smart)
    says.one = { hang: true }
    const abort = new AbortController()
    const asked = engine.handle({ ...request('smart'), signals: [abort.signal] }).catch((error: GatewayError) => error.reason)
    expect(state('one/m')).toMatchObject({ inFlight: 1, calls: 1 })
    abort.abort()
    expect(await asked).toBe('aborted')
    expect(state('one/m')).toMatchObject({ inFlight: 0, calls: 1, failures: 0, lastFailure: undefined })
  })

  it('tells an open circuit, for how long and why', async () => {
    const { clock, ask, fail, state } = stage(smart)
    fail('one', 'server_error')
    for (let at = 0; at < 5; at++) await ask()
    await clock.advance(10_000)
    expect(state('one/m')).toMatchObject({ circuit: 'open', keyCircuit: 'closed', readyInMs: 20_000, why: 'it is left alone after server_error' })
    await clock.advance(20_000)
    expect(state('one/m')).toMatchObject({ readyInMs: 0, why: undefined })
  })

  it('tells a refused key at all its targets', async () => {
    const { ask, fail, state } = stage({ smart: fallback(['one/m', 'two/m']), other: 'one/n' })
    fail('one', 'authentication')
    await ask()
    for (const address of ['one/m', 'one/n']) {
      expect(state(address)).toMatchObject({ circuit: 'closed', keyCircuit: 'open', readyInMs: 60_000, why: "the key of 'one' is left alone after authentication" })
    }
  })

  it('tells one that cools', async () => {
    const { ask, says, state } = stage(smart)
    says.one = { error: { reason: 'rate_limit', retryAfterMs: 5_000 } }
    await ask()
    expect(state('one/m')).toMatchObject({ circuit: 'closed', readyInMs: 5_000, why: expect.stringContaining('cools') })
  })

  it('has closed circuits where there is no breaker', async () => {
    const { ask, fail, state, targets } = stage(smart, { breaker: false })
    fail('one', 'server_error')
    for (let at = 0; at < 9; at++) await ask()
    targets.reset('one/m')
    expect(state('one/m')).toMatchObject({ circuit: 'closed', keyCircuit: 'closed', readyInMs: 0, failures: 9 })
  })

  it('does not grow without bound, and forgets neither those of the routes nor those that are disabled', async () => {
    const { targets, ask } = stage(smart)
    targets.disable('two/off')
    for (let at = 0; at < 10_001; at++) await ask(`two/${at}`)
    const known = targets.list().map(({ address }) => address)
    expect(known.length).toBeLessThan(10_000)
    expect(known.slice(0, 3)).toEqual(['one/m', 'two/m', 'two/off'])
    expect(await ask('two/off')).toBe('circuit_open')
  })

  it('leaves out names too long to be a model, and a provider that was asked for its models', async () => {
    const { targets, ask, engine } = stage({})
    await ask(`one/${'m'.repeat(200)}`)
    await engine.handle({ operation: 'models', body: { model: 'one/' } }).catch(() => {})
    expect(targets.list()).toEqual([])
  })
})

describe('a disabled target', () => {
  it('is passed over by a fallback, without an attempt, until it is enabled', async () => {
    const { targets, ask, one, seen } = stage(smart)
    targets.disable('one/m')
    expect(await ask()).toBe('two/m')
    expect(one.calls).toHaveLength(0)
    expect(seen.of('call.end').at(-1)?.attempts).toHaveLength(1)
    targets.enable('one/m')
    expect(await ask()).toBe('one/m')
  })

  it('is left out by a balance', async () => {
    const { targets, ask } = stage({ smart: balance(['one/m', 'two/m'], { strategy: 'round_robin' }) })
    targets.disable('two/m')
    expect([await ask(), await ask(), await ask()]).toEqual(['one/m', 'one/m', 'one/m'])
  })

  it('fails a call to it alone, and says why; nothing is sent and no attempt is counted', async () => {
    const { targets, error, one } = stage()
    targets.disable('one/m', { forMs: 9_000 })
    expect(await error('one/m')).toMatchObject({ reason: 'circuit_open', target: 'one/m', retryAfterMs: 9_000, message: expect.stringContaining('it is disabled'), attempts: [] })
    targets.disable('one/m')
    expect((await error('one/m')).retryAfterMs).toBeUndefined()
    expect(one.calls).toHaveLength(0)
  })

  it('may be so for a while', async () => {
    const { targets, ask, clock, state } = stage(smart)
    targets.disable('one/m', { forMs: 5_000 })
    expect(state('one/m')).toMatchObject({ disabled: true, readyInMs: 5_000, why: 'it is disabled' })
    await clock.advance(4_999)
    expect(await ask()).toBe('two/m')
    await clock.advance(1)
    expect(await ask()).toBe('one/m')
    expect(state('one/m')).toMatchObject({ disabled: false, readyInMs: 0, why: undefined })
  })

  it('may be one that nobody asked yet, also by its bare name', async () => {
    const { targets, ask, state } = stage({}, { defaultProvider: 'one' })
    targets.disable('two/new')
    targets.disable('bare')
    expect([await ask('two/new'), await ask('bare'), await ask('one/bare'), await ask('two/other')]).toEqual(['circuit_open', 'circuit_open', 'circuit_open', 'two/other'])
    expect(state('two/new')).toMatchObject({ disabled: true, readyInMs: Infinity })
  })

  it('may have a name too long to be remembered otherwise', async () => {
    const { targets, ask } = stage()
    const address = `one/${'m'.repeat(300)}`
    targets.disable(address)
    expect(await ask(address)).toBe('circuit_open')
    targets.enable(address)
    expect(await ask(address)).toBe(address)
  })

  it('is no last resort while another target has an open circuit, were it for longer', async () => {
    const { targets, ask, fail, says, two } = stage(smart)
    fail('two', 'server_error')
    targets.disable('one/m', { forMs: 1_000 })
    for (let at = 0; at < 5; at++) await ask()
    says.two = 'Hello'
    expect(await ask()).toBe('two/m')
    expect(two.calls).toHaveLength(6)
  })

  it('does not have the last word: the caller hears of the failure of the target that was asked', async () => {
    const { targets, fail, error } = stage(smart)
    targets.disable('one/m')
    fail('two', 'server_error')
    expect(await error('smart')).toMatchObject({ reason: 'server_error', target: 'two/m' })
  })

  it('makes a route fail when all its targets are', async () => {
    const { targets, ask, one, two } = stage(smart)
    targets.disable('one/m')
    targets.disable('two/m')
    expect(await ask()).toBe('circuit_open')
    expect([one.calls.length, two.calls.length]).toEqual([0, 0])
  })

  it('finishes what is under way', async () => {
    const { engine, request, targets } = stage(smart)
    const reply = await engine.handle(request('one/m', true))
    targets.disable('one/m')
    expect(reply.stream && (await collect(reply.events)).length).toBeGreaterThan(1)
  })
})

describe('reset', () => {
  it('closes the circuit: the target is asked again, with all its traffic', async () => {
    const { targets, ask, fail, says, state, seen } = stage(smart)
    fail('one', 'server_error')
    for (let at = 0; at < 6; at++) await ask()
    says.one = 'Hello'
    targets.reset('one/m')
    expect(state('one/m')).toMatchObject({ circuit: 'closed', readyInMs: 0 })
    expect([await ask(), await ask(), await ask()]).toEqual(['one/m', 'one/m', 'one/m'])
    expect(seen.of('breaker.close')).toHaveLength(1)
  })

  it('forgets what the circuit saw: it takes as many failures to open as at first', async () => {
    const { targets, ask, fail, state } = stage(smart)
    fail('one', 'server_error')
    for (let at = 0; at < 4; at++) await ask()
    targets.reset('one/m')
    for (let at = 0; at < 4; at++) await ask()
    expect(state('one/m')?.circuit).toBe('closed')
    await ask()
    expect(state('one/m')?.circuit).toBe('open')
  })

  it('closes the circuit of the key, and ends a rest', async () => {
    const { targets, ask, says, state } = stage(smart)
    says.one = { error: 'authentication' }
    await ask()
    targets.reset('one/m')
    says.one = { error: { reason: 'rate_limit', retryAfterMs: 5_000 } }
    await ask()
    targets.reset('one/m')
    expect(state('one/m')).toMatchObject({ keyCircuit: 'closed', readyInMs: 0 })
    says.one = 'Hello'
    expect(await ask()).toBe('one/m')
  })

  it('tells the store, so that processes that have not heard of it will not', async () => {
    const kept = new Map<string, unknown>()
    const store = { get: async (key: string) => kept.get(key), set: async (key: string, value: unknown) => kept.set(key, value), delete: async (key: string) => kept.delete(key) }
    const { targets, ask, fail } = stage(smart, { breaker: { store } })
    fail('one', 'server_error')
    for (let at = 0; at < 5; at++) await ask()
    expect([...kept.keys()]).toEqual(['zerohop:breaker:one/m'])
    targets.reset('one/m')
    expect([...kept.keys()]).toEqual([])
  })
})

describe('an address', () => {
  it.each<[string, unknown, RegExp]>([
    ['of no provider', 'onne/m', /names no provider: 'onne\/m'. Did you mean 'one'\?/],
    ['without a provider', 'm', /names no provider: 'm'/],
    ['without a model', 'one/', /names no model/],
    ['that is a provider', 'one', /takes a target; 'one' is a provider: name one of its models, 'one\/<model>'$/],
    ['of a route', 'smart', /'smart' is a route: name its targets one by one/],
    ['that is empty', '', /needs an address/],
    ['that is none', undefined, /needs an address, got undefined/],
  ])('%s is refused', (_name, address, said) => {
    const { targets } = stage(smart)
    for (const method of ['disable', 'enable', 'reset'] as const) {
      expect(() => targets[method](address as string)).toThrow(expect.objectContaining({ name: 'ConfigError', path: `targets.${method}`, message: expect.stringMatching(said) }))
    }
  })

  it('with an option there is not, or no time, is refused', () => {
    const { targets } = stage(smart)
    expect(() => targets.disable('one/m', { for: 1 } as never)).toThrow(/Did you mean 'forMs'\?/)
    for (const forMs of [0, -1, Number.NaN, Infinity]) expect(() => targets.disable('one/m', { forMs })).toThrow(expect.objectContaining({ path: 'targets.disable.options.forMs' }))
  })
})

it("a gateway's targets are its engine's, also of a gateway made from it by `with`", () => {
  const gateway = createGateway({ providers: { one: fakeProvider() } })
  gateway.with({ timeoutMs: 1_000 }).targets.disable('one/m')
  expect(gateway.targets).toBe(gateway.engine.targets)
  expect(gateway.targets.list()).toMatchObject([{ address: 'one/m', disabled: true }])
})
