/** Lists of names that may be or may not be: exact, or with `*` for whatever stands there. */
import { show } from '../core/check.ts'
import { ConfigError } from '../core/error.ts'

export interface NameLists {
  /** Only these. A `*` stands for any number of characters. @default all */
  readonly allow?: readonly string[] | undefined
  /** None of these, whatever is allowed. @default none */
  readonly deny?: readonly string[] | undefined
}

/** What is wrong with a name: `is denied`, `is not allowed`. */
export type NameFault = (name: string) => string | undefined

/** Throws `ConfigError`. */
export function nameFault(path: string, { allow, deny }: NameLists): NameFault {
  const isAllowed = allow === undefined ? undefined : anyOf(`${path}.allow`, allow)
  const isDenied = deny === undefined ? undefined : anyOf(`${path}.deny`, deny)
  return (name) => (isDenied?.(name) ? 'is denied' : isAllowed?.(name) === false ? 'is not allowed' : undefined)
}

/** Throws `ConfigError` for anything but a list of texts with something in them. */
export function checkNames(path: string, names: unknown): asserts names is readonly string[] {
  if (!Array.isArray(names) || names.length === 0) throw new ConfigError(path, `must be a list, and not empty, got ${show(names)}`)
  names.forEach((name: unknown, at) => {
    if (typeof name !== 'string' || name === '') throw new ConfigError(`${path}[${at}]`, `must be a non-empty string, got ${show(name)}`)
  })
}

function anyOf(path: string, names: unknown): (name: string) => boolean {
  checkNames(path, names)
  const exact = new Set(names.filter((name) => !name.includes('*')))
  const patterns = names.filter((name) => name.includes('*')).map((name) => name.split('*'))
  return (name) => exact.has(name) || patterns.some((pieces) => fits(name, pieces))
}

/** The first piece at the beginning, the last at the end, the others one after the other between them. */
function fits(name: string, pieces: readonly string[]): boolean {
  const first = pieces[0] as string
  const last = pieces.at(-1) as string
  if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last)) return false
  let at = first.length
  for (const piece of pieces.slice(1, -1)) {
    const found = name.indexOf(piece, at)
    if (found < 0) return false
    at = found + piece.length
  }
  return at <= name.length - last.length
}
