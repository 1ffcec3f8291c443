/** Against published tables and worked examples, and against chance itself. */
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../src/core/random.ts'
import { type Difference, differenceOfMeans, differenceOfShares, Mean, meanOf, share } from '../../src/core/statistics.ts'

function meanFrom(values: readonly number[]): Mean {
  const mean = new Mean()
  values.forEach((value) => mean.add(value))
  return mean
}

/** About normal: the sum of twelve. */
function normal(random: () => number): number {
  let sum = -6
  for (let at = 0; at < 12; at++) sum += random()
  return sum
}

describe('the share', () => {
  it.each([
    [81, 263, 0.2553, 0.3662], // Newcombe 1998, table I, method 3
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
    [20, 20, 0.8389, 1],
  ])('%d of %d lies from %d to %d', (count, of, low, high) => {
    const found = share(count, of)
    expect(found?.value).toBe(count / of)
    expect(found?.low).toBeCloseTo(low, 4)
    expect(found?.high).toBeCloseTo(high, 4)
  })

  it('of nothing is unknown', () => {
    expect(share(0, 0)).toBeUndefined()
  })
})

describe('the mean', () => {
  it('has the mean and variance of its values', () => {
    const mean = meanFrom([2, 4, 4, 4, 5, 5, 7, 9])
    expect([mean.count, mean.value, mean.total]).toEqual([8, 5, 40])
    expect(mean.variance).toBeCloseTo(32 / 7, 12)
  })

  it('keeps its variance beside a large offset', () => {
    expect(meanFrom([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]).variance).toBeCloseTo(30, 6)
  })

  it.each([
    [2, 12.706], // Student's table, two-sided 95 %
    [3, 4.303],
    [4, 3.182],
    [6, 2.571],
    [11, 2.228],
    [31, 2.042],
    [1001, 1.962],
  ])('of %d values lies within %d deviations', (count, bound) => {
    const mean = meanFrom(Array.from({ length: count }, (_, at) => at))
    const found = meanOf(mean)
    const half = ((found?.high ?? 0) - (found?.low ?? 0)) / 2
    expect(Math.abs(half / Math.sqrt(mean.errorVariance) / bound - 1)).toBeLessThan(0.01)
  })

  it.each([0, 1])('of %d values is unknown', (count) => {
    expect(meanOf(meanFrom(Array.from({ length: count }, () => 5)))).toBeUndefined()
  })

  it('lies in its interval in 95 of 100 samples', () => {
    const random = seededRandom(11)
    let within = 0
    for (let round = 0; round < 2000; round++) {
      const found = meanOf(meanFrom(Array.from({ length: 8 }, () => normal(random))))
      if (found && found.low <= 0 && found.high >= 0) within += 1
    }
    expect(Math.abs(within / 2000 - 0.95)).toBeLessThan(3 * Math.sqrt((0.95 * 0.05) / 2000))
  })
})

describe('the difference of two shares', () => {
  it.each([
    [48, 80, 56, 70, 0.2, 0.0524, 0.3339], // Newcombe 1998b, method 10: 56/70 - 48/80
    [0, 10, 9, 10, 0.9, 0.4883, 0.9821], // by hand from Wilson's: 0.9 - √(0.3042² + 0.2775²) and 0.9 + 0.0821
  ])('%d of %d against %d of %d', (a, ofA, b, ofB, value, low, high) => {
    const found = differenceOfShares(a, ofA, b, ofB) as Difference
    expect(found.value).toBeCloseTo(value, 10)
    expect(found.low).toBeCloseTo(low, 2)
    expect(found.high).toBeCloseTo(high, 2)
  })

  it.each([
    [10, 100, 20, 100, 0.0747], // chi-squared with Yates's correction: 3.1765
    [0, 5, 3, 5, 0.1675], // 1.9048; Fisher's exact test says 0.1667
    [5, 10, 5, 10, 1],
    [0, 10, 0, 20, 1],
  ])('%d of %d against %d of %d has p = %d', (a, ofA, b, ofB, p) => {
    expect(differenceOfShares(a, ofA, b, ofB)?.p).toBeCloseTo(p, 3)
  })

  it('is unknown where one side has no case', () => {
    expect(differenceOfShares(0, 0, 1, 2)).toBeUndefined()
  })

  it('is found by chance in at most 5 of 100 experiments without one', () => {
    const random = seededRandom(5)
    let found = 0
    for (let round = 0; round < 2000; round++) {
      const draw = (of: number): number => Array.from({ length: of }, random).filter((value) => value < 0.1).length
      if ((differenceOfShares(draw(300), 300, draw(60), 60)?.p ?? 1) < 0.05) found += 1
    }
    expect(found / 2000).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / 2000))
  })
})

describe('the difference of two means', () => {
  it("is Welch's", () => {
    // t = 2.85295 at 27.887 degrees of freedom; p and the bound, 2.04878, by numerical integration of Student's density
    const one = meanFrom([27.5, 21.0, 19.0, 23.6, 17.0, 17.9, 16.9, 20.1, 21.9, 22.6, 23.1, 19.6, 19.0, 21.7, 21.4])
    const other = meanFrom([27.1, 22.0, 20.8, 23.4, 23.4, 23.5, 25.8, 22.0, 24.8, 20.2, 21.9, 22.1, 22.9, 30.5, 24.4])
    const found = differenceOfMeans(one, other) as Difference
    expect(found.value).toBeCloseTo(other.value - one.value, 12)
    expect(Math.abs(found.p / 0.00807 - 1)).toBeLessThan(0.05)
    expect(found.low).toBeCloseTo(0.7986, 3)
    expect(found.high).toBeCloseTo(4.868, 3)
  })

  it('is sure where nothing varies', () => {
    expect(differenceOfMeans(meanFrom([2, 2]), meanFrom([3, 3]))).toEqual({ value: 1, low: 1, high: 1, p: 0 })
    expect(differenceOfMeans(meanFrom([2, 2]), meanFrom([2, 2]))?.p).toBe(1)
  })

  it('is unknown where one side has a single value', () => {
    expect(differenceOfMeans(meanFrom([1]), meanFrom([1, 2]))).toBeUndefined()
  })

  it('is found by chance in 5 of 100 experiments without one', () => {
    const random = seededRandom(9)
    let found = 0
    for (let round = 0; round < 2000; round++) {
      const sample = (count: number, spread: number): Mean => meanFrom(Array.from({ length: count }, () => spread * normal(random)))
      if ((differenceOfMeans(sample(10, 1), sample(20, 3))?.p ?? 1) < 0.05) found += 1
    }
    expect(Math.abs(found / 2000 - 0.05)).toBeLessThan(3 * Math.sqrt((0.05 * 0.95) / 2000))
  })
})
