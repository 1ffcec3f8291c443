/** A block: the columns of 8,192 records that charts read, one typed array each. */

/** How many records a block holds. */
export const ROWS = 8192

/** What a record is counted and filtered by: each a column of terms. */
export const dimensions = ['route', 'target', 'provider', 'model', 'key', 'tenant', 'operation', 'reason'] as const
export type Dimension = (typeof dimensions)[number]

export const outcomes = ['ok', 'failed', 'aborted'] as const
export const cacheStates = ['none', 'hit', 'semantic', 'miss', 'stale', 'refresh', 'shared', 'bypass'] as const

/** Latencies are kept as the number of their bucket, moved up so that 0 says: none. */
export const BUCKETS = 1400
export const BUCKET_SHIFT = 346

type Columns = Readonly<Record<Dimension | 'tags' | 'verdicts' | 'input' | 'output' | 'cached', Uint32Array>> & {
  /** When it began; `-Infinity` for a record that is no more. */
  readonly time: Float64Array
  /** US dollars; NaN where it is not known. */
  readonly cost: Float64Array
  readonly durationMs: Float32Array
  readonly savedCost: Float32Array
  readonly durationBucket: Uint16Array
  readonly firstBucket: Uint16Array
  readonly outcome: Uint8Array
  readonly cache: Uint8Array
  readonly attempts: Uint8Array
}

/** In the order of their bytes: the widest first, so that all of them lie at multiples of their width. */
const layout = [
  ['time', Float64Array],
  ['cost', Float64Array],
  ...([...dimensions, 'tags', 'verdicts', 'input', 'output', 'cached'] as const).map((name) => [name, Uint32Array] as const),
  ['durationMs', Float32Array],
  ['savedCost', Float32Array],
  ['durationBucket', Uint16Array],
  ['firstBucket', Uint16Array],
  ['outcome', Uint8Array],
  ['cache', Uint8Array],
  ['attempts', Uint8Array],
] as const

const BYTES = layout.reduce((sum, [, Type]) => sum + Type.BYTES_PER_ELEMENT * ROWS, 0)

/** The rows of one block; a row's place is its record's `seq` modulo the size. */
export interface Block extends Columns {
  readonly number: number
  /** All columns, as they are kept. */
  readonly bytes: Uint8Array
  /** The mean of the feedback, by its weights; NaN where there is none. Not among the bytes: it comes later. */
  readonly score: Float32Array
  /** Rows filled so far. */
  length: number
  oldest: number
  newest: number
}

/** An empty block, or what was kept of a full one. */
export function makeBlock(number: number, kept?: Uint8Array): Block {
  const buffer = new ArrayBuffer(BYTES)
  const bytes = new Uint8Array(buffer)
  if (kept !== undefined && kept.length !== BYTES) throw new Error(`block ${number} has ${kept.length} bytes, not ${BYTES}`)
  if (kept) bytes.set(kept)
  let at = 0
  const columns = Object.fromEntries(
    layout.map(([name, Type]) => {
      const column = new Type(buffer, at, ROWS)
      at += column.byteLength
      return [name, column]
    }),
  ) as unknown as Columns
  if (!kept) columns.time.fill(-Infinity)
  const block: Block = { ...columns, number, bytes, score: new Float32Array(ROWS).fill(NaN), length: kept ? ROWS : 0, oldest: Infinity, newest: -Infinity }
  if (kept) measure(block)
  return block
}

/** Finds the span of time again. */
function measure(block: Block): void {
  for (const time of block.time) {
    if (time === -Infinity) continue
    block.oldest = Math.min(block.oldest, time)
    block.newest = Math.max(block.newest, time)
  }
}

/** Where the record with this number lies. */
export function placeOf(seq: number): { readonly block: number; readonly row: number } {
  return { block: Math.floor(seq / ROWS), row: seq % ROWS }
}
