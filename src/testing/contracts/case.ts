/** One case of a contract, for any runner: `for (const { name, run } of contract) it(name, run)`. */
import { AssertionError, strictEqual } from 'node:assert'
import { isGatewayError } from '../../core/error.ts'
import type { FailureReason } from '../../core/failure.ts'
import { within } from '../turn.ts'

export interface ContractCase {
  /** What must hold, as a sentence. */
  readonly name: string
  /** Throws where it does not. */
  run(): Promise<void>
}

/** A socket nobody wants any more must be closed within this. */
export const CLOSE_WITHIN_MS = 50

/** Anything that must happen at all happens within this. */
export const PATIENCE_MS = 1000

/** What the promise was rejected with; fails if it was not, or not in time. */
export async function thrownBy(promise: Promise<unknown>, what: string): Promise<unknown> {
  const outcome = promise.then(() => undefined, (error: unknown) => ({ error }))
  const thrown = await within(PATIENCE_MS, outcome, `${what}: an error`)
  if (thrown === undefined) throw new AssertionError({ message: `${what}: an error was expected, an answer came` })
  return thrown.error
}

/** The gateway error the promise was rejected with; fails if it is another, or has none of these reasons. */
export async function failsWith(promise: Promise<unknown>, reasons: FailureReason | readonly FailureReason[], what: string) {
  const error = await thrownBy(promise, what)
  if (!isGatewayError(error)) throw new AssertionError({ message: `${what}: not a GatewayError but ${String(error)}` })
  const expected = typeof reasons === 'string' ? [reasons] : reasons
  if (!expected.includes(error.reason)) strictEqual(error.reason, expected.join(' or '), `${what}: ${error.message}`)
  return error
}

/** Everything a stream gives. */
export async function collect<E>(events: AsyncIterable<E>, into: E[] = []): Promise<E[]> {
  for await (const event of events) into.push(event)
  return into
}

/** The same object, frozen to its last leaf: whoever writes to it throws. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    Object.values(value).forEach(deepFreeze)
  }
  return value
}
