/** Reads numbers written in known layouts: cards and national numbers are nothing else. */
import type { Match } from '../check.ts'
import { DIGIT, SPACE } from '../find/detector.ts'
import { type Context, isOtherwise } from './context.ts'
import { type Counts, NO_WORD, OTHER_DASH, type Reader } from './digits.ts'
import { Digits } from './figures.ts'
import { Layouts, separators } from './layouts.ts'
import { codeIn, isBlank, isDash, isDigit, isWordy } from './marks.ts'
import { codeAt, noText, type Text } from './text.ts'
import type { Run } from './run.ts'

export interface NumberRule {
  readonly kind: string
  /** How the digits are grouped: `9`, `3-2-4`, `3 3 4`. */
  readonly layouts: readonly string[]
  /** So grouped it is one only where this is said before. @default none */
  readonly said?: { readonly context: Context; readonly layouts: readonly string[] } | undefined
  /** How sure it is, or `undefined` where it is none. */
  accept(digits: Digits, place: Place): number | undefined
}

/** Where a number stands, and how it is written. */
export interface Place {
  /** The first mark between its digits: a space, `-`, `.`, `/`, `+`, or nothing. */
  readonly mark: string
  /** How many digits a group has, 0 behind the last one. */
  groupLength(group: number): number
  /** True where what stands before says this. */
  says(context: Context): boolean
  /** What is before says that it is the number of something else. */
  readonly isOtherwise: boolean
  /** More digits follow or stand before, a space apart. */
  readonly hasNeighbour: boolean
}

const LONGEST_GROUP = 20
/** 19 digits in groups, with what is between. */
const REACH = 32

/** What a growing text may end with. */
export const openNumbers = { madeOf: 0, opens: openNumber, reach: REACH } as const

/** The longest number that begins at a run; of several of a length the surest. Behind another run nothing is said: there are fewer. */
export function numberReaders(rules: readonly NumberRule[]): Reader[] {
  const unsaid = rules.map((rule) => ({ ...rule, said: undefined }))
  return [{ ...numberReader(rules), notBehind: [0, 1, 2, 3, 4, 5] }, { ...numberReader(unsaid), before: SPACE, beforeSpace: DIGIT }]
}

function numberReader(rules: readonly NumberRule[]): Reader {
  const layouts = new Layouts(rules)
  const number = new Written()
  return {
    longest: LONGEST_GROUP - 1, before: NO_WORD, behind: NO_WORD,
    // Most runs are too short for a number, and stand alone.
    fits(length, separator, next) {
      const node = layouts.first(length)
      return node !== 0 && (layouts.isEnding(node) || (separator >= 0 && layouts.next(node, separator === OTHER_DASH ? 1 : separator, Math.min(next, LONGEST_GROUP)) !== 0))
    },
    read: (run, _, counts) => (isFree(run.text, run.start) ? read(run, layouts, layouts.first(run.end - run.start), number, counts) : undefined),
  }
}

function read(run: Run, layouts: Layouts, first: number, number: Written, counts: Counts): Match | undefined {
  const { text } = run
  let best: Match | undefined
  let node = first
  number.begin(run)
  for (let at = run.end; ; ) {
    const code = codeAt(text, at)
    const separator = separatorOf(code)
    const length = separator < 0 ? 0 : groupAt(text, at + 1)
    const rules = layouts.endingAt(node, run)
    if (rules.length > 0 && (separator < 0 ? !isWordy(code) : separator === 0 || length === 0)) {
      const match = surest(number, at, rules)
      if (match !== undefined && counts(match, text)) best = match
    }
    if (length === 0) return best
    node = layouts.next(node, separator, length)
    if (node === 0) return best
    number.grow(separator, length)
    at += 1 + length
  }
}

function surest(number: Written, end: number, rules: readonly NumberRule[]): Match | undefined {
  const digits = number.read(end)
  let kind = ''
  let score = -1
  for (const rule of rules) {
    const sure = rule.accept(digits, number)
    if (sure !== undefined && sure > score) {
      score = sure
      kind = rule.kind
    }
  }
  return score < 0 ? undefined : { kind, start: number.start, end, score }
}

const noRun: Pick<Run, 'text' | 'start' | 'end' | 'said'> = { text: noText, start: 0, end: 0, said: 0 }

/** The number that is read. It looks around only when it is asked: most numbers fail by their digits. */
class Written implements Place {
  readonly #digits = new Digits()
  readonly #lengths = new Uint8Array(REACH)
  #run = noRun
  #groups = 0
  #end = 0
  start = 0
  mark = ''

  begin(run: Run): void {
    this.#run = run
    this.#digits.length = 0
    this.#lengths[0] = run.end - run.start
    this.#groups = 1
    this.#end = this.start = run.start
    this.mark = ''
  }

  grow(separator: number, length: number): void {
    if (this.#groups === 1) this.mark = separators.charAt(separator)
    this.#lengths[this.#groups++] = length
  }

  /** The digits up to `end`. */
  read(end: number): Digits {
    this.#digits.add(this.#run.text, this.#end, end)
    this.#end = end
    return this.#digits
  }

  groupLength(group: number): number {
    return group < this.#groups ? (this.#lengths[group] as number) : 0
  }

  says(context: Context): boolean {
    return (this.#run.said & context) !== 0
  }

  get isOtherwise(): boolean {
    return isOtherwise(this.#run.said)
  }

  get hasNeighbour(): boolean {
    const { text, start } = this.#run
    return (isBlank(codeAt(text, this.#end)) && isDigit(codeAt(text, this.#end + 1))) || (isBlank(codeAt(text, start - 1)) && isDigit(codeAt(text, start - 2)))
  }
}

function groupAt(text: Text, at: number): number {
  let length = 0
  while (length < LONGEST_GROUP && isDigit(codeAt(text, at + length))) length++
  return length
}

function separatorOf(code: number): number {
  if (code === 32) return 0
  if (code >= 45 && code <= 47) return code - 44
  return code === 43 ? 4 : code < 128 ? -1 : isBlank(code) ? 0 : isDash(code) ? 1 : -1
}

/** A number does not begin in the middle of a word, or of another number. */
function isFree(text: Text, at: number): boolean {
  return separatorOf(codeAt(text, at - 1)) <= 0 || !isWordy(codeAt(text, at - 2))
}

/** The first digit of the digits and separators that the text ends with. */
function openNumber(text: string): number {
  let open = text.length
  for (let at = text.length - 1; at >= 0 && at >= text.length - REACH - 1; at--) {
    const code = codeIn(text, at)
    if (isDigit(code)) open = at
    else if (separatorOf(code) < 0) break
  }
  return open
}
