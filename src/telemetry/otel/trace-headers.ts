/** What is written into `traceparent` and `tracestate`, and what of a `tracestate` may be handed on: it comes from outside. */

/** A `traceparent` of version 00. */
export function traceparentOf(traceId: string, spanId: string, isSampled: boolean): string {
  return `00-${traceId}-${spanId}-${isSampled ? '01' : '00'}`
}

/**
 * A `tracestate` as it may be handed on; `undefined` where any part of it is not as the standard says: then all of it is dropped.
 *
 * @see https://www.w3.org/TR/trace-context/#tracestate-header
 */
export function tracestateOf(text: unknown): string | undefined {
  if (typeof text !== 'string' || text.length > MAX_LENGTH) return undefined
  const members = text.split(',').map((member) => member.trim()).filter((member) => member !== '')
  if (members.length === 0 || members.length > MAX_MEMBERS || !members.every((member) => MEMBER.test(member))) return undefined
  const keys = new Set(members.map((member) => member.slice(0, member.indexOf('='))))
  return keys.size === members.length ? members.join(',') : undefined
}

/** What the standard asks everybody to hand on; of longer ones members might be left out, but all is simpler. */
const MAX_LENGTH = 512
const MAX_MEMBERS = 32
const MEMBER = /^(?:[a-z][a-z0-9_*/-]{0,255}|[a-z0-9][a-z0-9_*/-]{0,240}@[a-z][a-z0-9_*/-]{0,13})=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/
