/** Goes along the phrases word by word: of each place it remembers when it was last reached, so that nothing is read twice. */
import { EMITS, ENDS, FIRST, OPENS, REFUSES, WAITS, type Compiled } from './compiled.ts'
import { NONE, type Pairs } from './pairs.ts'

/** Told of each phrase that was found, with the time, and with 1 where it is rather told or asked about than ordered. */
export type Found = (phrase: number, isDoubtful: number, time: number) => void

const LONG_AGO = -1_000_000

export class Matcher {
  private readonly found: Found
  // One way shorter than by way of what is compiled: these are read some times a word.
  private readonly steps: Int32Array
  private readonly offsets: Int32Array
  private readonly gaps: Int32Array
  private readonly behind: Int32Array
  private readonly kinds: Uint8Array
  private readonly ends: Int32Array
  private readonly emits: Int32Array
  private readonly next: Pairs
  private readonly groups: readonly Int32Array[]
  /** When each step was last made: where it ended, and twice where it began, one more where it is doubtful. */
  private readonly until: Int32Array
  private readonly from: Int32Array
  private readonly refused: Int32Array
  private readonly waiting: Int32Array
  /** How many phrases are whole but for what may not follow. */
  waits = 0
  /** The steps that were made last and before, behind which others may come at once; how many, and when. */
  private opened: Int32Array
  private openedCount = 0
  private openedAt = LONG_AGO
  private before: Int32Array
  private beforeCount = 0
  private beforeAt = LONG_AGO

  constructor(words: Compiled, found: Found) {
    this.found = found
    this.steps = words.steps
    this.offsets = words.offsets
    this.gaps = words.gaps
    this.behind = words.behind
    this.kinds = words.kinds
    this.ends = words.ends
    this.emits = words.emits
    this.next = words.next
    this.groups = words.groups
    const { length } = words.kinds
    this.from = new Int32Array(length)
    this.until = new Int32Array(length).fill(LONG_AGO)
    this.refused = new Int32Array(length).fill(LONG_AGO)
    this.waiting = new Int32Array(length)
    this.opened = new Int32Array(length)
    this.before = new Int32Array(length)
  }

  /** Time begins anew. */
  restart(): void {
    this.until.fill(LONG_AGO)
    this.refused.fill(LONG_AGO)
    this.openedAt = this.beforeAt = LONG_AGO
  }

  /** The steps that the words of `list` make, which stand from `from` to `until`. */
  take(list: number, from: number, until: number, isDoubtful: number): void {
    const { steps, gaps, until: untils, from: froms } = this
    if (this.openedAt === from) this.takeNext(list, this.opened, this.openedCount, until)
    else if (this.beforeAt === from) this.takeNext(list, this.before, this.beforeCount, until)
    const end = this.offsets[list + 1] as number
    for (let place = this.offsets[list] as number; place < end; place++) {
      const step = steps[place] as number
      const gap = gaps[step] as number
      if (gap === FIRST) {
        this.reach(step, from * 2 + isDoubtful, until)
        continue
      }
      const last = this.behind[step] as number
      const ago = from - (untils[last] as number)
      if (ago < 0 || ago > gap) continue
      if (gap === 0 && this.kinds[step] === REFUSES) this.refused[last] = from
      else this.reach(step, froms[last] as number, until)
    }
  }

  /** Another word was read, or the text is over: what waited is found, where that was not what may not follow. */
  settle(time: number): void {
    let kept = 0
    for (let place = 0; place < this.waits; place++) {
      const step = this.waiting[place] as number
      const until = this.until[step] as number
      if (until > time) this.waiting[kept++] = step
      else if (this.refused[step] !== until) this.found(this.ends[step] as number, (this.from[step] as number) & 1, until)
    }
    this.waits = kept
  }

  /** What comes right behind steps that were just made. */
  private takeNext(list: number, open: Int32Array, count: number, until: number): void {
    const { next, groups } = this
    for (let place = 0; place < count; place++) {
      const last = open[place] as number
      const group = next.get(last, list)
      if (group !== NONE) for (const step of groups[group] as Int32Array) this.reach(step, this.from[last] as number, until)
    }
  }

  private reach(step: number, from: number, until: number): void {
    const wasAt = this.until[step] as number
    this.from[step] = from
    this.until[step] = until
    const kind = this.kinds[step] as number
    if (kind === 0) return
    if ((kind & OPENS) !== 0 && wasAt !== until) this.open(step, until)
    if ((kind & ENDS) !== 0) this.found(this.ends[step] as number, from & 1, until)
    else if ((kind & WAITS) !== 0 && wasAt !== until) this.waiting[this.waits++] = step
    if ((kind & EMITS) !== 0) this.take(this.emits[step] as number, from >> 1, until, from & 1)
  }

  /** What was open until now is kept for the words that are being read. */
  private open(step: number, until: number): void {
    if (this.openedAt !== until) {
      const { opened } = this
      this.opened = this.before
      this.before = opened
      this.beforeCount = this.openedCount
      this.beforeAt = this.openedAt
      this.openedAt = until
      this.openedCount = 0
    }
    this.opened[this.openedCount++] = step
  }
}
