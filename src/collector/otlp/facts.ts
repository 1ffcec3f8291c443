/** Reading a span's attributes: each as what it must be, or as nothing. */
import type { Span, SpanEvent, SpanValue } from './span.ts'

export type Owner = Pick<Span | SpanEvent, 'attributes'>

/** The first of these names that holds a text. */
export function textIn({ attributes }: Owner, ...names: readonly string[]): string | null {
  for (const name of names) {
    const value = attributes.get(name)
    if (typeof value === 'string' && value !== '') return value.slice(0, 500)
  }
  return null
}

/** The first of these names that holds a number, as texts of old conventions do, too. */
export function numberIn({ attributes }: Owner, ...names: readonly string[]): number | null {
  for (const name of names) {
    const value = attributes.get(name)
    const number = typeof value === 'string' && value.length < 30 && value !== '' ? Number(value) : value
    if (typeof number === 'number' && Number.isFinite(number) && number >= 0) return number
  }
  return null
}

export function truthIn({ attributes }: Owner, name: string): boolean {
  return attributes.get(name) === true
}

export function textsIn({ attributes }: Owner, name: string): readonly string[] {
  const value: SpanValue | undefined = attributes.get(name)
  if (typeof value === 'string') return [value]
  return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : []
}

/** What is below a prefix, as texts: `zerohop.tag.team` is `team`. */
export function textsBelow({ attributes }: Owner, prefix: string): Record<string, string> {
  const found: Array<readonly [string, string]> = []
  for (const [name, value] of attributes) {
    if (name.startsWith(prefix) && value !== null && typeof value !== 'object') found.push([name.slice(prefix.length), String(value).slice(0, 2000)])
  }
  return Object.fromEntries(found.slice(0, 200))
}

/** Milliseconds, in order and never negative. */
export function lengthOf({ startMs, endMs }: Span): number {
  return Math.min(1e11, Math.max(0, endMs - startMs))
}
