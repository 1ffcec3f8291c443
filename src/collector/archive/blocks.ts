/** All blocks: the open one, those in memory, and those in the file. */
import { type Block, makeBlock, placeOf, ROWS } from './block.ts'
import type { Engine } from './engine.ts'

/** About 95 bytes a record: 2.6 million records take a quarter of a gigabyte. What is older is read when it is asked for. */
const IN_MEMORY = 320

const SCORES = 'SELECT seq, sum(score * weight) / sum(weight) AS score FROM feedback WHERE seq >= ? AND seq < ? AND weight > 0 GROUP BY seq'

/** What is known of a block that is full without reading it. */
interface Sealed {
  readonly oldest: number
  readonly newest: number
}

/** Gives blocks, newest first, and keeps those in memory that were used last. */
export class Blocks {
  readonly #engine: Engine
  readonly #sealed = new Map<number, Sealed>()
  readonly #loaded = new Map<number, Block>()
  #floor: number
  open: Block

  constructor(engine: Engine, next: number, floor: number) {
    this.#engine = engine
    this.#floor = floor
    for (const { number, oldest, newest } of engine.all('SELECT number, oldest, newest FROM blocks ORDER BY number')) {
      this.#sealed.set(Number(number), { oldest: Number(oldest), newest: Number(newest) })
    }
    this.open = makeBlock(placeOf(next).block)
  }

  /** The block of the next record; a full one is written first. */
  at(seq: number): Block {
    const { block } = placeOf(seq)
    if (block !== this.open.number) this.#seal(block)
    return this.open
  }

  /** Those with records between two times, the newest first. */
  *between(from: number, to: number): Generator<Block> {
    if (overlaps(this.open, from, to)) yield this.open
    for (const number of [...this.#sealed.keys()].reverse()) {
      const sealed = this.#sealed.get(number)
      if (sealed && overlaps(sealed, from, to)) yield this.#load(number)
    }
  }

  /** The block in memory; scores of others are read with them. */
  inMemory(number: number): Block | undefined {
    return number === this.open.number ? this.open : this.#loaded.get(number)
  }

  /** Records before this number are no more, nor are those before the cutoff: blocks of which that is true of all are forgotten. */
  raise(floor: number, cutoff: number): void {
    this.#floor = floor
    for (const block of [this.open, ...this.#loaded.values()]) this.#bury(block)
    for (const [number, { newest }] of this.#sealed) {
      if (newest >= cutoff && (number + 1) * ROWS > floor) continue
      this.#engine.run('DELETE FROM blocks WHERE number = ?', number)
      this.#sealed.delete(number)
      this.#loaded.delete(number)
    }
  }

  #seal(next: number): void {
    const { open } = this
    if (open.length > 0) {
      this.#engine.run('INSERT INTO blocks (number, oldest, newest, body) VALUES (?, ?, ?, ?)', open.number, open.oldest, open.newest, open.bytes)
      this.#sealed.set(open.number, { oldest: open.oldest, newest: open.newest })
      this.#keep(open)
    }
    this.open = makeBlock(next)
  }

  #load(number: number): Block {
    const known = this.#loaded.get(number)
    if (known) {
      this.#keep(known)
      return known
    }
    const body = this.#engine.get('SELECT body FROM blocks WHERE number = ?', number)?.['body']
    if (!(body instanceof Uint8Array)) throw new Error(`block ${number} is not in the file`)
    const block = makeBlock(number, body)
    this.#bury(block)
    const scores = this.#engine.all(SCORES, number * ROWS, (number + 1) * ROWS)
    for (const { seq, score } of scores) block.score[placeOf(Number(seq)).row] = Number(score)
    this.#keep(block)
    return block
  }

  #bury({ number, time }: Block): void {
    const dead = this.#floor - number * ROWS
    if (dead > 0) time.fill(-Infinity, 0, Math.min(ROWS, dead))
  }

  /** As the one that was used last. */
  #keep(block: Block): void {
    this.#loaded.delete(block.number)
    this.#loaded.set(block.number, block)
    if (this.#loaded.size <= IN_MEMORY) return
    const first = this.#loaded.keys().next()
    if (!first.done) this.#loaded.delete(first.value)
  }
}

function overlaps({ oldest, newest }: Sealed, from: number, to: number): boolean {
  return oldest <= to && newest >= from
}
