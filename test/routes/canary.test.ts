/** Canaries: who is asked, how the share moves, and when the guard ends them. */
import { describe, expect, it } from 'vitest'
import { createGateway } from 'zerohop'
import { fakeClock, fakeProvider, type FakeScript, recorder } from 'zerohop/testing'
import type { Call } from '../../src/core/call.ts'
import { GatewayError } from '../../src/core/error.ts'
import { type Handler, withProspects } from '../../src/core/handler.ts'
import { seededRandom } from '../../src/core/random.ts'
import { LinkedSignal } from '../../src/core/signal.ts'
import { canary, type CanaryOptions } from '../../src/routes/canary.ts'
import { chatCall, handler, houseOf } from '../support/call.ts'
import { chunks, completion, eventsOf, metaOf } from '../support/provider.ts'
import { ManualClock } from '../support/clock.ts'

const messages = [{ role: 'user' as const, content: 'Hello' }]

/** What a child does with a call: how long it takes, and whether it fails. */
type Acts = (random: () => number) => { readonly ms: number; readonly fails?: boolean; readonly tokens?: number }

const well: Acts = (random) => ({ ms: 100 + 100 * random(), fails: random() < 0.01 })

interface Stage {
  readonly baseline?: Acts
  readonly candidate?: Acts
  readonly readyAt?: number
  readonly unfit?: string
  readonly seed?: number
  readonly prices?: Readonly<Record<string, { readonly input: number; readonly output: number }>>
}

function stage(options: Partial<CanaryOptions>, { baseline = well, candidate = well, readyAt, unfit, seed = 1, prices = {} }: Stage = {}) {
  const clock = new ManualClock()
  const random = seededRandom(seed)
  const acts = seededRandom(seed + 1000)
  const asked: string[] = []
  const child = (name: string, act: Acts): Handler =>
    handler(async () => {
      asked.push(name)
      const { ms, fails, tokens = 100 } = act(acts)
      clock.time += ms
      if (fails) throw new GatewayError({ reason: 'server_error', message: name })
      const usage = { prompt_tokens: tokens, completion_tokens: tokens, total_tokens: 2 * tokens }
      return { stream: false, value: completion(name, { usage }), meta: metaOf({ provider: name, model: 'm', address: `${name}/m` }) }
    })
  const second = withProspects(child('candidate', candidate), { readyAt: readyAt === undefined ? undefined : () => readyAt, unfit: unfit === undefined ? undefined : () => unfit })
  const route = canary({ name: 'newer', baseline: 'baseline/m', candidate: 'candidate/m', percent: 50, ...options })
  const price = (address: string) => ({ price: prices[address] })
  const house = houseOf({ factsOf: price })
  const built = route.build([child('baseline', baseline), second], house)
  const events: Array<{ readonly type: string }> = []
  return {
    route, house, clock, asked, events,
    async ask(user?: string, more: Partial<Call<'chat'>> = {}) {
      const call = { ...chatCall({ scope: { clock, random, emit: (event) => void events.push(event) }, options: user === undefined ? {} : { metadata: { user } } }), ...more }
      return built(call).catch((error: unknown) => error)
    },
    explain: (user?: string) => built.explain?.(chatCall({ scope: { clock }, options: user === undefined ? {} : { metadata: { user } } })),
    prospects: built,
  }
}

async function run(on: ReturnType<typeof stage>, calls: number): Promise<void> {
  for (let at = 0; at < calls && on.route.ended === undefined; at++) await on.ask(`user-${at}`)
}

