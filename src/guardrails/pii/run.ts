/** A run of characters in a text, a number's or a word's, with what is said before it. */
import { said } from './context.ts'
import type { Text } from './text.ts'

/** It is made once for a walk over a text, and set to one run after the other. */
export class Run {
  readonly text: Text
  start = 0
  end = 0
  #said = -1

  constructor(text: Text) {
    this.text = text
  }

  set(start: number, end: number): void {
    this.start = start
    this.end = end
    this.#said = -1
  }

  /** The contexts of what begins with this run. Looked for when it is first asked: most runs are nothing by themselves. */
  get said(): number {
    if (this.#said < 0) this.#said = said(this.text, this.start)
    return this.#said
  }
}
