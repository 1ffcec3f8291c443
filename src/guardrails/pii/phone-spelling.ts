/** How a phone number is written: its groups of digits, and what is between them. */
import { Digits } from './figures.ts'
import { isBlank, isDash, isDigit } from './marks.ts'
import { codeAt, noText, type Text } from './text.ts'
import { firstShape, type Shape, withMark } from './phone-shapes.ts'

const MOST_GROUPS = 8

/** What was read last. It is made once and read into again: most of what begins like a number is none. */
export class Spelling {
  text = noText
  start = 0
  /** Behind its last digit or bracket. */
  end = 0
  hasPlus = false
  /** Brackets that open less those that close. */
  open = 0
  /** How many digits. */
  count = 0
  groups = 0
  readonly #starts = new Int32Array(MOST_GROUPS + 2)
  readonly #ends = new Int32Array(MOST_GROUPS + 2)
  readonly #digits = new Digits()

  /** Reads what begins at `start`. False where that is no number. */
  read(text: Text, start: number): boolean {
    this.text = text
    this.start = start
    this.open = 0
    this.count = 0
    this.groups = 0
    let at = this.#opening(start)
    if (!isDigit(codeAt(text, at))) return false
    at = this.#group(at, 15)
    if (codeAt(text, at) === 41) {
      this.open--
      at++
    }
    let gap = codeAt(text, at) === 40 ? at : gapEnd(text, at)
    const bracket = gap > 0 && codeAt(text, gap) === 40 ? this.#bracketed(gap) : 0
    if (bracket > 0) {
      at = bracket
      gap = gapEnd(text, at)
    }
    for (let more = 0; more < MOST_GROUPS - 1; more++) {
      const next = gap > 0 && isDigit(codeAt(text, gap)) ? gap : codeAt(text, at - 1) === 41 && isDigit(codeAt(text, at)) ? at : -1
      if (next < 0) break
      at = this.#group(next, 12)
      gap = gapEnd(text, at)
    }
    this.end = at
    return true
  }

  groupStart(at: number): number {
    return this.#starts[at] as number
  }

  groupEnd(at: number): number {
    return this.#ends[at] as number
  }

  groupLength(at: number): number {
    return (this.#ends[at] as number) - (this.#starts[at] as number)
  }

  /** True for the `(0)` that is dialled only at home. */
  isTrunk(at: number): boolean {
    const start = this.groupStart(at)
    return this.groupLength(at) === 1 && codeAt(this.text, start) === 48 && codeAt(this.text, start - 1) === 40
  }

  /** Its digits; without those that are dialled only at home, where it is so asked. */
  digits(isAbroad: boolean): Digits {
    const digits = this.#digits
    digits.length = 0
    for (let group = 0; group < this.groups; group++) if (!isAbroad || !this.isTrunk(group)) digits.add(this.text, this.groupStart(group), this.groupEnd(group))
    return digits
  }

  get shape(): Shape {
    let shape = firstShape()
    let at = this.start
    for (let group = 0; group <= this.groups; group++) {
      const isLast = group === this.groups
      const next = isLast ? this.end : this.groupStart(group)
      let between = 0
      for (; at < next; at++) between = withMark(between, codeAt(this.text, at))
      if (isLast) return between === 0 ? shape : shape.with(between, 0)
      shape = shape.with(between, this.groupLength(group))
      at = this.groupEnd(group)
    }
    return shape
  }

  /** `(`, `+`, `(+`, `(+ (` */
  #opening(start: number): number {
    const { text } = this
    let at = start
    this.hasPlus = false
    if (codeAt(text, at) === 40) at = this.#bracket(at)
    if (codeAt(text, at) === 43) {
      this.hasPlus = true
      at++
      if (codeAt(text, at) === 32) at++
    }
    return codeAt(text, at) === 40 ? this.#bracket(at) : at
  }

  /** A group in brackets: where it ends, or 0 where there is none. */
  #bracketed(gap: number): number {
    const { text } = this
    if (!isDigit(codeAt(text, gap + 1))) return 0
    let end = gap + 1
    while (end < gap + 6 && isDigit(codeAt(text, end))) end++
    if (codeAt(text, end) !== 41) return 0
    this.#group(gap + 1, 5)
    return end + 1
  }

  #bracket(at: number): number {
    this.open++
    return at + 1
  }

  #group(start: number, most: number): number {
    let end = start
    while (end < start + most && isDigit(codeAt(this.text, end))) end++
    this.#starts[this.groups] = start
    this.#ends[this.groups++] = end
    this.count += end - start
    return end
  }
}

const MOST_EXTENSION = 6

/** Where an extension ends that begins at `at`, as ` x123`, `, ext. 123`; `at` where there is none. */
export function extensionEnd(text: Text, at: number): number {
  let end = at
  if (codeAt(text, end) === 32) end++
  if (codeAt(text, end) === 44) end++
  if (end > at && codeAt(text, end) === 32) end++
  const first = codeAt(text, end) | 32
  if (first === 101) {
    if ((codeAt(text, end + 1) | 32) !== 120 || (codeAt(text, end + 2) | 32) !== 116) return at
    end += codeAt(text, end + 3) === 46 ? 4 : 3
  } else if (first === 120) end++
  else return at
  if (codeAt(text, end) === 32) end++
  const digits = end
  while (end < digits + MOST_EXTENSION && isDigit(codeAt(text, end))) end++
  return end === digits ? at : end
}

/** True where another group may follow the one that ends at `at`. */
export function goesOn(text: Text, at: number): boolean {
  const code = codeAt(text, at)
  if (code === 40) return isDigit(codeAt(text, at + 1))
  if (code === 41) return true
  const gap = gapEnd(text, at)
  return gap > 0 && (isDigit(codeAt(text, gap)) || codeAt(text, gap) === 40)
}

/** Where what may be between two groups ends, or 0. */
function gapEnd(text: Text, at: number): number {
  const code = codeAt(text, at)
  const hasBlank = isBlank(code)
  const mark = hasBlank ? at + 1 : at
  if (!isMark(hasBlank ? codeAt(text, mark) : code)) return hasBlank ? mark : 0
  return isBlank(codeAt(text, mark + 1)) ? mark + 2 : mark + 1
}

const isMark = (code: number): boolean => (code >= 45 && code <= 47) || (code > 127 && isDash(code))