describe('a canary', () => {
  it('asks the candidate for its share, and says whom it asked', async () => {
    const { ask, asked, events } = stage({ percent: 5 })
    for (let at = 0; at < 10_000; at++) await ask(`user-${at}`)
    const share = asked.filter((name) => name === 'candidate').length / 10_000
    expect(Math.abs(share - 0.05)).toBeLessThan(3 * Math.sqrt((0.05 * 0.95) / 10_000))
    expect(events[0]).toEqual({ type: 'experiment.pick', callId: 'call-1', at: 1000, experiment: 'newer', variant: asked[0], how: 'key' })
  })

  it('keeps a user with one variant, and those who are in as the share grows', async () => {
    const { route, ask, asked } = stage({ percent: 10 })
    const members = async (): Promise<Set<number>> => {
      const first = asked.length
      for (let at = 0; at < 500; at++) await ask(`user-${at}`)
      return new Set(asked.slice(first).flatMap((name, at) => (name === 'candidate' ? [at] : [])))
    }
    const before = await members()
    expect(await members()).toEqual(before)
    route.setPercent(40)
    const after = await members()
    expect(after.size).toBeGreaterThan(before.size)
    expect([...before].filter((member) => !after.has(member))).toEqual([])
  })

  it('takes chance for a call without a key, and for one whose rule throws', async () => {
    const { ask, events } = stage({
      by: (call) => {
        if (call.id === 'bad') throw new Error('no such tenant')
        return undefined
      },
    })
    await ask()
    await ask(undefined, { id: 'bad' })
    const told = events as ReadonlyArray<{ type: string; how?: string; error?: Error }>
    expect(told.map(({ type, how, error }) => how ?? error?.message ?? type)).toEqual(['chance', 'no such tenant', 'chance'])
  })

  it('leaves the calls of a candidate that is not ready to the baseline, as failures of the candidate', async () => {
    const { route, ask, asked, events } = stage({ percent: 100 }, { readyAt: Infinity })
    await ask('ada')
    expect(asked).toEqual(['baseline'])
    expect(events).toEqual([expect.objectContaining({ how: 'diverted', variant: 'baseline' })])
    const { baseline, candidate } = route.compare().variants
    expect(baseline?.calls).toBe(0)
    expect(candidate).toMatchObject({ calls: 1, diverted: 1, errors: { circuit_open: 1 }, latencyMs: null })
  })

  it('counts nowhere what the candidate cannot do, and lets the baseline do it', async () => {
    const { route, ask, asked, events } = stage({ percent: 50 }, { unfit: 'no vision' })
    for (let at = 0; at < 20; at++) await ask(`user-${at}`)
    expect(new Set(asked)).toEqual(new Set(['baseline']))
    expect(new Set(events.map((event) => (event as { how?: string }).how))).toEqual(new Set(['outside']))
    expect(Object.values(route.compare().variants).map(({ calls }) => calls)).toEqual([0, 0])
  })

  it('is ready when its baseline is, and when everything goes to the candidate, when either is', () => {
    const { route, prospects } = stage({ percent: 5 }, { readyAt: 5000 })
    expect(prospects.readyAt?.(1000)).toBe(1000)
    const house = houseOf()
    const idle: Handler = handler(async () => Promise.reject(new Error('unasked')))
    const built = route.build([withProspects(idle.bind(undefined) as Handler, { readyAt: () => 9000 }), withProspects(idle.bind(undefined) as Handler, { readyAt: () => 4000 })], house)
    expect(built.readyAt?.(1000)).toBe(9000)
    route.end('candidate')
    expect(built.readyAt?.(1000)).toBe(4000)
  })

  it('explains whom it would ask, and counts nothing by it', () => {
    const { route, explain, events } = stage({ percent: 100 })
    expect(explain('ada')).toMatchObject({
      kind: 'canary',
      what: 'newer',
      verdict: 'chosen',
      why: 'by the key of the call',
      children: [{ verdict: 'chosen', why: 'candidate, 100 % of the calls' }, { verdict: 'skipped', why: 'baseline, 0 % of the calls' }],
    })
    expect(explain()?.why).toBe('by chance: the call has no key')
    expect(events).toEqual([])
    expect(route.compare().variants['candidate']?.calls).toBe(0)
  })
})

