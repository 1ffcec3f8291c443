/** A call without an engine: what a middleware or a provider is given in a test. */
import type { Call } from '../core/call.ts'
import type { CallOptions } from '../core/call-options.ts'
import type { Clock, Random } from '../core/clock.ts'
import type { Emit } from '../core/event.ts'
import type { Body, Operation } from '../core/operation.ts'
import type { Target } from '../core/provider.ts'
import { seededRandom } from '../core/random.ts'
import { LinkedSignal } from '../core/signal.ts'
import { fakeClock } from './fake-clock.ts'

export interface FakeCallOptions<Op extends Operation = 'chat'> {
  /** @default 'chat' */
  readonly operation?: Op
  /** @default one that says 'Hello', as a message or as the input */
  readonly body?: Body<Op>
  /** @default false */
  readonly stream?: boolean
  /** @default none */
  readonly options?: CallOptions
  /** @default a `fakeClock()` of its own */
  readonly clock?: Clock
  /** @default `seededRandom(1)` */
  readonly random?: Random
  /** Who hears the call's events. @default nobody */
  readonly emit?: Emit
  /** @default 10 */
  readonly maxAttempts?: number
  /** Milliseconds of the clock at which the call must be over. @default Infinity */
  readonly deadline?: number
  /** @default false */
  readonly strict?: boolean
}

/** A call that a test can abort, and whose listeners it can count. */
export interface FakeCall<Op extends Operation = 'chat'> extends Call<Op> {
  /** Its `listening` must be 0 in the end: whoever adds a listener takes it back. */
  readonly signal: LinkedSignal
}

/**
 * A call to hand to a middleware or provider.
 *
 * @example
 * import { retry } from 'zerohop'
 * import { fakeCall, fakeProvider, fakeTarget } from 'zerohop/testing'
 *
 * const call = fakeCall({ body: { model: 'any', messages: [{ role: 'user', content: 'Hi' }] } })
 * const fake = fakeProvider('Hello')
 * const reply = await retry()(call, (next) => fake.ask(next, fakeTarget))
 */
export function fakeCall<Op extends Operation = 'chat'>(options: FakeCallOptions<Op> = {}): FakeCall<Op> {
  const { operation = 'chat' as Op, body = helloOf(operation) as Body<Op>, stream = false, deadline = Infinity } = options
  const { clock = fakeClock(), random = seededRandom(1), emit, maxAttempts = 10, strict = false } = options
  const scope = { clock, random, emit, attempts: [], maxAttempts, deadline, strict, verdicts: [] }
  return { id: 'fake-call', operation, body, stream, signal: new LinkedSignal(), options: options.options ?? {}, scope }
}

/** The target of calls that never went through a route. */
export const fakeTarget: Target = { provider: 'fake', model: 'fake', address: 'fake/fake' }

function helloOf(operation: Operation): object {
  if (operation !== 'chat') return { model: 'fake/fake', input: 'Hello' }
  return { model: 'fake/fake', messages: [{ role: 'user', content: 'Hello' }] }
}
