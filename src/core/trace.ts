/** The ids by which a call and its attempts stand in a trace: made of the call's own id, so that nothing is made or kept for them while it runs. */

/** Where a call stands in a trace. */
export interface Trace {
  /** 32 hexadecimal digits. */
  readonly traceId: string
  /** 16 hexadecimal digits: the call's own span. */
  readonly spanId: string
  /** The caller's span. */
  readonly parentSpanId: string | undefined
  /** True where the caller says that the trace is recorded; `undefined` where there is no caller's trace. */
  readonly isSampled: boolean | undefined
}

/** W3C's header, any version: `00-<trace id>-<parent id>-<flags>`. */
const TRACEPARENT = /^(?!ff|00-.{53})[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(?:$|-)/

/**
 * The trace of a call with this id. A `traceparent` that is none is as if there were none, as its standard wants it.
 *
 * @see https://www.w3.org/TR/trace-context/
 */
export function traceOf(callId: string, traceparent?: string): Trace {
  const [, traceId, parentSpanId, flags] = (traceparent !== undefined && traceparent.length <= 512 && TRACEPARENT.exec(traceparent)) || []
  const own = hexOf(callId)
  const spanId = notZero(own.slice(16))
  if (traceId === undefined || parentSpanId === undefined || isZero(traceId) || isZero(parentSpanId)) {
    return { traceId: notZero(own), spanId, parentSpanId: undefined, isSampled: undefined }
  }
  return { traceId, spanId, parentSpanId, isSampled: (Number.parseInt(flags as string, 16) & 1) === 1 }
}

/** The span of the call's attempt with this number. */
export function attemptSpanOf(callSpanId: string, attempt: number): string {
  const mixed = (Number.parseInt(callSpanId.slice(0, 8), 16) ^ Math.imul(attempt, 0x9e3779b1)) >>> 0
  return notZero(mixed.toString(16).padStart(8, '0') + callSpanId.slice(8))
}

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i

/** The 32 digits of a UUID; of any other id, digits made of its characters. */
function hexOf(id: string): string {
  if (UUID.test(id)) return (id.slice(0, 8) + id.slice(9, 13) + id.slice(14, 18) + id.slice(19, 23) + id.slice(24)).toLowerCase()
  let hex = ''
  for (let part = 0; part < 4; part++) {
    let hash = (0x811c9dc5 ^ part) >>> 0
    for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193) >>> 0
    hex += hash.toString(16).padStart(8, '0')
  }
  return hex
}

function isZero(digits: string): boolean {
  return digits.startsWith('0000') && /^0+$/.test(digits)
}

/** All zeros are no id. */
function notZero(digits: string): string {
  return isZero(digits) ? `${digits.slice(0, -1)}1` : digits
}
