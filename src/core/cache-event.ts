/** What a cache tells of its work. */
import type { OfCall } from './of-call.ts'
import type { Usage } from './usage.ts'

export type CacheEvent = CacheHit | CacheMiss | CacheShare | CacheStored | CacheFault

/** Whose call it was: what `stats()` counts by. */
interface OfCountedCall extends OfCall {
  /** What `model` said. */
  readonly address: string
  readonly metadata: Readonly<Record<string, unknown>> | undefined
}

/** A call was answered from the cache; of embeddings at least one input was. */
export interface CacheHit extends OfCountedCall {
  readonly type: 'cache.hit'
  readonly namespace: string
  /** How long ago the answer was given, in milliseconds. */
  readonly ageMs: number
  /** True: its time is over, and a fresh one is being asked for. */
  readonly stale: boolean
  /** What was not paid again, where the provider had said what the answer cost. */
  readonly savedUsage: Usage | undefined
  /** How long the answer had taken when it was asked for, in milliseconds. */
  readonly savedMs: number
  /** How near the question was, where it was not the same: the cosine. */
  readonly similarity?: number | undefined
}

/** The cache has no answer, and the call goes on; of embeddings at least one input does. */
export interface CacheMiss extends OfCountedCall {
  readonly type: 'cache.miss'
  readonly namespace: string
  /** Of a `semanticCache()`: the nearest question that was near enough, and why its answer is not given. */
  readonly near?: NearMiss | undefined
}

export interface NearMiss {
  /** The cosine. */
  readonly similarity: number
  /** The check that told them apart, such as `numbers` or `negation`; or `verify`. */
  readonly why: string
}

/** An equal call is under way, and this one waits for its answer. */
export interface CacheShare extends OfCountedCall {
  readonly type: 'cache.share'
  /** `undefined` of a `dedupe()`, which keeps nothing. */
  readonly namespace: string | undefined
  /** The call that asks. */
  readonly leader: string
}

/** An answer was given to the store, which is not waited for. */
export interface CacheStored extends OfCall {
  readonly type: 'cache.store'
  readonly namespace: string
  readonly bytes: number
}

/** The cache could not do its work: the call went on without it. */
export interface CacheFault extends OfCall {
  readonly type: 'cache.fault'
  /** `get`, `set`, `delete`: the store; `rule`: a `when` or a `tenantOf`; `refresh`: asking again in the background; `entry`: what the store gave is none; `embed`, `verify`: these functions of a `semanticCache()`. */
  readonly what: 'get' | 'set' | 'delete' | 'rule' | 'refresh' | 'entry' | 'embed' | 'verify'
  readonly error: unknown
}
