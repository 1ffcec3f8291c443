/** What stores outside this process keep: keys and values as text, lives as whole milliseconds. */

/**
 * A key as text that every server takes and tells apart: what is no valid UTF-16, a NUL too, is written as JSON escapes.
 * A beginning stays a beginning, and other keys stay as they are but for quotes and backslashes.
 */
export function keyText(key: string): string {
  return JSON.stringify(key).slice(1, -1)
}

export function fromText(text: unknown): unknown {
  if (typeof text !== 'string') throw new TypeError(`the store holds ${typeof text} where text is expected`)
  return JSON.parse(text)
}

/** So long is for good: 30,000 years, below what any server's dates and integers hold. */
const FOR_GOOD_MS = 1e15

/** How long something is kept, in whole milliseconds, 0 for not at all; `undefined` for good. */
export function lifeOf(ttlMs: number | undefined): number | undefined {
  if (ttlMs === undefined || ttlMs >= FOR_GOOD_MS) return undefined
  if (Number.isNaN(ttlMs)) throw new RangeError('ttlMs must be a number of milliseconds, got NaN')
  return Math.max(0, Math.ceil(ttlMs))
}

export function checkAmount(amount: number): number {
  if (!Number.isFinite(amount)) throw new RangeError(`an amount must be a finite number, got ${amount}`)
  return amount
}
