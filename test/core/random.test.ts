import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../src/core/random.ts'

describe('seededRandom', () => {
  it('gives the same numbers for the same seed', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const [one, other] = [seededRandom(seed), seededRandom(seed)]
        for (let at = 0; at < 20; at++) expect(one()).toBe(other())
      }),
    )
  })

  it('gives the same numbers on every machine and in every version', () => {
    const random = seededRandom(42)
    expect([random(), random(), random()]).toEqual([0.6011037519201636, 0.44829055899754167, 0.8524657934904099])
  })

  it('stays in [0, 1)', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = seededRandom(seed)
        for (let at = 0; at < 100; at++) {
          const value = random()
          expect(value >= 0 && value < 1).toBe(true)
        }
      }),
    )
  })

  it('gives other numbers for another seed', () => {
    const firsts = new Set(Array.from({ length: 1000 }, (_, seed) => seededRandom(seed)()))
    expect(firsts.size).toBeGreaterThan(995)
  })

  it('is uniform over 100 bins (chi-square, 99 degrees of freedom, p > 0.001)', () => {
    const random = seededRandom(7)
    const draws = 100_000
    const bins = new Array<number>(100).fill(0)
    for (let at = 0; at < draws; at++) {
      const bin = Math.floor(random() * 100)
      bins[bin] = (bins[bin] as number) + 1
    }
    const expected = draws / 100
    const chiSquare = bins.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
    expect(chiSquare).toBeLessThan(148.23)
    expect(chiSquare).toBeGreaterThan(60.0)
  })
})
