/** A text that grows, of which everything goes on that can no longer become a part of a find. */
import type { GrowingText } from '../operations/texts/texts.ts'
import { BEHIND, type Finder } from './check.ts'

export interface WindowOptions {
  readonly finders: readonly Finder[]
  /** What stands for a text from `from` up to `until`; it sees all of the text around it. */
  take(text: string, from: number, until: number): string
  /** True where that is the text as it is, and nothing is to be noted of it. */
  isClean(text: string, from: number, until: number): boolean
  /** A finder threw: which one, and what. Nothing waits for it. */
  fault(at: number, error: unknown): void
}

export class TextWindow implements GrowingText {
  readonly #options: WindowOptions
  /** What has gone on, for finders to look back at; then what has not. */
  #text = ''
  #gone = 0

  constructor(options: WindowOptions) {
    this.#options = options
  }

  get held(): number {
    return this.#text.length - this.#gone
  }

  push(more: string): string {
    const text = this.#text + more
    const gone = this.#gone
    const until = this.#settled(text, this.#options.fault)
    this.#move(text, until)
    return until > gone ? this.#options.take(text, gone, until) : ''
  }

  pass(more: string): string | undefined {
    const text = this.#text + more
    const gone = this.#gone
    let isFaulty = false
    const until = this.#settled(text, () => void (isFaulty = true))
    if (isFaulty || !this.#options.isClean(text, gone, until)) return undefined
    this.#move(text, until)
    return text.slice(gone, until)
  }

  end(): string {
    const text = this.#text
    const gone = this.#gone
    this.#move(text, text.length)
    return gone < text.length ? this.#options.take(text, gone, text.length) : ''
  }

  /** Where the text is settled; never before what has gone on. */
  #settled(text: string, fault: WindowOptions['fault']): number {
    const { finders } = this.#options
    const gone = this.#gone
    let until = text.length
    // Where one holds everything, the others need not be asked.
    for (let at = 0; at < finders.length && until > gone; at++) {
      const finder = finders[at] as Finder
      try {
        until = Math.min(until, Math.max(finder.settledUntil(text, gone), text.length - finder.reach))
      } catch (error) {
        fault(at, error)
      }
    }
    return Math.max(until, gone)
  }

  #move(text: string, until: number): void {
    const start = Math.max(0, until - BEHIND)
    this.#text = text.slice(start)
    this.#gone = until - start
  }
}
