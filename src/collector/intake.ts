/** What was sent, read and kept: from the bytes of a body to what is answered. */
import type { CallRecord } from '../telemetry/record.ts'
import type { Archive, Kept } from './archive/archive.ts'
import { recordsOf } from './otlp/span-records.ts'
import { spansFromJson } from './otlp/spans-json.ts'
import { spansFromProtobuf } from './otlp/spans-protobuf.ts'
import { type Batch, readBatch, type Refusal } from './shape/batch.ts'
import { type GivenFeedback, givenFeedback } from './shape/feedback-shape.ts'
import { callRecord } from './shape/record-shape.ts'
import { ShapeError } from './shape/shape.ts'

export interface Delivery {
  readonly kind: 'records' | 'feedback' | 'traces'
  readonly format: 'json' | 'ndjson' | 'protobuf'
  readonly body: Uint8Array
}

/** What is answered. */
export type Receipt =
  | (Kept & { readonly ok: true; readonly refused: readonly Refusal[]; /** The records that are new. */ readonly from: number; readonly to: number })
  | { readonly ok: false; readonly status: 400 | 503; readonly problem: string }

/** So many refusals are told one by one. */
const MOST_TOLD = 20

type Read = { readonly records: Batch<CallRecord> } | { readonly feedback: Batch<GivenFeedback> }

/** Keeps all deliveries in one transaction, so that the disk is waited for once; each gets its own answer. */
export function take(archive: Archive, deliveries: readonly Delivery[]): Receipt[] {
  const read = deliveries.map(readOrRefuse)
  try {
    return archive.transaction(() => read.map((one) => ('ok' in one ? one : keep(archive, one))))
  } catch (error) {
    const problem = `nothing was kept: ${error instanceof Error ? error.message : String(error)}`
    return read.map((one) => ('ok' in one ? one : { ok: false, status: 503, problem }))
  }
}

function keep(archive: Archive, read: Read): Receipt {
  const from = archive.state.next
  const kept = 'records' in read ? archive.keep(read.records.accepted) : archive.keepFeedback(read.feedback.accepted)
  const { refused } = 'records' in read ? read.records : read.feedback
  return { ok: true, ...kept, refused: refused.slice(0, MOST_TOLD), from, to: archive.state.next }
}

function readOrRefuse(delivery: Delivery): Read | Extract<Receipt, { ok: false }> {
  try {
    return readDelivery(delivery)
  } catch (error) {
    if (error instanceof ShapeError) return { ok: false, status: 400, problem: error.message }
    throw error
  }
}

function readDelivery({ kind, format, body }: Delivery): Read {
  if (kind === 'traces') {
    const spans = format === 'protobuf' ? spansFromProtobuf(body) : spansFromJson(textOf(body))
    return { records: checked(recordsOf(spans)) }
  }
  const isLines = format === 'ndjson'
  return kind === 'records' ? { records: readBatch(textOf(body), isLines, callRecord) } : { feedback: readBatch(textOf(body), isLines, givenFeedback) }
}

/** What spans became is checked like anything else from outside: numbers without a bound, texts without an end. */
function checked(records: readonly CallRecord[]): Batch<CallRecord> {
  const accepted: CallRecord[] = []
  const refused: Refusal[] = []
  for (const [index, record] of records.entries()) {
    try {
      accepted.push(callRecord(record, ''))
    } catch (error) {
      if (!(error instanceof ShapeError)) throw error
      refused.push({ index, problem: error.message })
    }
  }
  return { accepted, refused }
}

function textOf(body: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    throw new ShapeError('', 'the body is no UTF-8')
  }
}
