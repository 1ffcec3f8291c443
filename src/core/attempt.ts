/** One try at one target, as the call's trail remembers it. */
import type { FailureReason } from './failure.ts'

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
}
