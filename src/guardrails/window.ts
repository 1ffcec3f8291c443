/** A text that grows, of which everything goes on that can no longer become a part of a find. */
import { BEHIND, type Finder } from './check.ts'

/** What stands for a text from `from` up to `until`; it sees all of the text around it. */
export type Take = (text: string, from: number, until: number) => string

/** A finder threw: which one, and what. Nothing waits for it. */
export type Fault = (at: number, error: unknown) => void

export class TextWindow {
  readonly #finders: readonly Finder[]
  readonly #take: Take
  readonly #fault: Fault
  /** What has gone on, for finders to look back at; then what has not. */
  #text = ''
  #gone = 0

  constructor(finders: readonly Finder[], take: Take, fault: Fault) {
    this.#finders = finders
    this.#take = take
    this.#fault = fault
  }

  /** More of the text: what may go on now. */
  push(more: string): string {
    const text = (this.#text += more)
    const gone = this.#gone
    let until = text.length
    // Where one holds everything, the others need not be asked.
    for (let at = 0; at < this.#finders.length && until > gone; at++) {
      const finder = this.#finders[at] as Finder
      try {
        const settled = Math.max(finder.settledUntil(text, gone), text.length - finder.reach)
        if (settled < until) until = settled
      } catch (error) {
        this.#fault(at, error)
      }
    }
    return this.#go(until)
  }

  /** The text is over: all that is left. */
  end(): string {
    return this.#go(this.#text.length)
  }

  #go(until: number): string {
    if (until <= this.#gone) return ''
    const out = this.#take(this.#text, this.#gone, until)
    const start = Math.max(0, until - BEHIND)
    this.#text = this.#text.slice(start)
    this.#gone = until - start
    return out
  }
}
