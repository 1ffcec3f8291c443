/** The signature of a webhook, as Standard Webhooks has it: HMAC-SHA256 of id, time and body. */
import { base64Of } from './base64.ts'
import { ConfigError } from './error.ts'

/** The headers that sign a body; `nowMs` counts from the Unix epoch. */
export type SignBody = (id: string, body: string, nowMs: number) => Promise<Readonly<Record<string, string>>>

/**
 * The secret is a text, or `whsec_` and base64. The key is imported at the first request.
 *
 * @throws ConfigError for a secret that is none
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function signBody(path: string, secret: string): SignBody {
  const bytes = bytesOf(path, secret)
  let key: ReturnType<typeof importKey> | undefined
  return async (id, body, nowMs) => {
    const timestamp = String(Math.floor(nowMs / 1000))
    key ??= importKey(bytes)
    const signature = await crypto.subtle.sign('HMAC', await key, new TextEncoder().encode(`${id}.${timestamp}.${body}`))
    return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${base64Of(new Uint8Array(signature))}` }
  }
}

function importKey(bytes: Uint8Array<ArrayBuffer>) {
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
}

function bytesOf(path: string, secret: string): Uint8Array<ArrayBuffer> {
  if (!secret.startsWith('whsec_')) return new TextEncoder().encode(secret)
  try {
    const bytes = Uint8Array.from(atob(secret.slice('whsec_'.length)), (char) => char.charCodeAt(0))
    if (bytes.length > 0) return bytes
  } catch {
    // Said below.
  }
  throw new ConfigError(path, "must have base64 behind 'whsec_'")
}
