/** A text as the numbers of its characters: they are read many times, and a string answers slowly. */
import { classOf } from '../find/classes.ts'

/** How many places before a text and behind it may be asked for. */
export const BEYOND = 128

/** The classes of the first 128 characters. */
const ascii = Uint16Array.from({ length: 128 }, (_, code) => classOf(code))

export class Text {
  readonly whole: string
  readonly length: number
  /** What is before the text and behind it is 0. */
  readonly codes: Uint16Array
  /** The classes of its characters. */
  readonly classes: number
  /** Where it was last asked what is said before, and the answer: who looks at the same place asks the same. */
  asked = -1
  said = 0

  constructor(whole: string, codes: Uint16Array) {
    const { length } = whole
    const table = ascii
    let classes = 0
    for (let at = 0; at < length; at++) {
      const code = whole.charCodeAt(at)
      codes[at + 128] = code
      classes |= code < 128 ? (table[code] as number) : classOf(code)
    }
    codes.fill(0, length + BEYOND, length + 2 * BEYOND)
    this.whole = whole
    this.length = length
    this.codes = codes
    this.classes = classes
  }
}

export const noText = new Text('', new Uint16Array(2 * BEYOND))

let opened: Text | undefined

/** The text that is being looked at: who asks for the same one again gets it as it was read. */
export function textOf(whole: string): Text {
  return opened !== undefined && opened.whole === whole ? opened : new Text(whole, newPlace(whole.length))
}

/** Runs this with the text read, so that all who look at it read it once. It is forgotten behind that. */
export function reading<Result>(whole: string, run: () => Result): Result {
  const before = opened
  opened = new Text(whole, before === undefined ? place(whole.length) : newPlace(whole.length))
  try {
    return run()
  } finally {
    opened = before
  }
}

/** Where the text before was read, if nobody needed the memory since. */
let kept: WeakRef<Uint16Array> | undefined
const LEAST_KEPT = 8_192

function place(length: number): Uint16Array {
  const there = kept?.deref()
  if (there !== undefined && there.length >= length + 2 * BEYOND) return there
  const made = newPlace(Math.max(length, LEAST_KEPT))
  kept = new WeakRef(made)
  return made
}

const newPlace = (length: number): Uint16Array => new Uint16Array(length + 2 * BEYOND)

/** The code at a place, 0 before the text and behind it. */
export function codeAt(text: Text, at: number): number {
  // Written out: this is what is asked most.
  return text.codes[at + 128] as number
}

/** The classes of a text, for a finder. */
export function classesIn(whole: string): number {
  return textOf(whole).classes
}

const NEAR = 8

/** Where the character is at `from` or later, or -1. Where a text has many of them it is looked for here, else the text looks itself. */
export function nextMark(text: Text, code: number, from: number): number {
  const near = Math.min(text.length, from + NEAR)
  for (let at = from; at < near; at++) if (codeAt(text, at) === code) return at
  return text.whole.indexOf(String.fromCharCode(code), near)
}
