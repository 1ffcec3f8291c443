import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import type { Call } from '../../src/core/call.ts'
import { withProspects } from '../../src/core/handler.ts'
import { seededRandom } from '../../src/core/random.ts'
import { balance, type BalanceOptions, type WeightedChild } from '../../src/routes/balance.ts'
import { strategies, type StrategyName } from '../../src/routes/pick/index.ts'
import { chatCall, handler, house, houseOf } from '../support/call.ts'
import { settle } from '../support/clock.ts'
import { rejection } from '../support/collect.ts'
import { completion, metaOf } from '../support/provider.ts'
import type { Handler } from '../../src/core/handler.ts'

function named(names: readonly string[], asked: string[]): Handler[] {
  return names.map((name) =>
    handler(async () => {
      asked.push(name)
      return { stream: false, value: completion(name), meta: metaOf({ provider: name, model: 'm', address: `${name}/m` }) }
    }),
  )
}

describe('balance', () => {
  it('sends each call to one child, by weight', async () => {
    const asked: string[] = []
    const balanced = balance([{ to: 'a/m', weight: 3 }, 'b/m']).build(named(['a', 'b'], asked), house)
    const random = seededRandom(1)
    for (let call = 0; call < 400; call++) await balanced(chatCall({ scope: { random } }))
    const share = asked.filter((name) => name === 'a').length / 400
    expect(Math.abs(share - 0.75)).toBeLessThan(3 * Math.sqrt((0.75 * 0.25) / 400))
  })

  it('takes turns under round_robin, over all calls of the gateway', async () => {
    const asked: string[] = []
    const balanced = balance([{ to: 'a/m', weight: 5 }, 'b/m', 'c/m'], { strategy: 'round_robin' }).build(named(['a', 'b', 'c'], asked), house)
    for (let call = 0; call < 7; call++) await balanced(chatCall())
    expect(asked.join(' ')).toBe('a a b a c a a')
  })

  it('has turns of its own in each gateway that builds it', async () => {
    const route = balance(['a/m', 'b/m'], { strategy: 'round_robin' })
    const asked: string[] = []
    await route.build(named(['a', 'b'], asked), house)(chatCall())
    await route.build(named(['a', 'b'], asked), house)(chatCall())
    expect(asked).toEqual(['a', 'a'])
  })

  it('says which child it picked', async () => {
    const call = chatCall()
    await balance(['a/m', 'b/m'], { strategy: 'round_robin' }).build(named(['a', 'b'], []), house)(call)
    expect(call.events).toEqual([{ type: 'balance.pick', callId: 'call-1', at: 1000, strategy: 'round_robin', picked: 0 }])
  })

  it('does not replace a child that fails', async () => {
    const asked: string[] = []
    const failing = handler(async () => {
      throw new Error('down')
    })
    const balanced = balance(['a/m', 'b/m'], { strategy: 'round_robin' }).build([failing, ...named(['b'], asked)], house)
    expect(await rejection(balanced(chatCall()))).toEqual(new Error('down'))
    expect(asked).toEqual([])
  })
})

describe('the weights of a balance', () => {
  it('change for the next call, in every gateway that was built before', async () => {
    const asked: string[] = []
    const route = balance(['a/m', 'b/m'])
    const gateways = [route.build(named(['a', 'b'], asked), house), route.build(named(['a', 'b'], asked), house)]
    for (const weights of [[0, 1], [1, 0]]) {
      route.setWeights(weights)
      for (const gateway of gateways) await gateway(chatCall())
    }
    expect(asked).toEqual(['b', 'b', 'a', 'a'])
    expect(route.details).toEqual(['weight 1', 'weight 0'])
  })

  it('are not the array that they were given in', async () => {
    const route = balance(['a/m', 'b/m'])
    const weights = [1, 2]
    route.setWeights(weights)
    weights[0] = 9
    expect(route.state().map(({ weight }) => weight)).toEqual([1, 2])
  })

  it.each<[string, unknown, string]>([
    ['too few', [1], 'balance.setWeights must have one weight for each of the 2 children'],
    ['no list', 'ab', 'balance.setWeights must have one weight for each of the 2 children'],
    ['one below 0', [1, -1], 'balance.setWeights[1] must be a number of at least 0, got -1'],
    ['one that is no number', [Number.NaN, 1], 'balance.setWeights[0] must be a number of at least 0, got NaN'],
    ['one that is missing', [undefined, 1], 'balance.setWeights[0] must be a number of at least 0, got null'],
    ['none above 0', [0, 0], 'balance.setWeights has no weight above 0'],
  ])('are refused and stay as they are: %s', (_, weights, problem) => {
    const route = balance(['a/m', 'b/m'])
    expect(() => route.setWeights(weights as number[])).toThrow(`zerohop config: ${problem}`)
    expect(route.state().map(({ weight }) => weight)).toEqual([1, 1])
  })
})

