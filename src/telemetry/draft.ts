/** A draft: what a record is made of, taken at the call's end. References to what nobody changes any more, and numbers; the rest is done later. */
import type { Attempt } from '../core/attempt.ts'
import type { CallNotes } from '../core/call-notes.ts'
import type { GatewayError } from '../core/error.ts'
import type { GuardrailVerdict } from '../core/guardrail.ts'
import type { Operation } from '../core/operation.ts'
import type { Captured } from '../core/record.ts'
import type { AnswerShape, Ended } from '../core/recorder.ts'
import type { ReplyMeta } from '../core/reply.ts'
import type { Usage } from '../core/usage.ts'
import { shapeOf } from './answer-shape.ts'
import type { Taken } from './capture.ts'
import { AskedShape } from './request-shape.ts'

export class Draft {
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
  /** Names and values in turn; what is an object, as its JSON in an array of one. */
  readonly metadata: readonly unknown[] | undefined
  readonly attempts: readonly Attempt[]
  readonly verdicts: readonly GuardrailVerdict[]
  readonly notes: CallNotes | undefined
  readonly error: GatewayError | undefined
  readonly target: string | undefined
  readonly status: number | undefined
  readonly requestId: string | undefined
  readonly receivedBytes: string | undefined
  readonly cache: ReplyMeta['cache']
  readonly cacheAgeMs: number | undefined
  readonly similarity: number | undefined
  readonly saved: Usage | undefined
  readonly usage: Usage | undefined
  readonly asked: AskedShape
  readonly answer: AnswerShape | undefined
  readonly events: number
  readonly firstAt: number
  readonly taken: Taken | undefined
  captured: Captured | null = null

  constructor({ call, startedAt, endedAt, error, meta, usage, answer }: Ended, taken: Taken | undefined) {
    const { operation, options, scope, body } = call
    const model: unknown = body?.model
    this.id = call.id
    this.operation = operation
    this.stream = call.stream
    this.address = typeof model === 'string' ? model : ''
    this.startedAt = startedAt
    this.endedAt = endedAt
    this.endDate = scope.clock.date()
    this.tenant = options.tenant
    this.traceparent = options.traceparent ?? scope.notes?.traceparent
    this.metadata = options.metadata && flat(options.metadata)
    this.attempts = scope.attempts
    this.verdicts = scope.verdicts
    this.notes = scope.notes
    this.error = error
    this.target = meta?.target
    this.status = meta?.status
    this.requestId = meta?.requestId
    this.receivedBytes = meta?.headers['content-length']
    this.cache = meta?.cache
    this.cacheAgeMs = meta?.ageMs
    this.similarity = meta?.similarity
    this.saved = meta?.saved
    this.usage = usage
    this.asked = new AskedShape(body)
    this.answer = answer && shapeOf(operation, answer)
    this.events = answer === undefined ? 0 : answer.events
    this.firstAt = answer === undefined ? Number.NaN : answer.firstAt
    this.taken = taken
  }

  /** True while an attempt goes on that others wait for: of a shared answer whose first caller has left. */
  get isRunning(): boolean {
    for (const { outcome } of this.attempts) if (outcome === 'running') return true
    return false
  }
}

function flat(metadata: Readonly<Record<string, unknown>>): unknown[] {
  const list: unknown[] = []
  for (const name in metadata) {
    const value = metadata[name]
    list.push(name, typeof value === 'object' && value !== null ? [jsonOf(value)] : value)
  }
  return list
}

/** `undefined` for what is no JSON. */
function jsonOf(value: object): string | undefined {
  try {
    return JSON.stringify(value)
  } catch {
    return undefined
  }
}
