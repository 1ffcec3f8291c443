/** Which steps over a character may follow which, as sets of bits: where any number of ways is open, the next are worked out at once. */
import { holds, type Kind, kindAt, kindOf, MATCH, type Program, type Step } from './linear-program.ts'

/** In the order of their numbers here. */
const KINDS: readonly Kind[] = ['other', 'word', 'line_end', 'edge']

/** What may follow, between two kinds of characters. */
export interface Follow {
  /** The steps that may come first. */
  readonly begin: Int32Array
  /** Behind each step. */
  readonly behind: readonly Int32Array[]
  /** Behind each set of eight steps, one after the other; made when first asked for. */
  rows?: Int32Array
}

export class StepSets {
  /** So many numbers of 32 bits make a set. */
  readonly words: number
  /** So many kinds of characters are told apart: only for a pattern that asks for them. */
  readonly kinds: number
  /** The bit that stands for the pattern's end, behind those of the steps. */
  readonly #match: number
  readonly #program: Program
  readonly #chars: ReadonlyArray<Step & { kind: 'char' }>
  /** Which bit is a step's. */
  readonly #bits: readonly number[]
  readonly #follows: Follow[] = []

  constructor(program: Program) {
    const { steps } = program
    this.#program = program
    this.#chars = steps.filter((step) => step.kind === 'char')
    let bits = 0
    this.#bits = steps.map(({ kind }) => (kind === 'char' ? bits++ : bits))
    this.kinds = steps.some(({ kind }) => kind === 'assert') ? KINDS.length : 1
    this.#match = bits
    this.words = (bits >> 5) + 1
  }

  /** The kind of a character or of the text's end, as a number. */
  kind(code: number | undefined): number {
    return this.kinds === 1 ? 0 : KINDS.indexOf(code === undefined ? 'edge' : kindOf(code))
  }

  kindBefore(text: string, at: number): number {
    return this.kinds === 1 ? 0 : KINDS.indexOf(kindAt(text, at - 1))
  }

  /** The steps that take this character. */
  taking(code: number): Int32Array {
    const set = new Int32Array(this.words)
    for (const [bit, { is }] of this.#chars.entries()) if (is(code)) add(set, bit)
    return set
  }

  follow(before: number, after: number): Follow {
    return (this.#follows[before * KINDS.length + after] ??= this.#makeFollow(KINDS[before] as Kind, KINDS[after] as Kind))
  }

  /** True where the pattern may end. */
  matches(set: Int32Array): boolean {
    return ((set[this.#match >> 5] as number) & (1 << this.#match)) !== 0
  }

  /** What may follow any of these steps. */
  behind(steps: Int32Array, { behind }: Follow): Int32Array {
    const set = new Int32Array(this.words)
    for (const [word, bits] of steps.entries()) {
      for (let rest = bits; rest !== 0; rest &= rest - 1) {
        const next = behind[word * 32 + 31 - Math.clz32(rest & -rest)] as Int32Array
        for (let one = 0; one < set.length; one++) set[one] = (set[one] as number) | (next[one] as number)
      }
    }
    return set
  }

  /** The sets behind all sets of eight steps: of each only its lowest step is looked at, the rest is known. */
  rows(follow: Follow): Int32Array {
    if (follow.rows !== undefined) return follow.rows
    const { words } = this
    const rows = new Int32Array(Math.ceil(this.#match / 8) * 256 * words)
    for (let at = 0; at < rows.length; at += words) {
      const row = at / words
      const set = row & 255
      if (set === 0) continue
      const lowest = follow.behind[(row >> 8) * 8 + 31 - Math.clz32(set & -set)]
      const rest = (row - set + (set & (set - 1))) * words
      for (let word = 0; word < words; word++) rows[at + word] = (rows[rest + word] as number) | (lowest?.[word] ?? 0)
    }
    follow.rows = rows
    return rows
  }

  #makeFollow(before: Kind, after: Kind): Follow {
    const { steps, begin, multiline } = this.#program
    const reached = (first: number): Int32Array => {
      const set = new Int32Array(this.words)
      const entered = new Uint8Array(steps.length)
      const enter = (step: number): void => {
        if (step === MATCH) return add(set, this.#match)
        if (entered[step] === 1) return
        entered[step] = 1
        const what = steps[step] as Step
        if (what.kind === 'char') add(set, this.#bits[step] as number)
        else if (what.kind === 'branch') what.to.forEach(enter)
        else if (holds(what.that, before, after, multiline)) enter(what.next)
      }
      enter(first)
      return set
    }
    return { begin: reached(begin), behind: this.#chars.map(({ next }) => reached(next)) }
  }
}

function add(set: Int32Array, bit: number): void {
  set[bit >> 5] = (set[bit >> 5] as number) | (1 << bit)
}
