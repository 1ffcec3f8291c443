/** Whether a value looks like what its name claims: drawn by lot, and no word, path or placeholder. */
import type { Claim } from './name.ts'
import { isPlaceholder, isPlain } from './placeholder.ts'
import { entropy, mixture, wordiness } from './randomness.ts'

/** What a value looks like shows in so many characters. */
const HEAD = 128

/** No value of such a name is shorter. */
export function leastOf(claim: Claim): number {
  return claim === 'secret' ? 10 : 14
}

/** True where the piece looks like what is claimed. */
export function isSecret(text: string, start: number, end: number, claim: Exclude<Claim, 'password'>, name: string): boolean {
  const length = end - start
  if (length < leastOf(claim)) return false
  const head = Math.min(end, start + HEAD)
  if (claim === 'key' && !hasDigits(text, start, head)) return false
  const { digits, letters, changes } = mixture(text, start, head)
  if (letters === 0) return digits >= 15 && /asana|discord/i.test(name)
  if (claim === 'vendor' && digits === 0) return false
  if (claim === 'key' && changes < (head - start) / 5) return false
  const words = wordiness(text, start, head)
  if (claim === 'key' ? words > 0.3 : claim === 'vendor' ? words > 0.35 : words > (length < 16 ? 0.4 : 0.45)) return false
  if (digits === 0 && (length < 16 || words > 0.4 || (changes === 0 && words > 0.33))) return false
  const bits = entropy(text, start, head)
  if (bits < Math.min(3, Math.log2(head - start) * 0.7)) return false
  const value = text.slice(start, end)
  if (claim === 'key' && (bits < 3.5 || /^[0-9a-f]+$|^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$|[:@/!?]/i.test(value))) return false
  return !isPlain(value) && !isPlaceholder(value)
}

/** True where there are two digits: most of what is called a key has none, and this sees it soonest. */
function hasDigits(text: string, start: number, end: number): boolean {
  let digits = 0
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at)
    if (code > 47 && code < 58 && ++digits === 2) return true
  }
  return false
}

/** True where nothing but a credential can stand, and this looks like one. */
export function looksDrawn(text: string, start: number, end: number): boolean {
  return isSecret(text, start, end, 'secret', '')
}
