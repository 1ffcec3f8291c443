/** An end to waiting for those who ignore the signal. */
import type { Clock } from './clock.ts'
import type { Operation } from './operation.ts'
import { closeReply, type Reply } from './reply.ts'
import type { CallSignal } from './signal.ts'

/** How long after an abort a handler may still say itself how it ended: those that heed the signal need no millisecond. */
const HEED_MS = 25

/**
 * The reply; or, where a handler does not heed the signal, the signal's reason. A reply that comes too late is closed. `onAbort` is
 * told at the abort itself.
 */
export function orAborted<Op extends Operation>(
  reply: Promise<Reply<Op>>,
  signal: CallSignal,
  clock: Clock,
  onAbort?: (reason: unknown) => void,
): Promise<Reply<Op>> {
  return new Promise((resolve, reject) => {
    let timer: unknown
    let abandoned = false
    const unlisten = signal.onAbort(aborted)
    reply.then(delivered, failed)

    function aborted(reason: unknown): void {
      timer = clock.setTimeout(() => {
        abandoned = true
        reject(reason)
      }, HEED_MS)
      onAbort?.(reason)
    }

    function delivered(value: Reply<Op>): void {
      unlisten()
      if (timer !== undefined) clock.clearTimeout(timer)
      if (abandoned) closeReply(value).catch(() => {}) // nobody is left to tell
      else resolve(value)
    }

    function failed(error: unknown): void {
      unlisten()
      if (timer !== undefined) clock.clearTimeout(timer)
      reject(error)
    }
  })
}
