/** A draft: what a record is made of, taken at the call's end. References to what nobody changes any more, and numbers; the rest is done later. */
import type { Attempt } from '../core/attempt.ts'
import type { CallNotes } from '../core/call-notes.ts'
import type { GatewayError } from '../core/error.ts'
import type { GuardrailVerdict } from '../core/guardrail.ts'
import type { Operation } from '../core/operation.ts'
import type { Captured, FeedbackRecord } from '../core/record.ts'
import type { Ended } from '../core/recorder.ts'
import type { ReplyMeta } from '../core/reply.ts'
import type { Usage } from '../core/usage.ts'
import { shapeOf } from './answer-shape.ts'
import type { Taken } from './capture.ts'
import { type Asked, readBody } from './request-shape.ts'

/** Thousands of them may wait, and the garbage collector looks at each: so it is one object with few others behind it. */
export class Draft implements Asked {
  readonly id: string
  readonly operation: Operation
  readonly stream: boolean
  readonly address: string
  readonly startedAt: number
  readonly endedAt: number
  /** By the Unix epoch. */
  readonly endDate: number
  readonly tenant: string | undefined
  readonly traceparent: string | undefined
  messages = 0
  tools = 0
  images = 0
  files = 0
  sounds = 0
  conversation: string | undefined = undefined
  /** Names and values in turn: first the body's parameters, then the metadata, of which objects stand as their JSON in an array of one. */
  readonly flat: readonly unknown[]
  /** Where the metadata begins. */
  readonly metadataAt: number
  readonly attempts: readonly Attempt[]
  readonly verdicts: readonly GuardrailVerdict[]
  readonly notes: CallNotes | undefined
  readonly error: GatewayError | undefined
  readonly target: string | undefined
  readonly status: number | undefined
  readonly requestId: string | undefined
  /** What `content-length` said. */
  readonly length: string | undefined
  readonly cache: ReplyMeta['cache']
  /** Of an answer that a cache gave. All of its meta would keep its headers, for nothing. */
  readonly given: Pick<ReplyMeta, 'ageMs' | 'similarity' | 'saved'> | undefined
  /** What its answer used, where another call has paid for it. */
  readonly usage: Usage | undefined
  readonly answeredBy: string | undefined
  readonly finishReason: string | undefined
  readonly choices: number
  readonly toolCalls: number
  readonly events: number
  readonly firstAt: number | undefined
  taken: Taken | undefined
  captured: Captured | null = null
  feedback: readonly FeedbackRecord[] = none

  constructor({ call, startedAt, endedAt, error, meta, usage, answer }: Ended, taken: Taken | undefined) {
    const { id, operation, stream, options, scope, body } = call
    const { attempts, verdicts, notes } = scope
    const model: unknown = body?.model
    this.id = id
    this.operation = operation
    this.stream = stream
    this.address = typeof model === 'string' ? model : ''
    this.startedAt = startedAt
    this.endedAt = endedAt
    this.endDate = scope.clock.date()
    this.tenant = options.tenant
    this.traceparent = options.traceparent ?? scope.notes?.traceparent
    const flat: unknown[] = []
    readBody(body, this, flat)
    this.metadataAt = flat.length
    if (options.metadata !== undefined) readMetadata(options.metadata, flat)
    this.flat = cut(flat)
    this.attempts = error === undefined && attempts.length === 1 ? [attempts[0] as Attempt] : attempts
    this.verdicts = verdicts.length === 0 ? none : verdicts
    this.notes = notes?.isEmpty === false ? notes : undefined
    this.error = error
    this.target = meta?.target
    this.status = meta?.status
    this.requestId = meta?.requestId
    this.length = meta?.headers['content-length']
    this.cache = meta?.cache
    this.given = meta?.ageMs === undefined && meta?.similarity === undefined && meta?.saved === undefined ? undefined : { ageMs: meta.ageMs, similarity: meta.similarity, saved: meta.saved }
    this.usage = meta?.cache === 'shared' ? usage : undefined
    const shape = answer && shapeOf(operation, answer)
    this.answeredBy = shape?.model
    this.finishReason = shape?.finishReason
    this.choices = shape === undefined ? 0 : shape.choices
    this.toolCalls = shape === undefined ? 0 : shape.toolCalls
    this.events = answer === undefined ? 0 : answer.events
    this.firstAt = answer?.firstAt
    this.taken = taken
  }

  /** True while an attempt goes on that others wait for: of a shared answer whose first caller has left. */
  get isRunning(): boolean {
    if (this.notes !== undefined && this.notes.held > 0) return true
    for (const { outcome } of this.attempts) if (outcome === 'running') return true
    return false
  }
}

const none: readonly never[] = []

/** A list that grew has room for sixteen more: a thousand drafts need not carry that along. */
function cut<Item>(list: readonly Item[]): readonly Item[] {
  return list.length === 0 ? none : list.slice()
}

function readMetadata(metadata: Readonly<Record<string, unknown>>, flat: unknown[]): void {
  for (const name in metadata) {
    const value = metadata[name]
    flat.push(name, typeof value === 'object' && value !== null ? [jsonOf(value)] : value)
  }
}

/** `undefined` for what is no JSON. */
function jsonOf(value: object): string | undefined {
  try {
    return JSON.stringify(value)
  } catch {
    return undefined
  }
}
