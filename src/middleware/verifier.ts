/** The last word on a likeness: a function of the user's, which says no where it fails or is late. */
import type { Call } from '../core/call.ts'
import { LinkedSignal } from '../core/signal.ts'
import { Guard } from '../stores/guard.ts'

/** May the answer to `known` be given to `asked`? */
export type Verify = (known: string, asked: string, signal: AbortSignal) => boolean | Promise<boolean>

export interface VerifierOptions {
  /** Absent, everything is the same. */
  readonly verify: Verify | undefined
  readonly timeoutMs: number
}

export class Verifier {
  readonly #options: VerifierOptions
  #guard: Guard | undefined

  constructor(options: VerifierOptions) {
    this.#options = options
  }

  async ask({ signal, scope }: Call, known: string, asked: string): Promise<{ readonly same: boolean; readonly error?: unknown }> {
    const { verify, timeoutMs } = this.#options
    if (verify === undefined) return { same: true }
    const own = new LinkedSignal()
    own.follow(signal)
    this.#guard ??= new Guard({ timeoutMs, onFailure: 'fail', onFault: undefined, restAfter: 3, restMs: 1_000, clock: scope.clock })
    try {
      return { same: await this.#guard.ask({ operation: 'verify', ask: () => verify(known, asked, own.toAbortSignal()), check: aBoolean, instead: no }) }
    } catch (error) {
      return signal.aborted ? { same: false } : { same: false, error: error instanceof Error ? (error.cause ?? error) : error }
    } finally {
      own.abort(new Error('verify was not waited for'))
    }
  }
}

function aBoolean(answer: unknown): boolean {
  if (typeof answer !== 'boolean') throw new TypeError('verify said neither true nor false')
  return answer
}

function no(): boolean {
  return false
}
