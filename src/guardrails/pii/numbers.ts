/** Seeks numbers written in known layouts, all of them in one walk over the text: cards and national numbers are nothing else. */
import type { Match } from '../check.ts'
import { DIGIT, type Seeker } from '../find/detector.ts'
import { before, isOtherwise } from './context.ts'

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
  /** What stands before it, in small letters. */
  readonly before: string
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

/** Says of a find whether it counts. */
export type Counts = (match: Match, text: string) => boolean

export function numberSeeker(rules: readonly NumberRule[], counts: Counts = () => true): Seeker {
  const root: Node = { next: empty(), rules: [] }
  for (const rule of rules) for (const layout of rule.layouts) plant(root, layout, rule)
  return {
    needs: DIGIT,
    madeOf: 0,
    opens: openNumber,
    reach: REACH,
    next(text, from) {
      let at = from
      // Not in the middle of a number.
      if (isDigit(text, from - 1)) while (isDigit(text, at)) at++
      while (at < text.length) {
        const code = text.charCodeAt(at)
        if (code < 48 || code > 57) {
          at++
          continue
        }
        let end = at + 1
        while (isDigit(text, end)) end++
        if (root.next[end - at] !== undefined && isFree(text, at)) {
          const match = read(text, at, root, counts)
          if (match !== undefined) return match
        }
        at = end
      }
      return undefined
    },
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

/** The longest number that begins here; of several of a length the surest. */
function read(text: string, start: number, root: Node, counts: Counts): Match | undefined {
  let best: Match | undefined
  let node = root
  let at = start
  for (let separator = -1; ; separator = separatorAt(text, at), at++) {
    if (separator < 0 && node !== root) return best
    const length = groupAt(text, at)
    const next = length === 0 ? undefined : node.next[keyOf(Math.max(0, separator), length)]
    if (next === undefined) return best
    node = next
    at += length
    if (node.rules.length > 0 && endsAt(text, at)) {
      const match = surest(text, start, at, node.rules)
      if (match !== undefined && counts(match, text)) best = match
    }
  }
}

function surest(text: string, start: number, end: number, rules: readonly NumberRule[]): Match | undefined {
  const written = text.slice(start, end)
  const digits = end - start > LONGEST_GROUP || /\D/.test(written) ? written.replace(/\D/g, '') : written
  const place = new Surroundings(text, start, end, written)
  let best: Match | undefined
  for (const { kind, accept } of rules) {
    const score = accept(digits, place)
    if (score !== undefined && (best === undefined || score > (best.score ?? 1))) best = { start, end, kind, score }
  }
  return best
}

/** Looks around only when it is asked: most numbers fail by their digits. */
class Surroundings implements Place {
  readonly #text: string
  readonly #start: number
  readonly #end: number
  readonly written: string

  constructor(text: string, start: number, end: number, written: string) {
    this.#text = text
    this.#start = start
    this.#end = end
    this.written = written
  }

  get before(): string {
    return before(this.#text, this.#start)
  }

  get isOtherwise(): boolean {
    return isOtherwise(this.before)
  }

  get hasNeighbour(): boolean {
    const text = this.#text
    return (separatorAt(text, this.#end) === 0 && isDigit(text, this.#end + 1)) || (separatorAt(text, this.#start - 1) === 0 && isDigit(text, this.#start - 2))
  }
}

const isDigit = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at)
  return code >= 48 && code <= 57
}

function groupAt(text: string, at: number): number {
  let length = 0
  while (length < LONGEST_GROUP && isDigit(text, at + length)) length++
  return length
}

function separatorAt(text: string, at: number): number {
  const code = text.charCodeAt(at)
  if (code === 32 || code === 0xa0 || code === 0x202f) return 0
  if (code === 45 || code === 0x2010 || code === 0x2011 || code === 0x2013) return 1
  return code === 46 ? 2 : code === 47 ? 3 : code === 43 ? 4 : -1
}

/** A number does not begin in the middle of a word, or of another number. */
export function isFree(text: string, at: number): boolean {
  if (isWordy(text.charCodeAt(at - 1))) return false
  const separator = separatorAt(text, at - 1)
  return separator <= 0 || !isWordy(text.charCodeAt(at - 2))
}

function endsAt(text: string, at: number): boolean {
  if (isWordy(text.charCodeAt(at))) return false
  return separatorAt(text, at) <= 0 || !isDigit(text, at + 1)
}

/** Digits, Latin letters and the underscore. */
export function isWordy(code: number): boolean {
  return (code >= 48 && code <= 57) || ((code | 32) >= 97 && (code | 32) <= 122) || code === 95 || (code >= 0xc0 && code <= 0x24f)
}

/** The first digit of the digits and separators that the text ends with. */
function openNumber(text: string): number {
  let open = text.length
  for (let at = text.length - 1; at >= 0 && at >= text.length - REACH - 1; at--) {
    if (isDigit(text, at)) open = at
    else if (separatorAt(text, at) < 0) break
  }
  return open
}
