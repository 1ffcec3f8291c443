/** What the engine knows of whoever keeps records: it tells of every call's end, once, and asks for what was counted. */
import type { Call } from './call.ts'
import type { CallStats } from './call-stats.ts'
import type { Clock } from './clock.ts'
import type { GatewayError } from './error.ts'
import type { Price } from './model-facts.ts'
import type { CallRecord } from './record.ts'
import type { ReplyMeta } from './reply.ts'
import type { Usage } from './usage.ts'

/** Keeps records of calls: `records()` is one. */
export interface Recorder {
  /** Told once, by the gateway it belongs to. Throws `ConfigError` where it belongs to another. */
  open(house: RecorderHouse): void
  /** Told exactly once a call, when it is over. Must not throw, and takes what it needs at once: the bodies are the caller's. */
  end(ended: Ended): void
  /** The latest records, the newest last. */
  recent(count?: number): readonly CallRecord[]
  /** False where no record of the call is kept any more; sinks are told all the same. */
  feedback(feedback: CallFeedback): boolean
  stats(): CallStats
  /** The same in the words of Prometheus. */
  prometheus(): string
  /** Everything that waits for a sink is written, or counted as dropped after `graceMs`. */
  close(graceMs: number): Promise<void>
}

/** What a recorder is told of its gateway. */
export interface RecorderHouse {
  readonly clock: Clock
  /** The names of the routes. */
  readonly routes: ReadonlySet<string>
  /** What the config says a target costs. */
  readonly priceOf: (address: string) => Price | undefined
  /** Told of a sink that failed: once a sink. */
  readonly sinkFailed: (sink: string, error: unknown) => void
}

/** A call that is over. */
export interface Ended {
  readonly call: Call
  /** By the call's clock. */
  readonly startedAt: number
  readonly endedAt: number
  readonly error: GatewayError | undefined
  /** `undefined` where nobody answered. */
  readonly meta: ReplyMeta | undefined
  /** What its answer used, as the answer says. */
  readonly usage: Usage | undefined
  readonly answer: Answer | undefined
}

/** What came of a call, as far as its reader was given it. */
export class Answer {
  /** The whole answer, where it was no stream. */
  readonly value: unknown
  /** Of a stream: what its events make. */
  readonly fold: Received | undefined
  /** When the first of a stream was there for the reader, by the call's clock. */
  readonly firstAt: number | undefined
  /** Events that the reader was given. */
  events = 0

  constructor(value: unknown, fold: Received | undefined, firstAt: number | undefined) {
    this.value = value
    this.fold = fold
    this.firstAt = firstAt
  }
}

export interface Received {
  value(): unknown
  shape?(): AnswerShape | undefined
}

/** An answer by its size and kind. */
export interface AnswerShape {
  readonly model: string | undefined
  readonly finishReason: string | undefined
  readonly choices: number
  readonly toolCalls: number
}

/** What somebody thought of an answer. */
export interface CallFeedback {
  /** The call's id: `x-zerohop-call-id`, or the `callId` of its events. */
  readonly callId: string
  readonly score: number
  /** How much it counts beside others. @default 1 */
  readonly weight?: number | undefined
  readonly metadata?: Readonly<Record<string, unknown>> | undefined
}

/** The records of a gateway, to be looked at. */
export interface KeptRecords {
  /**
   * The latest records, the newest last.
   *
   * @throws ConfigError where the config has no `records`
   */
  recent(count?: number): readonly CallRecord[]
}

export type { CallRecord }