describe('the state of a balance', () => {
  it('counts the picks of all gateways', async () => {
    const route = balance(['a/m', { to: 'b/m', weight: 2 }], { strategy: 'round_robin' })
    expect(route.state()[1]).toEqual({ weight: 2, picks: 0, inFlight: 0, ewmaMs: undefined, headroom: undefined })
    for (let gateway = 0; gateway < 2; gateway++) {
      const built = route.build(named(['a', 'b'], []), house)
      for (let call = 0; call < 3; call++) await built(chatCall())
    }
    expect(route.state().map(({ picks }) => picks)).toEqual([2, 4])
  })
})

describe('a balance that outlives its gateways', () => {
  const collectGarbage = (() => {
    setFlagsFromString('--expose-gc')
    return runInNewContext('gc') as () => void
  })()

  it('counts those that are there, and keeps none that is gone', async () => {
    const route = balance(['a/m'])
    const kept = route.build(named(['a'], []), house)
    await kept(chatCall())
    await route.build(named(['a'], []), house)(chatCall())
    expect(route.state()[0]?.picks).toBe(2)
    for (let turns = 0; turns < 20 && route.state()[0]?.picks !== 1; turns++) {
      await settle()
      collectGarbage()
    }
    expect(route.state()[0]?.picks).toBe(1)
    await kept(chatCall())
    expect(route.state()[0]?.picks).toBe(2)
  })
})

describe('balance, asked for the cheapest', () => {
  it('knows the price of a target, also where it stands alone under another node', async () => {
    const prices: Readonly<Record<string, number>> = { 'a/m': 3, 'b/m': 1, 'c/m': 2 }
    const asked: string[] = []
    const only = { ...balance(['b/m']), kind: 'use' }
    const two = balance(['b/m', 'c/m'])
    const home = houseOf({ factsOf: (address) => ({ price: { input: prices[address] as number, output: 0 } }) })
    await balance(['a/m', only], { strategy: 'cheapest' }).build(named(['a', 'b'], asked), home)(chatCall())
    await balance([two, 'a/m'], { strategy: 'cheapest' }).build(named(['two', 'a'], asked), home)(chatCall())
    expect(asked).toEqual(['b', 'a'])
  })
})

describe('the check of a balance', () => {
  it.each<[string, ReadonlyArray<string | WeightedChild>, BalanceOptions, string]>([
    ['a strategy that is none', ['a/m'], { strategy: 'fastes' as StrategyName }, "r.options.strategy must be one of 'weighted_random', 'round_robin', 'least_busy', 'fastest', 'cheapest', 'most_headroom', got 'fastes'. Did you mean 'fastest'?"],
    ['an option of another strategy', ['a/m'], { explore: 0.1 }, "r.options.explore is for the strategy 'fastest' only"],
    ['a share above 1', ['a/m'], { strategy: 'fastest', explore: 2 }, 'r.options.explore must be a number from 0 to 1, got 2'],
    ['a half-life of 0', ['a/m'], { strategy: 'fastest', halfLifeMs: 0 }, 'r.options.halfLifeMs must be a number of at least 1, got 0'],
    ['another measure', ['a/m'], { strategy: 'fastest', by: 'luck' as 'total' }, "r.options.by must be one of 'first_token', 'total', got 'luck'"],
    ['limits that nobody minds', [{ to: 'a/m', limits: { requestsPerMinute: 1 } }], {}, "r.children[0].limits is for the strategy 'most_headroom' only"],
    ['a limit of 0', [{ to: 'a/m', limits: { tokensPerMinute: 0 } }], { strategy: 'most_headroom' }, 'r.children[0].limits.tokensPerMinute must be a number of at least 1, got 0'],
  ])('refuses %s', (_, children, options, problem) => {
    expect(() => balance(children, options).check('r')).toThrow(problem)
  })

  it.each(Object.keys(strategies) as StrategyName[])('takes %s', (strategy) => {
    expect(() => balance(['a/m'], { strategy }).check('r')).not.toThrow()
  })
})

