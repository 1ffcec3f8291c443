/** The record: what is known about a call when it is over. Exactly one per call. */
import type { FailureReason } from './failure.ts'
import type { GuardrailVerdict } from './guardrail.ts'
import type { Operation } from './operation.ts'
import type { ReplyMeta } from './reply.ts'
import type { Usage } from './usage.ts'

/**
 * One call, as plain data: it survives `JSON.stringify` and comes back the same. Times are in milliseconds; `startedAt` is of
 * the Unix epoch, all others are durations or count from the call's beginning. Money is in US dollars.
 */
export interface CallRecord {
  /** The version of this shape. It grows when a field changes its meaning. */
  readonly version: 1
  /** The version of the package that wrote it. */
  readonly gateway: string
  /** Unique per call; the same as in its events and in `x-zerohop-call-id`. */
  readonly id: string
  /** 32 hexadecimal digits: of the caller's `traceparent` where there was one, else made here. */
  readonly traceId: string
  /** 16 hexadecimal digits: the span of this call. */
  readonly spanId: string
  /** The caller's span; `null` where there was none. */
  readonly parentSpanId: string | null
  /** What belongs together over many calls: `metadata.conversation`, or what the Responses API names. */
  readonly conversation: string | null
  /** The provider's id of the request that answered. */
  readonly requestId: string | null

  readonly startedAt: number
  readonly durationMs: number
  readonly operation: Operation
  readonly stream: boolean
  readonly outcome: 'ok' | 'failed' | 'aborted'

  /** What `model` said: a route's name, or `provider/model`. */
  readonly address: string
  /** The route that the address named; `null` where it named a model. */
  readonly route: string | null
  /** `provider/model` that answered; `null` where none did. */
  readonly target: string | null
  readonly provider: string | null
  /** The model that was asked, and the one that says it answered. */
  readonly model: string | null
  readonly answeredBy: string | null
  /** Which of several API keys answered: its last four characters, or its place. */
  readonly key: string | null
  readonly tenant: string | null
  readonly metadata: Readonly<Record<string, unknown>>
  /** The entries of `metadata` that are texts, numbers or truth values: what is counted by. */
  readonly tags: Readonly<Record<string, string>>

  readonly request: RequestShape
  readonly response: ResponseShape
  readonly attempts: readonly AttemptRecord[]
  readonly timing: Timing
  /** Tokens of all its attempts, lost ones and those of checks included, as far as they were told. */
  readonly usage: UsageRecord | null
  readonly cost: Cost
  readonly cache: CacheRecord | null
  readonly verdicts: readonly GuardrailVerdict[]
  readonly error: ErrorRecord | null
  /** What was asked and answered, where the sampling caught it: already redacted. */
  readonly captured: Captured | null
  /** What was thought of the answer, as far as it was told while the record is kept. */
  readonly feedback: readonly FeedbackRecord[]
}

/** What somebody thought of an answer. */
export interface FeedbackRecord {
  readonly callId: string
  /** Milliseconds since the Unix epoch. */
  readonly at: number
  readonly score: number
  /** How much it counts beside others. */
  readonly weight: number
  readonly metadata: Readonly<Record<string, unknown>>
  /** The call's own facts, where its record is still kept; else `null`. */
  readonly traceId: string | null
  readonly spanId: string | null
  readonly route: string | null
  readonly target: string | null
  readonly tags: Readonly<Record<string, string>>
}

/** What was asked, by size and kind. */
export interface RequestShape {
  readonly messages: number
  readonly tools: number
  readonly images: number
  readonly files: number
  readonly sounds: number
  /** Estimated before it was sent; `null` where nobody asked for an estimate. */
  readonly estimatedTokens: number | null
  /** The body's parameters besides its texts: `{ temperature: 0.2, max_tokens: 500 }`. */
  readonly parameters: Readonly<Record<string, string | number | boolean>>
  /** Parameters that a target could not take: `openai/gpt-5: temperature`. */
  readonly dropped: readonly string[]
  /** Bytes sent by the attempt that answered; `null` where they were not counted. */
  readonly bytes: number | null
}

/** What was answered, by size and kind. */
export interface ResponseShape {
  readonly finishReason: string | null
  readonly choices: number
  readonly toolCalls: number
  readonly status: number | null
  readonly bytes: number | null
  /** Events of a stream that reached the reader. */
  readonly events: number
  readonly tokensPerSecond: number | null
  /** Milliseconds between tokens once the first was there. */
  readonly timePerOutputTokenMs: number | null
}

