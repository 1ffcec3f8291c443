/** SHA-256 on Node: at once, and about ten times as fast as the web's own for a text of a few kilobytes. */
import * as crypto from 'node:crypto'

/** In one call, at half the price; not every runtime that has Node's modules has it. */
const { hash } = crypto as Partial<typeof crypto>

/** Of the texts one behind the other, which are not put together for it. Base64url, 43 characters. */
export function sha256(text: string, ...more: readonly string[]): string {
  if (more.length === 0 && hash !== undefined) return hash('sha256', text, 'base64url')
  const digest = crypto.createHash('sha256').update(text)
  for (const piece of more) digest.update(piece)
  return digest.digest('base64url')
}
