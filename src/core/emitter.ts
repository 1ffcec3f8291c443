/** Events on their way to the hooks, whose faults are counted and never felt. */
import type { Emit, GatewayEvent, Hook } from './event.ts'

/** Sends events to every hook and keeps their faults from the call. */
export interface Emitter {
  /** `undefined` when there are no hooks. */
  readonly emit: Emit | undefined
  /** How often a hook threw or rejected. */
  readonly failures: number
  /** Tells of a sink of records that failed, as of a hook. */
  readonly sinkFailed: (sink: string, error: unknown) => void
}

/** `last` is told of a faulty hook where no other hook is there to be told. */
export function createEmitter(hooks: readonly Hook[], last: Pick<Console, 'warn'> = console): Emitter {
  const reported = new Set<Hook>()
  const emitter = { emit: hooks.length === 0 ? undefined : emit, failures: 0, sinkFailed }
  return emitter

  function emit(event: GatewayEvent): void {
    Object.freeze(event) // a hook watches: what it writes would reach the others, and the call
    for (const hook of hooks) tell(hook, event)
  }

  function tell(hook: Hook, event: GatewayEvent): void {
    try {
      const pending = hook(event)
      if (pending instanceof Promise) pending.catch((error: unknown) => failed(hook, error))
    } catch (error) {
      failed(hook, error)
    }
  }

  function sinkFailed(sink: string, error: unknown): void {
    if (hooks.length === 0) last.warn(`zerohop: the sink '${sink}' failed: ${error instanceof Error ? error.message : String(error)}`)
    else emit({ type: 'hook.failed', sink, error })
  }

  function failed(hook: Hook, error: unknown): void {
    emitter.failures += 1
    if (reported.has(hook)) return
    reported.add(hook)
    const others = hooks.filter((other) => other !== hook)
    if (others.length === 0) last.warn(`zerohop: a hook failed: ${error instanceof Error ? error.message : String(error)}`)
    for (const other of others) tell(other, Object.freeze({ type: 'hook.failed', error }))
  }
}