/** Parts of the call's time. They add up to `durationMs`. */
export interface Timing {
  /** Waiting for a place: bulkheads and limits. */
  readonly queueMs: number
  /** Waiting before another try. */
  readonly retryWaitMs: number
  /** Attempts that did not answer, as far as nobody else worked meanwhile. */
  readonly lostMs: number
  /** Until the request of the attempt that answered was on its way. */
  readonly connectMs: number
  /** From there to the first content, or to the whole answer where it did not stream. */
  readonly firstTokenMs: number
  /** From the first content to the end. */
  readonly streamMs: number
  /** Everything else: checks, caches, and what the gateway itself takes. */
  readonly gatewayMs: number
  /** From the call's beginning to the first content for the reader; `null` where there was none. */
  readonly timeToFirstTokenMs: number | null
}

/** One try at one target. */
export interface AttemptRecord {
  /** 1, 2, 3 … within the call. */
  readonly number: number
  readonly spanId: string
  /** The attempt it came of: the one that failed, or that was slow. `null` for the first. */
  readonly parent: number | null
  /** Why it was made. `check`: by a guardrail or a cache, for itself. */
  readonly role: 'first' | 'retry' | 'fallback' | 'hedge' | 'check'
  readonly target: string
  readonly key: string | null
  /**
   * - `won`: its answer is the call's
   * - `lost`: it answered, but not in time, or not for the call
   * - `failed`: it did not answer
   * - `aborted`: nobody wanted its answer any more
   */
  readonly outcome: 'won' | 'lost' | 'failed' | 'aborted'
  readonly reason: FailureReason | null
  readonly status: number | null
  /** What the failure said, without secrets. */
  readonly message: string | null
  readonly requestId: string | null
  /** After the call's beginning. */
  readonly startMs: number
  readonly durationMs: number
  /** The wait before it: of a retry, and for a place. */
  readonly waitMs: number
  readonly queueMs: number
  /** After the attempt's beginning; `null` where it came not that far, or nobody can tell. */
  readonly connectMs: number | null
  readonly firstByteMs: number | null
  readonly firstTokenMs: number | null
  readonly lastTokenMs: number | null
  readonly usage: UsageRecord | null
  readonly cost: Cost
}

/** Tokens in full. What a provider does not tell is 0. */
export interface UsageRecord extends Omit<Usage, 'tier'> {
  /** Part of `inputTokens` written into the provider's prompt cache. */
  readonly cacheWriteTokens: number
  /** Part of `cacheWriteTokens` that is kept for an hour. */
  readonly cacheWriteHourTokens: number
  /** Part of `cachedTokens` that is sound. */
  readonly cachedAudioTokens: number
  readonly audioInputTokens: number
  readonly audioOutputTokens: number
  readonly imageInputTokens: number
  readonly imageOutputTokens: number
  /** Searches of the web that the provider made by itself. */
  readonly searches: number
  /** `default`, `flex`, `priority`, `batch`, as the provider says it. */
  readonly tier: string | null
}

/** What something cost. Where a price is unknown everything is `null`, never 0; what surely cost nothing is 0. */
export interface Cost {
  /** The sum of the parts. */
  readonly total: number | null
  readonly input: number | null
  readonly cachedInput: number | null
  readonly cacheWrite: number | null
  readonly output: number | null
  readonly reasoning: number | null
  /** Sound, in and out. */
  readonly audio: number | null
  /** Images, in and out. */
  readonly image: number | null
  /** What is paid by the request: searches of the web. */
  readonly requests: number | null
  /** Whose price it is: `config: openai/gpt-5*`, `genai-prices: openai/gpt-5`; `null` where there is none. */
  readonly price: string | null
  /** True: attempts that may have cost something are not in it, for nobody told their tokens or their price. */
  readonly isPartial: boolean
}

export interface CacheRecord {
  readonly state: NonNullable<ReplyMeta['cache']>
  readonly namespace: string | null
  readonly ageMs: number | null
  readonly similarity: number | null
  readonly savedTokens: number
  readonly savedCost: number | null
}

export interface ErrorRecord {
  readonly reason: FailureReason
  readonly code: string | null
  readonly status: number | null
  readonly param: string | null
  readonly message: string
}

/** What was asked and answered, as JSON; cut where it is longer than allowed. */
export interface Captured {
  readonly request: string | null
  readonly response: string | null
  readonly isCut: boolean
}

/** Where records go. It is called off the call's path, with one or more at a time, and never twice at once. */
export interface Sink {
  readonly name: string
  /** May take its time. What it rejects counts as failed, and is told once. */
  write(records: readonly CallRecord[]): void | Promise<void>
  /** Told of feedback, in the same turn as records: never while a `write` is under way. */
  feedback?(feedback: readonly FeedbackRecord[]): void | Promise<void>
  /** Everything written is where it should be. */
  flush?(): Promise<void>
  close?(): Promise<void>
}
