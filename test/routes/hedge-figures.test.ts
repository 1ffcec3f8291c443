import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../src/core/random.ts'
import type { Route } from '../../src/core/route.ts'
import { createEngine } from '../../src/engine.ts'
import { fallback } from '../../src/routes/fallback.ts'
import { hedge } from '../../src/routes/hedge.ts'
import { fakeClock } from '../../src/testing/fake-clock.ts'
import { fakeProvider } from '../../src/testing/fake-provider.ts'
import { recorder } from '../../src/testing/recorder.ts'
import { chatBody } from '../support/call.ts'
import { collect } from '../support/collect.ts'

const CALLS = 10_000
const SLOWER = 100

/** 50 to 150 ms; of each 100 calls to an upstream one at random takes 100 times as long. */
function upstream(seed: number): () => number {
  const random = seededRandom(seed)
  let asked = 0
  let slow = 0
  return () => {
    if (asked % 100 === 0) slow = Math.floor(random() * 100)
    const isSlow = asked++ % 100 === slow
    return (50 + 100 * random()) * (isSlow ? SLOWER : 1)
  }
}

/** Call after call, each to its end. */
async function run(route: Route, { calls = CALLS, stream = false, delays = [upstream(1), upstream(2)] } = {}) {
  const clock = fakeClock()
  const seen = recorder()
  const [a, b] = delays.map((delayMs) => fakeProvider(() => ({ text: 'Hi', delayMs: delayMs() })))
  if (a === undefined || b === undefined) throw new Error('two upstreams are needed')
  const engine = createEngine({ providers: { a, b }, routes: { quick: route }, clock, on: seen, breaker: false })
  const tookMs: number[] = []
  const ask = async (): Promise<number> => {
    const reply = await engine.handle({ operation: 'chat', body: { ...chatBody, model: 'quick' }, stream })
    const answeredAt = clock.now()
    if (reply.stream) await collect(reply.events)
    return answeredAt
  }
  for (let call = 0; call < calls; call++) {
    const startedAt = clock.now()
    const asked = ask()
    await clock.advance(20_000)
    tookMs.push((await asked) - startedAt)
  }
  expect(clock.pending).toBe(0)
  tookMs.sort((one, other) => one - other)
  return { extra: a.calls.length + b.calls.length - calls, p99: tookMs[Math.floor(calls * 0.99)] ?? NaN, p50: tookMs[calls / 2] ?? NaN, hedges: seen.of('hedge.start').length }
}

describe('hedge, over 10,000 calls to upstreams that are 100 times slower on 1 %', { timeout: 120_000 }, () => {
  it.each([false, true])('cuts p99 at least 10 times, for at most 3 % more calls (streams: %s)', async (stream) => {
    const plain = await run(fallback(['a/m', 'b/m']), { stream })
    const hedged = await run(hedge(['a/m', 'b/m']), { stream })
    expect(plain.extra).toBe(0)
    expect(plain.p99).toBeGreaterThan(50 * SLOWER)
    expect(plain.p99 / hedged.p99).toBeGreaterThan(10)
    expect(hedged.extra).toBe(hedged.hedges)
    expect(hedged.extra).toBeGreaterThan(0)
    expect(hedged.extra / CALLS).toBeLessThanOrEqual(0.03)
  })
})

describe('hedge before a slow upstream', { timeout: 60_000 }, () => {
  const slow = () => 5_000
  const quick = () => 100

  it.each([0.03, 0.2])('that stays slow makes at most maxExtra more calls, and one: %s', async (maxExtra) => {
    const calls = 1000
    for (const delayMs of ['p95', 200] as const) {
      const { extra } = await run(hedge(['a/m', 'b/m'], { maxExtra, delayMs }), { calls, delays: [slow, quick] })
      expect(extra).toBeLessThanOrEqual(maxExtra * calls + 1) // the first comes on credit
      if (delayMs === 200) expect(extra).toBeGreaterThan(0.9 * maxExtra * calls)
    }
  })

  it('that is slow like the others waits longer: what is usual is no reason to ask twice', async () => {
    let asked = 0
    const became = () => (asked++ < 1000 ? 100 : 5_000)
    const { hedges } = await run(hedge(['a/m', 'b/m'], { maxExtra: 1 }), { calls: 3000, delays: [became, slow] })
    expect(hedges).toBeGreaterThan(10)
    expect(hedges).toBeLessThan(100)
  })

  it('saves what is not used for ten extra calls at most', async () => {
    let asked = 0
    const became = () => (asked++ < 1000 ? 100 : 5_000)
    const { hedges } = await run(hedge(['a/m', 'b/m'], { delayMs: 200, maxExtra: 0.03 }), { calls: 1030, delays: [became, quick] })
    expect(hedges).toBe(10)
  })
})
