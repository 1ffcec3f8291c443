/** What can be known and done about targets while a gateway runs. */
import type { FailureReason } from './failure.ts'

/** One target, as it stands at this moment, in this process. */
export interface TargetState {
  /** `provider/model`. */
  readonly address: string
  /** True while it is turned off by `disable`. */
  readonly disabled: boolean
  /** Its circuit breaker; `closed` also where there is none. An open one whose time is over waits for a call that probes it. */
  readonly circuit: 'closed' | 'open' | 'half_open'
  /** The circuit it shares with the other targets of its key. */
  readonly keyCircuit: 'closed' | 'open' | 'half_open'
  /** In how many milliseconds routes may ask it: 0 where they may now, `Infinity` where it is disabled for good. */
  readonly readyInMs: number
  /** Why it is not ready, in a few words. `undefined` where it is. */
  readonly why: string | undefined
  /** Attempts under way, streams that are still read included. */
  readonly inFlight: number
  /** Attempts so far, those under way included. */
  readonly calls: number
  /** Those that failed. What the caller cancelled is no failure. */
  readonly failures: number
  /** What the latest failure was. */
  readonly lastFailure: FailureReason | undefined
  /** Of a provider with several API keys: each, in their order. The target itself is as ready as the readiest. */
  readonly keys?: readonly KeyState[]
}

/** A target with one of its provider's API keys. */
export interface KeyState extends Pick<TargetState, 'circuit' | 'keyCircuit' | 'readyInMs' | 'why'> {
  /** The key's last four characters, or its place in the list: `#2`. */
  readonly key: string
}

export interface DisableOptions {
  /** For so many milliseconds. @default until `enable` */
  readonly forMs?: number
}

/** The targets of a gateway: those of its routes, and those that were asked by their address since. */
export interface Targets {
  /** Each target known so far, those of the routes first. Of those asked by address only, not all are remembered once there are 10_000. */
  list(): readonly TargetState[]
  /**
   * Turns a target off, in this process: routes pass it over, a call to it alone fails with `circuit_open` and sends nothing.
   * What is under way goes on. It need not have been asked before.
   *
   * @throws ConfigError where the address names no target
   */
  disable(address: string, options?: DisableOptions): void
  /** Takes `disable` back. @throws ConfigError where the address names no target */
  enable(address: string): void
  /**
   * Closes its circuit and that of its key, and forgets what they saw: for when you know that the fault is mended. With a
   * `store`, processes that have not yet heard of the open circuit will not.
   *
   * @throws ConfigError where the address names no target
   */
  reset(address: string): void
}
