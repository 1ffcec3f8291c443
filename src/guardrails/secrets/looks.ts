/** Whether a value looks like what its name claims: drawn by lot, and no word, path or placeholder. */
import type { Claim } from './name.ts'
import { isPlaceholder, isPlain } from './placeholder.ts'
import { entropy, mixture, wordiness } from './randomness.ts'

/** What a value looks like shows in so many characters. */
const HEAD = 128

/** True where the piece looks like what is claimed. */
export function isSecret(text: string, start: number, end: number, claim: Claim, isQuoted: boolean, name: string): boolean {
  const length = end - start
  const head = Math.min(end, start + HEAD)
  if (claim === 'password') return length <= 200 && isPassword(text, start, end, head, isQuoted)
  if (length < (claim === 'secret' ? 10 : 14)) return false
  const { digits, letters, changes } = mixture(text, start, head)
  if (letters === 0) return digits >= 15 && /asana|discord/i.test(name)
  if (claim === 'vendor' && digits === 0) return false
  if (claim === 'key' && (digits < 2 || changes < (head - start) / 5)) return false
  const words = wordiness(text, start, head)
  if (claim === 'key' ? words > 0.3 : claim === 'vendor' ? words > 0.35 : words > (length < 16 ? 0.4 : 0.45)) return false
  if (digits === 0 && (length < 16 || words > 0.4 || (changes === 0 && words > 0.33))) return false
  const bits = entropy(text, start, head)
  if (bits < Math.min(3, Math.log2(head - start) * 0.7)) return false
  const value = text.slice(start, end)
  if (claim === 'key' && (bits < 3.5 || /^[0-9a-f]+$|^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$|[:@/!?]/i.test(value))) return false
  return !isPlain(value) && !isPlaceholder(value)
}

/** True where nothing but a credential can stand, and this looks like one. */
export function looksDrawn(text: string, start: number, end: number): boolean {
  return isSecret(text, start, end, 'secret', true, '')
}

function isPassword(text: string, start: number, end: number, head: number, isQuoted: boolean): boolean {
  const { digits, letters, marks, brackets } = mixture(text, start, end)
  if (letters === 0 || brackets > 0) return false
  const length = end - start
  if (digits === 0 && marks === 0 && !(length >= 14 && wordiness(text, start, head) < 0.35)) return false
  const value = text.slice(start, end)
  if (/^[A-Za-z]\w*(?:[.:/]\w+)+$/.test(value)) return false
  // In code a name may stand there: `password = other2`.
  if (!isQuoted && marks === 0 && /^[A-Za-z_]\w*$/.test(value) && (wordiness(text, start, head) > 0.5 || length < 8)) return false
  return entropy(text, start, head) >= 2 && !isPlain(value) && !isPlaceholder(value)
}
