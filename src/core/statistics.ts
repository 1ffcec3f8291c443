/** How sure one can be: intervals of 95 % around shares and means, and whether two of them differ. */

/** A number and the interval that holds the true one in 95 of 100 cases. */
export interface Estimate {
  readonly value: number
  readonly low: number
  readonly high: number
}

/** How far one thing is above another, and how likely chance alone would put them at least so far apart. */
export interface Difference extends Estimate {
  /** From 0 to 1: small where chance does not explain it. */
  readonly p: number
}

/** Of a normal distribution, this many deviations hold 95 %. */
const Z95 = 1.959964

/** Mean and variance of any number of values, in one pass (Welford's). */
export class Mean {
  count = 0
  value = 0
  #squares = 0

  add(value: number): void {
    this.count += 1
    const before = value - this.value
    this.value += before / this.count
    this.#squares += before * (value - this.value)
  }

  get total(): number {
    return this.value * this.count
  }

  /** Of the values; 0 where there are fewer than two. */
  get variance(): number {
    return this.count < 2 ? 0 : this.#squares / (this.count - 1)
  }

  /** Of the mean: how much it would vary from sample to sample. */
  get errorVariance(): number {
    return this.count === 0 ? 0 : this.variance / this.count
  }
}

/** The share `count / of` by Wilson's interval, which is honest near 0 and 1 and for few cases; `undefined` for none. */
export function share(count: number, of: number, z = Z95): Estimate | undefined {
  if (of === 0) return undefined
  const value = count / of
  const scale = 1 + (z * z) / of
  const centre = (value + (z * z) / (2 * of)) / scale
  const half = (z * Math.sqrt((value * (1 - value)) / of + (z * z) / (4 * of * of))) / scale
  return { value, low: Math.max(0, Math.min(value, centre - half)), high: Math.min(1, Math.max(value, centre + half)) }
}

/** The mean by Student's interval; `undefined` where fewer than two values were seen. */
export function meanOf({ count, value, errorVariance }: Mean): Estimate | undefined {
  if (count < 2) return undefined
  const half = studentBound(count - 1) * Math.sqrt(errorVariance)
  return { value, low: value - half, high: value + half }
}

/** The second share above the first: Newcombe's interval, and the p-value of the z-test with Yates's correction. */
export function differenceOfShares(count: number, of: number, otherCount: number, otherOf: number): Difference | undefined {
  const one = share(count, of)
  const other = share(otherCount, otherOf)
  if (one === undefined || other === undefined) return undefined
  const value = other.value - one.value
  const low = value - Math.hypot(other.value - other.low, one.high - one.value)
  const high = value + Math.hypot(other.high - other.value, one.value - one.low)
  const pooled = (count + otherCount) / (of + otherOf)
  const deviation = Math.sqrt(pooled * (1 - pooled) * (1 / of + 1 / otherOf))
  const far = Math.max(0, Math.abs(value) - (1 / of + 1 / otherOf) / 2)
  return { value, low, high, p: deviation === 0 ? 1 : twoSided(far / deviation) }
}

/** The second mean above the first, by Welch's test; `undefined` where either has fewer than two values. */
export function differenceOfMeans(one: Mean, other: Mean): Difference | undefined {
  if (one.count < 2 || other.count < 2) return undefined
  const value = other.value - one.value
  const [a, b] = [one.errorVariance, other.errorVariance]
  const deviation = Math.sqrt(a + b)
  if (deviation === 0) return { value, low: value, high: value, p: value === 0 ? 1 : 0 }
  const freedom = (a + b) ** 2 / (a ** 2 / (one.count - 1) + b ** 2 / (other.count - 1))
  const half = studentBound(freedom) * deviation
  return { value, low: value - half, high: value + half, p: twoSided(asNormal(Math.abs(value) / deviation, freedom)) }
}

/** How likely a normal value is at least `z` deviations from the mean, on either side. */
function twoSided(z: number): number {
  const x = z / Math.SQRT2
  const t = 1 / (1 + 0.3275911 * x) // Abramowitz and Stegun 7.1.26, right to 1.5e-7
  const sum = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
  return Math.min(1, sum * Math.exp(-x * x))
}

/** Student's t as the normal deviate that is as unlikely: Abramowitz and Stegun 26.7.8. */
function asNormal(t: number, freedom: number): number {
  return (t * (1 - 1 / (4 * freedom))) / Math.sqrt(1 + (t * t) / (2 * freedom))
}

/** How many deviations of Student's distribution hold 95 %: the expansion of Abramowitz and Stegun 26.7.5, exact where that is not. */
function studentBound(freedom: number): number {
  if (freedom < 2) return 12.7062
  if (freedom < 3) return 4.3027
  const z = Z95
  const first = (z ** 3 + z) / 4
  const second = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96
  const third = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384
  return z + first / freedom + second / freedom ** 2 + third / freedom ** 3
}
