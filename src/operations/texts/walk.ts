/** Copies of what changed, and nothing else: the tools of every walk over texts. */
import { type Fields, isFields } from '../fold-fields.ts'
import type { Part, Rewrite } from './texts.ts'

/** What a walk knows of a text before it sees it. */
export type Place = Omit<Part, 'text'>

/** A place inside of this one. Spread would cost more than the search of a short text. */
export function within({ kind: its, isLast, choice, tool }: Place, path: string, kind = its): Place {
  return { kind, path, isLast, choice, tool }
}

/** The same object, or a copy in which these fields are others. */
export function withFields<T extends Fields>(object: T, changed: Fields): T {
  for (const name in changed) if (changed[name] !== object[name]) return { ...object, ...changed }
  return object
}

/** The same list, or one in which some members are others. */
export function mapped<T>(list: readonly T[], change: (one: T, at: number) => T): T[] {
  let copy: T[] | undefined
  for (let at = 0; at < list.length; at++) {
    const one = list[at] as T
    const now = change(one, at)
    if (now !== one) (copy ??= [...list])[at] = now
  }
  return copy ?? (list as T[])
}

/** A field that has a text; whatever else it has stays as it is. */
export function text(value: unknown, place: Place, rewrite: Rewrite): unknown {
  return typeof value === 'string' && value !== '' ? rewrite(partAt(place, value)) : value
}

export function partAt({ kind, path, isLast, choice, tool }: Place, text: string): Part {
  return { kind, text, path, isLast, choice, tool }
}

/** The fields of parts that have text, and what kind it is where that is not the place's own. */
const TEXTS: ReadonlyArray<readonly [name: string, kind?: Part['kind']]> = [
  ['text'],
  ['refusal', 'refusal'],
  ['thinking', 'reasoning'],
]

/** A text, or a list of parts: text, refusals, and the names of files. */
export function content(value: unknown, place: Place, rewrite: Rewrite): unknown {
  if (!Array.isArray(value)) return text(value, place, rewrite)
  return mapped(value as unknown[], (part, at) => {
    const path = `${place.path}[${at}]`
    if (typeof part === 'string') return text(part, within(place, path), rewrite)
    return isFields(part) ? partTexts(part, within(place, path), rewrite) : part
  })
}

function partTexts(part: Fields, place: Place, rewrite: Rewrite): Fields {
  const changed: Fields = {}
  for (const [name, kind = place.kind] of TEXTS) if (name in part) changed[name] = text(part[name], within(place, `${place.path}.${name}`, kind), rewrite)
  if ('filename' in part) changed.filename = text(part.filename, within(place, `${place.path}.filename`, 'file_name'), rewrite)
  if (isFields(part.file)) {
    const filename = text(part.file.filename, within(place, `${place.path}.file.filename`, 'file_name'), rewrite)
    changed.file = withFields(part.file, { filename })
  }
  const now = withFields(part, changed)
  return now !== part && 'logprobs' in part ? { ...now, logprobs: [] } : now // they would tell its tokens
}

/** What nobody has described: whatever text is in it, however deep, but for names of things and for data. */
export function deep(value: unknown, rewrite: (text: string) => string, depth = 0): unknown {
  if (typeof value === 'string') return value === '' || value.startsWith('data:') ? value : rewrite(value)
  if (depth > MAX_DEPTH) return value
  if (Array.isArray(value)) return mapped(value as unknown[], (one) => deep(one, rewrite, depth + 1))
  if (!isFields(value)) return value
  const changed: Fields = {}
  for (const name of Object.keys(value)) if (!NAMES.has(name)) changed[name] = deep(value[name], rewrite, depth + 1)
  return withFields(value, changed)
}

const MAX_DEPTH = 32
const NAMES: ReadonlySet<string> = new Set(['id', 'type', 'status', 'role', 'name', 'call_id', 'item_id', 'file_id', 'container_id', 'signature', 'encrypted_content', 'data', 'result', '__proto__'])
