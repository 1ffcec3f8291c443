/** What comes from outside, parsed: each shape gives back a value of its own making, or says what is wrong and where. */

/** Something is not as it must be; `path` says where. */
export class ShapeError extends Error {
  constructor(path: string, problem: string) {
    super(path === '' ? problem : `${path}: ${problem}`)
    this.name = 'ShapeError'
  }
}

/** Gives back what it was given as a `T`, made anew; throws a `ShapeError`. */
export type Shape<T> = (value: unknown, path: string) => T

/** A text of at most `most` characters. */
export function text(most: number, least = 0): Shape<string> {
  return (value, path) => {
    if (typeof value !== 'string') throw new ShapeError(path, 'must be a text')
    if (value.length > most) throw new ShapeError(path, `is longer than ${most} characters`)
    if (value.length < least) throw new ShapeError(path, 'must not be empty')
    return value
  }
}

/** A text that names something: no control characters, at which one engine or other would cut it. */
export function label(most: number): Shape<string> {
  const shape = text(most, 1)
  return (value, path) => {
    const given = shape(value, path)
    if (/[\u0000-\u001f]|\p{Cs}/u.test(given)) throw new ShapeError(path, 'must have no control characters')
    return given
  }
}

/** A finite number from `least` to `most`. */
export function number(least = 0, most = 1e15): Shape<number> {
  return (value, path) => {
    if (typeof value !== 'number' || !(value >= least && value <= most)) throw new ShapeError(path, `must be a number from ${least} to ${most}`)
    return value
  }
}

export const truth: Shape<boolean> = (value, path) => {
  if (typeof value !== 'boolean') throw new ShapeError(path, 'must be true or false')
  return value
}

/** One of these values and no other. */
export function oneOf<const T extends string | number | boolean>(...words: readonly T[]): Shape<T> {
  const known = new Set<unknown>(words)
  return (value, path) => {
    if (!known.has(value)) throw new ShapeError(path, `must be one of ${words.join(', ')}`)
    return value as T
  }
}

export function nullable<T>(shape: Shape<T>): Shape<T | null> {
  return (value, path) => (value === null || value === undefined ? null : shape(value, path))
}

export function optional<T>(shape: Shape<T>): Shape<T | undefined> {
  return (value, path) => (value === null || value === undefined ? undefined : shape(value, path))
}

/** What an older release does not say. */
export function orElse<T>(shape: Shape<T>, otherwise: T): Shape<T> {
  return (value, path) => (value === null || value === undefined ? otherwise : shape(value, path))
}

/** At most `most` of them. */
export function list<T>(shape: Shape<T>, most: number): Shape<T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) throw new ShapeError(path, 'must be a list')
    if (value.length > most) throw new ShapeError(path, `has more than ${most} entries`)
    return value.map((entry: unknown, at) => shape(entry, `${path}[${at}]`))
  }
}

/** An object of any keys, at most `most`; `__proto__` is a key like any other. */
export function dictionary<T>(shape: Shape<T>, most: number): Shape<Readonly<Record<string, T>>> {
  return (value, path) => {
    const entries = Object.entries(asObject(value, path))
    if (entries.length > most) throw new ShapeError(path, `has more than ${most} keys`)
    return Object.fromEntries(entries.map(([key, entry]) => [key, shape(entry, `${path}.${key}`)]))
  }
}

/** An object with these fields; what else it has is left behind. */
export function object<T extends object>(fields: { readonly [Key in keyof T]-?: Shape<T[Key]> }): Shape<T> {
  const entries = Object.entries(fields) as ReadonlyArray<readonly [string, Shape<unknown>]>
  return (value, path) => {
    const given = asObject(value, path)
    const made: Record<string, unknown> = {}
    for (const [key, shape] of entries) {
      const parsed = shape(Object.hasOwn(given, key) ? given[key] : undefined, path === '' ? key : `${path}.${key}`)
      if (parsed !== undefined) made[key] = parsed
    }
    return made as T
  }
}

/** JSON as it came, at most so deep and so long as text. */
export function json(most: number, depth = 16): Shape<unknown> {
  return (value, path) => {
    if (isDeeper(value, depth)) throw new ShapeError(path, `is nested deeper than ${depth}`)
    if ((JSON.stringify(value)?.length ?? 0) > most) throw new ShapeError(path, `is longer than ${most} characters`)
    return value ?? null
  }
}

function isDeeper(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return depth === 0 || Object.values(value).some((entry) => isDeeper(entry, depth - 1))
}

function asObject(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new ShapeError(path, 'must be an object')
  return value as Record<string, unknown>
}
