import { describe, expect, it } from 'vitest'
import { fakeClock } from 'zerohop/testing'
import { sleep } from '../../src/core/clock.ts'
import { LinkedSignal } from '../../src/core/signal.ts'

describe('fakeClock', () => {
  it('stands still until it is moved, and moves both of its times alike', async () => {
    const clock = fakeClock({ nowMs: 100, dateMs: Date.UTC(2030, 0, 1) })
    expect([clock.now(), clock.date()]).toEqual([100, Date.UTC(2030, 0, 1)])
    await clock.advance(250)
    expect([clock.now(), clock.date()]).toEqual([350, Date.UTC(2030, 0, 1) + 250])
  })

  it('runs timers in the order of their times, and of their setting where those are equal, each at its own time', async () => {
    const clock = fakeClock()
    const ran: Array<[string, number]> = []
    for (const [name, ms] of [['c', 30], ['a', 10], ['b1', 20], ['b2', 20], ['later', 31]] as const) {
      clock.setTimeout(() => ran.push([name, clock.now()]), ms)
    }
    await clock.advance(30)
    expect(ran).toEqual([['a', 10], ['b1', 20], ['b2', 20], ['c', 30]])
    expect(clock.pending).toBe(1)
  })

  it('lets a chain of waits run to its end within one advance', async () => {
    const clock = fakeClock()
    const signal = new LinkedSignal()
    const woke: number[] = []
    const chain = (async () => {
      for (let at = 0; at < 5; at++) {
        await sleep(10, clock, signal)
        await Promise.resolve().then(() => undefined)
        woke.push(clock.now())
      }
    })()
    await clock.advance(50)
    expect(woke).toEqual([10, 20, 30, 40, 50])
    await chain
  })

  it('forgets a timer that is cleared, also by another timer due at the same time', async () => {
    const clock = fakeClock()
    const ran: string[] = []
    const second = { handle: undefined as unknown }
    clock.setTimeout(() => clock.clearTimeout(second.handle), 10)
    second.handle = clock.setTimeout(() => ran.push('second'), 10)
    await clock.advance(10)
    expect([ran, clock.pending]).toEqual([[], 0])
  })

  it('adds up moves that are not awaited one by one', async () => {
    const clock = fakeClock()
    await Promise.all([clock.advance(10), clock.advance(5)])
    expect(clock.now()).toBe(15)
  })

  it('runs what came due during a suspension afterwards, late', async () => {
    const clock = fakeClock()
    const ran: number[] = []
    clock.setTimeout(() => ran.push(clock.now()), 10)
    clock.setTimeout(() => ran.push(clock.now()), 20)
    await clock.suspend(1000)
    expect(ran).toEqual([1000, 1000])
  })

  it('runs a timer of no delay at the next move, even one of 0 ms', async () => {
    const clock = fakeClock()
    const ran: string[] = []
    for (const ms of [0, -5, Number.NaN]) clock.setTimeout(() => ran.push('due'), ms)
    expect(ran).toEqual([])
    await clock.advance(0)
    expect(ran).toEqual(['due', 'due', 'due'])
  })

  it.each([-1, Number.NaN, Infinity])('refuses to move by %d', async (ms) => {
    await expect(fakeClock().advance(ms)).rejects.toThrow(RangeError)
  })
})
