/** Guard: asks a store with a deadline, keeps count of its faults, and leaves it alone where it does nothing else. */
import type { Clock } from '../core/clock.ts'
import { GatewayError } from '../core/error.ts'

/** What a store did wrong. */
export interface StoreFault {
  /** What was asked: `get`, `add`, … */
  readonly operation: string
  /** What it threw, or what was wrong with its answer. */
  readonly error: unknown
  /** How many there were so far, this one included. */
  readonly faults: number
}

export interface GuardOptions {
  readonly timeoutMs: number
  readonly onFailure: 'bypass' | 'fail'
  readonly onFault: ((fault: StoreFault) => void) | undefined
  readonly restAfter: number
  readonly restMs: number
  readonly clock: Clock
}

export interface Question<T> {
  readonly operation: string
  ask(): unknown
  /** The answer, where it is one; throws where the store makes no sense. */
  check(answer: unknown): T
  /** What is said where the store says nothing. */
  instead(): T | Promise<T>
}

export class Guard {
  faults = 0
  readonly #options: GuardOptions
  #faultsInRow = 0
  #restsUntil = -Infinity

  constructor(options: GuardOptions) {
    this.#options = options
  }

  ask<T>(question: Question<T>): Promise<T> {
    const { clock, timeoutMs, restAfter, restMs } = this.#options
    if (this.#faultsInRow >= restAfter) {
      const now = clock.now()
      if (now < this.#restsUntil) return this.#without(question, fault('store_resting', `it is left alone after ${this.#faultsInRow} faults in a row`))
      this.#restsUntil = now + restMs // this one asks how it is; the others need not wait for that
    }
    return new Promise((resolve) => {
      let isOver = false
      const timer = clock.setTimeout(() => failed(fault('store_timeout', `no answer within ${timeoutMs} ms`)), timeoutMs)
      askedBy(question).then(answered, failed)

      function settle(): boolean {
        if (isOver) return false
        isOver = true
        clock.clearTimeout(timer)
        return true
      }

      const recovered = (): void => void (this.#faultsInRow = 0)
      const without = (error: unknown): void => {
        this.#fault(question.operation, error)
        resolve(this.#without(question, error))
      }

      function answered(answer: T): void {
        if (!settle()) return
        recovered()
        resolve(answer)
      }

      function failed(error: unknown): void {
        if (settle()) without(error)
      }
    })
  }

  async #without<T>({ operation, instead }: Question<T>, error: unknown): Promise<T> {
    if (this.#options.onFailure === 'bypass') return instead()
    const code = error instanceof GatewayError && error.reason === 'store_failed' ? error.code : 'store_failed'
    throw fault(code, `store.${operation} failed: ${error instanceof Error ? error.message : String(error)}`, error)
  }

  #fault(operation: string, error: unknown): void {
    const { onFault, restAfter, restMs, clock } = this.#options
    this.faults += 1
    this.#faultsInRow += 1
    if (this.#faultsInRow >= restAfter) this.#restsUntil = clock.now() + restMs
    if (this.#faultsInRow > 1) return // told already
    try {
      onFault?.({ operation, error, faults: this.faults })
    } catch {
      // whoever listens cannot fail a call, and there is nobody else to tell
    }
  }
}

function fault(code: string | undefined, message: string, cause?: unknown): GatewayError {
  return new GatewayError({ reason: 'store_failed', code, message, cause })
}

/** Also what is thrown at once becomes a rejection. */
async function askedBy<T>({ ask, check }: Question<T>): Promise<T> {
  return check(await ask())
}
