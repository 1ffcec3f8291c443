/** Records found by what only they have: their ids. */
import type { Engine } from '../archive/engine.ts'

const columns = ['id', 'trace', 'conversation', 'request'] as const
const MOST = 5_000

/** By a whole id, or its beginning of at least six characters. */
export function idsFound(engine: Engine, search: string): ReadonlySet<number> {
  const found = new Set<number>()
  if (search.length < 6) return found
  for (const column of columns) {
    const rows = engine.all(`SELECT seq FROM records WHERE ${column} >= ? AND ${column} < ? LIMIT ${MOST}`, search, `${search}\u{10ffff}`)
    for (const { seq } of rows) found.add(Number(seq))
  }
  return found
}
