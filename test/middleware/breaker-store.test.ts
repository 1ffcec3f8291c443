import { describe, expect, it } from 'vitest'
import type { GatewayError } from '../../src/core/error.ts'
import type { Handler } from '../../src/core/handler.ts'
import { type BreakerOptions, breakers } from '../../src/middleware/breaker.ts'
import type { CacheStore } from '../../src/stores/store.ts'
import { fakeCall, fakeTarget } from '../../src/testing/fake-call.ts'
import { fakeClock, type FakeClock } from '../../src/testing/fake-clock.ts'
import { fakeProvider, type FakeReply } from '../../src/testing/fake-provider.ts'
import { recorder } from '../../src/testing/recorder.ts'
import { turn } from '../../src/testing/turn.ts'

const KEY = 'zerohop:breaker:fake/fake'

/** A store that counts, with the promises of a real one; like Keyv, it keeps text. */
function memory(clock: FakeClock) {
  const kept = new Map<string, { text: string; until: number }>()
  const asked: string[] = []
  return {
    kept,
    asked,
    async get(key) {
      asked.push(`get ${key}`)
      const one = kept.get(key)
      return one && one.until > clock.date() ? (JSON.parse(one.text) as unknown) : undefined
    },
    async set(key, value, ttlMs = Infinity) {
      asked.push(`set ${key}`)
      return kept.set(key, { text: JSON.stringify(value), until: clock.date() + ttlMs })
    },
    async delete(key) {
      asked.push(`delete ${key}`)
      return kept.delete(key)
    },
  } satisfies CacheStore & { kept: unknown; asked: string[] }
}

/** One process: its own breaker and events, on a monotonic clock of its own that begins where it likes. */
function processOf(store: CacheStore, clock = fakeClock(), options: BreakerOptions = {}) {
  const seen = recorder()
  const script = { answer: 'Hello' as FakeReply }
  const provider = fakeProvider(() => script.answer)
  const made = breakers({ store, ...options })(fakeTarget)
  const next: Handler = (call) => provider.ask(call, fakeTarget)
  const outcome = async (answer: FakeReply = 'Hello', isLastResort = false): Promise<string> => {
    script.answer = answer
    const said = await made({ ...fakeCall({ clock, emit: seen }), isLastResort }, next).then(
      () => 'ok',
      (error: unknown) => (error as GatewayError).reason,
    )
    await turn()
    return said
  }
  const open = async () => {
    for (let at = 0; at < 5; at++) await outcome({ error: 'overloaded' })
  }
  return { clock, seen, made, provider, outcome, open, restMs: () => Math.max(0, (made.readyAt?.(clock.now()) ?? 0) - clock.now()) }
}

