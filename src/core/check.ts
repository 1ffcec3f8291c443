/** Checks for options and configuration: each names the path of what is wrong, and guesses what was meant. */
import { ConfigError } from './error.ts'
import { meanings } from './failure.ts'

/** Refuses anything that is not a plain object with only these keys. */
export function checkOptions(path: string, value: unknown, keys: readonly string[]): void {
  checkObject(path, value)
  for (const key of Object.keys(value)) {
    if (!keys.includes(key)) throw new ConfigError(`${path}.${key}`, `is not an option${didYouMean(key, keys)}`)
  }
}

/** Refuses anything that is not a plain object. */
export function checkObject(path: string, value: unknown): asserts value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new ConfigError(path, `must be an object, got ${show(value)}`)
}

export interface Range {
  readonly min?: number
  readonly max?: number
  readonly integer?: boolean
}

/** Refuses anything but a finite number in the range; `undefined` passes. */
export function checkNumber(path: string, value: unknown, { min = 0, max = Infinity, integer = false }: Range = {}): void {
  if (value === undefined) return
  const fits = typeof value === 'number' && Number.isFinite(value) && value >= min && value <= max
  if (fits && (!integer || Number.isInteger(value))) return
  const kind = integer ? 'a whole number' : 'a number'
  const bounds = max === Infinity ? `of at least ${min}` : `from ${min} to ${max}`
  throw new ConfigError(path, `must be ${kind} ${bounds}, got ${show(value)}`)
}

/** Refuses anything but a function; `undefined` passes. */
export function checkFunction(path: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'function') {
    throw new ConfigError(path, `must be a function, got ${show(value)}`)
  }
}

/** Refuses anything but true and false; `undefined` passes. */
export function checkBoolean(path: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'boolean') throw new ConfigError(path, `must be true or false, got ${show(value)}`)
}

/** Refuses anything but a function, and one of these factories where what it makes is meant: `retry` for `retry()`. */
export function checkMade(path: string, value: unknown, factories: readonly string[]): void {
  checkFunction(path, value ?? null)
  if (typeof value !== 'function' || value.length > 0 || !factories.includes(value.name)) return
  throw new ConfigError(path, `must be what ${value.name}() makes; it was not called`)
}

/** The factories of middleware that come with the package. */
export const middlewareFactories: readonly string[] = ['breaker', 'bulkhead', 'cache', 'dedupe', 'guardrails', 'inlineMedia', 'keepReasoning', 'retry', 'semanticCache', 'timeout']

/** Refuses anything but a string with something in it; `undefined` passes. */
export function checkString(path: string, value: unknown): void {
  if (value !== undefined && (typeof value !== 'string' || value === '')) {
    throw new ConfigError(path, `must be a non-empty string, got ${show(value)}`)
  }
}

/** Refuses anything but one of these words; `undefined` passes. */
export function checkOneOf(path: string, value: unknown, words: readonly string[]): void {
  if (value === undefined || (typeof value === 'string' && words.includes(value))) return
  const guess = typeof value === 'string' ? didYouMean(value, words) : ''
  throw new ConfigError(path, `must be one of ${words.map((w) => `'${w}'`).join(', ')}, got ${show(value)}${guess}`)
}

/** Refuses anything but a list of failure reasons; `undefined` passes. */
export function checkReasons(path: string, value: unknown): void {
  if (value === undefined) return
  if (!Array.isArray(value)) throw new ConfigError(path, `must be a list of failure reasons, got ${show(value)}`)
  value.forEach((reason: unknown, at) => checkOneOf(`${path}[${at}]`, reason ?? null, Object.keys(meanings)))
}

/** `. Did you mean 'weight'?`, or nothing when no word is near. */
export function didYouMean(word: string, words: readonly string[]): string {
  let best: string | undefined
  let least = Math.max(2, Math.floor(word.length / 3)) + 1
  for (const candidate of words) {
    const far = distance(word.slice(0, 64).toLowerCase(), candidate.slice(0, 64).toLowerCase())
    if (far < least) [best, least] = [candidate, far]
  }
  return best === undefined ? '' : `. Did you mean '${best}'?`
}

/** A value in an error's words: short, and never the inside of an object, which might hold a key. */
export function show(value: unknown): string {
  if (typeof value === 'string') return value.length > 40 ? `'${value.slice(0, 40)}…'` : `'${value}'`
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object' && value !== null) return 'an object'
  if (typeof value === 'function') return 'a function'
  return String(value)
}

/** Levenshtein's distance, over two rows. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const substitute = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(substitute, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