describe('its share', () => {
  it('follows the ramp from the first call on', async () => {
    const { route, ask, clock } = stage({ percent: 1, ramp: [{ afterMs: 1000, percent: 10 }, { afterMs: 5000, percent: 50 }] })
    clock.time = 50_000
    expect(route.percent).toBe(1)
    await ask('ada')
    const began = 50_000
    const shares = [0, 999, 1000, 4999, 5000, 1e9].map((ms) => {
      clock.time = began + ms
      return route.percent
    })
    expect(shares).toEqual([1, 1, 10, 10, 50, 50])
  })

  it('is set by hand, which ends the ramp', async () => {
    const { route, ask, clock } = stage({ percent: 1, ramp: [{ afterMs: 1000, percent: 10 }] })
    await ask('ada')
    route.setPercent(3)
    clock.time += 10_000
    expect(route.percent).toBe(3)
  })

  it.each([
    ['baseline', 0],
    ['candidate', 100],
  ] as const)('is for the %s alone once it has won', async (winner, percent) => {
    const { route, ask, asked } = stage({})
    route.end(winner)
    for (let at = 0; at < 50; at++) await ask(`user-${at}`)
    expect([route.percent, route.ended]).toEqual([percent, { winner, why: 'by hand' }])
    expect(new Set(asked)).toEqual(new Set([winner]))
  })

  it('begins anew, its numbers too, when it is set after the end', async () => {
    const { route, ask } = stage({})
    for (let at = 0; at < 20; at++) await ask(`user-${at}`)
    route.end('baseline')
    route.setPercent(20)
    expect([route.percent, route.ended]).toEqual([20, undefined])
    expect(Object.values(route.compare().variants).map(({ calls }) => calls)).toEqual([0, 0])
  })

  it.each([-1, 101, Number.NaN, '5', undefined])('cannot be %s', (percent) => {
    const { route } = stage({})
    expect(() => route.setPercent(percent as number)).toThrow('setPercent must be a number from 0 to 100')
    expect(() => route.end('nobody' as 'baseline')).toThrow("end must be one of 'baseline', 'candidate'")
  })
})

const SEEDS = Array.from({ length: 20 }, (_, at) => at + 1)
const cheap = { 'baseline/m': { input: 1, output: 1 }, 'candidate/m': { input: 1, output: 1 } }
const dear = { ...cheap, 'candidate/m': { input: 5, output: 5 } }

