/** Durations and points in time as headers write them, and as people read them. */

/** No time is written longer. */
const MAX_LENGTH = 100

/** `6m0s`, `1s`, `20ms`, `1.5`, a Unix time in seconds or milliseconds, or an ISO date, as milliseconds from now. */
export function duration(text: string | undefined, nowMs: number): number | undefined {
  if (text === undefined || text.length > MAX_LENGTH) return undefined
  const plain = numberOf(text)
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

/** A wait for people to read, rounded up: `30 s`. */
export function inSeconds(ms: number): string {
  return `${Math.max(1, Math.ceil(ms / 1000))} s`
}

/** A number in a header; `undefined` where it is none. */
export function numberOf(text: string | undefined): number | undefined {
  if (text === undefined || text.length > MAX_LENGTH || text.trim() === '') return undefined
  const value = Number(text)
  return Number.isFinite(value) ? value : undefined
}

function untilDate(text: string, nowMs: number): number | undefined {
  const at = Date.parse(text)
  return Number.isNaN(at) ? undefined : at - nowMs
}
