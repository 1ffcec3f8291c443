/** The archive: one SQLite file of records, and the columns of it that charts read. */
import { type Clock, systemClock } from '../../core/clock.ts'
import type { CallRecord } from '../../telemetry/record.ts'
import type { GivenFeedback } from '../shape/feedback-shape.ts'
import { placeOf, ROWS } from './block.ts'
import { Blocks } from './blocks.ts'
import { type Engine, openEngine } from './engine.ts'
import { keepFeedback, scoreOf } from './feedback.ts'
import { lockFile } from './file-lock.ts'
import { fill } from './fill.ts'
import { Pages, PER_PAGE } from './pages.ts'
import { floorOf } from './retention.ts'
import { prepare } from './tables.ts'
import { Terms } from './terms.ts'

export interface ArchiveOptions {
  readonly path: string
  readonly retentionMs: number
  readonly maxBytes: number
  readonly clock?: Clock
}

/** What became of what was sent. All of it is on the disk. */
export interface Kept {
  readonly accepted: number
  /** Known by their id already. */
  readonly duplicates: number
  /** Older than what is kept. */
  readonly expired: number
}

/** What is in memory of a file: made anew where a write failed, so that it never knows more than the file does. */
export interface State {
  readonly terms: Terms
  readonly blocks: Blocks
  readonly pages: Pages
  /** Calls that somebody judged before their record came. */
  readonly awaited: Set<string>
  next: number
}

export class Archive {
  readonly options: ArchiveOptions
  readonly clock: Clock
  readonly engine: Engine
  readonly #unlock: () => void
  #state: State

  constructor(options: ArchiveOptions, engine: Engine, unlock: () => void) {
    this.options = options
    this.clock = options.clock ?? systemClock
    this.engine = engine
    this.#unlock = unlock
    this.#state = stateOf(engine)
  }

  get state(): State {
    return this.#state
  }

  /** What began before is no more, even where it still lies in the file. */
  get cutoff(): number {
    return this.clock.date() - this.options.retentionMs
  }

  /** Everything or nothing; what it throws has changed nothing. */
  transaction<T>(body: () => T): T {
    try {
      return this.engine.transaction(body)
    } catch (error) {
      this.#state = stateOf(this.engine)
      throw error
    }
  }

  /** Within a transaction. Each record once, by its id. */
  keep(records: readonly CallRecord[]): Kept {
    const { cutoff } = this
    const current = records.filter(({ startedAt }) => startedAt >= cutoff)
    let fresh: CallRecord[] = []
    let accepted = 0
    const write = (): void => {
      if (fresh.length > 0) this.#state.pages.write(this.#state.next - fresh.length, fresh)
      accepted += fresh.length
      fresh = []
    }
    for (const record of current) {
      if (!this.#add(record, fresh.length)) continue
      fresh.push(record)
      if (fresh.length === PER_PAGE) write()
    }
    write()
    return { accepted, duplicates: current.length - accepted, expired: records.length - current.length }
  }

  /** Within a transaction. */
  keepFeedback(feedback: readonly GivenFeedback[]): Kept {
    return keepFeedback(this.engine, this.#state, feedback, this.clock.date())
  }

  close(): void {
    this.engine.close()
    this.#unlock()
  }

  #add(record: CallRecord, place: number): boolean {
    const { terms, blocks, pages, awaited, next } = this.#state
    const { id, traceId, conversation, requestId } = record
    if (this.engine.run(INSERT, next, id, traceId, conversation, requestId, pages.next, place) === 0) return false
    fill(blocks.at(next), next, record, terms)
    if (awaited.delete(id)) {
      this.engine.run('UPDATE feedback SET seq = ? WHERE call = ?', next, id)
      blocks.open.score[placeOf(next).row] = scoreOf(this.engine, id)
    }
    this.#state.next += 1
    return true
  }
}

const INSERT = 'INSERT OR IGNORE INTO records (seq, id, trace, conversation, request, page, place) VALUES (?, ?, ?, ?, ?, ?, ?)'

/** Opens the file, or makes it; throws where another collector has it open. */
export async function openArchive(options: ArchiveOptions): Promise<Archive> {
  const unlock = lockFile(options.path)
  try {
    const engine = await openEngine(options.path)
    try {
      prepare(engine)
      return new Archive(options, engine, unlock)
    } catch (error) {
      engine.close()
      throw error
    }
  } catch (error) {
    unlock()
    throw error
  }
}

/** Reads what is in no block yet: the records of the open one, at most 8,191. */
function stateOf(engine: Engine): State {
  const { last, block } = engine.get('SELECT (SELECT max(seq) FROM records) AS last, (SELECT max(number) FROM blocks) AS block') ?? {}
  const afterBlocks = block === null || block === undefined ? 0 : firstOf(Number(block) + 1)
  const next = Math.max(afterBlocks, last === null || last === undefined ? 0 : Number(last) + 1)
  const state: State = { terms: new Terms(engine), blocks: new Blocks(engine, next, floorOf(engine) ?? next), pages: new Pages(engine), awaited: new Set(), next }
  engine.transaction(() => {
    for (const { seq, page, place } of engine.all('SELECT seq, page, place FROM records WHERE seq >= ? ORDER BY seq', firstOf(state.blocks.open.number))) {
      const record = state.pages.read(Number(page))[Number(place)]
      if (record) fill(state.blocks.open, Number(seq), record, state.terms)
    }
  })
  for (const { seq, score } of engine.all(SCORES, firstOf(state.blocks.open.number))) state.blocks.open.score[placeOf(Number(seq)).row] = Number(score)
  for (const { call } of engine.all('SELECT DISTINCT call FROM feedback WHERE seq IS NULL LIMIT 100000')) state.awaited.add(String(call))
  return state
}

const SCORES = 'SELECT seq, sum(score * weight) / sum(weight) AS score FROM feedback WHERE seq >= ? AND weight > 0 GROUP BY seq'

function firstOf(block: number): number {
  return block * ROWS
}
