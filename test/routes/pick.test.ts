import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Call } from '../../src/core/call.ts'
import type { ModelFacts } from '../../src/core/model-facts.ts'
import { seededRandom } from '../../src/core/random.ts'
import { strategies, type StrategyName } from '../../src/routes/pick/index.ts'
import type { Child, Strategy } from '../../src/routes/pick/strategy.ts'
import { chatCall } from '../support/call.ts'

const never = () => Number.NaN
const names = Object.keys(strategies) as StrategyName[]

function childrenOf(count: number, more: (at: number) => Partial<Child> = () => ({})): Child[] {
  return Array.from({ length: count }, (_, at) => ({ picks: 0, inFlight: 0, facts: {}, limits: {}, ...more(at) }))
}

function callWith(random: () => number): Call {
  return chatCall({ scope: { random } }) as unknown as Call
}

function counts(strategy: Strategy, weights: readonly number[], picks: number, random: () => number): number[] {
  const call = callWith(random)
  const counts = weights.map(() => 0)
  for (let at = 0; at < picks; at++) {
    const picked = strategy.pick(call, weights, 0)
    counts[picked] = (counts[picked] as number) + 1
  }
  return counts
}

const anyWeights = fc
  .array(fc.oneof(fc.constant(0), fc.double({ min: 1e-6, max: 1e6, noNaN: true })), { minLength: 1, maxLength: 8 })
  .filter((all) => all.some((weight) => weight > 0))

describe.each(names)('%s', (name) => {
  it('never picks a weight of 0, at whichever end of chance', () => {
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
    const busy = fc.array(fc.nat(3), { minLength: 8, maxLength: 8 })
    fc.assert(
      fc.property(anyWeights, random, busy, (weights, chance, inFlight) => {
        const strategy = strategies[name](childrenOf(weights.length, (at) => ({ inFlight: inFlight[at] as number })), {})
        for (const point of [0, chance, 1 - Number.EPSILON / 2]) {
          expect(weights[strategy.pick(callWith(() => point), weights, 0)]).toBeGreaterThan(0)
        }
        expect(weights[strategy.likely(callWith(never), weights, 0)]).toBeGreaterThan(0)
      }),
    )
  })

  it('picks the only child, whatever chance says', () => {
    expect(strategies[name](childrenOf(2), {}).pick(callWith(() => 0.99), [0, 5], 0)).toBe(1)
  })

  it('tells the likeliest pick as often as it is asked, without making one', () => {
    const strategy = strategies[name](childrenOf(3), {})
    const likely = () => strategy.likely(callWith(never), [1, 3, 1], 0)
    expect([likely(), likely(), likely()]).toEqual([1, 1, 1])
    expect(strategy.why(1, callWith(never), [1, 3, 1], 0)).not.toBe('')
  })

  it('makes the same picks for the same seed', () => {
    const picks = () => counts(strategies[name](childrenOf(3), {}), [2, 3, 5], 1000, seededRandom(4))
    expect(picks()).toEqual(picks())
  })
})

/** Strategies that know nothing of the children yet go by weight and chance. */
describe.each(['weighted_random', 'cheapest', 'most_headroom', 'fastest'] as const)('%s, of children that are alike', (name) => {
  it.each([
    [[1, 1]],
    [[3, 1]],
    [[70, 20, 10]],
    [[0.5, 0.25, 0.25]],
    [[1, 0, 2, 0]],
    [[999, 1]],
    [[1, 1, 1, 1, 1, 1, 1]],
  ])('gives %j their shares, within 3 sigma over 100,000 picks', (weights) => {
    const picks = 100_000
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    counts(strategies[name](childrenOf(weights.length), { explore: 0 }), weights, picks, seededRandom(11)).forEach((count, at) => {
      const share = (weights[at] as number) / total
      expect(Math.abs(count - picks * share)).toBeLessThanOrEqual(3 * Math.sqrt(picks * share * (1 - share)))
    })
  })
})

