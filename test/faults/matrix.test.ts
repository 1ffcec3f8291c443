/** The fault matrix, cell by cell: `npm run faults` prints it as a table. */
import { describe, expect, it } from 'vitest'
import { cases, cellsOf, dialects, modes } from './matrix.ts'

describe.each(dialects)('$name', (words) => {
  describe.each(modes)('%s', (mode) => {
    for (const fault of cases) {
      for (const { transport, run } of cellsOf(fault, words, mode)) it(`#${fault.row} ${fault.name}, over ${transport}`, run)
    }
  })
})

describe('the matrix', () => {
  it('has at least 60 cases, each with a name of its own and a cell in some dialect', () => {
    expect(cases.length).toBeGreaterThanOrEqual(60)
    expect(new Set(cases.map(({ row, name }) => `${row} ${name}`)).size).toBe(cases.length)
    const empty = cases.filter((fault) => dialects.every((words) => modes.every((mode) => cellsOf(fault, words, mode).length === 0)))
    expect(empty).toEqual([])
  })
})