describe('the explanation of a balance', () => {
  const explained = (route: ReturnType<typeof balance>, handlers: readonly Handler[], call: Call = chatCall() as unknown as Call) => route.build(handlers, house).explain?.(call)

  it('tells the likeliest child first, and the shares of all', () => {
    expect(explained(balance(['a/m', { to: 'b/m', weight: 3 }]), named(['a', 'b'], []))).toEqual({
      kind: 'balance',
      what: 'weighted_random',
      verdict: 'chosen',
      why: '2 of 2 ready',
      children: [
        { kind: 'target', what: 'b/m', verdict: 'chosen', why: 'weight 3 of 4' },
        { kind: 'target', what: 'a/m', verdict: 'skipped', why: 'weight 1 of 4' },
      ],
    })
  })

  it('is the next call, and uses up nobody\'s turn', async () => {
    const asked: string[] = []
    const built = balance(['a/m', 'b/m'], { strategy: 'round_robin' }).build(named(['a', 'b'], asked), house)
    const told: unknown[] = []
    for (let turn = 0; turn < 3; turn++) {
      const call = chatCall()
      for (let again = 0; again < 2; again++) told.push(built.explain?.(call as unknown as Call).children?.[0]?.what)
      await built(call)
    }
    expect(told).toEqual(['a/m', 'a/m', 'b/m', 'b/m', 'a/m', 'a/m'])
    expect(asked).toEqual(['a', 'b', 'a'])
  })

  it('says why a child is left out, with what the child says itself', () => {
    const [a, b, c, d] = named(['a', 'b', 'c', 'd'], []) as [Handler, Handler, Handler, Handler]
    const own = { kind: 'target', what: 'c/m', verdict: 'chosen', why: 'its own', cost: 0.5 } as const
    const handlers = [withProspects(a, { readyAt: () => 13_340 }), withProspects(b, { unfit: () => 'no vision' }), withProspects(c, { explain: () => own }), d]
    expect(explained(balance(['a/m', 'b/m', 'c/m', { to: balance(['d/m']), weight: 0 }]), handlers)?.children).toEqual([
      { kind: 'target', what: 'c/m', verdict: 'chosen', why: 'weight 1 of 1; its own', cost: 0.5 },
      { kind: 'target', what: 'a/m', verdict: 'skipped', why: 'not ready for 13 s' },
      { kind: 'target', what: 'b/m', verdict: 'skipped', why: 'no vision' },
      { kind: 'balance', what: 'weighted_random', verdict: 'skipped', why: 'weight 0' },
    ])
  })

  it.each([
    ['try_first', 'chosen', 'none is ready: the one that recovers first is asked', ['b/m', 'chosen']],
    ['fail_fast', 'skipped', 'none is ready: it fails at once', ['a/m', 'skipped']],
  ] as const)('under %s says what becomes of a call when none is ready', (whenNoneReady, verdict, why, first) => {
    const handlers = named(['a', 'b'], []).map((one, at) => withProspects(one, { readyAt: () => 9000 - at }))
    const told = explained(balance(['a/m', 'b/m'], { whenNoneReady }), handlers)
    expect([told?.verdict, told?.why]).toEqual([verdict, why])
    expect([told?.children?.[0]?.what, told?.children?.[0]?.verdict]).toEqual(first)
  })
})
