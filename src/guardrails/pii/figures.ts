/** The digits of a number, without what is between them. */
import { isDigit } from './marks.ts'
import { codeAt, type Text } from './text.ts'

/** No number has more. */
const MOST = 40

/** It is made once, and read into again and again: most of what begins like a number is none. */
export class Digits {
  readonly #values = new Uint8Array(MOST)
  length = 0

  /** All digits from `from` up to `end`, behind those there are. */
  add(text: Text, from: number, end: number): void {
    for (let at = from; at < end && this.length < MOST; at++) {
      const code = codeAt(text, at)
      if (isDigit(code)) this.#values[this.length++] = code - 48
    }
  }

  at(place: number): number {
    return this.#values[place] as number
  }

  /** The number that some of them are. */
  number(from: number, end: number): number {
    let number = 0
    for (let place = from; place < end; place++) number = number * 10 + this.at(place)
    return number
  }

  /** True where they are all the same. */
  get areSame(): boolean {
    for (let place = 1; place < this.length; place++) if (this.at(place) !== this.at(0)) return false
    return true
  }
}
