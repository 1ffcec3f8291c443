import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Backoff, decorrelatedJitter, equalJitter, fullJitter } from '../../src/core/backoff.ts'
import { ConfigError } from '../../src/core/error.ts'

const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
const ms = fc.oneof(fc.constant(0), fc.double({ min: 1e-3, max: 1e7, noNaN: true }))
const retry = fc.integer({ min: 1, max: 5000 })
const almostOne = 1 - Number.EPSILON / 2

const ceiling = (count: number, baseMs: number, maxMs: number) => Math.min(maxMs, baseMs === 0 ? 0 : baseMs * 2 ** (count - 1))

describe('backoff', () => {
  it.each([
    ['fullJitter', fullJitter],
    ['equalJitter', equalJitter],
    ['decorrelatedJitter', decorrelatedJitter],
  ])('%s is a number from 0 to maxMs, whatever chance says', (_name, make) => {
    fc.assert(
      fc.property(retry, ms, ms, ms, random, (count, baseMs, maxMs, previousMs, chance) => {
        const wait = make({ baseMs, maxMs })(count, previousMs, () => chance)
        expect(wait).toBeGreaterThanOrEqual(0)
        expect(wait).toBeLessThanOrEqual(maxMs)
      }),
    )
  })

  it('fullJitter is below the exponential ceiling', () => {
    fc.assert(
      fc.property(retry, ms, ms, random, (count, baseMs, maxMs, chance) => {
        const wait = fullJitter({ baseMs, maxMs })(count, 0, () => chance)
        expect(wait).toBeLessThanOrEqual(ceiling(count, baseMs, maxMs))
        expect(wait).toBeCloseTo(chance * ceiling(count, baseMs, maxMs), 5)
      }),
    )
  })

  it('equalJitter is between half the ceiling and the ceiling', () => {
    fc.assert(
      fc.property(retry, ms, ms, random, (count, baseMs, maxMs, chance) => {
        const wait = equalJitter({ baseMs, maxMs })(count, 0, () => chance)
        expect(wait).toBeGreaterThanOrEqual(ceiling(count, baseMs, maxMs) / 2)
        expect(wait).toBeLessThanOrEqual(ceiling(count, baseMs, maxMs))
      }),
    )
  })

  it('decorrelatedJitter is between the base and three times the wait before', () => {
    fc.assert(
      fc.property(retry, ms, ms, ms, random, (count, baseMs, maxMs, previousMs, chance) => {
        const wait = decorrelatedJitter({ baseMs, maxMs })(count, previousMs, () => chance)
        expect(wait).toBeGreaterThanOrEqual(Math.min(maxMs, baseMs))
        expect(wait).toBeLessThanOrEqual(3 * Math.max(baseMs, previousMs))
      }),
    )
  })

  it.each([
    ['fullJitter', fullJitter],
    ['equalJitter', equalJitter],
  ])('%s never has a lower ceiling for a later retry', (_name, make) => {
    fc.assert(
      fc.property(retry, ms, ms, random, (count, baseMs, maxMs, chance) => {
        const backoff = make({ baseMs, maxMs })
        expect(backoff(count + 1, 0, () => chance)).toBeGreaterThanOrEqual(backoff(count, 0, () => chance))
      }),
    )
  })

  it.each<[string, Backoff, readonly number[]]>([
    ['fullJitter doubles from 50 ms to 20 s', fullJitter(), [50, 100, 200, 400, 800, 1600, 3200, 6400, 12_800, 20_000, 20_000]],
    ['equalJitter doubles from 50 ms to 20 s', equalJitter(), [50, 100, 200, 400, 800, 1600, 3200, 6400, 12_800, 20_000, 20_000]],
  ])('by default the ceiling of %s', (_name, backoff, ceilings) => {
    expect(ceilings.map((_, at) => Math.round(backoff(at + 1, 0, () => almostOne)))).toEqual(ceilings)
  })

  it('decorrelatedJitter begins at three times its base at most, and grows threefold at most', () => {
    const backoff = decorrelatedJitter({ baseMs: 100, maxMs: 5000 })
    const waits: number[] = []
    for (let count = 1; count <= 6; count++) waits.push(Math.round(backoff(count, waits.at(-1) ?? 0, () => almostOne)))
    expect(waits).toEqual([300, 900, 2700, 5000, 5000, 5000])
  })

  it('decorrelatedJitter spreads also the first wait', () => {
    const backoff = decorrelatedJitter({ baseMs: 100 })
    expect([0, 0.5, almostOne].map((chance) => Math.round(backoff(1, 0, () => chance)))).toEqual([100, 200, 300])
  })

  it.each([
    [{ baseMs: -1 }, 'backoff.baseMs'],
    [{ baseMs: Number.NaN }, 'backoff.baseMs'],
    [{ maxMs: Number.POSITIVE_INFINITY }, 'backoff.maxMs'],
    [{ maxMs: '5' as never }, 'backoff.maxMs'],
    [{ base: 5 } as never, 'backoff.base'],
  ])('refuses the options %j at %s', (options, path) => {
    for (const make of [fullJitter, equalJitter, decorrelatedJitter]) {
      expect(() => make(options)).toThrow(ConfigError)
      expect(() => make(options)).toThrow(path)
    }
  })
})
