/** The keys of an encrypted store: checked when it is made, imported when first used. */
import { bytesOfBase64 } from '../core/base64.ts'
import { checkOptions, checkString } from '../core/check.ts'
import { ConfigError } from '../core/error.ts'

/** The runtime's `CryptoKey`, whose name not every set of types has. */
type ImportedKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>

/** 32 bytes, the same as base64 or base64url, or a `CryptoKey` for AES-GCM that may encrypt and decrypt. */
export type EncryptionKey = Uint8Array | string | ImportedKey

export interface NamedKey {
  /** Kept with every value, in the clear: 1 to 64 letters, digits, `.`, `_` or `-`. */
  readonly id: string
  readonly key: EncryptionKey
}

/** What an unnamed key is called. */
const ONLY_ID = '1'

export class EncryptionKeys {
  /** The id of the key that new values are encrypted with. */
  readonly newest: string
  readonly #keys = new Map<string, () => Promise<ImportedKey>>()

  constructor(path: string, key: EncryptionKey | undefined, keys: readonly NamedKey[] | undefined) {
    if ((key === undefined) === (keys === undefined)) throw new ConfigError(path, "needs either 'key' or 'keys'")
    if (keys !== undefined && (!Array.isArray(keys) || keys.length === 0)) throw new ConfigError(`${path}.keys`, 'must be a list of at least one key')
    if (keys === undefined) this.#add(`${path}.key`, ONLY_ID, key)
    else {
      keys.forEach((named: NamedKey, at) => {
        const here = `${path}.keys[${at}]`
        checkOptions(here, named, ['id', 'key'])
        checkString(`${here}.id`, named.id ?? null)
        if (!/^[\w.-]{1,64}$/.test(named.id)) throw new ConfigError(`${here}.id`, 'must be 1 to 64 letters, digits, dots, underscores or hyphens')
        if (this.#keys.has(named.id)) throw new ConfigError(`${here}.id`, `is another key's too: '${named.id}'`)
        this.#add(`${here}.key`, named.id, named.key)
      })
    }
    this.newest = keys?.[0]?.id ?? ONLY_ID
  }

  /** The key of this name, where there is one. */
  async find(id: string): Promise<ImportedKey | undefined> {
    return this.#keys.get(id)?.()
  }

  #add(path: string, id: string, key: unknown): void {
    const importKey = importer(path, key)
    let imported: Promise<ImportedKey> | undefined
    this.#keys.set(id, () => (imported ??= importKey()))
  }
}

/** No message shows a key. */
function importer(path: string, key: unknown): () => Promise<ImportedKey> {
  if (isImported(key)) {
    const { name, length } = key.algorithm as { name: string; length?: number }
    const isFit = name === 'AES-GCM' && length === 256 && key.usages.includes('encrypt') && key.usages.includes('decrypt')
    if (!isFit) throw new ConfigError(path, 'must be a CryptoKey for AES-GCM with 256 bits that may encrypt and decrypt')
    return async () => key
  }
  const bytes = key instanceof Uint8Array ? Uint8Array.from(key) : typeof key === 'string' ? bytesOf(key) : undefined
  if (bytes?.length !== 32) throw new ConfigError(path, `must be 32 bytes, their base64, or a CryptoKey, ${bytes ? `got ${bytes.length} bytes` : 'got something else'}`)
  return () => crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt'])
}

function isImported(key: unknown): key is ImportedKey {
  return Object.prototype.toString.call(key) === '[object CryptoKey]'
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return bytesOfBase64(base64.trim().replaceAll('-', '+').replaceAll('_', '/'))
  } catch {
    return undefined // not base64: the caller says so
  }
}
