/** Circuit: the state machine of a breaker. Time is handed in; it sends nothing, waits for nothing and tells nobody. */
import type { FailureReason } from '../core/failure.ts'
import { CircuitWindow } from './circuit-window.ts'

export type CircuitState = 'closed' | 'open' | 'half_open'

/** Durations in milliseconds; what each means is told in `BreakerOptions`. */
export interface CircuitOptions {
  readonly consecutiveFailures: number
  readonly failureRatio: number
  readonly slowRatio: number
  readonly windowMs: number
  readonly minimumCalls: number
  readonly openMs: number
  readonly maxOpenMs: number
  readonly probes: number
  readonly successesToClose: number
  readonly rampMs: number
}

/** Instead of a ticket: the call may not go. */
export const REFUSED = -1

/** How long a probe takes that is under way: a guess, for those who ask when to come back. */
const PROBE_MS = 1_000

/** While the traffic comes back, each slice of `rampMs` lets calls through in its first part, which grows. */
const SLICES = 100

/**
 * `admit` gives a ticket; the call's outcome comes back with it, once: `success`, `failure` or `neutral`. The ticket is the
 * number of the state the call began in, so that what ends after a change of state says nothing of the new one.
 */
export class Circuit {
  state: CircuitState = 'closed'
  /** What opened it last. */
  reason: FailureReason | undefined
  /** For how long it opened last. */
  openMs = 0
  readonly #options: CircuitOptions
  readonly #window: CircuitWindow
  #turn = 0
  #openUntil = 0
  #coolUntil = 0
  #closedAt = -Infinity
  #failuresInRow = 0
  #reopens = 0
  #probing = 0
  #probedAt = 0
  #successes = 0

  constructor(options: CircuitOptions) {
    this.#options = options
    this.#window = new CircuitWindow(options.windowMs)
  }

  /** When a route should ask here again; not later than `now` where it may at once. The same answer until something happens. */
  readyAt(now: number): number {
    return Math.max(this.#coolUntil, this.#admitsAt(now))
  }

  /** A ticket, or {@link REFUSED}. One who has nobody else to ask is let through, as a probe. */
  admit(now: number, isLastResort: boolean): number {
    if (this.state === 'closed') return this.#turn
    if (this.state === 'open') {
      if (now < this.#openUntil) return isLastResort ? this.#turn : REFUSED
      this.#become('half_open')
    }
    if (!this.#hasRoom(now)) {
      if (!isLastResort) return REFUSED
    } else if (this.#probing >= this.#options.probes) {
      this.#probing = 0 // they take so long that they may never come back
    }
    this.#probing += 1
    this.#probedAt = now
    return this.#turn
  }

  success(ticket: number, now: number, isSlow = false): void {
    if (ticket !== this.#turn) return
    if (this.state === 'closed') {
      this.#failuresInRow = 0
      this.#window.add(now, false, isSlow)
      if (isSlow && this.#isOver(this.#window.slow, this.#options.slowRatio)) this.#open(now, undefined, this.#options.openMs)
      return
    }
    if (isSlow) return this.failure(ticket, now, this.reason) // as slow as when it opened: not back yet
    if (this.state === 'open') this.#become('half_open')
    this.#successes += 1
    this.#probing = Math.max(0, this.#probing - 1)
    if (this.#successes >= this.#options.successesToClose) this.#close(now)
  }

  /** `openMs` where it is known for how long: then it opens at once. */
  failure(ticket: number, now: number, reason: FailureReason | undefined, isSlow = false, openMs?: number): void {
    if (ticket !== this.#turn || this.state === 'open') return // a last resort that failed changes nothing
    const { consecutiveFailures, failureRatio, slowRatio, maxOpenMs } = this.#options
    if (this.state === 'half_open') {
      this.#reopens += 1
      return this.#open(now, reason, openMs ?? Math.min(maxOpenMs, this.#options.openMs * 2 ** this.#reopens))
    }
    this.#failuresInRow += 1
    this.#window.add(now, true, isSlow)
    const { failed, slow } = this.#window
    const opens = openMs !== undefined || this.#failuresInRow >= consecutiveFailures || this.#isOver(failed, failureRatio) || this.#isOver(slow, slowRatio)
    if (opens) this.#open(now, reason, openMs ?? this.#options.openMs)
  }

  /** The call said nothing of the target's health: a probe gives its place back. */
  neutral(ticket: number): void {
    if (ticket === this.#turn) this.#probing = Math.max(0, this.#probing - 1)
  }

  /** A soft rest: routes go elsewhere until then, a direct call still passes. */
  coolUntil(at: number): void {
    this.#coolUntil = Math.max(this.#coolUntil, at)
  }

  /** Another process opened it. What this one has seen itself since then counts more. */
  adopt(now: number, reason: FailureReason | undefined, openMs: number): void {
    if (this.state === 'closed') this.#open(now, reason, openMs)
  }

  /** As new: whoever closes it knows better than what was seen. */
  reset(): void {
    this.#become('closed')
    this.#window.clear()
    this.reason = undefined
    this.#failuresInRow = 0
    this.#reopens = 0
    this.#coolUntil = 0
    this.#closedAt = -Infinity
  }

  #admitsAt(now: number): number {
    if (this.state === 'closed') return this.#rampedAt(now)
    if (this.state === 'open') return this.#openUntil
    return this.#hasRoom(now) ? now : now + PROBE_MS
  }

  /** By time, not by count: a route may ask as often as it likes and gets one answer. */
  #rampedAt(now: number): number {
    const { rampMs } = this.#options
    const since = now - this.#closedAt
    if (since >= rampMs) return now
    const slice = rampMs / SLICES
    const into = since % slice
    return into < (slice * since) / rampMs ? now : now - into + slice
  }

  #hasRoom(now: number): boolean {
    return this.#probing < this.#options.probes || now - this.#probedAt >= this.#options.openMs
  }

  #isOver(count: number, ratio: number): boolean {
    const { calls } = this.#window
    return calls >= this.#options.minimumCalls && count / calls >= ratio
  }

  #open(now: number, reason: FailureReason | undefined, openMs: number): void {
    this.#become('open')
    this.reason = reason
    this.openMs = openMs
    this.#openUntil = now + openMs
  }

  #close(now: number): void {
    this.#become('closed')
    this.#window.clear()
    this.#failuresInRow = 0
    this.#reopens = 0
    this.#closedAt = now
  }

  #become(state: CircuitState): void {
    this.state = state
    this.#turn += 1
    this.#probing = 0
    this.#successes = 0
  }
}
