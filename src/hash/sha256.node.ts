/** SHA-256 on Node: at once, and about ten times as fast as the web's own for a text of a few kilobytes. */
import { createHash } from 'node:crypto'

/** Base64url, 43 characters. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}
