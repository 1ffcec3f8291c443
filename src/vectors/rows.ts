/** Rows: vectors of length one in 32-bit floats, in blocks, so that growing copies nothing. */

/** 256 KB, made at once when the block before it is full. */
const FLOATS_PER_BLOCK = 65_536

export class Rows {
  readonly #dimensions: number
  readonly #rowsPerBlock: number
  readonly #blocks: Float32Array[] = []

  constructor(dimensions: number, maxEntries: number) {
    this.#dimensions = dimensions
    this.#rowsPerBlock = Math.min(maxEntries, Math.max(1, Math.floor(FLOATS_PER_BLOCK / dimensions)))
  }

  set(row: number, unit: Float32Array): void {
    this.#block(row).set(unit, this.#offset(row))
  }

  move(from: number, to: number): void {
    const start = this.#offset(from)
    this.#block(to).set(this.#block(from).subarray(start, start + this.#dimensions), this.#offset(to))
  }

  /** Gives back the blocks that so few rows do not need, but for one, lest the next row make it anew. */
  shrink(count: number): void {
    const needed = Math.ceil(count / this.#rowsPerBlock) + 1
    if (this.#blocks.length > needed) this.#blocks.length = needed
  }

  /** The cosine, of a row and of a query that are both of length one. */
  dot(row: number, query: Float32Array): number {
    const block = this.#block(row)
    const start = this.#offset(row)
    const { length } = query
    let [a, b, c, d] = [0, 0, 0, 0] // four sums that need not wait for each other
    let at = 0
    for (; at + 3 < length; at += 4) {
      const from = start + at
      a += (block[from] as number) * (query[at] as number)
      b += (block[from + 1] as number) * (query[at + 1] as number)
      c += (block[from + 2] as number) * (query[at + 2] as number)
      d += (block[from + 3] as number) * (query[at + 3] as number)
    }
    for (; at < length; at++) a += (block[start + at] as number) * (query[at] as number)
    return a + b + c + d
  }

  #block(row: number): Float32Array {
    const at = Math.floor(row / this.#rowsPerBlock)
    return (this.#blocks[at] ??= new Float32Array(this.#rowsPerBlock * this.#dimensions))
  }

  #offset(row: number): number {
    return (row % this.#rowsPerBlock) * this.#dimensions
  }
}
