/** The values of a dimension, for whoever fills in a filter. */
import type { Question, Status, Values } from '../answers.ts'
import type { Archive } from '../archive/archive.ts'
import { dimensions } from '../archive/block.ts'
import { sizeOf } from '../archive/retention.ts'
import { grouping } from './group.ts'
import { scan } from './scan.ts'
import { plus } from './tally.ts'

const MOST = 200

/** The commonest first. */
export function values(archive: Archive, question: Question, by: string): Values {
  const { size, groupOf, nameOf } = grouping(archive.state.terms, by)
  const counts = new Uint32Array(size)
  scan(archive, question, (block, rows, length) => {
    for (let at = 0; at < length; at++) plus(counts, groupOf(block, rows[at] as number))
  })
  const found = [...counts].flatMap((count, group) => {
    const value = count === 0 ? null : nameOf(group)
    return value === null ? [] : [{ value, count }]
  })
  return { values: found.sort((one, other) => other.count - one.count).slice(0, MOST) }
}

export function status({ engine, state, options }: Archive): Status {
  const tags = state.terms.dimensions().filter((name) => name.startsWith('tag:'))
  return {
    records: Number(engine.get('SELECT sum(count) AS count FROM pages')?.['count'] ?? 0),
    bytes: sizeOf(engine).used,
    retentionMs: options.retentionMs,
    maxBytes: options.maxBytes,
    dimensions: [...dimensions, 'outcome', 'cache', ...tags.sort()],
  }
}
