import { describe, expect, it } from 'vitest'
import { Pace } from '../../src/routes/hedge-pace.ts'

const learning = { delayMs: 'p95', maxExtra: 1, minSamples: 50 } as const

function taught(pace: Pace, samples: number, ms: (at: number) => number): Pace {
  for (let at = 0; at < samples; at++) pace.answered(0, false, ms(at))
  return pace
}

describe('the delay of a hedge', () => {
  it('is the fixed one, whatever is seen', () => {
    expect(taught(new Pace({ ...learning, delayMs: 300 }), 100, () => 9_000).delayOf(0, false)).toBe(300)
  })

  it('is 5 s until there were minSamples', () => {
    const pace = taught(new Pace(learning), 49, () => 1_000)
    expect(pace.delayOf(0, false)).toBe(5_000)
    expect(taught(pace, 1, () => 1_000).delayOf(0, false)).toBeLessThan(1_100)
  })

  it('is learnt for each child, and for values and streams apart', () => {
    const pace = taught(new Pace(learning), 100, () => 1_000)
    expect([pace.delayOf(1, false), pace.delayOf(0, true)]).toEqual([5_000, 5_000])
  })

  it.each([
    ['95 %', 1, 950],
    ['the share that maxExtra pays for', 0.03, 970],
    ['95 %, where maxExtra pays for more', 0.1, 950],
  ])('is longer than %s of the answers took, and at most 3 % longer than need be', (_, maxExtra, expected) => {
    const delay = taught(new Pace({ ...learning, maxExtra, minSamples: 500 }), 500, (at) => (2 * at) + 1).delayOf(0, false)
    expect(delay).toBeGreaterThanOrEqual(expected)
    expect(delay).toBeLessThan(expected * 1.03)
  })

  it('is never shorter than 20 ms', () => {
    expect(taught(new Pace(learning), 100, () => 1).delayOf(0, false)).toBe(20)
  })

  it('forgets: after 1,000 answers nothing older counts', () => {
    const pace = taught(new Pace(learning), 1_000, () => 9_000)
    expect(taught(pace, 1_020, () => 100).delayOf(0, false)).toBeLessThan(110)
  })

  it('counts a child that was left as late by then, but nothing that was left sooner', () => {
    const pace = taught(new Pace(learning), 50, () => 1_000)
    const before = pace.delayOf(0, false)
    for (let at = 0; at < 200; at++) pace.leftAfter(0, false, 10)
    expect(pace.delayOf(0, false)).toBe(before)
    for (let at = 0; at < 200; at++) pace.leftAfter(0, false, 3_000)
    expect(pace.delayOf(0, false)).toBeGreaterThan(2_900)
  })
})
