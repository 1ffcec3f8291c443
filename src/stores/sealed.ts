/** A value as text that only its key opens, and only in its place. */
import { base64Of, bytesOfBase64 } from '../core/base64.ts'
import type { EncryptionKeys } from './encryption-keys.ts'
import { toJson } from './json.ts'

/** `version.key id.IV and ciphertext as base64`. An id may have dots, base64 has none: the last one parts them. */
const VERSION = 'z1'
const IV_BYTES = 12

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true })

export async function seal(value: unknown, place: string, keys: EncryptionKeys): Promise<string> {
  const id = keys.newest
  const plain = encoder.encode(toJson(value))
  const key = await keys.find(id)
  if (key === undefined) throw new Error('the newest key is missing') // it was there when the store was made
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES))
  const cipher = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: bound(id, place) }, key, plain))
  const bytes = new Uint8Array(IV_BYTES + cipher.length)
  bytes.set(iv)
  bytes.set(cipher, IV_BYTES)
  return `${VERSION}.${id}.${base64Of(bytes)}`
}

/** Rejects where the text is none of ours, was changed, belongs elsewhere, or its key is not there. */
export async function unseal(text: unknown, place: string, keys: EncryptionKeys): Promise<unknown> {
  if (typeof text !== 'string' || !text.startsWith(`${VERSION}.`)) throw new TypeError('not a sealed value')
  const end = text.lastIndexOf('.')
  const id = text.slice(VERSION.length + 1, end)
  const key = await keys.find(id)
  if (key === undefined) throw new TypeError('no such key')
  const bytes = bytesOfBase64(text.slice(end + 1))
  const iv = bytes.subarray(0, IV_BYTES)
  const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData: bound(id, place) }, key, bytes.subarray(IV_BYTES))
  return JSON.parse(decoder.decode(plain)) as unknown
}

/** What must be the same when it is opened: a value moved to another key of the store does not open. */
function bound(id: string, place: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(JSON.stringify([VERSION, id, place]))
}