describe('round_robin', () => {
  const sequence = (weights: readonly number[], length: number) => {
    const strategy = strategies.round_robin()
    return Array.from({ length }, () => strategy.pick(callWith(never), weights, 0))
  }

  it.each([
    ['a a b a c a a', [5, 1, 1]],
    ['a b a b', [1, 1]],
    ['a b c a b c', [1, 1, 1]],
    ['a a b a', [3, 1]],
    ['b d b d', [0, 1, 0, 1]],
    ['a a a', [7]],
  ])('gives %s for %j', (letters, weights) => {
    const expected = letters.split(' ').map((letter) => letter.charCodeAt(0) - 97)
    expect(sequence(weights, expected.length)).toEqual(expected)
  })

  const weights = fc.array(fc.nat(9), { minLength: 1, maxLength: 7 }).filter((all) => all.some((weight) => weight > 0))

  it('picks each child exactly its weight in every round', () => {
    fc.assert(
      fc.property(weights, fc.integer({ min: 1, max: 3 }), (all, rounds) => {
        const total = all.reduce((sum, weight) => sum + weight, 0)
        const picks = sequence(all, total * rounds)
        for (let round = 0; round < rounds; round++) {
          const counts = all.map((_, child) => picks.slice(round * total, (round + 1) * total).filter((picked) => picked === child).length)
          expect(counts).toEqual(all)
        }
      }),
    )
  })

  it('is never a whole pick away from the share a child has earned so far, where all weigh the same', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 60 }), (children, length) => {
        const picks = sequence(new Array<number>(children).fill(1), length)
        for (let child = 0; child < children; child++) {
          const count = picks.filter((picked) => picked === child).length
          expect(Math.abs(count - length / children)).toBeLessThan(1)
        }
      }),
    )
  })

  it('tells whose turn is next', () => {
    const strategy = strategies.round_robin()
    const turns = [0, 1, 2, 3].map(() => [strategy.likely(callWith(never), [2, 1], 0), strategy.pick(callWith(never), [2, 1], 0)])
    expect(turns.map(([likely]) => likely)).toEqual(turns.map(([, picked]) => picked))
  })
})

describe('least_busy', () => {
  it.each([
    ['the fewest in flight', [2, 1], [1, 1], 1],
    ['the fewest for its weight', [2, 1], [4, 1], 0],
    ['an idle one before any weight', [0, 1], [1, 100], 0],
  ])('of two picks %s', (_, inFlight, weights, expected) => {
    const strategy = strategies.least_busy(childrenOf(2, (at) => ({ inFlight: inFlight[at] as number })))
    expect([0, 0.5, 0.99].map((point) => strategy.pick(callWith(() => point), weights, 0))).toEqual([expected, expected, expected])
  })

  it('asks for two of many only: the busiest is never picked, the others all are', () => {
    const strategy = strategies.least_busy(childrenOf(10, (at) => ({ inFlight: at })))
    const picked = counts(strategy, new Array<number>(10).fill(1), 10_000, seededRandom(3))
    expect(picked[9]).toBe(0)
    expect(picked.slice(0, 9).every((count) => count > 0)).toBe(true)
  })
})

describe('cheapest', () => {
  const priced = (...facts: ModelFacts[]) => strategies.cheapest(childrenOf(facts.length, (at) => ({ facts: facts[at] as ModelFacts })))
  const body = { model: 'm', messages: [{ role: 'user' as const, content: 'word '.repeat(1000) }], max_tokens: 10 }
  const call = chatCall({ body, scope: { random: never } }) as unknown as Call

  it.each<[string, ModelFacts[], number]>([
    ['the lower price', [{ price: { input: 2, output: 8 } }, { price: { input: 1, output: 4 } }], 1],
    ['a free one before all others', [{ price: { input: 0.01, output: 0.01 } }, { price: { input: 0, output: 0 } }], 1],
    ['one with a price before one without', [{}, { price: { input: 100, output: 100 } }], 1],
    ['by the tokens of this call: a long prompt, a short answer', [{ price: { input: 2, output: 1 } }, { price: { input: 1, output: 50 } }], 1],
  ])('picks %s', (_, facts, expected) => {
    expect(priced(...facts).pick(call, facts.map(() => 1), 0)).toBe(expected)
  })

  it('picks by the tokens of another call otherwise: a short prompt, a long answer', () => {
    const talkative = chatCall({ body: { ...body, messages: [{ role: 'user', content: 'Hi' }], max_tokens: 4000 } }) as unknown as Call
    expect(priced({ price: { input: 2, output: 1 } }, { price: { input: 1, output: 50 } }).pick(talkative, [1, 1], 0)).toBe(0)
  })

  it('says the price, or that nobody knows it', () => {
    const strategy = priced({ price: { input: 0, output: 10_000 } }, {})
    expect([0, 1].map((at) => strategy.why(at, call, [1, 1], 0))).toEqual(['about $0.1', 'price unknown'])
  })
})
