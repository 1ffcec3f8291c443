/** The one idea: everything that answers a call is a handler, and a middleware wraps one. */
import type { Call } from './call.ts'
import type { Operation } from './operation.ts'
import type { Reply } from './reply.ts'

/** Answers a call. A target, a route, a whole gateway: all are handlers. */
export type Handler = <Op extends Operation>(call: Call<Op>) => Promise<Reply<Op>>

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
export type Middleware = <Op extends Operation>(call: Call<Op>, next: Handler) => Promise<Reply<Op>>

/** Folds middleware around a handler, once, when the gateway is built. The first listed is the outermost. */
export function compose(middleware: readonly Middleware[], handler: Handler): Handler {
  return middleware.reduceRight<Handler>((next, wrap) => (call) => wrap(call, next), handler)
}
