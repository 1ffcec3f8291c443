/** Calls for tests that need no engine. */
import type { Call, Scope } from '../../src/core/call.ts'
import type { CallOptions } from '../../src/core/call-options.ts'
import type { GatewayEvent } from '../../src/core/event.ts'
import type { Handler } from '../../src/core/handler.ts'
import type { Body } from '../../src/core/operation.ts'
import type { Reply } from '../../src/core/reply.ts'
import type { House } from '../../src/core/route.ts'
import { runningCalls } from '../../src/core/running.ts'
import { LinkedSignal } from '../../src/core/signal.ts'
import { ManualClock } from './clock.ts'

export interface TestCall extends Call<'chat'> {
  readonly signal: LinkedSignal
  readonly scope: Scope & { readonly clock: ManualClock }
  readonly events: GatewayEvent[]
}

export const chatBody: Body<'chat'> = deepFreeze({ model: 'm', messages: [{ role: 'user', content: 'Hi' }] })

interface Told {
  readonly body?: Body<'chat'>
  readonly stream?: boolean
  readonly options?: CallOptions
  readonly scope?: Partial<Scope>
}

export function chatCall({ body = chatBody, stream = false, options = {}, scope = {} }: Told = {}): TestCall {
  const clock = new ManualClock()
  const events: GatewayEvent[] = []
  return {
    id: 'call-1',
    operation: 'chat',
    body,
    stream,
    signal: new LinkedSignal(),
    options,
    events,
    scope: {
      random: () => 0.5,
      emit: (event) => void events.push(event),
      attempts: [],
      maxAttempts: 10,
      deadline: Infinity,
      strict: false,
      verdicts: [],
      ...scope,
      clock: (scope.clock as ManualClock | undefined) ?? clock,
    },
  }
}

/** A handler of chat calls only, as the handler of any call. */
export function handler(answer: (call: Call<'chat'>) => Promise<Reply<'chat'>>): Handler {
  return answer as unknown as Handler
}

/** The same value, that nobody can change. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(deepFreeze)
    Object.freeze(value)
  }
  return value
}


/** A house in which nothing is known of any model. */
export const house: House = houseOf()

/** A house of its own: experiments have its names to themselves. */
export function houseOf(more: Partial<House> = {}): House {
  return { factsOf: () => ({}), experiments: new Map(), running: runningCalls(new ManualClock()), ...more }
}
