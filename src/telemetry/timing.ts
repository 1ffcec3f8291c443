/** Where a call's time went: every moment of it belongs to exactly one part, so the parts add up. */
import type { Attempt } from '../core/attempt.ts'
import type { Wait } from '../core/call-notes.ts'
import type { Timing } from '../core/record.ts'

type Part = 'queueMs' | 'retryWaitMs' | 'lostMs' | 'connectMs' | 'firstTokenMs' | 'streamMs'

/** A stretch of time; of two at the same moment, the one that is earlier in {@link ORDER} counts. */
interface Span {
  readonly part: Part
  readonly from: number
  readonly to: number
}

/** Who answers outweighs who did not, work outweighs waiting. */
const ORDER: Readonly<Record<Part, number>> = { connectMs: 0, firstTokenMs: 0, streamMs: 0, lostMs: 1, queueMs: 2, retryWaitMs: 3 }

export interface TimingFacts {
  readonly startedAt: number
  readonly endedAt: number
  readonly attempts: readonly Attempt[]
  /** The attempt that answered. */
  readonly main: Attempt | undefined
  readonly waits: readonly Wait[] | undefined
  readonly stream: boolean
  /** When the first content was there for the reader, by the call's clock; `undefined` where there was none. */
  readonly firstAt: number | undefined
}

export function timingOf({ startedAt, endedAt, attempts, main, waits, stream, firstAt }: TimingFacts): Timing {
  const spans: Span[] = []
  for (const attempt of attempts) {
    if (attempt === main) mainSpans(attempt, stream, endedAt, spans)
    else if (attempt.facts?.role !== 'check') spans.push({ part: 'lostMs', from: attempt.startedAt, to: endOf(attempt, endedAt) })
  }
  for (const { what, from, to } of waits ?? []) spans.push({ part: what === 'retry' ? 'retryWaitMs' : 'queueMs', from, to })
  const sums: Record<Part, number> = { queueMs: 0, retryWaitMs: 0, lostMs: 0, connectMs: 0, firstTokenMs: 0, streamMs: 0 }
  const rest = sweep(spans, startedAt, endedAt, sums)
  const { queueMs, retryWaitMs, lostMs, connectMs, firstTokenMs, streamMs } = sums
  const timeToFirstTokenMs = firstAt === undefined ? null : Math.max(0, firstAt - startedAt)
  return { queueMs, retryWaitMs, lostMs, connectMs, firstTokenMs, streamMs, gatewayMs: rest, timeToFirstTokenMs }
}

function endOf({ startedAt, durationMs }: Attempt, endedAt: number): number {
  return durationMs === undefined ? endedAt : startedAt + durationMs
}

function mainSpans(attempt: Attempt, stream: boolean, endedAt: number, spans: Span[]): void {
  const { startedAt: from, firstContentMs, facts } = attempt
  const end = endOf(attempt, endedAt)
  const content = stream && firstContentMs !== undefined ? Math.min(from + firstContentMs, end) : end
  const sent = Math.min(from + (facts?.connectMs ?? 0), content)
  spans.push({ part: 'connectMs', from, to: sent }, { part: 'firstTokenMs', from: sent, to: content }, { part: 'streamMs', from: content, to: end })
}

/** Adds every stretch between two bounds to the first part that covers it; gives the time that none does. */
function sweep(spans: readonly Span[], startedAt: number, endedAt: number, sums: Record<Part, number>): number {
  const bounds = [startedAt, endedAt]
  for (const { from, to } of spans) {
    if (from > startedAt && from < endedAt) bounds.push(from)
    if (to > startedAt && to < endedAt) bounds.push(to)
  }
  bounds.sort((one, other) => one - other)
  let rest = 0
  for (let at = 1; at < bounds.length; at++) {
    const [from, to] = [bounds[at - 1] as number, bounds[at] as number]
    if (to <= from) continue
    const part = partAt(spans, from, to)
    if (part === undefined) rest += to - from
    else sums[part] += to - from
  }
  return rest
}

function partAt(spans: readonly Span[], from: number, to: number): Part | undefined {
  let first: Part | undefined
  for (const span of spans) {
    if (span.from <= from && span.to >= to && (first === undefined || ORDER[span.part] < ORDER[first])) first = span.part
  }
  return first
}
