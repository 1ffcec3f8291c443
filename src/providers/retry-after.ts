/** When the provider wants to be asked again. */

/** No hint is believed beyond this: a day. */
const MAX_MS = 24 * 60 * 60 * 1000

/** Milliseconds, never negative, never NaN; `undefined` where the provider gave no usable hint. */
export function retryAfterMs(headers: Readonly<Record<string, string>>, nowMs: number = Date.now(), status: number | undefined = 429): number | undefined {
  const exact = number(headers['retry-after-ms'])
  if (exact !== undefined) return clamp(exact)
  const after = headers['retry-after']
  const named = after === undefined ? undefined : (inSeconds(after) ?? untilDate(after, nowMs))
  if (named !== undefined) return clamp(named)
  return status === 429 ? clamp(limitReset(headers, nowMs)) : undefined
}

/** When the limits that are used up come back, the later of them; these headers come with every answer, and mean this only at a 429. */
function limitReset(headers: Readonly<Record<string, string>>, nowMs: number): number | undefined {
  const resets = ['requests', 'tokens']
    .filter((kind) => headers[`x-ratelimit-remaining-${kind}`] === '0')
    .map((kind) => duration(headers[`x-ratelimit-reset-${kind}`], nowMs) ?? 0)
  if (resets.length > 0) return Math.max(...resets)
  return Number(headers['x-ratelimit-remaining'] ?? 0) > 0 ? undefined : duration(headers['x-ratelimit-reset'], nowMs)
}

/** `6m0s`, `1s`, `20ms`, `1.5`, a Unix time in seconds or milliseconds, or an ISO date, as milliseconds from now. */
export function duration(text: string | undefined, nowMs: number): number | undefined {
  if (text === undefined) return undefined
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

function inSeconds(text: string): number | undefined {
  const seconds = number(text)
  return seconds === undefined ? undefined : seconds * 1000
}

function untilDate(text: string, nowMs: number): number | undefined {
  const at = Date.parse(text)
  return Number.isNaN(at) ? undefined : at - nowMs
}

function number(text: string | undefined): number | undefined {
  if (text === undefined || text.trim() === '') return undefined
  const value = Number(text)
  return Number.isFinite(value) ? value : undefined
}

function clamp(ms: number | undefined): number | undefined {
  return ms === undefined || Number.isNaN(ms) ? undefined : Math.min(MAX_MS, Math.max(0, ms))
}
