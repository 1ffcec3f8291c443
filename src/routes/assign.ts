/** Which variant a call belongs to: the same one for the same key, in every process and for ever. */
import type { Call } from '../core/call.ts'

/** `user`: the metadata's `user`, else the body's. A call without a key goes by chance. */
export type KeyOf = 'user' | ((call: Call) => string | undefined)

export interface Assignment {
  readonly at: number
  readonly how: 'key' | 'chance'
}

/**
 * By weighted rendezvous: each variant draws a number from the key, and the least, its weight counted in, wins. When one
 * variant's weight grows, keys move to it and none leaves it. The names are part of what is hashed, so that experiments
 * cut the same users in different ways.
 *
 * @see https://www.snia.org/sites/default/files/SDC15_presentations/dist_sys/Jason_Resch_New_Consistent_Hashings_Rev.pdf
 */
export function assigner(experiment: string, variants: readonly string[], by: KeyOf): (call: Call, weights: readonly number[]) => Assignment {
  const salts = variants.map((variant) => JSON.stringify([experiment, variant]))
  return (call, weights) => {
    const key = by === 'user' ? userOf(call) : by(call)
    const how = typeof key === 'string' && key !== '' ? 'key' : 'chance'
    let best = 0
    let least = Infinity
    for (let at = 0; at < salts.length; at++) {
      const point = how === 'key' ? pointOf(`${salts[at]}${key}`) : 1 - call.scope.random()
      const draw = -Math.log(point) / (weights[at] as number) // a weight of 0 makes it infinite, or nothing at all
      if (draw < least) [best, least] = [at, draw]
    }
    return { at: best, how }
  }
}

function userOf({ options, body }: Call): string | undefined {
  const user: unknown = options.metadata?.['user'] ?? (body as { readonly user?: unknown }).user
  return typeof user === 'string' || typeof user === 'number' ? String(user) : undefined
}

/** A text's point between 0 and 1, neither included: 32 bits, each of which depends on every character. */
function pointOf(text: string): number {
  let hash = 0x9e3779b9 ^ text.length
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x85ebca6b)
    hash ^= hash >>> 15
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0xc2b2ae35)
  hash = Math.imul(hash ^ (hash >>> 13), 0x27d4eb2f)
  return ((hash ^ (hash >>> 16)) >>> 0) / 4_294_967_296 + 1 / 8_589_934_592
}
