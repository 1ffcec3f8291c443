/** Experiments: what is counted, what is concluded, and what is not. */
import { describe, expect, it } from 'vitest'
import { createGateway } from 'zerohop'
import { fakeClock, fakeProvider, type FakeReply } from 'zerohop/testing'
import { seededRandom } from '../../src/core/random.ts'
import { experiment, type ExperimentOptions } from '../../src/routes/experiment.ts'
import { Variant } from '../../src/routes/variant.ts'
import { comparison } from '../../src/routes/verdict.ts'

const messages = [{ role: 'user' as const, content: 'Hello' }]

interface Stage {
  readonly a?: (random: () => number) => FakeReply
  readonly b?: (random: () => number) => FakeReply
  readonly priced?: boolean
}

/** Two variants of half the calls each, asked `calls` times. */
async function play(calls: number, { a = () => 'a', b = () => 'b', priced = true }: Stage = {}) {
  const clock = fakeClock()
  const acts = seededRandom(8)
  const route = experiment({ name: 'models', variants: { a: { to: 'one/m', percent: 50 }, b: { to: 'two/m', percent: 50 } } })
  const gateway = createGateway({
    providers: { one: fakeProvider(() => a(acts)), two: fakeProvider(() => b(acts)) },
    routes: { smart: route },
    models: priced ? { 'one/m': { price: { input: 1, output: 2 } }, 'two/m': { price: { input: 2, output: 4 } } } : {},
    breaker: false,
    clock,
    random: seededRandom(3),
  })
  const ids: string[] = []
  for (let at = 0; at < calls; at++) {
    const asking = gateway.chat.completions.create({ model: 'smart', messages, user: `user-${at}` }).withResponse().catch(() => undefined)
    await clock.advance(60_000)
    const id = (await asking)?.response.headers.get('x-zerohop-call-id')
    if (id) ids.push(id)
  }
  return { gateway, route, ids }
}

describe('an experiment', () => {
  it('splits calls among any number of variants, each its share', async () => {
    const asked = [0, 0, 0]
    const provider = (at: 0 | 1 | 2) => fakeProvider(() => ((asked[at] = (asked[at] ?? 0) + 1), 'Hello'))
    const variants = { a: { to: 'p/m', percent: 60 }, b: { to: 'q/m', percent: 30 }, c: { to: 'r/m', percent: 10 } }
    const gateway = createGateway({ providers: { p: provider(0), q: provider(1), r: provider(2) }, routes: { x: experiment({ name: 'three', variants }) } })
    for (let at = 0; at < 2000; at++) await gateway.chat.completions.create({ model: 'x', messages, user: `user-${at}` })
    for (const [at, share] of [0.6, 0.3, 0.1].entries()) {
      expect(Math.abs((asked[at] as number) - 2000 * share)).toBeLessThan(3 * Math.sqrt(2000 * share * (1 - share)))
    }
    expect(Object.entries(gateway.compare('three').variants).map(([name, { calls, percent }]) => [name, calls, percent])).toEqual([
      ['a', asked[0], 60], ['b', asked[1], 30], ['c', asked[2], 10],
    ])
  })

  it('tells of each variant what happened, and null of what is unknown', async () => {
    const { gateway } = await play(40, { b: () => ({ text: 'b', delayMs: 200 }) })
    const { variants, experiment: name } = gateway.compare('models')
    expect(name).toBe('models')
    const { a, b } = variants
    expect((a?.calls ?? 0) + (b?.calls ?? 0)).toBe(40)
    expect(a).toMatchObject({
      percent: 50, aborted: 0, diverted: 0, errors: {}, firstContentMs: null, score: null,
      errorRate: { value: 0, low: 0 },
      inputTokens: { value: 5, low: 5, high: 5 },
      outputTokens: { value: 3, low: 3, high: 3 },
    })
    expect(b?.latencyMs?.p50).toBeCloseTo(200, -1)
    expect(a?.cost?.perCall?.value).toBeCloseTo(11e-6, 12)
    expect(a?.cost?.total).toBeCloseTo(11e-6 * (a?.calls ?? 0), 12)
    expect(b?.cost?.perCall?.value).toBeCloseTo(22e-6, 12)
  })

  it('says of a cost nobody knows that it is not known, never that it is 0', async () => {
    const { gateway } = await play(10, { priced: false })
    const { variants, differences } = gateway.compare('models')
    expect([variants['a']?.cost, variants['b']?.cost, differences['b']?.cost]).toEqual([null, null, null])
  })

  it('counts errors by their reasons', async () => {
    const { gateway } = await play(30, { b: (random) => ({ error: random() < 0.5 ? 'rate_limit' : 'server_error' }) })
    const b = gateway.compare('models').variants['b']
    expect((b?.errors.rate_limit ?? 0) + (b?.errors.server_error ?? 0)).toBe(b?.calls)
    expect(b).toMatchObject({ errorRate: { value: 1 }, latencyMs: null, cost: null })
  })

  it('joins feedback by the id of a call, or by the variant', async () => {
    const { gateway, route, ids } = await play(6)
    expect(ids.map((callId, at) => route.feedback({ callId, score: at }))).toEqual([true, true, true, true, true, true])
    expect(route.feedback({ callId: 'nobody', score: 1 })).toBe(false)
    expect(route.feedback({ variant: 'nobody', score: 1 })).toBe(false)
    const { a, b } = gateway.compare('models').variants
    expect((a?.score?.count ?? 0) + (b?.score?.count ?? 0)).toBe(6)
    expect(a?.score?.count).toBe(a?.calls)
    route.feedback({ variant: 'a', score: 100 })
    expect(gateway.compare('models').variants['a']?.score?.count).toBe((a?.score?.count ?? 0) + 1)
    expect(() => route.feedback({ variant: 'a', score: Number.NaN })).toThrow('feedback.score must be a number')
  })
})

