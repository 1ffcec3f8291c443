/** One pass over the rows that a question means. */
import type { Question } from '../answers.ts'
import type { Archive } from '../archive/archive.ts'
import { type Block, ROWS } from '../archive/block.ts'
import { idsFound } from './ids.ts'
import { selector } from './select.ts'

/** Is given each block with the rows that are meant, the newest block first; it may say `false` to see no more. */
export type Visit = (block: Block, rows: Uint16Array, length: number) => false | void

export function scan(archive: Archive, question: Question, visit: Visit): void {
  const { blocks, terms } = archive.state
  const from = Math.max(question.from, archive.cutoff)
  const select = selector({ ...question, from }, terms, idsFound(archive.engine, question.search))
  const rows = new Uint16Array(ROWS)
  for (const block of blocks.between(from, question.to)) {
    const length = select(block, rows)
    if (length > 0 && visit(block, rows, length) === false) return
  }
}
