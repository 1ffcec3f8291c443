/** What a cache takes down of an answer on its way to those who asked, and gives to its store if it may be kept. */
import type { Call } from '../core/call.ts'
import type { Operation } from '../core/operation.ts'
import type { ReplyMeta } from '../core/reply.ts'
import type { Usage } from '../core/usage.ts'
import { viewOf } from '../operations/index.ts'
import { isKeepable, type KeepOptions } from './cache-answers.ts'
import { writeEntry } from './cache-entry.ts'
import { isReplayed } from './cache-replay.ts'
import type { Plan } from './cache-rules.ts'
import type { FlightOptions } from './flight.ts'

export interface RecordingOptions<Op extends Operation> {
  readonly call: Call<Op>
  readonly key: string
  readonly plan: Plan
  readonly keep: KeepOptions
  readonly maxBytes: number
  /** Gives an entry to the store. */
  readonly put: (text: string) => void
}

/** Only what came to its end reaches `put`: errors, interruptions and readers who left do not get here. */
export function recording<Op extends Operation>({ call, key, plan, keep, maxBytes, put }: RecordingOptions<Op>): FlightOptions<Op> {
  const { clock } = call.scope
  const startedAt = clock.now()
  const view = viewOf(call.operation)
  let fold = call.stream ? view.fold?.() : undefined

  return {
    maxBytes,

    onValue({ value, meta }, text) {
      if (text.length <= maxBytes && !isReplayed(meta) && isKeepable(call.operation, value, keep)) put(entryOf(meta, undefined, `"value":${text}`))
    },

    onEvent(event) {
      try {
        fold?.push(event)
      } catch {
        fold = undefined // it goes on to its reader, and is merely not kept
      }
    },

    onEvents(meta, texts) {
      const value = fold?.value()
      if (value !== undefined && !isReplayed(meta) && isKeepable(call.operation, value, keep)) put(entryOf(meta, view.usageOf(value), `"events":[${texts.join(',')}]`))
    },
  }

  function entryOf(meta: ReplyMeta, usage: Usage | undefined, answer: string): string {
    return writeEntry(key, { at: clock.date(), ttlMs: plan.ttlMs, tookMs: clock.now() - startedAt, meta, usage }, answer)
  }
}
