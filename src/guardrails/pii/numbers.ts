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
  readonly next: Map<number, Node>
  readonly rules: NumberRule[]
}

const separators = ' -./+'
const LONGEST_GROUP = 20
/** 19 digits in groups, with what is between. */
const REACH = 32

/** Says of a find whether it counts. */
export type Counts = (match: Match, text: string) => boolean

export function numberSeeker(rules: readonly NumberRule[], counts: Counts = () => true): Seeker {
  const root: Node = { next: new Map(), rules: [] }
  for (const rule of rules) for (const layout of rule.layouts) plant(root, layout, rule)
  return {
    needs: DIGIT,
    madeOf: 0,
    opens: openNumber,
    reach: REACH,
    next(text, from) {
      for (let at = from; at < text.length; at++) {
        if (!isDigit(text, at)) continue
        const length = groupAt(text, at)
        if (!isDigit(text, at - 1) && isFree(text, at)) {
          const match = read(text, at, root, counts)
          if (match !== undefined) return match
        }
        at += length - 1
      }
      return undefined
    },
  }
}

function plant(root: Node, layout: string, rule: NumberRule): void {
  let node = root
  for (const [, separator = '', digits = ''] of layout.matchAll(/(\D?)(\d+)/g)) {
    const key = keyOf(separators.indexOf(separator || ' ') * Number(separator !== ''), Number(digits), separator === '')
    let next = node.next.get(key)
    if (next === undefined) node.next.set(key, (next = { next: new Map(), rules: [] }))
    node = next
  }
  node.rules.push(rule)
}

const keyOf = (separator: number, length: number, isFirst: boolean): number => (isFirst ? length : (separator + 1) * 32 + length)

/** The longest number that begins here; of several of a length the surest. */
function read(text: string, start: number, root: Node, counts: Counts): Match | undefined {
  let best: Match | undefined
  let said: string | undefined
  let node = root
  let at = start
  for (let separator = -1; ; separator = separatorAt(text, at), at++) {
    if (separator < 0 && node !== root) return best
    const length = groupAt(text, at)
    const next = length === 0 ? undefined : node.next.get(keyOf(separator, length, node === root))
    if (next === undefined) return best
    node = next
    at += length
    if (node.rules.length > 0 && endsAt(text, at)) {
      said ??= before(text, start)
      const match = surest(text, start, at, node.rules, said)
      if (match !== undefined && counts(match, text)) best = match
    }
  }
}

function surest(text: string, start: number, end: number, rules: readonly NumberRule[], said: string): Match | undefined {
  const written = text.slice(start, end)
  const digits = written.replace(/\D/g, '')
  const hasNeighbour = (separatorAt(text, end) === 0 && isDigit(text, end + 1)) || (separatorAt(text, start - 1) === 0 && isDigit(text, start - 2))
  const place = { written, before: said, isOtherwise: isOtherwise(said), hasNeighbour }
  let best: Match | undefined
  for (const { kind, accept } of rules) {
    const score = accept(digits, place)
    if (score !== undefined && (best === undefined || score > (best.score ?? 1))) best = { start, end, kind, score }
  }
  return best
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
