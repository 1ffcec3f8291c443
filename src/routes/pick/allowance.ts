/** Allowance: how much of one limit is left, by the provider's word or by a limit per minute of our own. */

const MINUTE_MS = 60_000

/** What a provider said of one of its limits. */
export interface Said {
  readonly remaining: number
  readonly limit: number | undefined
  /** In how many milliseconds all of it is back. */
  readonly resetInMs: number | undefined
}

/** Taken from when a call begins, so that those which begin together do not all see the same room; corrected when it ends. */
export class Allowance {
  /** A bucket that fills up over a minute; `Infinity` where no limit is configured. */
  readonly #perMinute: number
  #level: number
  #filledAt = -Infinity
  /** The provider's own count; `undefined` until it says one. */
  #remaining: number | undefined
  #limit: number | undefined
  #resetAt = Infinity
  /** Held for calls that the provider has not answered yet. */
  #held = 0

  constructor(perMinute = Infinity) {
    this.#perMinute = perMinute
    this.#level = perMinute
  }

  /** `undefined` where nobody knows; below 0 where more was taken than there was. */
  left(now: number): number | undefined {
    const said = this.#said(now)
    const own = this.#own(now)
    return said === undefined ? (own === Infinity ? undefined : own) : Math.min(said, own)
  }

  /** Of a call that begins. */
  take(count: number, now: number): void {
    this.#refill(now, -count)
    this.#held += count
  }

  /** The provider's own count, which has the calls that it has answered. */
  told({ remaining, limit = this.#limit, resetInMs = Infinity }: Said, now: number): void {
    this.#remaining = remaining
    this.#limit = limit
    this.#resetAt = now + resetInMs
  }

  /** Of a call that need no longer be held. */
  release(taken: number): void {
    this.#held -= taken
  }

  /** Of a call that has ended: what was taken for it, what it used, and whether the provider has told its count since. */
  settle(taken: number, used: number, isTold: boolean, now: number): void {
    this.#refill(now, taken - used)
    if (!isTold && this.#remaining !== undefined) this.#remaining -= used
  }

  #refill(now: number, more: number): void {
    this.#level = Math.min(this.#perMinute, this.#own(now) + more)
    this.#filledAt = now
  }

  #own(now: number): number {
    if (this.#perMinute === Infinity) return Infinity
    return Math.min(this.#perMinute, this.#level + (now - this.#filledAt) * (this.#perMinute / MINUTE_MS))
  }

  #said(now: number): number | undefined {
    if (now >= this.#resetAt) {
      this.#remaining = this.#limit
      this.#resetAt = Infinity
    }
    return this.#remaining === undefined ? undefined : this.#remaining - this.#held
  }
}
