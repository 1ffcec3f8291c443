/** The latest records, in bounded memory; one can be found by its call's id. */
import type { CallRecord, FeedbackRecord } from '../core/record.ts'

export class Ring {
  readonly #keep: number
  /** In the order they came: the first is the oldest. */
  readonly #records = new Map<string, CallRecord>()

  constructor(keep: number) {
    this.#keep = keep
  }

  add(record: CallRecord): void {
    if (this.#keep === 0) return
    this.#records.set(record.id, record)
    if (this.#records.size <= this.#keep) return
    const oldest = this.#records.keys().next()
    if (!oldest.done) this.#records.delete(oldest.value)
  }

  get(id: string): CallRecord | undefined {
    return this.#records.get(id)
  }

  /** The same record, with what was thought of it; those who have the old one keep it as it was. */
  addFeedback(feedback: FeedbackRecord): void {
    const record = this.#records.get(feedback.callId)
    if (record !== undefined) this.#records.set(feedback.callId, { ...record, feedback: [...record.feedback, feedback] })
  }

  latest(count: number): readonly CallRecord[] {
    const all = [...this.#records.values()]
    return count >= all.length ? all : all.slice(all.length - count)
  }
}
