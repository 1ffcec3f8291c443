/** One answer on its way out: a value, or events of which the first is already here. */
import type { Attempt } from './attempt.ts'
import type { Scope } from './call.ts'
import type { GuardrailVerdict } from './guardrail.ts'
import type { Event, Operation, Value } from './operation.ts'
import type { EventStream } from './stream.ts'
import type { Usage } from './usage.ts'

export type Reply<Op extends Operation = Operation> = ValueReply<Op> | StreamReply<Op>

export interface ValueReply<Op extends Operation = Operation> {
  readonly stream: false
  readonly value: Value<Op>
  readonly meta: ReplyMeta
}

export interface StreamReply<Op extends Operation = Operation> {
  readonly stream: true
  readonly events: EventStream<Event<Op>>
  readonly meta: ReplyMeta
}

/** What is known about an answer besides the answer. */
export interface ReplyMeta {
  /** `provider/model` that answered. */
  readonly target: string
  /** The provider's request id, for its support desk. */
  readonly requestId?: string | undefined
  /** Response headers of the provider, lower-case. */
  readonly headers: Readonly<Record<string, string>>
  readonly status: number
  /** The call's id and attempts; set by the engine, last. */
  readonly callId?: string
  readonly attempts?: readonly Attempt[]
  /** Where a cache keeps this answer: to be called by whoever finds that it must not be given again. */
  readonly forget?: (() => void) | undefined
  /** What the checks of `guardrails()` said; of a stream's output they say it later. Set by the engine. */
  readonly verdicts?: readonly GuardrailVerdict[]
  /**
   * Where a cache stood in the way:
   *
   * - `hit`, `stale`: it had the answer; a stale one's time is over, and a fresh one is being asked for
   * - `semantic`: it had the answer to a question that is almost the same
   * - `miss`, `refresh`: it had none, or was told to ask for a fresh one
   * - `shared`: an equal call was under way, whose answer this is
   * - `bypass`: it let the call pass
   */
  readonly cache?: 'hit' | 'semantic' | 'miss' | 'stale' | 'refresh' | 'shared' | 'bypass' | undefined
  /** When a cached answer was given, in milliseconds since the Unix epoch. */
  readonly cachedAt?: number | undefined
  /** How old a cached answer is. */
  readonly ageMs?: number | undefined
  /** How near the question of a `semantic` answer was to this one: the cosine, 1 for the same. */
  readonly similarity?: number | undefined
  /** What the answer would have cost without the cache. Its own usage, in the body, says what it once cost. */
  readonly saved?: Usage | undefined
}

/** The same with the call's own story, and without what is for the layers inside only. Field by field: to add one to a spread copy costs more than all the rest. */
export function withStory(meta: ReplyMeta, callId: string, { attempts, verdicts }: Scope): Required<Omit<ReplyMeta, 'forget'>> {
  const { target, requestId, headers, status, cache, cachedAt, ageMs, similarity, saved } = meta
  return { target, requestId, headers, status, callId, attempts, verdicts, cache, cachedAt, ageMs, similarity, saved }
}

/** A reply that is not handed on must be closed: its upstream is stopped and its socket freed. */
export async function closeReply(reply: Reply): Promise<void> {
  if (reply.stream) await reply.events.return()
}
