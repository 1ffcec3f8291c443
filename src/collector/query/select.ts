/** Which rows of a block a question means. */
import type { Question } from '../answers.ts'
import { type Block, cacheStates, type Dimension, dimensions, outcomes } from '../archive/block.ts'
import type { Terms } from '../archive/terms.ts'

/** Writes the rows it wants into `rows` and gives back how many; `rows` is reused from block to block. */
export type Select = (block: Block, rows: Uint16Array) => number

type Test = (block: Block, row: number) => boolean

/** `ids`: numbers of records that a search found by their ids; they are meant whatever their values are. */
export function selector({ from, to, where, search }: Question, terms: Terms, ids: ReadonlySet<number>): Select {
  const tests = Object.entries(where).map(([by, values]) => (values.length === 0 ? () => true : testOf(by, values, terms)))
  if (search !== '') tests.push(searchOf(search, terms, ids))
  return (block, rows) => {
    const { time, length } = block
    const isWhole = block.oldest >= from && block.newest <= to
    let count = 0
    for (let row = 0; row < length; row++) {
      const at = time[row] as number
      if (isWhole ? at !== -Infinity : at >= from && at <= to) rows[count++] = row
    }
    for (const test of tests) {
      let left = 0
      for (let at = 0; at < count; at++) {
        const row = rows[at] as number
        if (test(block, row)) rows[left++] = row
      }
      count = left
    }
    return count
  }
}

export function isDimension(name: string): name is Dimension {
  return (dimensions as readonly string[]).includes(name)
}

/** The empty text means: of calls without one. */
function testOf(by: string, values: readonly string[], terms: Terms): Test {
  if (by === 'outcome' || by === 'cache') {
    const words: readonly string[] = by === 'outcome' ? outcomes : cacheStates
    const wanted = Uint8Array.from(words, (word) => Number(values.includes(word)))
    return (block, row) => wanted[block[by][row] as number] === 1
  }
  const ids = new Set(values.map((value) => (value === '' ? 0 : terms.find(by, value))))
  if (isDimension(by)) {
    const wanted = Uint8Array.from({ length: terms.count }, (_, id) => Number(ids.has(id)))
    return (block, row) => wanted[block[by][row] as number] === 1
  }
  const column = by === 'verdict' ? 'verdicts' : 'tags'
  const sets = terms.setsWith((term) => ids.has(term))
  if (ids.has(0)) {
    const having = terms.setsWith((term) => terms.dimension(term) === by)
    return (block, row) => sets[block[column][row] as number] === 1 || having[block[column][row] as number] === 0
  }
  return (block, row) => sets[block[column][row] as number] === 1
}

function searchOf(search: string, terms: Terms, ids: ReadonlySet<number>): Test {
  const holding = terms.holding(search)
  const sets = terms.setsWith((term) => holding[term] === 1)
  return (block, row) =>
    dimensions.some((name) => holding[block[name][row] as number] === 1) ||
    sets[block.tags[row] as number] === 1 ||
    sets[block.verdicts[row] as number] === 1 ||
    ids.has(block.number * block.time.length + row)
}
