/** An end to waiting for those who ignore the signal. */
import type { Clock } from './clock.ts'
import type { Operation } from './operation.ts'
import { closeReply, type Reply } from './reply.ts'
import type { CallSignal } from './signal.ts'

/** How long after an abort a handler may still say itself how it ended: those that heed the signal need no millisecond. */
const HEED_MS = 25

/** What is done with what comes, in the same promise: to wait for another costs every call. */
export interface Ways<Op extends Operation> {
  /** Told at the abort itself. */
  readonly onAbort?: ((reason: unknown) => void) | undefined
  /** What is made of the reply; what it throws goes to `failed`. */
  readonly answered: (reply: Reply<Op>) => Reply<Op> | Promise<Reply<Op>>
  /** What is made of the error. */
  readonly failed: (thrown: unknown) => unknown
}

/** The reply; or, where a handler does not heed the signal, the signal's reason. A reply that comes too late is closed. */
export function orAborted<Op extends Operation>(reply: Promise<Reply<Op>>, signal: CallSignal, clock: Clock, ways?: Ways<Op>): Promise<Reply<Op>> {
  return new Promise((resolve, reject) => {
    let timer: unknown
    let abandoned = false
    const unlisten = signal.onAbort(aborted)
    reply.then(delivered, broke)

    function aborted(reason: unknown): void {
      timer = clock.setTimeout(() => {
        abandoned = true
        fail(reason)
      }, HEED_MS)
      ways?.onAbort?.(reason)
    }

    function delivered(value: Reply<Op>): void {
      unlisten()
      if (timer !== undefined) clock.clearTimeout(timer)
      if (abandoned) return void closeReply(value).catch(() => {}) // nobody is left to tell
      try {
        resolve(ways === undefined ? value : ways.answered(value))
      } catch (error) {
        fail(error)
      }
    }

    function broke(error: unknown): void {
      unlisten()
      if (timer !== undefined) clock.clearTimeout(timer)
      if (!abandoned) fail(error)
    }

    function fail(error: unknown): void {
      reject(ways === undefined ? error : ways.failed(error))
    }
  })
}
