/** What processes tell each other of a circuit through a store: until when it is open, and why. Never on a call's path. */
import type { Clock } from '../core/clock.ts'
import { type FailureReason, meanings } from '../core/failure.ts'
import type { CacheStore } from '../stores/store.ts'
import type { Circuit } from './circuit.ts'

export interface Sharing {
  readonly store: CacheStore
  /** At most one read in this many milliseconds. */
  readonly syncMs: number
}

/** So far the clocks of two machines may differ. */
const SKEW_MS = 60_000

export class SharedCircuit {
  readonly #sharing: Sharing
  readonly #circuit: Circuit
  readonly #key: string
  readonly #maxOpenMs: number
  #readAt = -Infinity
  #isReading = false
  /** The end of the latest rest this process knows of: it is not taken twice, however late the store forgets it. */
  #knownUntil = -Infinity

  constructor(sharing: Sharing, circuit: Circuit, name: string, maxOpenMs: number) {
    this.#sharing = sharing
    this.#circuit = circuit
    this.#key = `zerohop:breaker:${name}`
    this.#maxOpenMs = maxOpenMs
  }

  /** Asks the store now and then, without waiting; one that never answers is not asked again. */
  read(clock: Clock, now: number): void {
    if (this.#isReading || now - this.#readAt < this.#sharing.syncMs) return
    this.#isReading = true
    this.#readAt = now
    this.#quietly(async () => {
      try {
        this.#take(await this.#sharing.store.get(this.#key), clock)
      } finally {
        this.#isReading = false
      }
    })
  }

  tellOpen(clock: Clock, openMs: number, reason: FailureReason | undefined): void {
    const untilMs = clock.date() + openMs
    this.#knownUntil = untilMs
    this.#quietly(() => this.#sharing.store.set(this.#key, { untilMs, reason }, openMs))
  }

  tellClosed(): void {
    this.#quietly(() => this.#sharing.store.delete(this.#key))
  }

  /** What comes from outside is believed only where it makes sense. */
  #take(told: unknown, clock: Clock): void {
    if (typeof told !== 'object' || told === null) return
    const { untilMs, reason } = told as { untilMs?: unknown; reason?: unknown }
    if (typeof untilMs !== 'number' || !(untilMs > this.#knownUntil)) return
    const restMs = untilMs - clock.date()
    if (restMs <= 0 || restMs > this.#maxOpenMs + SKEW_MS) return
    this.#knownUntil = untilMs
    this.#circuit.adopt(clock.now(), isReason(reason) ? reason : undefined, Math.min(restMs, this.#maxOpenMs))
  }

  /** A store that is down costs the news of the other processes, nothing else: this one sees for itself. */
  #quietly(ask: () => Promise<unknown>): void {
    const asked = async (): Promise<unknown> => ask() // also what is thrown at once becomes a rejection
    asked().catch(() => {})
  }
}

function isReason(value: unknown): value is FailureReason {
  return typeof value === 'string' && Object.hasOwn(meanings, value)
}
