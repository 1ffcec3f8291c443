/** A clock that stands still until a test moves it: timers run in their order, and never by themselves. */
import type { Clock } from '../core/clock.ts'
import { turn } from './turn.ts'

export interface FakeClockOptions {
  /** What `now()` says at first, in milliseconds. @default 0 */
  readonly nowMs?: number
  /** What `date()` says at first, in milliseconds since the Unix epoch. @default the first of January 2026 */
  readonly dateMs?: number
}

export interface FakeClock extends Clock {
  /**
   * Moves time on by `ms`. Timers that come due run in order, each at its own time; whatever awaits them gets a turn of the
   * event loop before the next one runs, so that a chain of waits inside `ms` runs to its end.
   */
  advance(ms: number): Promise<void>
  /** Moves time on by `ms` at once, as when the machine slept: timers that came due run afterwards, all late. */
  suspend(ms: number): Promise<void>
  /** How many timers are set. A call that is over leaves none. */
  readonly pending: number
}

interface Timer {
  readonly dueAt: number
  readonly fn: () => void
}

/**
 * Time under control.
 *
 * @example
 * import { createGateway, retry } from 'zerohop'
 * import { fakeClock, fakeProvider } from 'zerohop/testing'
 *
 * const clock = fakeClock()
 * const fake = fakeProvider([{ error: 'overloaded' }, 'Hello'])
 * const gateway = createGateway({ providers: { fake }, use: [retry()], clock })
 * const answer = gateway.chat.completions.create({ model: 'fake/any', messages: [{ role: 'user', content: 'Hi' }] })
 * await clock.advance(1000)
 * console.log((await answer).choices[0]?.message.content, clock.pending)
 */
export function fakeClock({ nowMs = 0, dateMs = Date.UTC(2026, 0, 1) }: FakeClockOptions = {}): FakeClock {
  const timers = new Set<Timer>()
  let now = nowMs
  let horizon = nowMs

  return {
    now: () => now,
    date: () => dateMs + now - nowMs,

    setTimeout(fn, ms) {
      const timer = { dueAt: now + (ms > 0 ? ms : 0), fn }
      timers.add(timer)
      return timer
    },

    clearTimeout(handle) {
      timers.delete(handle as Timer)
    },

    async advance(ms) {
      const target = moveHorizon(ms)
      await runUntil(target)
      now = Math.max(now, target)
    },

    async suspend(ms) {
      now = moveHorizon(ms)
      await runUntil(now)
    },

    get pending() {
      return timers.size
    },
  }

  /** Set at once, so that two moves add up whether or not the first was awaited. */
  function moveHorizon(ms: number): number {
    if (!(ms >= 0 && ms < Infinity)) throw new RangeError(`time moves on by at least 0 ms, got ${ms}`)
    horizon = Math.max(horizon, now) + ms
    return horizon
  }

  async function runUntil(target: number): Promise<void> {
    await turn()
    for (let due = first(target); due !== undefined; due = first(target)) {
      timers.delete(due)
      now = Math.max(now, due.dueAt)
      due.fn()
      await turn()
    }
  }

  /** The earliest due; of two due at once, the one set first. */
  function first(target: number): Timer | undefined {
    let earliest: Timer | undefined
    for (const timer of timers) {
      if (timer.dueAt <= target && (earliest === undefined || timer.dueAt < earliest.dueAt)) earliest = timer
    }
    return earliest
  }
}
