/** What a child of a route says of itself. */
import type { Call } from '../core/call.ts'
import type { Explanation } from '../core/explanation.ts'
import type { Handler } from '../core/handler.ts'
import type { RouteInput } from '../core/route.ts'

/** In its own words, where it has any; else by what it was written as. */
export function ownWords(handler: Handler | undefined, call: Call, input: RouteInput = ''): Explanation {
  const own = handler?.explain?.(call)
  if (own !== undefined) return own
  const [kind, what] = typeof input === 'string' ? ['target', input] : [input.kind, input.detail ?? '']
  return { kind, what, verdict: 'skipped', why: '' }
}
