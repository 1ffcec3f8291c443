/** Which group a row belongs to, as a small number. */
import { type Block, cacheStates, outcomes } from '../archive/block.ts'
import { NONE, type Terms } from '../archive/terms.ts'
import { isDimension } from './select.ts'

export interface Grouping {
  /** Groups are numbered below this. */
  readonly size: number
  readonly groupOf: (block: Block, row: number) => number
  /** `null`: the group of calls without a value. */
  readonly nameOf: (group: number) => string | null
}

/** By a dimension, by the outcome or the cache's state, or by a tag: `tag:team`. */
export function grouping(terms: Terms, by: string): Grouping {
  if (by === 'outcome') return { size: outcomes.length, groupOf: (block, row) => block.outcome[row] as number, nameOf: (group) => outcomes[group] ?? null }
  if (by === 'cache') return { size: cacheStates.length, groupOf: (block, row) => block.cache[row] as number, nameOf: (group) => cacheStates[group] ?? null }
  const nameOf = (group: number): string | null => terms.value(group)
  if (isDimension(by)) return { size: terms.count, groupOf: (block, row) => block[by][row] as number, nameOf }
  const termOf = new Uint32Array(terms.setCount)
  for (let set = 0; set < termOf.length; set++) termOf[set] = terms.of(set).find((term) => terms.dimension(term) === by) ?? NONE
  return { size: terms.count, groupOf: (block, row) => termOf[block.tags[row] as number] as number, nameOf }
}
