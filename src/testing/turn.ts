/** Turns of the event loop: how tests let things happen without sleeping. */
import { AssertionError } from 'node:assert'

/** Taken at import, so that a runner's fake timers do not stop them. */
const { setImmediate, setTimeout } = globalThis

/** One turn: every microtask due has run, and I/O that was ready has been seen. */
export function turn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve))
}

/**
 * The promise's outcome, or an assertion error after `ms` turns of the loop of a millisecond each. Counted in turns, not
 * read off a clock: a machine too busy to run this process does not fail it.
 */
export function within<T>(ms: number, promise: Promise<T>, what: string): Promise<T> {
  let settled = false
  const settle = (): void => void (settled = true)
  promise.then(settle, settle)
  return Promise.race([promise, patience()])

  async function patience(): Promise<T> {
    for (let at = 0; at < ms && !settled; at++) await new Promise((resolve) => void setTimeout(resolve, 1))
    if (!settled) throw new AssertionError({ message: `${what}: not within ${ms} ms` })
    return promise
  }
}

/** A promise to be opened by hand. */
export interface Gate extends Promise<void> {
  open(): void
}

/**
 * A promise that a test opens when it is ready: what waits for it needs no sleep.
 *
 * @example
 * import { faultServer, gate } from 'zerohop/testing'
 *
 * const later = gate()
 * const server = await faultServer({ body: ['data: 1\n\n', later, 'data: 2\n\n'] })
 * later.open()
 */
export function gate(): Gate {
  let open: () => void = nothing
  const promise = new Promise<void>((resolve) => {
    open = resolve
  })
  return Object.assign(promise, { open: () => open() })
}

function nothing(): void {}
