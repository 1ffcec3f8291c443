/** Reads numbers written in known layouts: cards and national numbers are nothing else. */
import type { Match } from '../check.ts'
import { type Counts, isDigit, isWordy, NO_WORD, type Reader, type Run } from './digits.ts'
import { type Context, isOtherwise } from './context.ts'
import { codeAt } from './marks.ts'

export interface NumberRule {
  readonly kind: string
  /** How the digits are grouped: `9`, `3-2-4`, `3 3 4`. */
  readonly layouts: readonly string[]
  /** How sure it is, or `undefined` where it is none. */
  accept(digits: string, place: Place): number | undefined
}

/** Where a number stands. */
export interface Place {
  /** The number as it is written. */
  readonly written: string
  /** True where what stands before says this. */
  says(context: Context): boolean
  /** What is before says that it is the number of something else. */
  readonly isOtherwise: boolean
  /** More digits follow or stand before, a space apart. */
  readonly hasNeighbour: boolean
}

/** A layout as far as it was read. */
interface Node {
  /** By the separator and the length of the next group. */
  readonly next: Array<Node | undefined>
  readonly rules: NumberRule[]
}

const separators = ' -./+'
const LONGEST_GROUP = 20
/** 19 digits in groups, with what is between. */
const REACH = 32

/** What a growing text may end with. */
export const openNumbers = { madeOf: 0, opens: openNumber, reach: REACH } as const

/** The longest number that begins at a run; of several of a length the surest. */
export function numberReader(rules: readonly NumberRule[]): Reader {
  const root: Node = { next: empty(), rules: [] }
  for (const rule of rules) for (const layout of rule.layouts) plant(root, layout, rule)
  return {
    longest: LONGEST_GROUP - 1, before: NO_WORD, behind: NO_WORD,
    read: (run, _, counts) => (root.next[run.end - run.start] !== undefined && isFree(run.text, run.start) ? read(run, root, counts) : undefined),
  }
}

function plant(root: Node, layout: string, rule: NumberRule): void {
  let node = root
  for (const [, separator = '', digits = ''] of layout.matchAll(/(\D?)(\d+)/g)) {
    node = node.next[keyOf(separators.indexOf(separator || ' '), Number(digits))] ??= { next: empty(), rules: [] }
  }
  node.rules.push(rule)
}

/** The first group has none before it, which counts as a space. */
const keyOf = (separator: number, length: number): number => separator * 32 + length
const empty = (): Array<Node | undefined> => Array.from({ length: separators.length * 32 })

function read(run: Run, root: Node, counts: Counts): Match | undefined {
  const { text, start } = run
  let best: Match | undefined
  let node = root.next[run.end - start] as Node
  for (let at = run.end; ; ) {
    const separator = separatorAt(text, at)
    if (node.rules.length > 0 && !isWordy(codeAt(text, at)) && (separator <= 0 || !isDigitAt(text, at + 1))) {
      const match = surest(run, at, node.rules)
      if (match !== undefined && counts(match, text)) best = match
    }
    if (separator < 0) return best
    const length = groupAt(text, at + 1)
    const next = length === 0 ? undefined : node.next[keyOf(separator, length)]
    if (next === undefined) return best
    node = next
    at += 1 + length
  }
}

function surest(run: Run, end: number, rules: readonly NumberRule[]): Match | undefined {
  const written = run.text.slice(run.start, end)
  const place = new Surroundings(run, end, written)
  const digits = end === run.end ? written : digitsOf(written)
  let best: Match | undefined
  for (const { kind, accept } of rules) {
    const score = accept(digits, place)
    if (score !== undefined && (best === undefined || score > (best.score ?? 1))) best = { start: run.start, end, kind, score }
  }
  return best
}

function digitsOf(written: string): string {
  let digits = ''
  let from = 0
  for (let at = 0; at <= written.length; at++) {
    if (isDigitAt(written, at)) continue
    digits += written.slice(from, at)
    from = at + 1
  }
  return digits
}

/** Looks around only when it is asked: most numbers fail by their digits. */
class Surroundings implements Place {
  readonly #run: Run
  readonly #end: number
  readonly written: string

  constructor(run: Run, end: number, written: string) {
    this.#run = run
    this.#end = end
    this.written = written
  }

  says(context: Context): boolean {
    return (this.#run.said & context) !== 0
  }

  get isOtherwise(): boolean {
    return isOtherwise(this.#run.said)
  }

  get hasNeighbour(): boolean {
    const { text, start } = this.#run
    return (separatorAt(text, this.#end) === 0 && isDigitAt(text, this.#end + 1)) || (separatorAt(text, start - 1) === 0 && isDigitAt(text, start - 2))
  }
}

const isDigitAt = (text: string, at: number): boolean => isDigit(codeAt(text, at))

function groupAt(text: string, at: number): number {
  let length = 0
  while (length < LONGEST_GROUP && isDigitAt(text, at + length)) length++
  return length
}

function separatorAt(text: string, at: number): number {
  const code = codeAt(text, at)
  if (code === 32 || code === 0xa0 || code === 0x202f) return 0
  if (code === 45 || code === 0x2010 || code === 0x2011 || code === 0x2013) return 1
  return code === 46 ? 2 : code === 47 ? 3 : code === 43 ? 4 : -1
}

/** A number does not begin in the middle of a word, or of another number. */
function isFree(text: string, at: number): boolean {
  if (isWordy(codeAt(text, at - 1))) return false
  const separator = separatorAt(text, at - 1)
  return separator <= 0 || !isWordy(codeAt(text, at - 2))
}

/** The first digit of the digits and separators that the text ends with. */
function openNumber(text: string): number {
  let open = text.length
  for (let at = text.length - 1; at >= 0 && at >= text.length - REACH - 1; at--) {
    if (isDigitAt(text, at)) open = at
    else if (separatorAt(text, at) < 0) break
  }
  return open
}
