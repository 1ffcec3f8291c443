/** How a phone number is written: its groups of digits, and what is between them. */
import { isDigit } from './digits.ts'
import { codeAt } from './marks.ts'

const MOST_GROUPS = 8

/** What was read last. It is made once and read into again: most of what begins like a number is none. */
export class Spelling {
  text = ''
  start = 0
  /** Behind its last digit or bracket. */
  end = 0
  /** Behind its extension, where it has one. */
  until = 0
  hasPlus = false
  /** Brackets that open less those that close. */
  open = 0
  /** How many digits. */
  digits = 0
  groups = 0
  readonly #starts = new Int32Array(MOST_GROUPS + 2)
  readonly #ends = new Int32Array(MOST_GROUPS + 2)

  /** Reads what begins at `start`. False where that is no number, or no digit comes after `run` characters of brackets and a plus. */
  read(text: string, start: number): boolean {
    this.text = text
    this.start = start
    this.open = 0
    this.digits = 0
    this.groups = 0
    let at = this.#opening(start)
    at = this.#lead(at)
    if (at < 0) return false
    if (codeAt(text, at) === 41) at = this.#closing(at)
    const bracket = this.#bracketed(at)
    if (bracket > 0) at = bracket
    for (let more = 0; more < MOST_GROUPS - 1; more++) {
      const gap = gapEnd(text, at)
      const next = gap > 0 && isDigit(codeAt(text, gap)) ? gap : codeAt(text, at - 1) === 41 && isDigit(codeAt(text, at)) ? at : -1
      if (next < 0) break
      at = this.#group(next, 12)
    }
    this.end = at
    return true
  }

  /** Reads the extension; how far it all goes. */
  extend(): number {
    extension.lastIndex = this.end
    this.until = mayExtend(this.text, this.end) && extension.test(this.text) ? extension.lastIndex : this.end
    return this.until
  }

  group(at: number): string {
    return this.text.slice(this.#starts[at] as number, this.#ends[at] as number)
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

  /** Each group as its length, and what is between them: `(3) 3-4`. */
  get shape(): string {
    let shape = ''
    let at = this.start
    for (let group = 0; group <= this.groups; group++) {
      const next = group < this.groups ? (this.#starts[group] as number) : this.end
      for (; at < next; at++) shape += plain(codeAt(this.text, at))
      if (group === this.groups) break
      shape += this.groupLength(group)
      at = this.#ends[group] as number
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

  #lead(at: number): number {
    return isDigit(codeAt(this.text, at)) ? this.#group(at, 15) : -1
  }

  /** A group in brackets: where it ends, or 0 where there is none. */
  #bracketed(at: number): number {
    const { text } = this
    const gap = codeAt(text, at) === 40 ? at : gapEnd(text, at)
    if (gap === 0 || codeAt(text, gap) !== 40 || !isDigit(codeAt(text, gap + 1))) return 0
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

  #closing(at: number): number {
    this.open--
    return at + 1
  }

  #group(start: number, most: number): number {
    let end = start
    while (end < start + most && isDigit(codeAt(this.text, end))) end++
    this.#starts[this.groups] = start
    this.#ends[this.groups++] = end
    this.digits += end - start
    return end
  }
}

const extension = /(?: ?,? ?(?:x|ext\.?) ?)\d{1,6}/iy

/** True where a blank, a comma, an `x` or an `e` follows. */
function mayExtend(text: string, at: number): boolean {
  const code = codeAt(text, at)
  return code === 32 || code === 44 || (code | 32) === 120 || (code | 32) === 101
}

/** True where another group may follow the one that ends at `at`. */
export function goesOn(text: string, at: number): boolean {
  const code = codeAt(text, at)
  if (code === 40 || code === 41) return true
  const gap = gapEnd(text, at)
  return gap > 0 && (isDigit(codeAt(text, gap)) || codeAt(text, gap) === 40)
}

/** Where what may be between two groups ends, or 0. */
function gapEnd(text: string, at: number): number {
  const code = codeAt(text, at)
  const isBlank = isSpace(code)
  const mark = isBlank ? at + 1 : at
  if (!isMark(codeAt(text, mark))) return isBlank ? at + 1 : 0
  return isSpace(codeAt(text, mark + 1)) ? mark + 2 : mark + 1
}

const isSpace = (code: number): boolean => code === 32 || code === 0xa0 || code === 0x202f
const isMark = (code: number): boolean => (code >= 45 && code <= 47) || code === 0x2010 || code === 0x2011 || code === 0x2013

/** The space and the dash for all that look like them. */
function plain(code: number): string {
  if (isSpace(code)) return ' '
  return code > 127 ? '-' : String.fromCharCode(code)
}
