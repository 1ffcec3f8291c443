/** What the strict rules share: looking at JSON that may be anything, and faults one after the other. */

export type Json = Readonly<Record<string, unknown>>

/** Faults in the order the API would meet them: take the first, or all. */
export type Faults = Generator<string, void, undefined>

/** Request headers, lower-case names. */
export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value)
}

/** Neither left out nor null: what an optional field counts as given. */
export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null
}

/** The objects of a list; nothing where it is none. */
export function objectsOf(value: unknown): readonly Json[] {
  return isList(value) ? value.filter(isObject) : []
}

export function listOf(value: unknown): readonly unknown[] {
  return isList(value) ? value : []
}

/** Standard base64; with `url`, the URL-safe alphabet and left-out padding too. */
export function isBase64(text: string, url = false): boolean {
  if (url) return /^[A-Za-z0-9+/_-]*={0,2}$/.test(text) && text.replace(/=+$/, '').length % 4 !== 1
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text)
}

/** `'a', 'b' or 'c'`. */
export function oneOf(names: readonly string[]): string {
  const quoted = names.map((name) => `'${name}'`)
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`
}

export function headerOf(headers: Headers, name: string): string | undefined {
  const value = headers[name]
  return typeof value === 'object' ? value[0] : value
}

/** The first fault of several walks. */
export function firstOf(...walks: readonly Faults[]): string | undefined {
  for (const walk of walks) for (const fault of walk) return fault
  return undefined
}
