/** What one turn of the event loop brings, handed on together at its end, once everything has been read. */
import { setImmediate } from 'node:timers'

/** One that waits for the end of the turn. */
export interface Due {
  /** What it waited for. Must not throw. */
  handOn(): void
}

/** Not the global one, which a page's environment does not have; and as it is at import, for who fakes timers means those of a test. */
const atEnd = setImmediate

let waiting: Due[] = []

/**
 * A call's way through the gateway is long, and a system call in between throws its code and data out of the processor's
 * caches: answers read one after the other and then handed on one after the other cost little more than half of those handed
 * on each between two reads. Nothing waits longer than for the sockets that are ready at the same moment.
 */
export function atEndOfTurn(due: Due): void {
  if (waiting.length === 0) atEnd(handOnAll)
  waiting.push(due)
}

function handOnAll(): void {
  const all = waiting
  waiting = []
  for (const due of all) due.handOn()
}
