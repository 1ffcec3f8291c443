/** An entry of the cache as a reply, in the form the caller asked for. */
import type { Call } from '../core/call.ts'
import type { Operation } from '../core/operation.ts'
import type { Reply } from '../core/reply.ts'
import { streamOf } from '../core/stream.ts'
import { type Entry, eventsOf, valueOf } from './cache-entry.ts'
import { pacedStream } from './paced-stream.ts'

export interface ReplayOptions {
  readonly ageMs: number
  readonly stale: boolean
  /** Between the events of a stream. */
  readonly paceMs: number
}

/** Throws where the entry makes no answer to this kind of call. */
export function replay<Op extends Operation>(call: Call<Op>, entry: Entry, { ageMs, stale, paceMs }: ReplayOptions): Reply<Op> {
  const meta = { ...entry.meta, cache: stale ? ('stale' as const) : ('hit' as const), cachedAt: entry.at, ageMs, saved: entry.usage }
  if (!call.stream) return { stream: false, value: valueOf(call, entry), meta }
  const events = eventsOf(call, entry)
  return { stream: true, events: paceMs > 0 ? pacedStream(events, paceMs, call.scope.clock, call.signal) : streamOf(events), meta }
}
