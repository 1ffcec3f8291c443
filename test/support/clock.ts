/** Time that only moves when a test says so. */
import type { Clock } from '../../src/core/clock.ts'

interface Timer {
  readonly at: number
  readonly fn: () => void
}

export class ManualClock implements Clock {
  time = 1000
  /** Every wait that was ever asked for, in milliseconds. */
  readonly waits: number[] = []
  readonly #timers = new Map<number, Timer>()
  #handle = 0

  now = (): number => this.time
  date = (): number => 1_700_000_000_000 + this.time

  setTimeout = (fn: () => void, ms: number): unknown => {
    this.waits.push(ms)
    this.#handle += 1
    this.#timers.set(this.#handle, { at: this.time + ms, fn })
    return this.#handle
  }

  clearTimeout = (handle: unknown): void => void this.#timers.delete(handle as number)

  /** Timers that have neither run nor been cleared. */
  get pending(): number {
    return this.#timers.size
  }

  /** Moves the time, running what becomes due in order. */
  async advance(ms: number): Promise<void> {
    const end = this.time + ms
    await settle()
    for (let due = this.#next(end); due !== undefined; due = this.#next(end)) await this.#fire(due)
    this.time = end
    await settle()
  }

  /** The promise's outcome, time jumping from timer to timer until it has one. */
  async run<T>(promise: Promise<T>): Promise<T> {
    let over = false
    const mark = () => void (over = true)
    promise.then(mark, mark)
    await settle()
    for (let jumps = 0; !over; jumps++) {
      const due = this.#next(Infinity)
      if (due === undefined || jumps > 10_000) throw new Error('nothing more will happen, and the promise is not settled')
      await this.#fire(due)
    }
    return promise
  }

  #next(until: number): number | undefined {
    const due = [...this.#timers].filter(([, { at }]) => at <= until).sort(([a, one], [b, other]) => one.at - other.at || a - b)
    return due[0]?.[0]
  }

  async #fire(handle: number): Promise<void> {
    const { at, fn } = this.#timers.get(handle) as Timer
    this.#timers.delete(handle)
    this.time = Math.max(this.time, at)
    fn()
    await settle()
  }
}

/** Everything that can happen without time or I/O has happened. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve))
}
