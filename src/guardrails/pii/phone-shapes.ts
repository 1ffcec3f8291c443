/** What the way a number is grouped says of it: a date, a decimal, or the national forms of a phone number. */
import { isDay } from './local-rule.ts'
import { nationalForms } from './phone-plans.ts'
import type { Spelling } from './phone-spelling.ts'

export interface Shape {
  /** The national forms that are so grouped, as bits. */
  readonly forms: number
  /** What else it may be. */
  readonly other: 'nothing' | 'something' | 'day first' | 'year first' | 'thousands' | 'years'
}

/** What was worked out for shapes met before: there are not many. */
const known = new Map<string, Shape>()
const MOST_KNOWN = 2_000

/** The shape has each group as its length, and what is between as it is written: `(3) 3-4`. */
export function shapeOf(shape: string): Shape {
  let found = known.get(shape)
  if (found === undefined) {
    if (known.size >= MOST_KNOWN) known.clear()
    found = { forms: nationalForms.reduce((set, form, at) => (form.shape.test(shape) ? set | (1 << at) : set), 0), other: otherOf(shape) }
    known.set(shape, found)
  }
  return found
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
export function isSomethingElse({ other }: Shape, spelling: Spelling): boolean {
  if (other === 'nothing' || other === 'something') return other === 'something'
  const one = Number(spelling.group(0))
  if (other === 'years') return one >= 1000 && one < 2100
  if (other === 'thousands') return !spelling.group(0).startsWith('0')
  const two = Number(spelling.group(1))
  return other === 'year first' ? isDay(Number(spelling.group(2)), two) : isDay(one, two) || isDay(two, one)
}
