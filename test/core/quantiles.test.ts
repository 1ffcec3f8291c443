/** The sketch against the sorted values themselves. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Quantiles } from '../../src/core/quantiles.ts'
import { seededRandom } from '../../src/core/random.ts'

const ASKED = [0, 0.01, 0.5, 0.9, 0.95, 0.99, 1]

function sketchOf(values: readonly number[]): Quantiles {
  const sketch = new Quantiles()
  values.forEach((value) => sketch.add(value))
  return sketch
}

function exact(values: readonly number[], q: number): number {
  return values.toSorted((one, other) => one - other)[Math.floor(q * (values.length - 1))] as number
}

describe('quantiles', () => {
  it.each([
    ['uniform', (random: () => number) => random() * 1000 + 0.01],
    ['long-tailed', (random: () => number) => 100 * (1 - random()) ** -1.5],
    ['of two humps', (random: () => number) => (random() < 0.5 ? 20 : 8000) * (0.9 + random() / 5)],
    ['all the same', () => 137],
  ])('of values that are %s are right to one per cent', (_, draw) => {
    const random = seededRandom(7)
    const values = Array.from({ length: 10_000 }, () => draw(random))
    const sketch = sketchOf(values)
    for (const q of ASKED) {
      const true_ = exact(values, q)
      expect(Math.abs((sketch.at(q) as number) - true_) / true_).toBeLessThanOrEqual(0.0101)
    }
  })

  it('are right to one per cent of any values from a thousandth to a thousand million', () => {
    const value = fc.double({ min: 1e-3, max: 1e9, noNaN: true })
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 50 }), fc.double({ min: 0, max: 1, noNaN: true }), (values, q) => {
        const true_ = exact(values, q)
        expect(Math.abs((sketchOf(values).at(q) as number) - true_) / true_).toBeLessThanOrEqual(0.0101)
      }),
      { seed: 1 },
    )
  })

  it('merge to those of all values together', () => {
    const random = seededRandom(3)
    const values = Array.from({ length: 1000 }, () => 1 / (1 - random()))
    const merged = sketchOf(values.slice(0, 300))
    merged.merge(sketchOf(values.slice(300)))
    const whole = sketchOf(values)
    expect(merged.count).toBe(1000)
    expect(ASKED.map((q) => merged.at(q))).toEqual(ASKED.map((q) => whole.at(q)))
  })

  it('of nothing are undefined', () => {
    expect(new Quantiles().at(0.5)).toBeUndefined()
  })

  it.each([[0, 1e-3], [-5, 1e-3], [Infinity, 1e9], [1e300, 1e9]])('take %d for %d', (value, as) => {
    expect(Math.abs((sketchOf([value]).at(0.5) as number) / as - 1)).toBeLessThan(0.011)
  })

  it('leave out what is no number', () => {
    expect(sketchOf([Number.NaN, 5]).count).toBe(1)
  })

  it('count what is above a value', () => {
    const sketch = sketchOf([1, 10, 100, 1000, 1000])
    expect([0.5, 50, 1000].map((value) => sketch.countAbove(value))).toEqual([5, 3, 0])
  })
})
