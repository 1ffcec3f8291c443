/** The numbers behind the names of OTLP's enums. */
import type { Temporality } from './aggregate.ts'
import type { SpanData } from './spans.ts'

export const kinds: Readonly<Record<SpanData['kind'], number>> = { internal: 1, client: 3 }
export const temporalities: Readonly<Record<Temporality, number>> = { delta: 1, cumulative: 2 }
export const STATUS_ERROR = 2
/** Sampled: what is sent is kept. */
export const SPAN_FLAGS = 1
