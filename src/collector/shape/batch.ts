/** A body of many things, as a JSON list, one JSON object, or NDJSON: what is well formed, and what is wrong with the rest. */
import { type Shape, ShapeError } from './shape.ts'

export interface Batch<T> {
  readonly accepted: readonly T[]
  readonly refused: readonly Refusal[]
}

/** Why one thing of a batch was not taken. */
export interface Refusal {
  /** Its place in the batch, from 0. */
  readonly index: number
  readonly problem: string
}

/** More than that in one body is refused as a whole. */
const MOST = 50_000

/** @throws ShapeError where the body is no batch at all; what is wrong with single entries is in `refused` */
export function readBatch<T>(body: string, isLines: boolean, shape: Shape<T>): Batch<T> {
  const given = isLines ? readLines(body) : readJson(body)
  checkCount(given)
  const accepted: T[] = []
  const refused: Refusal[] = []
  for (const [index, entry] of given.entries()) {
    try {
      accepted.push(shape(entry instanceof Unreadable ? entry.refuse() : entry, ''))
    } catch (error) {
      if (!(error instanceof ShapeError)) throw error
      refused.push({ index, problem: error.message })
    }
  }
  return { accepted, refused }
}

function checkCount(given: readonly unknown[]): void {
  if (given.length > MOST) throw new ShapeError('', `the batch has more than ${MOST} entries`)
}

/** A line that is no JSON: it must not take the others with it. */
class Unreadable {
  refuse(): never {
    throw new ShapeError('', 'is no JSON')
  }
}

function readJson(body: string): readonly unknown[] {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    throw new ShapeError('', 'the body is no JSON')
  }
  return Array.isArray(value) ? value : [value]
}

function readLines(body: string): readonly unknown[] {
  const lines = body.split('\n').filter((line) => line.trim() !== '')
  checkCount(lines) // before any is parsed
  return lines.map((line): unknown => {
    try {
      return JSON.parse(line)
    } catch {
      return new Unreadable()
    }
  })
}
