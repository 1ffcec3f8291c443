/** When the provider wants to be asked again. */
import { duration, numberOf } from '../core/duration.ts'

/** No hint is believed beyond this: a day. */
const MAX_MS = 24 * 60 * 60 * 1000

/** Milliseconds, never negative, never NaN; `undefined` where the provider gave no usable hint. */
export function retryAfterMs(headers: Readonly<Record<string, string>>, nowMs: number = Date.now(), status: number | undefined = 429): number | undefined {
  const named = numberOf(headers['retry-after-ms']) ?? duration(headers['retry-after'], nowMs)
  return clamp(named ?? (status === 429 ? limitReset(headers, nowMs) : undefined))
}

/** When the last of the limits that are used up comes back; these headers come with every answer, and mean this only at a 429. */
function limitReset(headers: Readonly<Record<string, string>>, nowMs: number): number | undefined {
  const waits = Object.keys(headers)
    .filter((name) => RESET.test(name) && isUsedUp(headers[name.replace('reset', 'remaining')]))
    .map((name) => duration(headers[name], nowMs))
  return latest(waits)
}

/** `x-ratelimit-reset-tokens`, one for each limit, or the one and only `ratelimit-reset`. */
const RESET = /^(?:x-)?ratelimit-reset(?:-|$)/

/** True where nothing remains, or nobody says what does; some say -1. */
export function isUsedUp(remaining: string | undefined): boolean {
  return (numberOf(remaining) ?? 0) <= 0
}

/** The longest of the waits that are known, clamped. */
export function latest(waits: ReadonlyArray<number | undefined>): number | undefined {
  const known = waits.filter((ms) => ms !== undefined)
  return known.length === 0 ? undefined : clamp(Math.max(...known))
}

function clamp(ms: number | undefined): number | undefined {
  return ms === undefined || Number.isNaN(ms) ? undefined : Math.min(MAX_MS, Math.max(0, ms))
}

/** What the host, or a proxy before it, says outright. */
export function shouldRetry(headers: Readonly<Record<string, string>>): boolean | undefined {
  const said = headers['x-should-retry']
  return said === 'true' ? true : said === 'false' ? false : undefined
}
