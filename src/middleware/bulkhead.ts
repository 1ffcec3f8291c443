/** Bulkhead: so many calls at a time behind it, and so many that wait; what is one too many fails at once, unsent. */
import type { Call } from '../core/call.ts'
import { checkFunction, checkNumber, checkOptions, checkString } from '../core/check.ts'
import { ConfigError, GatewayError } from '../core/error.ts'
import type { BulkheadRefuse } from '../core/flow-event.ts'
import type { Handler, Middleware } from '../core/handler.ts'
import type { Operation } from '../core/operation.ts'
import type { Reply } from '../core/reply.ts'
import { watch } from '../core/stream.ts'
import { watchBody } from '../core/watch-body.ts'
import { FairQueue } from './fair-queue.ts'
import { BULKHEAD_FULL } from './verdict.ts'

export interface BulkheadOptions {
  /** So many calls are inside at a time, streams until their end. */
  readonly maxConcurrent: number
  /** So many more may wait for a place. @default 0: what finds no place fails at once */
  readonly maxQueue?: number
  /** The longest wait for a place, in milliseconds; the call's own deadline may end it sooner. @default 10_000 */
  readonly queueTimeoutMs?: number
  /**
   * Whose call it is: a tenant, a user. Those who wait take turns by key, and where no more may wait, the key with the longest line
   * gives up its last place to one with a shorter line. One that throws or gives no string: a key of all such calls.
   *
   * @default none: first come, first served
   */
  readonly by?: (call: Call) => string | undefined
  /** What its events and errors call it. @default 'bulkhead' */
  readonly name?: string
}

/** A bulkhead that can be looked at. */
export interface Bulkhead extends Middleware {
  state(): BulkheadState
}

export interface BulkheadState {
  /** Calls inside. */
  readonly running: number
  /** Calls that wait for a place. */
  readonly waiting: number
}

/**
 * Bounds how many calls run at a time: around the gateway, a route or a target. Routes pass over a child whose bulkhead is full as
 * they do over an open circuit; a call that finds no place fails with `overloaded` and the code `bulkhead_full`, is not retried and falls
 * back. A place is held while a retry inside waits: list `retry()` before it to hold none. The same bulkhead in several places
 * counts them together; but not one inside itself, where calls would wait for each other.
 *
 * @example
 * import { bulkhead, createGateway, fallback, openai, openaiCompatible, use } from 'zerohop'
 *
 * const gateway = createGateway({
 *   providers: { local: openaiCompatible({ baseURL: 'http://127.0.0.1:8000/v1', apiKey: null }), openai: openai() },
 *   routes: { smart: fallback([use('local/llama', bulkhead({ maxConcurrent: 8 })), 'openai/gpt-5-mini']) },
 *   use: [bulkhead({ maxConcurrent: 200, maxQueue: 400, by: ({ options }) => String(options.metadata?.['tenant']) })],
 * })
 */
