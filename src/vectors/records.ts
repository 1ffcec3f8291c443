/** `makeRecords()`: directions by row in the memory of a kernel, which grows in place and never beyond what was asked for. */
import type { Direction } from './direction.ts'
import { compiledKernel, type Kernel, plainKernel } from './kernel.ts'

const PAGE = 65_536
const MAX_PAGES = 65_536

/** 1 MB, or a quarter of what there is: growing is rare, and memory that nobody needs yet is little. */
const PAGES_AT_ONCE = 16

export interface Records {
  readonly dimensions: number
  /** So many rows at most: what was asked for, or what four gigabytes hold. */
  readonly capacity: number
  /** Of a row that is there, or of the next one. Throws a RangeError where there is no memory; then nothing has changed. */
  set(row: number, direction: Direction, partition: number): void
  move(from: number, to: number): void
  /** Compares the rows below `count` that are of this partition, and no others. */
  scan(query: Direction, partition: number, count: number): Found
}

/** Of the nth of `count`: `rows[2 * n]`, and `scores[2 * n + 1] * scale` is its cosine. True until anything else is asked. */
export interface Found {
  readonly count: number
  readonly rows: Int32Array
  readonly scores: Float32Array
  readonly scale: number
}

export function makeRecords(dimensions: number, maxEntries: number): Records {
  const width = 32 * Math.ceil(dimensions / 16)
  const stride = 16 + width
  const capacity = Math.min(maxEntries, Math.floor((MAX_PAGES * PAGE - 2 * width) / (stride + 8)))
  const queryAt = 16 * Math.ceil(capacity / 2) // what was found comes first, eight bytes each; then the query, then the records
  const recordsAt = queryAt + width
  const addressOf = (row: number): number => recordsAt + row * stride
  const pages = { initial: pagesOf(recordsAt), maximum: Math.min(MAX_PAGES, pagesOf(addressOf(capacity))) }
  const kernel = compiledKernel(pages) ?? plainKernel(pages)
  let views = viewsOf(kernel)

  function makeRoom(row: number): void {
    const there = kernel.memory.buffer.byteLength / PAGE
    const missing = pagesOf(addressOf(row + 1)) - there
    if (missing <= 0) return
    const wanted = Math.max(missing, PAGES_AT_ONCE, Math.floor(there / 4))
    kernel.memory.grow(Math.min(wanted, pages.maximum - there))
    views = viewsOf(kernel)
  }

  return {
    dimensions,
    capacity,

    set(row, { numbers, scale }, partition) {
      makeRoom(row)
      const address = addressOf(row)
      views.rows[address / 4] = partition
      views.scores[address / 4 + 1] = scale
      views.rows[address / 4 + 2] = row
      views.numbers.set(numbers, (address + 16) / 2)
    },

    move(from, to) {
      views.numbers.copyWithin(addressOf(to) / 2, addressOf(from) / 2, addressOf(from + 1) / 2)
      views.rows[addressOf(to) / 4 + 2] = to
    },

    scan({ numbers, scale }, partition, count) {
      views.numbers.set(numbers, queryAt / 2)
      const end = kernel.scan(recordsAt, addressOf(count), partition, queryAt, 0, stride) >>> 0
      return { count: end / 8, rows: views.rows, scores: views.scores, scale }
    },
  }
}

interface Views {
  readonly rows: Int32Array
  readonly scores: Float32Array
  readonly numbers: Int16Array
}

/** Anew whenever the memory grew: the old ones are empty then. */
function viewsOf({ memory: { buffer } }: Kernel): Views {
  return { rows: new Int32Array(buffer), scores: new Float32Array(buffer), numbers: new Int16Array(buffer) }
}

function pagesOf(bytes: number): number {
  return Math.ceil(bytes / PAGE)
}
