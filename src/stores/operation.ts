/** One operation of a store outside this process: answered in time, or failed with a typed error. */
import type { Clock } from '../core/clock.ts'
import { GatewayError } from '../core/error.ts'

export interface OperationOptions {
  /** The store's name, for its errors. */
  readonly store: string
  readonly clock: Clock
  /** The longest wait for one answer; none where the store answers at once. */
  readonly timeoutMs?: number
}

export type Operate = <T>(name: string, run: () => Promise<T> | T) => Promise<T>

/** Runs operations; whatever goes wrong is a `GatewayError` with the reason `store_failed`, a code and the cause. */
export function operation({ store, clock, timeoutMs }: OperationOptions): Operate {
  return async function operate(name, run) {
    try {
      const answer = run()
      return answer instanceof Promise && timeoutMs !== undefined ? await inTime(answer, timeoutMs, clock) : await answer
    } catch (cause) {
      const late = cause instanceof Late
      const why = late ? `no answer in ${timeoutMs} ms` : cause instanceof Error ? cause.message || cause.name : 'it threw what is no error'
      throw new GatewayError({ reason: 'store_failed', code: late ? 'store_timeout' : 'store_failed', message: `${store} store: ${name} failed: ${why}`, cause })
    }
  }
}

class Late extends Error {}

/** Clients queue what they cannot send and pools what they cannot serve, some for ever: a call must not wait with them. */
function inTime<T>(answer: Promise<T>, ms: number, clock: Clock): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = clock.setTimeout(() => reject(new Late()), ms)
    answer.then(resolve, reject).finally(() => clock.clearTimeout(timer))
  })
}
