/** What a cache takes down of an answer on its way to those who asked, and gives to its store if it may be kept. */
import type { Call } from '../core/call.ts'
import type { Event, Operation, Value } from '../core/operation.ts'
import type { ReplyMeta, ValueReply } from '../core/reply.ts'
import type { Usage } from '../core/usage.ts'
import { viewOf } from '../operations/index.ts'
import { isKeepable, type KeepOptions } from './cache-answers.ts'
import { type EntryFacts, type Form, lasting } from './cache-entry.ts'
import { isReplayed } from './cache-replay.ts'
import { condensed, notesText, type Run } from './event-notes.ts'
import type { Plan } from './cache-rules.ts'
import { type FlightOptions, jsonOf } from './flight.ts'

export interface RecordingOptions<Op extends Operation> {
  readonly call: Call<Op>
  readonly plan: Plan
  readonly keep: KeepOptions
  readonly maxBytes: number
  /** Gives an answer to the store, as JSON. */
  readonly put: (facts: EntryFacts, form: Form, json: string) => void
}

/** Only what came to its end reaches `put`: errors, interruptions and readers who left do not get here. */
export class Recording<Op extends Operation> implements FlightOptions<Op> {
  readonly maxBytes: number
  readonly #options: RecordingOptions<Op>
  readonly #startedAt: number

  constructor(options: RecordingOptions<Op>) {
    const { call, maxBytes } = options
    this.maxBytes = maxBytes
    this.#options = options
    this.#startedAt = call.scope.clock.now()
  }

  onValue({ value, meta }: ValueReply<Op>): string | undefined {
    const { call, keep, put } = this.#options
    if (isReplayed(meta) || !isKeepable(call.operation, value, keep)) return undefined
    const json = jsonOf(value)
    if (json !== undefined && json.length <= this.maxBytes) put(this.#factsOf(meta, undefined), 'value', json)
    return json
  }

  onEvents(meta: ReplyMeta, notes: readonly Run[]): void {
    const { call, keep, put } = this.#options
    if (isReplayed(meta)) return
    const value = folded(call.operation, notes)
    if (value !== undefined && isKeepable(call.operation, value, keep)) put(this.#factsOf(meta, viewOf(call.operation).usageOf(value)), 'notes', notesText(notes))
  }

  #factsOf(meta: ReplyMeta, usage: Usage | undefined): EntryFacts {
    const { call, plan } = this.#options
    const { clock } = call.scope
    return { at: clock.date(), ttlMs: plan.ttlMs, tookMs: clock.now() - this.#startedAt, meta: lasting(meta), usage }
  }
}

/** The value of a stream, to see whether it may be kept. `undefined` where it makes none: it went to its reader as it is, and is merely not kept. */
function folded<Op extends Operation>(operation: Op, notes: readonly Run[]): Value<Op> | undefined {
  try {
    const fold = viewOf(operation).fold?.()
    for (const event of condensed(notes)) fold?.push(event as Event<Op>)
    return fold?.value()
  } catch {
    return undefined
  }
}
