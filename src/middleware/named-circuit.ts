/** A circuit with a name: tells its changes to the call that caused them, and to the other processes. */
import type { Call } from '../core/call.ts'
import type { FailureReason } from '../core/failure.ts'
import { Circuit, type CircuitOptions, type CircuitState } from './circuit.ts'
import { SharedCircuit, type Sharing } from './shared-circuit.ts'

export class NamedCircuit {
  readonly name: string
  readonly circuit: Circuit
  readonly #shared: SharedCircuit | undefined
  #told: CircuitState = 'closed'

  /** `maxOpenMs`: longer than that nothing rests, whoever says so. */
  constructor(name: string, options: CircuitOptions, maxOpenMs: number, sharing: Sharing | undefined) {
    this.name = name
    this.circuit = new Circuit(options)
    this.#shared = sharing && new SharedCircuit(sharing, this.circuit, name, maxOpenMs)
  }

  /** A ticket, or `REFUSED`. */
  admit(call: Call, now: number, isLastResort = call.isLastResort === true): number {
    this.#shared?.read(call.scope.clock, now)
    this.#announce(call, now)
    const ticket = this.circuit.admit(now, isLastResort)
    this.#announce(call, now)
    return ticket
  }

  success(call: Call, ticket: number, now: number, isSlow?: boolean): void {
    this.#announce(call, now)
    this.circuit.success(ticket, now, isSlow)
    this.#settle(call, now)
  }

  failure(call: Call, ticket: number, now: number, reason: FailureReason, isSlow?: boolean, openMs?: number): void {
    this.#announce(call, now)
    this.circuit.failure(ticket, now, reason, isSlow, openMs)
    this.#settle(call, now)
  }

  /** Closed by hand: this process forgets at once, those that have not heard of it never will. Told to a hook by the next call. */
  reset(): void {
    if (this.circuit.state !== 'closed') this.#shared?.tellClosed()
    this.circuit.reset()
  }

  /** What this process saw itself, the others are told as well. */
  #settle(call: Call, now: number): void {
    const { state, openMs, reason } = this.circuit
    if (!this.#announce(call, now)) return
    if (state === 'open') this.#shared?.tellOpen(call.scope.clock, openMs, reason)
    if (state === 'closed') this.#shared?.tellClosed()
  }

  /** True where there was a change: this process's own, or, before anything was done to the circuit, another's. */
  #announce({ id, scope }: Call, now: number): boolean {
    const { state, reason, openMs } = this.circuit
    if (state === this.#told) return false
    this.#told = state
    const change = { callId: id, at: now, target: this.name, reason }
    if (state === 'open') scope.emit?.({ type: 'breaker.open', ...change, openMs })
    else scope.emit?.({ type: state === 'closed' ? 'breaker.close' : 'breaker.half_open', ...change, openMs: undefined })
    return true
  }
}
