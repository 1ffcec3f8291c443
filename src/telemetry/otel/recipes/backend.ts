/** What the recipes share: each gives options for `otlpSink()`, to be spread beside your own. */
import { checkOptions, show } from '../../../core/check.ts'
import { base64Of } from '../../../core/base64.ts'
import { ConfigError } from '../../../core/error.ts'
import type { OtlpOptions } from '../otlp.ts'

/** Options of one backend: `otlpSink({ ...langfuse({ … }), resource: { … } })`. */
export type Backend = Pick<OtlpOptions, 'name' | 'url' | 'headers' | 'protocol' | 'metrics' | 'temporality' | 'extend' | 'resource'>

export function checkRecipe(name: string, options: object, allowed: readonly string[], needed: readonly string[]): void {
  checkOptions(name, options, allowed)
  const given: Readonly<Record<string, unknown>> = { ...options }
  for (const key of allowed) {
    const value = given[key]
    const isMissing = value === undefined && needed.includes(key)
    // Keys are not shown, not even in the error of one that is none.
    if (isMissing || (value !== undefined && (typeof value !== 'string' || value === ''))) {
      throw new ConfigError(`${name}.${key}`, `must be a non-empty string${typeof value === 'string' ? '' : `, got ${show(value)}`}`)
    }
  }
}

/** `Authorization: Basic`. */
export function basic(user: string, password: string): string {
  return `Basic ${base64Of(new TextEncoder().encode(`${user}:${password}`))}`
}

export function withoutSlash(url: string): string {
  return url.endsWith('/') ? url.slice(0, -1) : url
}
