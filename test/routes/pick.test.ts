import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../src/core/random.ts'
import { roundRobin, weightedRandom } from '../../src/routes/pick.ts'

const never = () => Number.NaN

function shares(weights: readonly number[], picks: number, seed: number): number[] {
  const pick = weightedRandom()
  const random = seededRandom(seed)
  const counts = weights.map(() => 0)
  for (let at = 0; at < picks; at++) {
    const picked = pick(random, weights)
    counts[picked] = (counts[picked] as number) + 1
  }
  return counts
}

describe('weightedRandom', () => {
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
    shares(weights, picks, 11).forEach((count, at) => {
      const share = (weights[at] as number) / total
      expect(Math.abs(count - picks * share)).toBeLessThanOrEqual(3 * Math.sqrt(picks * share * (1 - share)))
    })
  })

  it('never picks a weight of 0, at whichever end of chance', () => {
    const weights = fc.array(fc.oneof(fc.constant(0), fc.double({ min: 1e-6, max: 1e6, noNaN: true })), { minLength: 1, maxLength: 8 })
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
    fc.assert(
      fc.property(weights.filter((all) => all.some((weight) => weight > 0)), random, (all, chance) => {
        for (const point of [0, chance, 1 - Number.EPSILON / 2]) {
          const picked = weightedRandom()(() => point, all)
          expect(all[picked]).toBeGreaterThan(0)
        }
      }),
    )
  })

  it('picks the only child without weighing', () => {
    expect(weightedRandom()(never, [5])).toBe(0)
  })

  it('makes the same picks for the same seed', () => {
    expect(shares([2, 3, 5], 1000, 4)).toEqual(shares([2, 3, 5], 1000, 4))
  })
})

describe('roundRobin', () => {
  const sequence = (weights: readonly number[], length: number) => {
    const pick = roundRobin()
    return Array.from({ length }, () => pick(never, weights))
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
})
