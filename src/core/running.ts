/** The calls that run now: what closing waits for, and ends when its patience is over. */
import { Chain } from './chain.ts'
import type { Clock } from './clock.ts'
import { GatewayError } from './error.ts'
import type { LinkedSignal } from './signal.ts'

export interface Running {
  add(signal: LinkedSignal): void
  remove(signal: LinkedSignal): void
  /** Resolves when nothing runs any more; what still runs after `graceMs` is ended, its reader told. */
  drain(graceMs: number): Promise<void>
}

export function runningCalls(clock: Clock): Running {
  const signals = new Chain<LinkedSignal>()
  let drained: (() => void) | undefined
  return {
    add: (signal) => signals.add(signal),

    remove(signal) {
      signals.delete(signal)
      if (drained !== undefined && signals.isEmpty) drained()
    },

    async drain(graceMs) {
      if (signals.isEmpty) return
      const timer = graceMs === Infinity ? undefined : clock.setTimeout(endAll, graceMs)
      await new Promise<void>((resolve) => {
        drained = resolve
      })
      if (timer !== undefined) clock.clearTimeout(timer)
    },
  }

  function endAll(): void {
    signals.forEach((signal) => signal.abort(new GatewayError({ reason: 'closed', message: 'the gateway was closed' })))
    drained?.()
  }
}
