/** Credentials never leave: some providers echo the key in an error, so it is cut out before anybody reads one. */
import { GatewayError } from '../core/error.ts'

/** Nothing that an error carries is read deeper than this. */
const MAX_DEPTH = 16

/** The same value with every secret in any of its strings cut to its last four characters. */
export function redact<T>(value: T, secrets: readonly string[]): T {
  const long = secrets.filter((secret) => secret.length >= 8)
  return long.length === 0 ? value : (clean(value, long, 0) as T)
}

/** The same error where no secret is in it; else one without, and without the cause that quotes it. */
export function withoutSecrets(error: unknown, secrets: readonly string[]): unknown {
  if (!(error instanceof GatewayError)) return error
  const { failure, target, attempts, cause } = error
  const clean = redact(failure, secrets)
  const quotes = cause instanceof Error && redact(cause.message, secrets) !== cause.message
  if (!quotes && JSON.stringify(clean) === JSON.stringify(failure)) return error
  return new GatewayError({ ...clean, target, attempts, ...(!quotes && { cause }) })
}

function clean(value: unknown, secrets: readonly string[], depth: number): unknown {
  if (typeof value === 'string') return secrets.reduce((text, secret) => text.replaceAll(secret, `…${secret.slice(-4)}`), value)
  if (typeof value !== 'object' || value === null) return value
  if (depth > MAX_DEPTH) return '…'
  if (Array.isArray(value)) return value.map((one) => clean(one, secrets, depth + 1))
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [clean(key, secrets, depth), clean(one, secrets, depth + 1)]))
}
