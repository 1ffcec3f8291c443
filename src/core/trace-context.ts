/** Where a call stands among others: the W3C's `traceparent` and `tracestate`, read strictly, for they come from outside. */

/** A span of somebody else's, under which a call was made. */
export interface TraceParent {
  /** 32 hexadecimal digits, not all 0. */
  readonly traceId: string
  /** 16 hexadecimal digits, not all 0. */
  readonly spanId: string
  /** False: whoever began the trace does not keep it. */
  readonly sampled: boolean
}

/**
 * The value of a `traceparent` header; `undefined` where it is none. What is not as the standard says is ignored, never repaired.
 *
 * @see https://www.w3.org/TR/trace-context/#traceparent-header
 */
export function parseTraceparent(text: unknown): TraceParent | undefined {
  if (typeof text !== 'string' || text.length < LENGTH || text.length > MAX_LENGTH) return undefined
  const [, version, traceId, spanId, flags] = PARENT.exec(text) ?? []
  if (version === undefined || traceId === undefined || spanId === undefined || flags === undefined) return undefined
  if (version === 'ff' || !isTraceId(traceId) || !isSpanId(spanId)) return undefined
  if (text.length > LENGTH && (version === '00' || text[LENGTH] !== '-')) return undefined // only later versions may say more
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 }
}

/** As it is sent: always of version 00. */
export function formatTraceparent({ traceId, spanId, sampled }: TraceParent): string {
  return `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`
}

/** A `tracestate` header's value as it may be handed on; `undefined` where any part of it is not as the standard says. */
export function parseTracestate(text: unknown): string | undefined {
  if (typeof text !== 'string' || text.length > MAX_STATE) return undefined
  const members = text.split(',').map((member) => member.trim()).filter((member) => member !== '')
  if (members.length === 0 || members.length > 32) return undefined
  const keys = new Set<string>()
  for (const member of members) {
    if (!MEMBER.test(member)) return undefined
    keys.add(member.slice(0, member.indexOf('=')))
  }
  return keys.size === members.length ? members.join(',') : undefined
}

/** 32 hexadecimal digits in lower case, not all 0. */
export function isTraceId(text: string): boolean {
  return /^[0-9a-f]{32}$/.test(text) && !/^0+$/.test(text)
}

/** 16 hexadecimal digits in lower case, not all 0. */
export function isSpanId(text: string): boolean {
  return /^[0-9a-f]{16}$/.test(text) && !/^0+$/.test(text)
}

const LENGTH = 55
const MAX_LENGTH = 512
const MAX_STATE = 512
const PARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})/
const MEMBER = /^(?:[a-z][a-z0-9_*/-]{0,255}|[a-z0-9][a-z0-9_*/-]{0,240}@[a-z][a-z0-9_*/-]{0,13})=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/
