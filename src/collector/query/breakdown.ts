/** The same figures by route, model, key, tag or whatever else calls are told apart by. */
import type { Breakdown, Group, Question } from '../answers.ts'
import type { Archive } from '../archive/archive.ts'
import type { Block } from '../archive/block.ts'
import { grouping } from './group.ts'
import { scan } from './scan.ts'
import { plus, Tally } from './tally.ts'
import { steps } from './time-steps.ts'

/** Groups that are counted in full. */
const MOST = 50

export function breakdown(archive: Archive, question: Question, by: string): Omit<Breakdown, 'tookMs'> {
  const { first, stepMs, count } = steps(question.from, question.to)
  const { size, groupOf, nameOf } = grouping(archive.state.terms, by)

  const sizes = new Uint32Array(size)
  scan(archive, question, (block, rows, length) => {
    for (let at = 0; at < length; at++) plus(sizes, groupOf(block, rows[at] as number))
  })
  const used = [...sizes.keys()].filter((group) => sizes[group] !== 0)
  const largest = used.sort((one, other) => (sizes[other] as number) - (sizes[one] as number)).slice(0, MOST)

  const lines = largest.map((group) => new Line(nameOf(group), count))
  const lineOf = new Int32Array(size).fill(-1)
  for (const [at, group] of largest.entries()) lineOf[group] = at
  scan(archive, question, (block, rows, length) => {
    for (let at = 0; at < length; at++) {
      const row = rows[at] as number
      lines[lineOf[groupOf(block, row)] as number]?.add(block, row, Math.floor(((block.time[row] as number) - first) / stepMs))
    }
  })
  return { by, groups: lines.map((line) => line.group()), values: used.length }
}

/** One group: its sums, and how they came about over time. */
class Line {
  readonly #value: string | null
  readonly #tally = new Tally()
  readonly #calls: number[]
  readonly #cost: number[]

  constructor(value: string | null, count: number) {
    this.#value = value
    this.#calls = Array.from({ length: count }, () => 0)
    this.#cost = Array.from({ length: count }, () => 0)
  }

  add(block: Block, row: number, step: number): void {
    this.#tally.add(block, row)
    plus(this.#calls, step)
    const cost = block.cost[row] as number
    if (cost === cost) plus(this.#cost, step, cost)
  }

  group(): Group {
    return { value: this.#value, ...this.#tally.totals(), callsOverTime: this.#calls, costOverTime: this.#cost }
  }
}
