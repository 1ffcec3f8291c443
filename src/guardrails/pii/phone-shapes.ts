/** What the way a number is grouped says of it: a date, a decimal, or the national forms of a phone number. */
import type { Digits } from './figures.ts'
import { isDay } from './local-rule.ts'
import { nationalForms } from './phone-plans.ts'
import type { Spelling } from './phone-spelling.ts'

/** What is between the digits; the spaces and the dashes that look alike are one. By place, from 1. */
const marks = '\u0000 -./()+'
const LENGTHS = 16
const MARKS = 8

/** How the beginning of a number is grouped: each group as its length, what is between as it is written: `(3) 3-4`. */
export class Shape {
  /** The national forms that are so grouped, as bits. */
  readonly forms: number
  /** What else it may be. */
  readonly other: 'nothing' | 'something' | 'day first' | 'year first' | 'thousands' | 'years'
  readonly #written: string
  readonly #next = new Map<number, Shape>()

  constructor(written = '') {
    this.#written = written
    this.forms = nationalForms.reduce((set, { shape }, at) => (shape.test(written) ? set | (1 << at) : set), 0)
    this.other = otherOf(written)
  }

  /** What it is with these marks behind it, and then a group of this length, or none. */
  with(between: number, length: number): Shape {
    const key = between * LENGTHS + length
    return this.#next.get(key) ?? this.#grown(key, between, length)
  }

  #grown(key: number, between: number, length: number): Shape {
    let written = length === 0 ? '' : String(length)
    for (let left = between; left > 0; left = Math.floor(left / MARKS)) written = marks.charAt(left % MARKS) + written
    const shape = new Shape(this.#written + written)
    this.#next.set(key, shape)
    grown++
    return shape
  }
}

/** What was worked out for shapes met before: there are not many. */
let first = new Shape()
let grown = 0
const MOST_GROWN = 2_000

/** The shape of nothing, with which each begins. */
export function firstShape(): Shape {
  if (grown > MOST_GROWN) {
    first = new Shape()
    grown = 0
  }
  return first
}

/** Marks so far, and one more behind them. */
export function withMark(between: number, code: number): number {
  const mark = code === 32 || code === 0xa0 || code === 0x202f ? 1 : code === 45 || code > 127 ? 2 : code === 46 ? 3 : code === 47 ? 4 : code === 40 ? 5 : code === 41 ? 6 : 7
  return between * MARKS + mark
}

/** Dates, decimals, thousands and IP addresses. */
function otherOf(shape: string): Shape['other'] {
  if (/^[12][./-][12][./-](?:2|4)$/.test(shape) || shape === '2 2 4') return 'day first'
  if (/^4[./-][12][./-][12](?: \d+)?$/.test(shape)) return 'year first'
  // A decimal; the form of a social security number.
  if (/^\d+\.\d+$/.test(shape) || shape === '3-2-4') return 'something'
  if (/^[1-3](?:[.]3)+$/.test(shape)) return /^[1-3]\.[1-3]\.[1-3]\.[1-3]$/.test(shape) ? 'something' : 'thousands'
  if (/^4[-/](?:4|2)$/.test(shape)) return 'years'
  return /^[1-3]\.[1-3]\.[1-3]\.[1-3]$/.test(shape) ? 'something' : 'nothing'
}

/** True where the groups, too, are those of a date, of thousands or of years. */
export function isSomethingElse({ other }: Shape, digits: Digits, spelling: Spelling): boolean {
  if (other === 'nothing' || other === 'something') return other === 'something'
  const [one, two] = [spelling.groupLength(0), spelling.groupLength(0) + spelling.groupLength(1)]
  const first = digits.number(0, one)
  if (other === 'years') return first >= 1000 && first < 2100
  if (other === 'thousands') return digits.at(0) !== 0
  const second = digits.number(one, two)
  return other === 'year first' ? isDay(digits.number(two, two + spelling.groupLength(2)), second) : isDay(first, second) || isDay(second, first)
}
