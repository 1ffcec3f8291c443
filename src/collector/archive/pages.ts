/** The records themselves: up to 64 in one deflated list, for calls alike deflate to little. */
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { CallRecord } from '../../telemetry/record.ts'
import type { Engine } from './engine.ts'

/** How many records a page holds at most. */
export const PER_PAGE = 64

/** No page inflates to more: 64 records of the largest body that is taken. */
const MOST_BYTES = 512 * 1024 * 1024

/** Pages in memory, inflated, for whoever opens one call after the other. */
const IN_MEMORY = 16

export class Pages {
  readonly #engine: Engine
  readonly #read = new Map<number, readonly CallRecord[]>()
  #next: number

  constructor(engine: Engine) {
    this.#engine = engine
    this.#next = Number(engine.get('SELECT max(id) AS last FROM pages')?.['last'] ?? 0) + 1
  }

  /** The number that the next page will have. */
  get next(): number {
    return this.#next
  }

  /** Keeps records whose numbers follow each other. */
  write(first: number, records: readonly CallRecord[]): void {
    const newest = records.reduce((newest, { startedAt }) => Math.max(newest, startedAt), 0)
    const body = deflateRawSync(JSON.stringify(records), { level: 1 })
    this.#engine.run('INSERT INTO pages (id, first, count, newest, body) VALUES (?, ?, ?, ?, ?)', this.#next, first, records.length, newest, body)
    this.#next += 1
  }

  /** What this package has written, so it needs no check. */
  read(page: number): readonly CallRecord[] {
    const known = this.#read.get(page)
    if (known) return known
    const body = this.#engine.get('SELECT body FROM pages WHERE id = ?', page)?.['body']
    if (!(body instanceof Uint8Array)) return []
    const records = JSON.parse(inflateRawSync(body, { maxOutputLength: MOST_BYTES }).toString()) as CallRecord[]
    this.#read.set(page, records)
    const oldest = this.#read.size > IN_MEMORY ? this.#read.keys().next() : undefined
    if (oldest && !oldest.done) this.#read.delete(oldest.value)
    return records
  }

  forget(page: number): void {
    this.#read.delete(page)
  }
}
