/** Records found by what only they have: their ids. */
import type { Engine } from '../archive/engine.ts'

const columns = ['id', 'trace', 'conversation', 'request'] as const
const MOST = 5_000
const LEAST_BEGINNING = 6

/** By a whole id, or its beginning of at least six characters. */
export function idsFound(engine: Engine, search: string): ReadonlySet<number> {
  const found = new Set<number>()
  if (search === '') return found
  const last = search.length < LEAST_BEGINNING ? search : `${search}\u{10ffff}`
  for (const column of columns) {
    const rows = engine.all(`SELECT seq FROM records WHERE ${column} >= ? AND ${column} <= ? LIMIT ${MOST}`, search, last)
    for (const { seq } of rows) found.add(Number(seq))
  }
  return found
}
