/** Where a growing text is settled: a backwards look at the run of characters that a find may be made of. */
import { classOf } from './classes.ts'
import type { Unfinished } from './detector.ts'

/** What has the same characters: one bit of the sets below. */
interface Group {
  madeOf: number
  begins: number
  /** How many characters from the end may matter. */
  depth: number
}

/** A set of groups is a number; there may be this many. */
const MOST = 31

interface Opener {
  readonly opens: NonNullable<Unfinished['opens']>
  readonly reach: number
}

export interface Unsettled {
  /** No more than this is ever held back. */
  readonly reach: number
  settledUntil(text: string, from?: number): number
}

export function unsettled(all: readonly Unfinished[]): Unsettled {
  const openers: Opener[] = all.flatMap(({ opens, reach }) => (opens === undefined ? [] : [{ opens, reach: reach + 1 }]))
  const groups = grouped(all.filter(({ opens }) => opens === undefined))
  const everyone = setOf(groups, () => true)
  // By class, of which each is one bit, so `clz32` counts them.
  const mayHold = Array.from({ length: 32 }, (_, zeros) => setOf(groups, ({ madeOf }) => (madeOf & (1 << (31 - zeros))) !== 0))
  const mayBegin = Array.from({ length: 32 }, (_, zeros) => setOf(groups, ({ begins }) => (begins & (1 << (31 - zeros))) !== 0))
  const holds = Int32Array.from({ length: 128 }, (_, code) => mayHold[Math.clz32(classOf(code))] as number)
  const starts = Int32Array.from({ length: 128 }, (_, code) => mayBegin[Math.clz32(classOf(code))] as number)
  const deepest = Math.max(0, ...groups.map(({ depth }) => depth))
  const reachTo = Int32Array.from({ length: deepest + 1 }, (_, at) => setOf(groups, ({ depth }) => depth >= at))

  /** How many characters at the end are not settled. */
  function open(text: string, from: number): number {
    const most = Math.min(deepest, text.length - from)
    let alive = everyone
    let found = 0
    for (let depth = 1; depth <= most; depth++) {
      const code = text.charCodeAt(text.length - depth)
      const isAscii = code < 128
      alive &= (isAscii ? (holds[code] as number) : (mayHold[Math.clz32(classOf(code))] as number)) & (reachTo[depth] as number)
      if (alive === 0) break
      if ((alive & (isAscii ? (starts[code] as number) : (mayBegin[Math.clz32(classOf(code))] as number))) !== 0) found = depth
    }
    return found
  }

  return {
    reach: Math.max(deepest, ...openers.map(({ reach }) => reach)),
    settledUntil(text, from = 0) {
      let until = text.length - open(text, from)
      for (let at = 0; at < openers.length && until > from; at++) {
        const { opens, reach } = openers[at] as Opener
        until = Math.min(until, Math.max(opens(text, from), text.length - reach))
      }
      return Math.max(0, until)
    },
  }
}

/** One group for each kind of run; where there are too many, the last ones hold what any of them would. */
function grouped(all: readonly Unfinished[]): Group[] {
  const groups: Group[] = []
  for (const { madeOf, begins = madeOf, reach } of all) {
    const same = groups.find((group) => group.madeOf === madeOf && group.begins === begins) ?? (groups.length < MOST ? undefined : groups.at(-1))
    // One more than a find is long: whether it ends there hangs on the character after it.
    if (same === undefined) groups.push({ madeOf, begins, depth: reach + 1 })
    else Object.assign(same, { madeOf: same.madeOf | madeOf, begins: same.begins | begins, depth: Math.max(same.depth, reach + 1) })
  }
  return groups
}

function setOf(groups: readonly Group[], has: (group: Group) => boolean): number {
  return groups.reduce((set, group, at) => (has(group) ? set | (1 << at) : set), 0)
}
