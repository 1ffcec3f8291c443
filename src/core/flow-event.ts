/** What the bounds on a flow of calls tell of their work. */
import type { OfCall } from './of-call.ts'

export type FlowEvent = BulkheadWait | BulkheadRefuse | HedgeRefused

/** Every place of a bulkhead is taken, and the call waits for one. */
export interface BulkheadWait extends OfCall {
  readonly type: 'bulkhead.wait'
  /** The bulkhead's name. */
  readonly name: string
  /** Whose turn it waits for, where the bulkhead has a `by`. */
  readonly key: string | undefined
  /** How many calls are inside, and how many wait, this one included. */
  readonly running: number
  readonly waiting: number
}

/** A bulkhead does not let the call in, or no longer lets it wait. */
export interface BulkheadRefuse extends OfCall {
  readonly type: 'bulkhead.refuse'
  readonly name: string
  readonly key: string | undefined
  /**
   * - `full`: as many wait as may
   * - `timeout`: it waited as long as it may
   * - `displaced`: its key has the longest line, and gave up a place in it to a key with a shorter one
   */
  readonly why: 'full' | 'timeout' | 'displaced'
  readonly waitedMs: number
}

/** A child is slow, but nobody else is asked. */
export interface HedgeRefused extends OfCall {
  readonly type: 'hedge.refused'
  /** `budget`: the extra attempts are used up for now. */
  readonly why: 'budget'
  /** The child that is slow, by index. */
  readonly from: number
}
