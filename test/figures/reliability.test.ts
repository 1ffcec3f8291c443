/** What retries, fallbacks and circuits are worth, over thousands of calls from a seed. */
import { describe, expect, it } from 'vitest'
import { createEngine, fallback, type GatewayError, retry, seededRandom } from 'zerohop'
import { fakeClock, type FakeClock, fakeProvider } from 'zerohop/testing'

const body = { messages: [{ role: 'user' as const, content: 'Hello' }] }

/** Fails so many of its calls before any content, by chance. */
function flaky(rate: number, seed: number) {
  const random = seededRandom(seed)
  return fakeProvider(() => (random() < rate ? { error: 'server_error' } : 'Hello'))
}

/** Calls one after the other, `everyMs` apart; how many succeeded, and why the others did not. */
async function make(calls: number, everyMs: number, clock: FakeClock, engine: ReturnType<typeof createEngine>, model: string, stream = false) {
  const reasons = new Map<string, number>()
  let ok = 0
  for (let at = 0; at < calls; at++) {
    let settled = false
    const call = once().catch(({ reason }: GatewayError) => void reasons.set(reason, (reasons.get(reason) ?? 0) + 1))
    void call.then(() => (settled = true))
    await clock.advance(everyMs)
    while (!settled) await clock.advance(50)
    await call
  }
  return { ok, reasons }

  async function once(): Promise<void> {
    const reply = await engine.handle({ operation: 'chat', body: { ...body, model }, stream })
    if (reply.stream) for await (const _event of reply.events) continue
    ok += 1
  }
}

describe('three independent targets that each fail one call in ten', () => {
  it.each([
    ['values', false],
    ['streams', true],
  ])('answer at least 99.9 %% of the calls between them: %s', async (_, stream) => {
    const clock = fakeClock()
    const providers = { a: flaky(0.1, 1), b: flaky(0.1, 2), c: flaky(0.1, 3) }
    const engine = createEngine({ providers, routes: { smart: fallback(['a/m', 'b/m', 'c/m']) }, use: [retry()], clock, random: seededRandom(4) })
    const { ok } = await make(5000, 20, clock, engine, 'smart', stream)
    expect(ok / 5000).toBeGreaterThanOrEqual(0.999)
    const attempts = Object.values(providers).reduce((sum, { calls }) => sum + calls.length, 0)
    expect(attempts / 5000).toBeLessThan(1.2)
  })

  it('answer as many without any retry: a fallback is enough', async () => {
    const clock = fakeClock()
    const providers = { a: flaky(0.1, 5), b: flaky(0.1, 6), c: flaky(0.1, 7) }
    const engine = createEngine({ providers, routes: { smart: fallback(['a/m', 'b/m', 'c/m']) }, clock, random: seededRandom(8) })
    const { ok } = await make(5000, 20, clock, engine, 'smart')
    expect(ok / 5000).toBeGreaterThanOrEqual(0.998) // one in a thousand fails three times; 3 sigma of 5,000 calls
  })
})

describe('a dead upstream', () => {
  const dead = () => fakeProvider({ error: 'connection' })

  it('costs at most 1.1 attempts a call with retries and no circuit, for its retry budget is spent', async () => {
    const clock = fakeClock()
    const down = dead()
    const engine = createEngine({ providers: { down }, use: [retry()], breaker: false, clock, random: seededRandom(1) })
    await make(1000, 20, clock, engine, 'down/m')
    expect(down.calls.length / 1000).toBeLessThanOrEqual(1.1)
  })

  it('fails fast once its circuit is open: next to nothing is sent, and the error says so', async () => {
    const clock = fakeClock()
    const down = dead()
    const engine = createEngine({ providers: { down }, use: [retry()], clock, random: seededRandom(1) })
    const { reasons } = await make(1000, 20, clock, engine, 'down/m')
    expect(down.calls.length).toBeLessThanOrEqual(10)
    expect(reasons.get('circuit_open')).toBeGreaterThan(980)
  })

  it('before a good one is passed over: the call costs one attempt, and nobody notices', async () => {
    const clock = fakeClock()
    const [down, good] = [dead(), fakeProvider('Hello')]
    const engine = createEngine({ providers: { down, good }, routes: { smart: fallback(['down/m', 'good/m']) }, use: [retry()], clock })
    const { ok } = await make(1000, 20, clock, engine, 'smart')
    expect([ok, down.calls.length <= 10]).toEqual([1000, true])
  })

  it('that comes back is used again', async () => {
    const clock = fakeClock()
    const sick = fakeProvider(() => (clock.now() < 10_000 ? { error: 'connection' } : 'Hello'))
    const engine = createEngine({ providers: { sick }, clock })
    await make(100, 20, clock, engine, 'sick/m')
    await clock.advance(60_000)
    const { ok } = await make(100, 20, clock, engine, 'sick/m')
    expect(ok).toBe(100)
  })
})
