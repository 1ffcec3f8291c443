/** What providers say of their limits in the headers of every answer. */
import { duration, numberOf } from '../../core/duration.ts'
import type { Said } from './allowance.ts'

type Headers = Readonly<Record<string, string>>

/** Names with `*` for `remaining`, `limit` and `reset`. */
const REQUESTS = names(['x-ratelimit-*-requests', 'anthropic-ratelimit-requests-*', 'x-ratelimit-*', 'ratelimit-*'])
const TOKENS = names([
  'x-ratelimit-*-tokens', 'anthropic-ratelimit-tokens-*', 'anthropic-ratelimit-input-tokens-*', 'anthropic-ratelimit-output-tokens-*',
])

/** `nowMs`: since the Unix epoch. */
export function requestsIn(headers: Headers, nowMs: number): Said | undefined {
  return tightest(headers, nowMs, REQUESTS)
}

export function tokensIn(headers: Headers, nowMs: number): Said | undefined {
  return tightest(headers, nowMs, TOKENS)
}

interface Names {
  readonly remaining: string
  readonly limit: string
  readonly reset: string
}

function names(patterns: readonly string[]): readonly Names[] {
  const named = (pattern: string, word: string): string => pattern.replace('*', word)
  return patterns.map((pattern) => ({ remaining: named(pattern, 'remaining'), limit: named(pattern, 'limit'), reset: named(pattern, 'reset') }))
}

/** Of several, the one with the least left. Less than nothing is how some say that there is no limit. */
function tightest(headers: Headers, nowMs: number, all: readonly Names[]): Said | undefined {
  let found: Said | undefined
  for (const { remaining: name, limit, reset } of all) {
    const remaining = numberOf(headers[name])
    if (remaining === undefined || remaining < 0 || remaining >= (found?.remaining ?? Infinity)) continue
    const resetInMs = duration(headers[reset], nowMs)
    found = { remaining, limit: numberOf(headers[limit]), resetInMs: resetInMs && Math.max(0, resetInMs) }
  }
  return found
}
