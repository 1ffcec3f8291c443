/** The one idea: everything that answers a call is a handler, and a middleware wraps one. */
import type { Call } from './call.ts'
import type { Explanation } from './explanation.ts'
import type { Operation } from './operation.ts'
import type { Reply } from './reply.ts'

/** Answers a call. A target, a route, a whole gateway: all are handlers. */
export interface Handler extends Prospects {
  <Op extends Operation>(call: Call<Op>): Promise<Reply<Op>>
}

/** What a route asks before it chooses, and what may be asked without calling. Whatever is absent is no obstacle. */
export interface Prospects {
  /**
   * Monotonic milliseconds at which it should be asked again: later than `now` while it cools or its circuit is open, and
   * `Infinity` where nobody knows.
   */
  readonly readyAt?: ((now: number) => number) | undefined
  /** Why it is not ready, where anybody knows: `it is disabled`. */
  readonly whyNotReady?: ((now: number) => string | undefined) | undefined
  /** Why it cannot do what this call needs, as far as is known: `no vision`. `undefined` where it can. */
  readonly unfit?: ((call: Call) => string | undefined) | undefined
  /** Tokens that fit into the largest window behind it, as far as is known. */
  readonly window?: number | undefined
  /** What it would do with this call. */
  readonly explain?: ((call: Call) => Explanation) | undefined
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
export interface Middleware extends Pick<Prospects, 'readyAt' | 'whyNotReady'> {
  /** What it is called in a printed route. @default the function's name */
  readonly label?: string | undefined
  /** Routes and models that it asks by their addresses, each with where it was told to: checked at creation. */
  readonly asks?: ReadonlyArray<{ readonly path: string; readonly address: string }> | undefined
  <Op extends Operation>(call: Call<Op>, next: Handler): Promise<Reply<Op>>
}

/** Folds middleware around a handler, once, when the gateway is built. The first listed is the outermost. */
export function compose(middleware: readonly Middleware[], handler: Handler): Handler {
  return middleware.reduceRight<Handler>((next, wrap) => {
    const { unfit, window, explain } = next
    return withProspects((call) => wrap(call, next), { readyAt: latest([wrap.readyAt, next.readyAt]), whyNotReady: firstReason([wrap.whyNotReady, next.whyNotReady]), unfit, window, explain })
  }, handler)
}

/** The same handler, with what it can be asked; nothing is added where there is nothing. */
export function withProspects(handler: Handler, { readyAt, whyNotReady, unfit, window, explain }: Prospects): Handler {
  return Object.assign(handler, readyAt && { readyAt }, whyNotReady && { whyNotReady }, unfit && { unfit }, window !== undefined && { window }, explain && { explain })
}

/** The prospects of a route that needs one of its children: ready when the first is, unfit when all are, as large as the largest. */
export function anyOf(children: readonly Prospects[]): Pick<Prospects, 'readyAt' | 'whyNotReady' | 'unfit' | 'window'> {
  const times = children.flatMap(({ readyAt }) => readyAt ?? [])
  const rests = children.flatMap(({ whyNotReady }) => whyNotReady ?? [])
  const doubts = children.flatMap(({ unfit }) => unfit ?? [])
  const windows = children.flatMap(({ window }) => window ?? [])
  return {
    readyAt: times.length < children.length ? undefined : (now) => earliest(times, now),
    whyNotReady: rests.length < children.length ? undefined : (now) => everyReason(rests.map((whyNotReady) => whyNotReady(now))),
    unfit: doubts.length < children.length ? undefined : (call) => everyReason(doubts.map((unfit) => unfit(call))),
    window: windows.length < children.length ? undefined : Math.max(...windows),
  }
}

/** True where the handler should be asked this now. */
export function isReady({ readyAt, unfit }: Prospects, call: Call, now: number): boolean {
  return (readyAt === undefined || readyAt(now) <= now) && unfit?.(call) === undefined
}

type ReadyAt = Prospects['readyAt']

function earliest(times: ReadonlyArray<NonNullable<ReadyAt>>, now: number): number {
  let first = Infinity
  for (const readyAt of times) first = Math.min(first, readyAt(now))
  return first
}

function latest(asked: readonly ReadyAt[]): ReadyAt {
  const [first, second] = asked.filter((readyAt) => readyAt !== undefined)
  return first && second ? (now) => Math.max(first(now), second(now)) : first
}

function firstReason(asked: ReadonlyArray<Prospects['whyNotReady']>): Prospects['whyNotReady'] {
  const [first, second] = asked.filter((whyNotReady) => whyNotReady !== undefined)
  return first && second ? (now) => first(now) ?? second(now) : first
}

function everyReason(reasons: ReadonlyArray<string | undefined>): string | undefined {
  return reasons.every((reason) => reason !== undefined) ? [...new Set(reasons)].join('; ') : undefined
}
