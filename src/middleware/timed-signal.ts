/** The signal of one attempt, with a clock of its own: silence, or too long a time, aborts it. */
import type { Call } from '../core/call.ts'
import type { Clock } from '../core/clock.ts'
import { GatewayError } from '../core/error.ts'
import { LinkedSignal } from '../core/signal.ts'

/** In milliseconds; `Infinity` where there is none. */
export interface Limits {
  readonly firstTokenMs: number
  readonly idleMs: number
  readonly totalMs: number
}

/** The longest that a late timer waits for what came in meanwhile. */
const MAX_GRACE_MS = 1000

/**
 * The attempt's own signal, and the one timer that may abort it. A deadline that moves on moves no timer: when the timer fires, it
 * sees what is due next. Disposed of or aborted, it holds neither timer nor listener.
 */
export class TimedSignal extends LinkedSignal {
  readonly #limits: Limits
  readonly #clock: Clock
  readonly #outer: (() => void) | undefined
  readonly #startedAt: number
  /** When something last came; of a wait that began later, its beginning. */
  #aliveAt: number
  /** A read waits for more. Before the first content nobody reads, and silence is a matter of `firstTokenMs` alone. */
  #waiting = false
  #target: string | undefined
  #hasBegun = false
  #timer: unknown
  #firesAt = Infinity
  #isGrace = false

  constructor(limits: Limits, { signal, pulse }: Call, clock: Clock) {
    super()
    this.#limits = limits
    this.#clock = clock
    this.#outer = pulse
    this.#startedAt = this.#aliveAt = clock.now()
    this.follow(signal)
    this.#set(Math.min(this.#due(), this.#startedAt + limits.idleMs), this.#startedAt) // soon enough for the first read too: it sets none
  }

  /** Something came, be it only a keep-alive. */
  readonly pulse = (): void => {
    this.#aliveAt = this.#clock.now()
    this.#outer?.()
  }

  /** The first content is here, from `target`. */
  began(target: string): void {
    this.#hasBegun = true
    this.#target = target
    this.rests()
  }

  /** A read begins: from now on silence counts. */
  waits(): void {
    const now = this.#clock.now()
    this.#waiting = true
    this.#aliveAt = now
    if (now + this.#limits.idleMs < this.#firesAt) this.#set(now + this.#limits.idleMs, now)
  }

  /** The read is over: a slow reader is not idle. Its timer may go on, to find nothing due. */
  rests(): void {
    this.#waiting = false
    this.#outer?.()
  }

  override dispose(): void {
    this.#clear()
    super.dispose()
  }

  #due(): number {
    const { firstTokenMs, idleMs, totalMs } = this.#limits
    const first = this.#hasBegun ? Infinity : this.#startedAt + firstTokenMs
    const idle = this.#waiting ? this.#aliveAt + idleMs : Infinity
    return Math.min(first, idle, this.#startedAt + totalMs)
  }

  /**
   * What seems due is judged only after one more turn, for timers run before sockets are read: what came in the same wake counts. The
   * later the timer, as after a suspend, the longer that turn.
   */
  readonly #fired = (): void => {
    const now = this.#clock.now()
    const due = this.#due()
    const lateMs = now - this.#firesAt
    const isJudged = this.#isGrace
    this.#clear()
    if (due > now) return this.#set(due, now)
    if (isJudged) return this.abort(new GatewayError({ reason: 'timeout', message: this.#whatPassed(due), target: this.#target }))
    this.#set(now + Math.min(lateMs, MAX_GRACE_MS), now)
    this.#isGrace = true
  }

  #whatPassed(due: number): string {
    const { firstTokenMs, idleMs, totalMs } = this.#limits
    if (due === this.#startedAt + totalMs) return `the attempt took longer than ${totalMs} ms`
    return !this.#hasBegun && due === this.#startedAt + firstTokenMs ? `no first token within ${firstTokenMs} ms` : `nothing came for ${idleMs} ms`
  }

  #set(at: number, now: number): void {
    this.#clear()
    if (at === Infinity || this.aborted) return
    this.#firesAt = at
    this.#timer = this.#clock.setTimeout(this.#fired, at - now)
  }

  #clear(): void {
    if (this.#firesAt < Infinity) this.#clock.clearTimeout(this.#timer)
    this.#firesAt = Infinity
    this.#isGrace = false
  }
}