export function bulkhead(...[options]: [options: BulkheadOptions]): Bulkhead {
  check(options)
  const { name = 'bulkhead', maxConcurrent, maxQueue = 0, queueTimeoutMs = 10_000, by } = options
  const queue = new FairQueue<Waiter>()
  let running = 0
  let meanMs = 1000

  return Object.assign(bounded, { label: name === 'bulkhead' ? name : `bulkhead ${name}`, readyAt, whyNotReady: () => (running < maxConcurrent ? undefined : `${name} is full`), state: () => ({ running, waiting: queue.size }) })

  async function bounded<Op extends Operation>(call: Call<Op>, next: Handler): Promise<Reply<Op>> {
    if (running < maxConcurrent) running += 1
    else await place(call)
    const { clock } = call.scope
    const startedAt = clock.now()
    const leave = (): void => left(clock.now() - startedAt)
    let reply: Reply<Op>
    try {
      reply = await next(call)
    } catch (error) {
      leave()
      throw error
    }
    if (reply.stream) return { ...reply, events: watch(reply.events, { onEnd: leave }) }
    const { value } = reply
    if (value instanceof Response) return { ...reply, value: watchBody(value, call.signal, leave) as typeof value }
    leave()
    return reply
  }

  /** A place goes from one who leaves to one who waits: nobody who comes meanwhile can take it. */
  function left(ms: number): void {
    meanMs += (ms - meanMs) / 8
    const first = queue.shift()
    if (first === undefined) running -= 1
    else first.admit()
  }

  function place(call: Call): Promise<void> {
    call.signal.throwIfAborted()
    const { clock, emit } = call.scope
    const key = by && keyOf(call, by)
    const line = key ?? ''
    const since = clock.now()
    if (queue.size >= maxQueue) {
      const displaced = queue.displace(line)
      if (displaced === undefined) return Promise.reject(refusal('full'))
      displaced.refuse('displaced')
    }
    return new Promise((resolve, reject) => {
      const timer = clock.setTimeout(() => queue.remove(line, waiter) && waiter.refuse('timeout'), queueTimeoutMs)
      const unlisten = call.signal.onAbort((reason) => {
        queue.remove(line, waiter)
        settle()
        reject(reason)
      })
      const waiter: Waiter = {
        admit() {
          settle()
          resolve()
        },
        refuse(why) {
          settle()
          reject(refusal(why))
        },
      }
      queue.push(line, waiter)
      emit?.({ type: 'bulkhead.wait', callId: call.id, at: since, name, key, running, waiting: queue.size })

      function settle(): void {
        clock.clearTimeout(timer)
        unlisten()
        call.scope.notes?.waited('queue', since, clock.now())
      }
    })

    function refusal(why: BulkheadRefuse['why']): GatewayError {
      const at = clock.now()
      emit?.({ type: 'bulkhead.refuse', callId: call.id, at, name, key, why, waitedMs: at - since })
      const message = `'${name}' let ${maxConcurrent} calls in and ${maxQueue} wait; ${WHY[why]}, and nothing was sent`
      return new GatewayError({ reason: 'overloaded', code: BULKHEAD_FULL, message, shouldRetry: false, retryAfterMs: Math.ceil(waitMs()) })
    }
  }

  function readyAt(now: number): number {
    return running < maxConcurrent ? now : now + waitMs()
  }

  /** How long a place would have to be waited for, going by the last calls. */
  function waitMs(): number {
    return Math.max(1, (meanMs * (queue.size + 1)) / maxConcurrent)
  }
}

interface Waiter {
  admit(): void
  /** For one that is out of its line already. */
  refuse(why: 'timeout' | 'displaced'): void
}

const WHY: Readonly<Record<BulkheadRefuse['why'], string>> = {
  full: 'there was no place',
  timeout: 'none of them made place in time',
  displaced: 'its key had the longest line',
}

function keyOf(call: Call, by: (call: Call) => string | undefined): string | undefined {
  try {
    const key: unknown = by(call)
    return typeof key === 'string' ? key : undefined
  } catch (error) {
    const { clock, emit } = call.scope
    emit?.({ type: 'rule.failed', callId: call.id, at: clock.now(), rule: 'by', error })
    return undefined
  }
}

function check(options: BulkheadOptions): void {
  checkOptions('bulkhead', options, ['maxConcurrent', 'maxQueue', 'queueTimeoutMs', 'by', 'name'])
  if (options.maxConcurrent === undefined) throw new ConfigError('bulkhead.maxConcurrent', 'is missing: say how many calls may be inside')
  checkNumber('bulkhead.maxConcurrent', options.maxConcurrent, { min: 1, integer: true })
  checkNumber('bulkhead.maxQueue', options.maxQueue, { integer: true })
  checkNumber('bulkhead.queueTimeoutMs', options.queueTimeoutMs, { min: 1, max: 2 ** 31 - 1 })
  checkFunction('bulkhead.by', options.by)
  checkString('bulkhead.name', options.name)
}
