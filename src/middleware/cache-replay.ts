/** An entry of the cache as a reply, in the form the caller asked for. */
import type { Call } from '../core/call.ts'
import type { Event, Operation, Value } from '../core/operation.ts'
import type { Reply, ReplyMeta } from '../core/reply.ts'
import { streamOf } from '../core/stream.ts'
import { type Entry, eventsOf, usageIn, valueOf } from './cache-entry.ts'
import { pacedStream } from './paced-stream.ts'

export interface ReplayOptions {
  readonly ageMs: number
  readonly stale: boolean
  /** Between the events of a stream. */
  readonly paceMs: number
  /** Removes it from where it was. */
  readonly forget: () => void
}

/** Throws where the entry makes no answer to this kind of call. */
export function replay<Op extends Operation>(call: Call<Op>, entry: Entry, { ageMs, stale, paceMs, forget }: ReplayOptions): Reply<Op> {
  const answer = call.stream ? eventsOf(call, entry) : valueOf(call, entry)
  const { target, status, headers, requestId } = entry.meta // by name: copying what was parsed takes longer than parsing it
  const meta: ReplyMeta = { target, status, headers, requestId, forget, cache: stale ? 'stale' : 'hit', cachedAt: entry.at, ageMs, saved: usageIn(call, entry) }
  if (!call.stream) return { stream: false, value: answer as Value<Op>, meta }
  const events = answer as Array<Event<Op>>
  return { stream: true, events: paceMs > 0 ? pacedStream(events, paceMs, call.scope.clock, call.signal) : streamOf(events), meta }
}

/** The same reply, which says where a cache stood in its way, and how that and those below forget it. */
export function marked<R extends Reply>(reply: R, cache: ReplyMeta['cache'], forgetting?: () => void): R {
  const below = reply.meta.forget
  const forget = forgetting === undefined ? below : below === undefined ? forgetting : () => (forgetting(), below())
  const meta = { cache, forget, ...reply.meta } // in this order: on Node, to add a field to a copy takes ten times as long as to copy onto it
  meta.cache = cache
  meta.forget = forget
  return { ...reply, meta }
}

/** True for an answer that a cache below gave: it is kept there, and no younger for having come this way. */
export function isReplayed({ cache }: ReplyMeta): boolean {
  return cache === 'hit' || cache === 'stale' || cache === 'semantic'
}
