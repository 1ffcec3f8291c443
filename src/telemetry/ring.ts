/** The latest calls, in bounded memory; one can be found by its id. As drafts: most are never looked at again. */
import type { FeedbackRecord } from '../core/record.ts'
import type { Draft } from './draft.ts'

export class Ring {
  readonly #keep: number
  readonly #drafts: Draft[] = []
  /** Where the next one goes. */
  #next = 0
  /** Made when somebody asks for the first time, and after that kept. */
  #byId: Map<string, Draft> | undefined

  constructor(keep: number) {
    this.#keep = keep
  }

  add(draft: Draft): void {
    if (this.#keep === 0) return
    const oldest = this.#drafts[this.#next]
    this.#drafts[this.#next] = draft
    this.#next = (this.#next + 1) % this.#keep
    if (this.#byId === undefined) return
    if (oldest !== undefined) this.#byId.delete(oldest.id)
    this.#byId.set(draft.id, draft)
  }

  get(id: string): Draft | undefined {
    this.#byId ??= new Map(this.#drafts.map((draft) => [draft.id, draft]))
    return this.#byId.get(id)
  }

  addFeedback(feedback: FeedbackRecord): void {
    const draft = this.get(feedback.callId)
    if (draft !== undefined && draft.feedback.length < MAX_FEEDBACK) draft.feedback = [...draft.feedback, feedback]
  }

  /** The newest last. */
  latest(count: number): readonly Draft[] {
    const inOrder = [...this.#drafts.slice(this.#next), ...this.#drafts.slice(0, this.#next)]
    return count >= inOrder.length ? inOrder : inOrder.slice(inOrder.length - count)
  }
}

/** Of one call; anybody may send more. */
const MAX_FEEDBACK = 100
