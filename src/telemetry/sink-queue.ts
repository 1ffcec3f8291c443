/** What waits for one sink: bounded, written in batches and never two at once, and every record counted exactly once. */
import type { CallStats } from '../core/call-stats.ts'
import type { CallRecord, FeedbackRecord, Sink } from '../core/record.ts'

export interface SinkQueueOptions {
  /** More records than this do not wait: the oldest are dropped. */
  readonly maxQueue: number
  /** At most so many are given at a time. */
  readonly maxBatch: number
  /** Told of the first failure, and of no other. */
  readonly onFailure: (error: unknown) => void
}

export class SinkQueue {
  readonly #sink: Sink
  readonly #options: SinkQueueOptions
  #records: CallRecord[] = []
  #feedback: FeedbackRecord[] = []
  #written = 0
  #dropped = 0
  #failed = 0
  /** How many are being written. */
  #under = 0
  #isBusy = false
  #hasFailed = false
  #isClosed = false
  #closing: Promise<void> | undefined
  /** Resolves when nothing waits. */
  #idle: Promise<void> = Promise.resolve()

  constructor(sink: Sink, options: SinkQueueOptions) {
    this.#sink = sink
    this.#options = options
  }

  get stats(): CallStats['sinks'][number] {
    return { name: this.#sink.name, written: this.#written, dropped: this.#dropped, failed: this.#failed, waiting: this.#records.length + this.#under }
  }

  push(records: readonly CallRecord[]): void {
    if (records.length === 0) return
    if (this.#isClosed) return void (this.#dropped += records.length)
    for (const record of records) this.#records.push(record)
    const over = this.#records.length - this.#options.maxQueue
    if (over > 0) {
      this.#records.splice(0, over)
      this.#dropped += over
    }
    this.#start()
  }

  tell(feedback: FeedbackRecord): void {
    if (this.#isClosed || this.#sink.feedback === undefined) return
    if (this.#feedback.length >= this.#options.maxQueue) this.#feedback.shift()
    this.#feedback.push(feedback)
    this.#start()
  }

  /** Resolves when nothing waits any more, and the sink has put everything where it should be. A sink that rests between batches is hurried. */
  async flush(): Promise<void> {
    if (this.#isBusy) void this.#quietly(() => this.#sink.flush?.())
    await this.#idle
    await this.#quietly(() => this.#sink.flush?.())
  }

  /** No more is taken. */
  end(): void {
    this.#isClosed = true
  }

  /** What still waits is dropped; what is being written is left to the sink, and counts as dropped as well. */
  abandon(): void {
    this.end()
    this.#dropped += this.#records.length + this.#under
    this.#records = []
    this.#feedback = []
    this.#under = 0
  }

  /** Once, however often it is asked. */
  close(): Promise<void> {
    return (this.#closing ??= this.#quietly(() => this.#sink.close?.()))
  }

  #start(): void {
    if (this.#isBusy) return
    this.#isBusy = true
    this.#idle = this.#run()
  }

  /** The first batch is given in this very turn. */
  async #run(): Promise<void> {
    try {
      while (this.#records.length > 0 || this.#feedback.length > 0) {
        if (this.#records.length > 0) await this.#write(this.#records.splice(0, this.#options.maxBatch))
        else await this.#quietly(() => this.#sink.feedback?.(this.#feedback.splice(0, this.#options.maxBatch)))
      }
    } finally {
      this.#isBusy = false
    }
  }

  async #write(batch: readonly CallRecord[]): Promise<void> {
    this.#under = batch.length
    let isWritten = true
    try {
      const pending = this.#sink.write(batch)
      if (pending !== undefined) await pending
    } catch (error) {
      isWritten = false
      this.#told(error)
    }
    if (this.#under === 0) return // abandoned meanwhile, and counted
    this.#under = 0
    if (isWritten) this.#written += batch.length
    else this.#failed += batch.length
  }

  async #quietly(step: () => void | Promise<void> | undefined): Promise<void> {
    try {
      await step()
    } catch (error) {
      this.#told(error)
    }
  }

  #told(error: unknown): void {
    if (this.#hasFailed) return
    this.#hasFailed = true
    this.#options.onFailure(error)
  }
}
