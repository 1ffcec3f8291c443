/** A span as it comes over OTLP, whichever way it was written down. */

export type SpanValue = string | number | boolean | readonly SpanValue[] | null

export interface Span {
  /** Hexadecimal, lower-case. */
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string | null
  readonly name: string
  /** Milliseconds since the Unix epoch, with fractions. */
  readonly startMs: number
  readonly endMs: number
  readonly attributes: ReadonlyMap<string, SpanValue>
  /** Of the resource that it comes from. */
  readonly resource: ReadonlyMap<string, SpanValue>
  readonly isError: boolean
  readonly statusMessage: string
  readonly events: readonly SpanEvent[]
}

export interface SpanEvent {
  readonly name: string
  readonly atMs: number
  readonly attributes: ReadonlyMap<string, SpanValue>
}

/** More in one body are refused as a whole. */
export const MOST_SPANS = 100_000

/** Lists within lists go so deep, whoever wrote them. */
export const DEEPEST = 8
