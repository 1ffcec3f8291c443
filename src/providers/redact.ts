/** Credentials never leave: some providers echo the key in an error, so it is cut out before anybody reads one. */

/** The same value with every secret in any of its strings cut to its last four characters. */
export function redact<T>(value: T, secrets: readonly string[]): T {
  const long = secrets.filter((secret) => secret.length >= 8)
  return long.length === 0 ? value : (clean(value, long, 0) as T)
}

function clean(value: unknown, secrets: readonly string[], depth: number): unknown {
  if (typeof value === 'string') return secrets.reduce((text, secret) => text.replaceAll(secret, `…${secret.slice(-4)}`), value)
  if (typeof value !== 'object' || value === null || depth > 8) return value
  if (Array.isArray(value)) return value.map((one) => clean(one, secrets, depth + 1))
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, clean(one, secrets, depth + 1)]))
}
