/** The live tail: new calls for all who watch, a few times a second, and never more than they can read. */
import type { Clock } from '../../core/clock.ts'
import type { Keeper } from '../keeper.ts'

/** How many calls a beat tells of, at most: the newest. */
const MOST_LINES = 50
const BEAT_MS = 400

/** Whoever watches at once. */
const MOST_WATCHERS = 50

/** Gets JSON: a list of calls' lines, and how many came in all. */
export type Watcher = (json: string) => void

export class Tail {
  readonly #keeper: Keeper
  readonly #clock: Clock
  readonly #watchers = new Set<Watcher>()
  #from = Infinity
  #to = -Infinity
  #isWaiting = false

  constructor(keeper: Keeper, clock: Clock) {
    this.#keeper = keeper
    this.#clock = clock
  }

  /** `undefined` where too many watch already; else what ends it. */
  watch(watcher: Watcher): (() => void) | undefined {
    if (this.#watchers.size >= MOST_WATCHERS) return undefined
    this.#watchers.add(watcher)
    return () => void this.#watchers.delete(watcher)
  }

  /** Records with these numbers are new. */
  came(from: number, to: number): void {
    if (from >= to || this.#watchers.size === 0) return
    this.#from = Math.min(this.#from, from)
    this.#to = Math.max(this.#to, to)
    if (this.#isWaiting) return
    this.#isWaiting = true
    this.#clock.setTimeout(() => void this.#tell(), BEAT_MS)
  }

  async #tell(): Promise<void> {
    const count = this.#to - this.#from
    const seqs = Array.from({ length: Math.min(count, MOST_LINES) }, (_, at) => this.#to - 1 - at)
    this.#from = Infinity
    this.#to = -Infinity
    this.#isWaiting = false
    const calls = await this.#keeper.ask({ name: 'lines', seqs }).catch(() => undefined)
    if (calls === undefined) return
    for (const watcher of this.#watchers) watcher(`{"count":${count},"calls":${calls}}`)
  }
}
