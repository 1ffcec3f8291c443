import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { type FarTimer, FarTimers, NEAR_MS } from '../../src/core/far-timers.ts'
import { fakeClock } from 'zerohop/testing'

/** A clock whose timers can be told not to hold the process, as Node's. */
function native() {
  const clock = fakeClock()
  const set = vi.fn((fn: () => void, ms: number) => ({ handle: clock.setTimeout(fn, ms), unref: () => {} }))
  return { clock, set, now: () => clock.now(), setTimeout: set, clearTimeout: (timer: unknown) => clock.clearTimeout((timer as { handle: unknown }).handle) }
}

describe('timers that are far off', () => {
  it('fire at their time, each once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: NEAR_MS + 1, max: 60_000 }), { minLength: 1, maxLength: 20 }), async (delays) => {
        const made = native()
        const far = new FarTimers(made)
        const fired: number[] = []
        for (const ms of delays) far.set(() => fired.push(made.clock.now() - ms), ms)
        await made.clock.advance(61_000)
        expect(fired).toHaveLength(delays.length)
        expect(fired.every((late) => late === 0)).toBe(true)
        expect(made.clock.pending).toBe(0)
      }),
      { numRuns: 30 },
    )
  })

  it.each([
    ['while they are far', 0],
    ['once they are near', 9_500],
  ])('do not fire when they are taken back %s', async (_, afterMs) => {
    const made = native()
    const far = new FarTimers(made)
    const fn = vi.fn()
    const timer = far.set(fn, 10_000) as FarTimer
    await made.clock.advance(afterMs)
    far.clear(timer)
    await made.clock.advance(20_000)
    expect(fn).not.toHaveBeenCalled()
    expect(made.clock.pending).toBe(0)
  })

  it('share one timer of the runtime', () => {
    const made = native()
    const far = new FarTimers(made)
    for (let at = 0; at < 100; at++) far.set(() => {}, 600_000)
    expect(made.set).toHaveBeenCalledTimes(1)
  })

  it('are left to the runtime where its timers would hold the process', () => {
    const clock = fakeClock()
    expect(new FarTimers({ ...clock, now: () => clock.now(), setTimeout: (fn, ms) => clock.setTimeout(fn, ms), clearTimeout: (handle) => clock.clearTimeout(handle) }).set(() => {}, 10_000)).toBeUndefined()
    expect(clock.pending).toBe(0)
  })
})
