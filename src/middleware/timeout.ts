/** Timeout: the clocks of one attempt. One that passes ends the attempt, so that a retry or a fallback can act. */
import type { Call } from '../core/call.ts'
import { checkNumber, checkOptions } from '../core/check.ts'
import { toGatewayError } from '../core/error.ts'
import type { Handler, Middleware } from '../core/handler.ts'
import type { Operation } from '../core/operation.ts'
import { orAborted } from '../core/or-aborted.ts'
import { closeReply, type Reply } from '../core/reply.ts'
import { type Limits, TimedSignal } from './timed-signal.ts'
import { TimedStream } from './timed-stream.ts'

export interface TimeoutOptions {
  /**
   * A stream must bring its first content within this many milliseconds of being asked; keep-alives do not count. Until then it
   * is the only clock of silence: a model that reasons may send nothing for minutes.
   *
   * @default 300_000
   */
  readonly firstTokenMs?: number
  /**
   * From a stream's first content on, also where it is given: while we wait for more, something must come at least this often, in
   * milliseconds: events or bytes, keep-alives included. A slow reader is never idle; nor is a call that is not streamed, of whose
   * bytes nothing is seen. @default 120_000
   */
  readonly idleMs?: number
  /**
   * The whole attempt, in milliseconds; a stream to its end, a raw answer to its headers.
   * @default 600_000 for values; none for streams, which the call's own deadline ends
   */
  readonly totalMs?: number
}

/**
 * Ends an attempt that takes too long, with reason `timeout`: its upstream is stopped, and retry and fallback may act. Around a
 * retry or a route it counts all that happens inside. Every target has one already, set by `timeouts` of the gateway.
 *
 * @example
 * import { createGateway, fallback, openai, timeout, use } from 'zerohop'
 *
 * const gateway = createGateway({
 *   providers: { openai: openai() },
 *   routes: { quick: fallback([use('openai/gpt-5', timeout({ firstTokenMs: 5_000, totalMs: 60_000 })), 'openai/gpt-5-mini']) },
 * })
 */
export function timeout(options: TimeoutOptions = {}): Middleware {
  checkTimeouts('timeout', options)
  const timed = timing(options, true)
  return Object.assign<Middleware, Pick<Middleware, 'label'>>((call, next) => timed(call, next), { label: 'timeout' })
}

/** The same around a handler that heeds its signal, as a target does. */
export function deadlines(options: TimeoutOptions = {}): Middleware {
  return timing(options, false)
}

function timing(options: TimeoutOptions, isDeaf: boolean): Middleware {
  const { firstTokenMs = 300_000, idleMs = 120_000, totalMs } = options
  const ofValue: Limits = { firstTokenMs: Infinity, idleMs: Infinity, totalMs: totalMs ?? 600_000 }
  const ofStream: Limits = { firstTokenMs, idleMs, totalMs: totalMs ?? Infinity }

  return function timing<Op extends Operation>(call: Call<Op>, next: Handler): Promise<Reply<Op>> {
    if (call.signal.aborted) return Promise.reject(call.signal.reason)
    const { clock } = call.scope
    const signal = new TimedSignal(call.stream ? ofStream : ofValue, call, clock)
    try {
      const reply = next(call.stream ? { ...call, signal, pulse: signal.pulse } : { ...call, signal })
      if (isDeaf) return orAborted(reply, signal, clock, { answered, failed })
      return reply.then(answered, (thrown: unknown) => Promise.reject(failed(thrown)))
    } catch (thrown) {
      return Promise.reject(failed(thrown))
    }

    function answered(reply: Reply<Op>): Reply<Op> {
      if (!reply.stream) {
        signal.dispose()
        return reply
      }
      if (signal.aborted) {
        closeReply(reply as Reply).catch(() => {}) // too late: there is nobody left to tell
        throw failed(signal.reason)
      }
      signal.began(reply.meta.target)
      return { ...reply, events: new TimedStream(reply.events, signal) }
    }

    function failed(thrown: unknown): unknown {
      signal.dispose()
      return signal.aborted ? whyAborted(thrown, signal.reason) : thrown
    }
  }
}

/** Refuses what cannot be a deadline; `path` is where the options stand. */
export function checkTimeouts(path: string, options: TimeoutOptions): void {
  checkOptions(path, options, ['firstTokenMs', 'idleMs', 'totalMs'])
  for (const name of ['firstTokenMs', 'idleMs', 'totalMs'] as const) {
    checkNumber(`${path}.${name}`, options[name], { min: 1, max: 2 ** 31 - 1 }) // a platform's timer holds no more
  }
}

/** A handler that heeds the signal may say its reason with more: the target it came from. Anything else is a consequence of it. */
function whyAborted(thrown: unknown, reason: unknown): unknown {
  return toGatewayError(thrown).reason === toGatewayError(reason).reason ? thrown : reason
}