describe('the guard', () => {
  it.each<[string, CanaryOptions['guard'] & object, Stage, RegExp]>([
    ['fails too often', { maxErrorRate: 0.05 }, { candidate: (random) => ({ ms: 100, fails: random() < 0.3 }) }, /^error rate 0\.\d+ is above 0\.05$/],
    ['fails oftener than the baseline', { maxErrorRateRatio: 2 }, { candidate: (random) => ({ ms: 100, fails: random() < 0.3 }) }, /^it fails [\d.]+ times as often as the baseline, more than 2$/],
    ['is too slow', { maxP95Ms: 1000 }, { candidate: (random) => ({ ms: random() < 0.3 ? 2000 : 100 }) }, /^p95 of (19|20)\d\d ms is above 1000 ms$/],
    ['is slower than the baseline', { maxP95Ratio: 1.5 }, { candidate: (random) => ({ ms: 300 + 300 * random() }) }, /^p95 of \d+ ms is above \d+ ms$/],
    ['costs more than the baseline', { maxCostRatio: 2 }, { prices: dear, candidate: (random) => ({ ms: 100, tokens: 50 + Math.floor(100 * random()) }) }, /^an answer costs [\d.]+ times the baseline's, more than 2$/],
    ['is not ready', { maxErrorRate: 0.05 }, { readyAt: Infinity }, /^error rate 1 is above 0\.05$/],
  ])('ends a candidate that %s', async (_, guard, acts, why) => {
    for (const seed of SEEDS) {
      const on = stage({ guard: { minCalls: 30, ...guard } }, { prices: cheap, seed, ...acts })
      await run(on, 3000)
      expect(on.route.ended).toEqual({ winner: 'baseline', why: expect.stringMatching(why) })
      expect(on.route.percent).toBe(0)
      expect(on.events.filter(({ type }) => type === 'canary.ended')).toEqual([
        { type: 'canary.ended', callId: 'call-1', at: expect.any(Number), experiment: 'newer', why: on.route.ended?.why },
      ])
    }
  }, 30_000)

  it('never ends one that is as good as the baseline', async () => {
    const guard = { minCalls: 30, maxErrorRate: 0.03, maxErrorRateRatio: 2, maxP95Ms: 250, maxP95Ratio: 1.2, maxCostRatio: 1.2 }
    const acts: Acts = (random) => ({ ms: 100 + 100 * random(), fails: random() < 0.01, tokens: 50 + Math.floor(100 * random()) })
    for (const seed of SEEDS) {
      const on = stage({ guard }, { prices: cheap, seed, baseline: acts, candidate: acts })
      await run(on, 3000)
      expect([seed, on.route.ended]).toEqual([seed, undefined])
      expect(on.asked.length).toBe(3000)
    }
  }, 30_000)

  it('ends none that is exactly as bad as allowed for being unlucky once', async () => {
    const guard = { minCalls: 30, maxErrorRate: 0.05, maxErrorRateRatio: 1, maxP95Ms: 195, maxCostRatio: 1 }
    const acts: Acts = (random) => ({ ms: 100 + 100 * random(), fails: random() < 0.05, tokens: 50 + Math.floor(100 * random()) })
    for (const seed of SEEDS) {
      const on = stage({ guard }, { prices: cheap, seed, baseline: acts, candidate: acts })
      await run(on, 1000)
      expect([seed, on.route.ended]).toEqual([seed, undefined])
    }
  }, 30_000)

  it('compares with no baseline that was asked too seldom', async () => {
    const on = stage({ percent: 98, guard: { minCalls: 100, maxP95Ratio: 1.5 } }, { candidate: () => ({ ms: 900 }) })
    await run(on, 500)
    const { baseline, candidate } = on.route.compare().variants
    expect([(baseline?.calls ?? 0) > 0, (candidate?.calls ?? 0) > 400, on.route.ended]).toEqual([true, true, undefined])
  })

  it('judges nothing before the candidate was asked often enough', async () => {
    const on = stage({ guard: { minCalls: 40, maxErrorRate: 0.05 } }, { candidate: () => ({ ms: 1, fails: true }) })
    await run(on, 3000)
    expect(on.route.compare().variants['candidate']?.calls).toBe(40)
  })

  it('does not hold it against a candidate that callers went away', async () => {
    const on = stage({ percent: 100, guard: { minCalls: 5, maxErrorRate: 0.05 } }, {
      candidate: () => {
        throw new GatewayError({ reason: 'aborted', message: 'the caller cancelled' })
      },
    })
    await run(on, 100)
    expect(on.route.ended).toBeUndefined()
    expect(on.route.compare().variants['candidate']).toMatchObject({ calls: 0, aborted: 100 })
  })
})

describe('what is counted', () => {
  it('takes a call that its caller ended for aborted, whatever the provider made of it', async () => {
    const on = stage({ percent: 100 }, { candidate: () => ({ ms: 1, fails: true }) })
    const signal = new LinkedSignal()
    signal.abort(new GatewayError({ reason: 'aborted', message: 'the caller cancelled' }))
    await on.ask('ada', { signal })
    expect(on.route.compare().variants['candidate']).toMatchObject({ calls: 0, aborted: 1 })
  })

  it('remembers the latest calls for their feedback, and not every one', async () => {
    const on = stage({})
    for (let at = 0; at < 20_001; at++) await on.ask(undefined, { id: `call-${at}` })
    expect(['call-0', 'call-9999', 'call-10000', 'call-20000'].map((callId) => on.route.feedback({ callId, score: 1 }))).toEqual([false, false, true, true])
  })
})

describe('a gateway with a canary', () => {
  function gatewayOf(candidate: FakeScript) {
    const clock = fakeClock()
    const seen = recorder()
    const route = canary({ name: 'newer', baseline: 'old/m', candidate: 'new/m', percent: 50, guard: { minCalls: 20, maxErrorRate: 0.1 } })
    const gateway = createGateway({ providers: { old: fakeProvider('old'), new: fakeProvider(candidate) }, routes: { smart: route }, clock, random: seededRandom(4), on: seen })
    return { gateway, route, seen }
  }

  it('ends a bad one though its circuit opens, and answers every call that the circuit spares', async () => {
    const { gateway, route, seen } = gatewayOf({ error: 'server_error' })
    let failures = 0
    for (let at = 0; at < 200; at++) {
      const asking = gateway.chat.completions.create({ model: 'smart', messages, user: `user-${at}` })
      await asking.catch(() => (failures += 1))
    }
    expect(failures).toBe(5) // the circuit's patience
    expect(route.ended?.winner).toBe('baseline')
    expect(seen.of('canary.ended')).toHaveLength(1)
    expect(gateway.compare('newer').variants['candidate']).toMatchObject({ calls: 20, diverted: 15, percent: 0 })
  })

  it('prints its tree', () => {
    expect(String(gatewayOf('new').gateway.routes)).toBe('smart: canary (newer, 50 %)\n├─ baseline → old/m\n└─ candidate → new/m')
  })

  it('knows streams: their first content, their tokens, and those their reader closed', async () => {
    const on = stage({ percent: 0 })
    const built = on.route.build([
      handler(async (call) => ({ stream: true, events: eventsOf(chunks(['a', 'b']), { call: call as unknown as Call }), meta: metaOf({ provider: 'b', model: 'm', address: 'b/m' }) })),
      handler(async () => Promise.reject(new Error('unasked'))),
    ], on.house)
    for (const reads of [Infinity, Infinity, 1]) {
      const reply = await built(chatCall({ stream: true }))
      if (!reply.stream) throw new Error('no stream')
      for (let read = 0; read < reads; read++) if ((await reply.events.next()).done) break
      await reply.events.return()
    }
    expect(on.route.compare().variants['baseline']).toMatchObject({ calls: 2, aborted: 1, firstContentMs: { p50: expect.any(Number) }, inputTokens: { value: 7 }, outputTokens: { value: 3 } })
  })
})

describe('the tree of a canary', () => {
  it('tells the share of now, and who won', () => {
    const route = canary({ name: 'newer', baseline: 'p/a', candidate: 'p/b', percent: 5 })
    const gateway = createGateway({ providers: { p: fakeProvider() }, routes: { x: route } })
    expect(String(gateway.routes)).toMatch(/^x: canary \(newer, 5 %\)\n/)
    route.setPercent(50)
    expect(String(gateway.routes)).toMatch(/^x: canary \(newer, 50 %\)\n/)
    route.end('baseline')
    expect(String(gateway.routes)).toMatch(/^x: canary \(newer, ended: baseline\)\n/)
  })
})

describe('a canary is refused', () => {
  it.each<[string, Partial<CanaryOptions>, string]>([
    ['without a name', { name: '' }, "routes.x.name must be a non-empty string, got ''"],
    ['with a share above 100', { percent: 101 }, 'routes.x.percent must be a number from 0 to 100, got 101'],
    ['without a share', { percent: undefined as never }, 'routes.x.percent must be a number from 0 to 100'],
    ['with a key that is neither word nor function', { by: 'tenant' as never }, "routes.x.by must be one of 'user', got 'tenant'"],
    ['with a ramp that goes back in time', { ramp: [{ afterMs: 5, percent: 1 }, { afterMs: 5, percent: 2 }] }, 'routes.x.ramp[1].afterMs must be later than the step before'],
    ['with a ramp that is no list', { ramp: {} as never }, 'routes.x.ramp must be a list of steps'],
    ['with a bound that nobody watches', { guard: { maxErrors: 1 } as never }, "routes.x.guard.maxErrors is not an option"],
    ['with a guard of nothing', { guard: {} }, 'routes.x.guard guards nothing: set at least one of maxErrorRate, '],
    ['with a guard that only counts', { guard: { minCalls: 10 } }, 'routes.x.guard guards nothing'],
    ['with a baseline of nobody', { baseline: 'nobody/a' }, "routes.x.baseline names no route and no provider: 'nobody/a'"],
    ['with a ratio below 1', { guard: { maxCostRatio: 0.5 } }, 'routes.x.guard.maxCostRatio must be a number of at least 1, got 0.5'],
    ['with an unknown option', { share: 5 } as never, "routes.x.share is not an option"],
    ['with a child that is none', { candidate: 5 as never }, 'routes.x.candidate must be an address'],
  ])('%s', (_, options, message) => {
    const route = canary({ name: 'newer', baseline: 'p/a', candidate: 'p/b', percent: 5, ...options })
    expect(() => createGateway({ providers: { p: fakeProvider() }, routes: { x: route } })).toThrow(message)
  })

  it('with the name of another, but may stand in two places', () => {
    const one = canary({ name: 'newer', baseline: 'p/a', candidate: 'p/b', percent: 5 })
    const other = canary({ name: 'newer', baseline: 'p/a', candidate: 'p/c', percent: 5 })
    expect(() => createGateway({ providers: { p: fakeProvider() }, routes: { x: one, y: other } })).toThrow("experiment 'newer' has the name of another")
    createGateway({ providers: { p: fakeProvider() }, routes: { x: one, y: one } })
  })

  it('for a comparison under a name that no experiment has', () => {
    const route = canary({ name: 'newer', baseline: 'p/a', candidate: 'p/b', percent: 5 })
    const gateway = createGateway({ providers: { p: fakeProvider() }, routes: { x: route } })
    expect(() => gateway.compare('newr')).toThrow("compare names no experiment: 'newr'. Did you mean 'newer'? Known: newer")
    expect(() => createGateway({ providers: { p: fakeProvider() } }).compare('any')).toThrow("names no experiment: 'any'. Known: none")
  })
})
