/** `quantisedSieve()`: rows rounded to a byte a number and compared by WebAssembly, with a proven bound on what rounding did. */
import { type Kernel, loadKernel, MAX_PAGES, PAGE, RECORD_HEAD } from './kernel.ts'
import { type Found, ROUNDING, type Sieve } from './sieve.ts'

/** 1 MB: growing is rare, and memory that nobody needs yet is little. */
const PAGES_AT_ONCE = 16

/** The numbers of a row go from -127 to 127. */
const ROW_LEVELS = 127

/** `undefined` where there is no kernel, or where the rows would be more than it can address. */
export function quantisedSieve(dimensions: number, maxEntries: number): Sieve | undefined {
  const width = 16 * Math.ceil(dimensions / 16)
  const stride = RECORD_HEAD + width
  const queryAt = 16 * Math.ceil((8 * maxEntries) / 16) // what was found comes first, then the query, then the records
  const recordsAt = queryAt + 2 * width
  const maximum = pagesOf(recordsAt + maxEntries * stride)
  if (maximum > MAX_PAGES) return undefined
  const kernel = loadKernel({ initial: pagesOf(recordsAt), maximum })
  if (kernel === undefined) return undefined

  // A lane adds up a quarter of the products, and holds 31 bits.
  const queryLevels = Math.min(32_767, Math.floor((2 ** 31 - 1) / (ROW_LEVELS * (width / 4))))
  const rowErrors: number[] = []
  let queryError = 0
  let views = viewsOf(kernel)
  const addressOf = (row: number): number => recordsAt + row * stride

  function makeRoom(row: number): void {
    const pages = kernel.memory.buffer.byteLength / PAGE
    const needed = pagesOf(addressOf(row + 1)) - pages
    if (needed <= 0) return
    kernel.memory.grow(Math.min(maximum - pages, Math.max(needed, PAGES_AT_ONCE)))
    views = viewsOf(kernel)
  }

  return {
    set(row, unit, partition) {
      makeRoom(row)
      const head = addressOf(row) / 4
      const largest = largestOf(unit)
      views.rows[head] = partition
      views.scores[head + 1] = largest / ROW_LEVELS
      views.rows[head + 2] = row
      rowErrors[row] = quantise(unit, largest, ROW_LEVELS, views.bytes, addressOf(row) + RECORD_HEAD)
    },

    move(from, to) {
      views.bytes.copyWithin(addressOf(to), addressOf(from), addressOf(from + 1))
      views.rows[addressOf(to) / 4 + 2] = to
      rowErrors[to] = rowErrors[from] as number
    },

    scan(query, partition, count) {
      const largest = largestOf(query)
      queryError = quantise(query, largest, queryLevels, views.words, queryAt / 2)
      const found = (kernel.scan(recordsAt, addressOf(count), partition, queryAt, 0, stride) >>> 0) / 8
      const scale = largest / queryLevels
      for (let at = 1; at < 2 * found; at += 2) views.scores[at] = (views.scores[at] as number) * scale
      return found
    },

    get found() {
      return views
    },

    // By Cauchy and Schwarz: what the row lost times the query, and what the query lost times the rounded row.
    errorOf(row) {
      const rowError = rowErrors[row] as number
      return rowError + (1 + rowError) * queryError + ROUNDING
    },
  }
}

interface Views extends Found {
  readonly bytes: Int8Array
  readonly words: Int16Array
}

/** Anew whenever the memory grew: the old ones are empty then. */
function viewsOf({ memory: { buffer } }: Kernel): Views {
  return { rows: new Int32Array(buffer), scores: new Float32Array(buffer), bytes: new Int8Array(buffer), words: new Int16Array(buffer) }
}

function pagesOf(bytes: number): number {
  return Math.ceil(bytes / PAGE)
}

function largestOf(unit: Float32Array): number {
  let largest = 0
  for (let at = 0; at < unit.length; at++) largest = Math.max(largest, Math.abs(unit[at] as number))
  return largest
}

/** Rounds to whole numbers up to `levels`; how long the vector is that was lost. */
function quantise(unit: Float32Array, largest: number, levels: number, into: Int8Array | Int16Array, offset: number): number {
  const scale = levels / largest
  let lost = 0
  for (let at = 0; at < unit.length; at++) {
    const exact = (unit[at] as number) * scale
    const rounded = Math.round(exact)
    into[offset + at] = rounded
    lost += (exact - rounded) ** 2
  }
  return Math.sqrt(lost) / scale
}