describe('the verdict', () => {
  it.each<[string, Stage]>([
    ['no difference seen yet', {}],
    ['b fails more often (p < 0.001)', { a: (random) => (random() < 0.02 ? { error: 'server_error' } : 'a'), b: (random) => (random() < 0.4 ? { error: 'server_error' } : 'b') }],
    ['b fails less often (p < 0.001)', { b: (random) => (random() < 0.02 ? { error: 'server_error' } : 'b'), a: (random) => (random() < 0.4 ? { error: 'server_error' } : 'a') }],
    ['b answers more slowly (p < 0.001)', { a: (random) => ({ text: 'a', delayMs: 100 + 100 * random() }), b: (random) => ({ text: 'b', delayMs: 200 + 200 * random() }) }],
  ])('is: %s', async (verdict, stage) => {
    const { gateway } = await play(300, { priced: false, ...stage })
    expect(gateway.compare('models').verdict).toBe(verdict)
  })

  it('tells of cost and of ratings as well, each difference by name', () => {
    const random = seededRandom(6)
    const [a, b, c] = [new Variant('a'), new Variant('b'), new Variant('c')]
    for (let at = 0; at < 100; at++) {
      for (const [variant, tokens, score] of [[a, 100, 3], [b, 300, 4], [c, 100, 2]] as const) {
        const usage = { inputTokens: Math.floor(tokens * (1 + random())), outputTokens: 0, totalTokens: 0, cachedTokens: 0, reasoningTokens: 0 }
        variant.answered({ durationMs: 100 + random(), firstContentMs: undefined, usage, price: { input: 1, output: 1 } })
        variant.score.add(score + random())
      }
    }
    expect(comparison('three', [a, b, c], [50, 25, 25]).verdict).toBe('b costs more (p < 0.001); b is rated higher (p < 0.001); c is rated lower (p < 0.001)')
  })

  it('finds a difference where there is none in at most 5 of 100 experiments', () => {
    const random = seededRandom(12)
    let found = 0
    for (let round = 0; round < 1000; round++) {
      const variants = ['a', 'b'].map((name) => new Variant(name))
      for (const variant of variants) {
        for (let at = 0; at < 100; at++) {
          if (random() < 0.05) variant.failedWith('server_error')
          else variant.answered({ durationMs: 100 + 900 * random(), firstContentMs: undefined, usage: undefined, price: undefined })
          variant.score.add(random())
        }
      }
      if (comparison('same', variants, [50, 50]).verdict !== 'no difference seen yet') found += 1
    }
    expect(found / 1000).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / 1000))
  })

  it('counts cached tokens at their own price', () => {
    const variant = new Variant('a')
    const usage = { inputTokens: 1_000_000, outputTokens: 500_000, totalTokens: 1_500_000, cachedTokens: 400_000, reasoningTokens: 0 }
    variant.answered({ durationMs: 1, firstContentMs: undefined, usage, price: { input: 10, output: 20, cachedInput: 1 } })
    expect(variant.cost.value).toBeCloseTo(6 + 0.4 + 10, 12)
  })
})

describe('an experiment is refused', () => {
  it.each<[string, Partial<ExperimentOptions>, string]>([
    ['with shares that do not make 100', { variants: { a: { to: 'p/a', percent: 50 }, b: { to: 'p/b', percent: 40 } } }, 'routes.x.variants must have percents that make 100 together, they make 90'],
    ['with one variant', { variants: { a: { to: 'p/a', percent: 100 } } }, 'routes.x.variants must be at least two'],
    ['without variants', { variants: undefined as never }, 'routes.x.variants must be an object, got undefined'],
    ['with a variant that is none', { variants: { a: { to: 'p/a', percent: 50 }, b: 'p/b' as never } }, "routes.x.variants.b must be an object, got 'p/b'"],
    ['with a variant without a share', { variants: { a: { to: 'p/a', percent: 100 }, b: { to: 'p/b' } as never } }, 'routes.x.variants.b.percent must be a number from 0 to 100'],
    ['with a variant that goes nowhere', { variants: { a: { to: 'p/a', percent: 50 }, b: { percent: 50 } as never } }, 'routes.x.variants.b.to must be an address'],
    ['without a name', { name: undefined as never }, 'routes.x.name must be a non-empty string, got null'],
    ['with an unknown option', { percent: 5 } as never, 'routes.x.percent is not an option'],
  ])('%s', (_, options, message) => {
    const route = experiment({ name: 'models', variants: { a: { to: 'p/a', percent: 50 }, b: { to: 'p/b', percent: 50 } }, ...options })
    expect(() => createGateway({ providers: { p: fakeProvider() }, routes: { x: route } })).toThrow(message)
  })
})
