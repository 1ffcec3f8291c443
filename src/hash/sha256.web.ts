/** SHA-256 by Web Crypto, where there is nothing else. */
import { base64Of } from '../core/base64.ts'

/** Of the texts one behind the other. Base64url, 43 characters. */
export async function sha256(text: string, ...more: readonly string[]): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text + more.join(''))))
  return base64Of(digest).replaceAll('+', '-').replaceAll('/', '_').replace('=', '')
}