describe('a store between breakers', () => {
  it('tells the others that a circuit is open, until when, and why', async () => {
    const clock = fakeClock()
    const store = memory(clock)
    const [one, two] = [processOf(store, clock), processOf(store, clock)]
    await one.open()
    expect(JSON.parse(store.kept.get(KEY)?.text ?? '')).toEqual({ untilMs: clock.date() + 30_000, reason: 'overloaded' })
    await clock.advance(10_000)
    expect(await two.outcome()).toBe('ok') // it asks the store, and does not wait
    expect(two.restMs()).toBe(20_000)
    expect(await two.outcome()).toBe('circuit_open')
    expect(two.seen.of('breaker.open')).toMatchObject([{ target: 'fake/fake', reason: 'overloaded', openMs: 20_000 }])
  })

  it('counts in the time of day: processes begin at different times', async () => {
    const clock = fakeClock()
    const store = memory(clock)
    const other = fakeClock({ nowMs: 987_654 })
    const [one, two] = [processOf(store, clock), processOf(store, other)]
    await one.open()
    await two.outcome()
    expect(two.restMs()).toBe(30_000)
  })

  it('tells the others of a refused key', async () => {
    const clock = fakeClock()
    const store = memory(clock)
    const [one, two] = [processOf(store, clock), processOf(store, clock)]
    await one.outcome({ error: 'authentication' })
    await two.outcome()
    expect(two.restMs()).toBe(60_000)
  })

  it('forgets it when the circuit closes, and tells nothing twice', async () => {
    const clock = fakeClock()
    const store = memory(clock)
    const [one, two] = [processOf(store, clock), processOf(store, clock)]
    await one.open()
    await two.outcome()
    await clock.advance(30_000)
    expect([await two.outcome(), await two.outcome()]).toEqual(['ok', 'ok'])
    expect(store.kept.size).toBe(0)
    expect(store.asked.filter((ask) => ask === `set ${KEY}`)).toHaveLength(1)
  })

  it('does not make a process rest twice that has seen its target come back', async () => {
    const clock = fakeClock()
    const store = { ...memory(clock), delete: async () => false }
    const { open, outcome, restMs } = processOf(store, clock, { rampMs: 0 })
    await open()
    expect([await outcome('Hello', true), await outcome('Hello', true)]).toEqual(['ok', 'ok'])
    await clock.advance(2_000)
    expect([await outcome(), await outcome(), restMs()]).toEqual(['ok', 'ok', 0]) // though the store still says that it is open
  })

  it('is read at most once a second for each circuit, whatever the traffic', async () => {
    const clock = fakeClock()
    const store = memory(clock)
    const { outcome } = processOf(store, clock)
    for (let at = 0; at < 100; at++) {
      await outcome()
      await clock.advance(50)
    }
    expect(store.asked.filter((ask) => ask === `get ${KEY}`)).toHaveLength(5)
    expect(store.asked).toHaveLength(10)
  })

  it('is not asked again while it does not answer', async () => {
    const clock = fakeClock()
    const asked: string[] = []
    const { outcome } = processOf({ ...memory(clock), get: (key) => new Promise(() => void asked.push(key)) }, clock)
    for (let at = 0; at < 5; at++) {
      await outcome()
      await clock.advance(5_000)
    }
    expect(asked.sort()).toEqual(['zerohop:breaker:fake', KEY])
  })

  describe('is not trusted with a call', () => {
    const broken = () => {
      throw new Error('the store is down')
    }
    const never = () => new Promise<never>(() => {})
    const says = (value: unknown): CacheStore => ({ get: async () => value, set: broken, delete: broken })
    const future = (ms: number) => fakeClock().date() + ms

    it.each<[what: string, store: CacheStore]>([
      ['throws', { get: broken, set: broken, delete: broken }],
      ['rejects', { get: async () => broken(), set: async () => broken(), delete: async () => broken() }],
      ['never answers', { get: never, set: never, delete: never }],
      ['gives no promise', { get: () => 5, set: () => 5, delete: () => 5 } as unknown as CacheStore],
      ['says text', says('open')],
      ['says null', says(null)],
      ['says no time', says({ reason: 'timeout' })],
      ['says a time as text', says({ untilMs: '9999999999999', reason: 'timeout' })],
      ['says NaN', says({ untilMs: NaN })],
      ['says for ever', says({ untilMs: Infinity, reason: 'timeout' })],
      ['says a time too far away', says({ untilMs: future(86_400_000), reason: 'timeout' })],
      ['says a time that is over', says({ untilMs: future(-1), reason: 'timeout' })],
    ])('that %s', async (_what, store) => {
      const { outcome, open, clock, restMs, provider } = processOf(store)
      const before = provider.calls.length
      expect([await outcome(), await outcome(), await outcome()]).toEqual(['ok', 'ok', 'ok'])
      expect(provider.calls.length).toBe(before + 3)
      await open()
      expect(restMs()).toBe(30_000)
      await clock.advance(30_000)
      expect([await outcome(), await outcome(), await outcome()]).toEqual(['ok', 'ok', 'ok'])
    })

    it('nor with a reason nobody knows', async () => {
      const { outcome, seen } = processOf(says({ untilMs: future(5_000), reason: '__proto__' }))
      expect([await outcome(), await outcome()]).toEqual(['ok', 'circuit_open'])
      expect(seen.of('breaker.open')).toMatchObject([{ target: 'fake', reason: undefined }, { target: 'fake/fake', reason: undefined }])
    })
  })
})
