/** Credentials never leave: some providers echo the key in an error, so it is cut out before anybody reads one. */
import { GatewayError } from '../core/error.ts'

/** The same value with every secret in any of its strings cut to its last four characters. */
export function redact<T>(value: T, secrets: readonly string[]): T {
  const long = secrets.filter((secret) => secret.length >= 8)
  return long.length === 0 ? value : (clean(value, long, 0) as T)
}

/** The same error where no secret is in it; else one without, and without the cause that quotes it. */
export function withoutSecrets(error: unknown, secrets: readonly string[]): unknown {
  if (!(error instanceof GatewayError)) return error
  const { failure, target, attempts, cause } = error
  const { message, body } = redact({ message: failure.message, body: failure.body }, secrets)
  const quotes = cause instanceof Error && redact(cause.message, secrets) !== cause.message
  if (!quotes && message === failure.message && JSON.stringify(body) === JSON.stringify(failure.body)) return error
  return new GatewayError({ ...failure, message, body, target, attempts, ...(!quotes && { cause }) })
}

function clean(value: unknown, secrets: readonly string[], depth: number): unknown {
  if (typeof value === 'string') return secrets.reduce((text, secret) => text.replaceAll(secret, `…${secret.slice(-4)}`), value)
  if (typeof value !== 'object' || value === null || depth > 8) return value
  if (Array.isArray(value)) return value.map((one) => clean(one, secrets, depth + 1))
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, clean(one, secrets, depth + 1)]))
}
