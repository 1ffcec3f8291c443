/** When the provider wants to be asked again. */

/** No hint is believed beyond this: a day. */
const MAX_MS = 24 * 60 * 60 * 1000

/** No time is written longer. */
const MAX_LENGTH = 100

/** Milliseconds, never negative, never NaN; `undefined` where the provider gave no usable hint. */
export function retryAfterMs(headers: Readonly<Record<string, string>>, nowMs: number = Date.now(), status: number | undefined = 429): number | undefined {
  const named = number(headers['retry-after-ms']) ?? duration(headers['retry-after'], nowMs)
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
  return (number(remaining) ?? 0) <= 0
}

/** The longest of the waits that are known, clamped. */
export function latest(waits: ReadonlyArray<number | undefined>): number | undefined {
  const known = waits.filter((ms) => ms !== undefined)
  return known.length === 0 ? undefined : clamp(Math.max(...known))
}

/** `6m0s`, `1s`, `20ms`, `1.5`, a Unix time in seconds or milliseconds, or an ISO date, as milliseconds from now. */
export function duration(text: string | undefined, nowMs: number): number | undefined {
  if (text === undefined || text.length > MAX_LENGTH) return undefined
  const plain = number(text)
  if (plain !== undefined) {
    if (plain > 1e12) return plain - nowMs
    if (plain > 1e9) return plain * 1000 - nowMs
    return plain * 1000
  }
  const parts = /^(?:(\d{1,9})d)?(?:(\d{1,9})h)?(?:(\d{1,9})m(?!s))?(?:(\d{1,9}(?:\.\d{1,9})?)s)?(?:(\d{1,9}(?:\.\d{1,9})?)ms)?$/.exec(text.trim())
  if (parts && text.trim() !== '') {
    const [, d = '0', h = '0', m = '0', s = '0', ms = '0'] = parts
    return ((Number(d) * 24 + Number(h)) * 60 + Number(m)) * 60_000 + Number(s) * 1000 + Number(ms)
  }
  return untilDate(text, nowMs)
}

function untilDate(text: string, nowMs: number): number | undefined {
  const at = text.length > MAX_LENGTH ? Number.NaN : Date.parse(text)
  return Number.isNaN(at) ? undefined : at - nowMs
}

function number(text: string | undefined): number | undefined {
  if (text === undefined || text.length > MAX_LENGTH || text.trim() === '') return undefined
  const value = Number(text)
  return Number.isFinite(value) ? value : undefined
}

function clamp(ms: number | undefined): number | undefined {
  return ms === undefined || Number.isNaN(ms) ? undefined : Math.min(MAX_MS, Math.max(0, ms))
}

/** What the host, or a proxy before it, says outright. */
export function shouldRetry(headers: Readonly<Record<string, string>>): boolean | undefined {
  const said = headers['x-should-retry']
  return said === 'true' ? true : said === 'false' ? false : undefined
}
