import { describe, expect, it, vi } from 'vitest'
import { sleep, systemClock } from '../../src/core/clock.ts'
import { LinkedSignal } from '../../src/core/signal.ts'
import { ManualClock } from '../support/clock.ts'
import { rejection } from '../support/collect.ts'

describe('sleep', () => {
  it('ends when its time has come, not before, and leaves no listener', async () => {
    const clock = new ManualClock()
    const signal = new LinkedSignal()
    const unlisten = vi.spyOn(signal, 'onAbort')
    const woken = vi.fn()
    void sleep(100, clock, signal).then(woken)
    await clock.advance(99)
    expect(woken).not.toHaveBeenCalled()
    await clock.advance(1)
    expect(woken).toHaveBeenCalledOnce()
    expect(unlisten).toHaveBeenCalledOnce()
    expect(() => signal.abort('late')).not.toThrow()
  })

  it("ends at once on abort, with the signal's reason, and leaves no timer", async () => {
    const clock = new ManualClock()
    const signal = new LinkedSignal()
    const asleep = sleep(1_000_000, clock, signal)
    expect(clock.pending).toBe(1)
    const reason = new Error('cancelled')
    signal.abort(reason)
    expect(clock.pending).toBe(0)
    expect(await rejection(asleep)).toBe(reason)
  })

  it('does not begin on an aborted signal', async () => {
    const clock = new ManualClock()
    const signal = new LinkedSignal()
    signal.abort('gone')
    expect(await rejection(sleep(10, clock, signal))).toBe('gone')
    expect(clock.waits).toEqual([])
  })
})

describe('systemClock', () => {
  it('never goes backwards', () => {
    const times = Array.from({ length: 1000 }, () => systemClock.now())
    expect(times).toEqual([...times].sort((a, b) => a - b))
  })

  it('says the date in milliseconds since the epoch', () => {
    expect(Math.abs(systemClock.date() - Date.now())).toBeLessThan(60_000)
  })

  it('runs what it is given, and not what was cleared', async () => {
    const cleared = vi.fn()
    systemClock.clearTimeout(systemClock.setTimeout(cleared, 0))
    await new Promise<void>((resolve) => systemClock.setTimeout(resolve, 0))
    expect(cleared).not.toHaveBeenCalled()
  })
})
