/** Who gets which variant: the same key the same one, each its share, and none loses a member by growing. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Call } from '../../src/core/call.ts'
import { seededRandom } from '../../src/core/random.ts'
import { assigner } from '../../src/routes/assign.ts'
import { chatBody, chatCall } from '../support/call.ts'

const KEYS = 100_000

let key: string | undefined
const byKey = (): string | undefined => key
const call = chatCall()

/** How many of the keys `user-0`, `user-1`, … go to each variant. */
function spread(assign: ReturnType<typeof assigner>, weights: readonly number[], write: (at: number) => string): number[] {
  const counts = weights.map(() => 0)
  for (let at = 0; at < KEYS; at++) {
    key = write(at)
    const { at: chosen } = assign(call, weights)
    counts[chosen] = (counts[chosen] ?? 0) + 1
  }
  return counts
}

function expectShares(counts: readonly number[], weights: readonly number[]): void {
  const sum = weights.reduce((total, weight) => total + weight, 0)
  weights.forEach((weight, at) => {
    const share = weight / sum
    expect(Math.abs((counts[at] as number) - KEYS * share)).toBeLessThanOrEqual(3 * Math.sqrt(KEYS * share * (1 - share)))
  })
}

describe('a share of the keys', () => {
  it.each([
    [[95, 5], (at: number) => `user-${at}`],
    [[99, 1], (at: number) => String(at)],
    [[50, 50], (at: number) => String(at)],
    [[50, 30, 20], (at: number) => `00000000-0000-4000-8000-${at.toString(16).padStart(12, '0')}`],
    [[70, 0, 30], (at: number) => `${at}@example.org`],
  ])('is %j within three deviations', (weights, write) => {
    const names = weights.map((_, at) => `variant-${at}`)
    expectShares(spread(assigner('shares', names, byKey), weights, write), weights)
  })

  it('is kept by chance as well, where there is no key', () => {
    const random = seededRandom(2)
    const assign = assigner('chance', ['a', 'b'], 'user')
    const counts: [number, number] = [0, 0]
    const keyless = chatCall({ scope: { random } })
    for (let at = 0; at < KEYS; at++) counts[assign(keyless, [90, 10]).at as 0 | 1] += 1
    expectShares(counts, [90, 10])
  })

  it('is cut anew by every experiment', () => {
    const [one, other] = [assigner('one', ['a', 'b'], byKey), assigner('other', ['a', 'b'], byKey)]
    let both = 0
    for (let at = 0; at < KEYS; at++) {
      key = `user-${at}`
      if (one(call, [90, 10]).at === 1 && other(call, [90, 10]).at === 1) both += 1
    }
    expect(Math.abs(both - KEYS * 0.01)).toBeLessThanOrEqual(3 * Math.sqrt(KEYS * 0.01 * 0.99))
  })
})

describe('a key', () => {
  it.each([
    ['ada', 1],
    ['grace', 1],
    ['user-7', 0],
    ['ユーザー', 1],
    ['42', 0],
  ])('%s has its variant for ever, in every process', (name, at) => {
    key = name
    expect(assigner('experiment', ['baseline', 'candidate'], byKey)(call, [50, 50])).toEqual({ at, how: 'key' })
  })

  it('stays with a variant that grows', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.double({ min: 0, max: 100, noNaN: true }), fc.double({ min: 0, max: 100, noNaN: true }), (name, one, other) => {
        key = name
        const assign = assigner('growing', ['baseline', 'candidate'], byKey)
        const [less, more] = one < other ? [one, other] : [other, one]
        const before = assign(call, [100 - less, less]).at
        const after = assign(call, [100 - more, more]).at
        expect(before === 1 && after === 0).toBe(false)
      }),
      { seed: 1, numRuns: 2000 },
    )
  })

  it('moves only to the variant that grows, of several', () => {
    const weights = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 3, maxLength: 3 }).filter((all) => all.some((weight) => weight > 0))
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), weights, fc.integer({ min: 1, max: 50 }), (name, before, more) => {
        key = name
        const assign = assigner('several', ['a', 'b', 'c'], byKey)
        const was = assign(call, before).at
        const is = assign(call, before.map((weight, at) => (at === 2 ? weight + more : weight))).at
        expect(is === was || is === 2).toBe(true)
      }),
      { seed: 1, numRuns: 2000 },
    )
  })

  it('goes nowhere with a weight of 0', () => {
    for (let at = 0; at < 1000; at++) {
      key = `user-${at}`
      expect(assigner('none', ['a', 'b'], byKey)(call, [100, 0]).at).toBe(0)
      expect(assigner('none', ['a', 'b'], byKey)(call, [0, 100]).at).toBe(1)
    }
  })

  it.each<[string, Call, 'key' | 'chance']>([
    ["the metadata's user", chatCall({ options: { metadata: { user: 'ada' } } }), 'key'],
    ["the body's user", chatCall({ body: { ...chatBody, user: 'ada' } }), 'key'],
    ['a number', chatCall({ options: { metadata: { user: 7 } } }), 'key'],
    ['nothing', chatCall(), 'chance'],
    ['an empty text', chatCall({ body: { ...chatBody, user: '' } }), 'chance'],
    ['an object', chatCall({ options: { metadata: { user: { id: 1 } } } }), 'chance'],
  ])('may be %s', (_, call, how) => {
    expect(assigner('experiment', ['a', 'b'], 'user')(call as never, [50, 50]).how).toBe(how)
  })
})
