/** The one idea: everything that answers a call is a handler, and a middleware wraps one. */
import type { Call } from './call.ts'
import type { Operation } from './operation.ts'
import type { Reply } from './reply.ts'

/** Answers a call. A target, a route, a whole gateway: all are handlers. */
export interface Handler extends Readiness {
  <Op extends Operation>(call: Call<Op>): Promise<Reply<Op>>
}

/** What a route asks before it chooses: is this child worth a call now? */
export interface Readiness {
  /**
   * Monotonic milliseconds at which it should be asked again: later than `now` while it cools or its circuit is open, and
   * `Infinity` where nobody knows. Absent: always ready.
   */
  readonly readyAt?: ((now: number) => number) | undefined
}

/**
 * Wraps a handler. The contract of `next`:
 *
 * - it may be called zero times (a cache hit), once, many times (retry), or concurrently (hedging);
 * - the first middleware listed is the outermost;
 * - a call is never changed in place: pass a changed copy, `next({ ...call, body })`;
 * - a reply that is not handed on must be closed with {@link closeReply};
 * - an error may be caught, replaced or let through; whatever is thrown becomes one `GatewayError` at the engine's edge.
 *
 * @example
 * import type { Middleware } from 'zerohop'
 *
 * const timed: Middleware = async (call, next) => {
 *   const start = call.scope.clock.now()
 *   const reply = await next(call)
 *   console.log(call.id, call.scope.clock.now() - start)
 *   return reply
 * }
 */
export interface Middleware extends Readiness {
  <Op extends Operation>(call: Call<Op>, next: Handler): Promise<Reply<Op>>
}

/** Folds middleware around a handler, once, when the gateway is built. The first listed is the outermost. */
export function compose(middleware: readonly Middleware[], handler: Handler): Handler {
  return middleware.reduceRight<Handler>((next, wrap) => withReadiness((call) => wrap(call, next), [wrap, next], Math.max), handler)
}

/** The handler, as ready as its parts: `Math.max` where it needs all of them, `Math.min` where one is enough. */
export function withReadiness(handler: Handler, parts: readonly Readiness[], join: (...readyAt: number[]) => number): Handler {
  const asked = parts.flatMap(({ readyAt }) => readyAt ?? [])
  const isAlways = join === Math.min ? asked.length < parts.length : asked.length === 0
  return isAlways ? handler : Object.assign(handler, { readyAt: (now: number) => join(...asked.map((readyAt) => readyAt(now))) })
}

/** True where the handler should be asked now. */
export function isReady({ readyAt }: Readiness, now: number): boolean {
  return readyAt === undefined || readyAt(now) <= now
}
