/** One try at one target, as the call's trail remembers it. */
import type { FailureReason } from './failure.ts'
import type { Usage } from './usage.ts'

/** One try at one target. */
export interface Attempt {
  /** 1, 2, 3 … within the call. */
  readonly number: number
  /** `provider/model`. */
  readonly target: string
  /** Which of its provider's API keys was used, where there are several: the last four characters, or `#2`, its place. */
  readonly key?: string | undefined
  /** Monotonic milliseconds. */
  readonly startedAt: number
  /** It was begun because another was slow. */
  readonly hedged?: true
  /** `undefined` while it runs. */
  durationMs: number | undefined
  /** Time to first content, for streams. */
  firstContentMs: number | undefined
  outcome: 'running' | 'ok' | 'failed' | 'aborted'
  /** Why it failed. */
  reason: FailureReason | undefined
  status: number | undefined
  /** The error itself, so that nothing of the story is lost. */
  error: Error | undefined
  /** What only a record asks for; absent where nobody keeps any. */
  facts?: AttemptFacts | undefined
}

/** What a record tells of an attempt besides how it ended. Durations count from the attempt's beginning, in milliseconds. */
export interface AttemptFacts {
  readonly role: 'first' | 'retry' | 'fallback' | 'hedge' | 'check'
  /** The number of the attempt it came of. */
  readonly parent: number | undefined
  /** The waits before it: of a retry, and for a place. */
  readonly waitMs: number
  readonly queueMs: number
  /** Until its request was on a socket; `undefined` where its transport cannot tell. */
  connectMs: number | undefined
  /** Until the headers of its answer were here. */
  firstByteMs: number | undefined
  /** Until its last event came, of a stream. */
  lastEventMs: number | undefined
  requestId: string | undefined
  sentBytes: number | undefined
  usage: Usage | undefined
}
