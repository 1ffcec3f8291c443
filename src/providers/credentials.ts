/** API keys: from the options or the environment, read when a call needs one, never at import. */
import { ConfigError, GatewayError, isGatewayError, toGatewayError } from '../core/error.ts'

/** A key, or a function that gives the one to use now; `null` where the host wants none. */
export type ApiKey = string | (() => string | Promise<string>) | null

/** What a header can carry: nothing of control, nothing beyond Latin-1. */
const SENDABLE = /^[ -~\u00a0-\u00ff]+$/

/** Rotated keys that are still cut out of errors: more than calls are ever in flight. */
const MAX_SEEN = 4096

export interface Credentials {
  /** The key for this attempt. Throws `authentication` where there is none, saying where it was looked for. */
  key(): string | undefined | Promise<string | undefined>
  /** Keys seen so far, to be cut out of errors. */
  readonly secrets: () => readonly string[]
}

/** Where a key is looked for: the option first, then the environment variables in order. */
export function credentials(apiKey: ApiKey | undefined, factory: string, variables: readonly string[], required = true): Credentials {
  const seen = new Set<string>()
  return { key, secrets: () => [...seen] }

  function key(): string | undefined | Promise<string | undefined> {
    if (apiKey === null) return undefined
    if (typeof apiKey === 'function') return given(apiKey)
    const found = apiKey ?? variables.map(environment).find((value) => value !== undefined)
    if (found !== undefined) return remember(found)
    if (!required) return undefined
    const message = `no API key: pass ${factory}({ apiKey }) or set ${variables.join(' or ')}`
    throw new GatewayError({ reason: 'authentication', message, code: 'missing_api_key' })
  }

  function given(source: () => string | Promise<string>): string | Promise<string> {
    try {
      const key = source()
      return key instanceof Promise ? key.then(remember, failed) : remember(key)
    } catch (thrown) {
      return failed(thrown)
    }
  }

  function remember(value: string): string {
    const trimmed = typeof value === 'string' ? value.trim() : '' // files of secrets end with a newline
    if (trimmed === '') {
      throw new GatewayError({ reason: 'authentication', message: `${factory}({ apiKey }) gave no key`, code: 'missing_api_key' })
    }
    if (!SENDABLE.test(trimmed)) {
      throw new GatewayError({ reason: 'authentication', message: 'the API key has characters that a header cannot carry', code: 'invalid_api_key' })
    }
    if (seen.size >= MAX_SEEN && !seen.has(trimmed)) seen.delete(seen.values().next().value as string)
    seen.add(trimmed)
    return trimmed
  }
}

/** No key, no authentication: whatever was thrown, another try gives no better one. */
function failed(cause: unknown): never {
  if (isGatewayError(cause)) throw cause
  throw new GatewayError({ reason: 'authentication', message: `the apiKey function failed: ${toGatewayError(cause).message}`, cause })
}

/** Refuses what could be no key; `undefined` passes, and `null`, which is for none. */
export function checkApiKey(path: string, apiKey: unknown): void {
  if (apiKey !== null) checkSecret(path, apiKey, 'a non-empty string, a function or null')
}

/** The same for a secret that is wanted. */
export function checkSecret(path: string, secret: unknown, expected = 'a non-empty string or a function'): void {
  if (secret === undefined || typeof secret === 'function') return
  const trimmed = typeof secret === 'string' ? secret.trim() : ''
  if (trimmed === '') throw new ConfigError(path, `must be ${expected}`)
  if (!SENDABLE.test(trimmed)) throw new ConfigError(path, 'has characters that a header cannot carry')
}

/** Credentials among headers of a provider or a call, to be cut out of errors like any key. */
export function secretsIn(headers: Readonly<Record<string, unknown>> = {}): string[] {
  return Object.entries(headers).flatMap(([name, value]) => {
    if (typeof value !== 'string' || !/authorization|key|token|secret|cookie/i.test(name)) return []
    const secret = value.replace(/^(?:Bearer|Basic|Token) /i, '')
    return /^Basic /i.test(value) ? [secret, passwordIn(secret)] : [secret]
  })
}

function passwordIn(base64: string): string {
  try {
    return atob(base64).replace(/^[^:]*:/, '')
  } catch {
    return '' // no base64: the value itself is cut all the same
  }
}

/** A variable of the environment, where there is one; empty counts as absent. */
export function environment(name: string): string | undefined {
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } }
  return process?.env?.[name] || undefined
}
