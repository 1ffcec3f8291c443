/** What a hedge remembers from call to call: how long its children take, and how many extra attempts it may still make. */
import { Quantiles } from '../core/quantiles.ts'

export interface PaceOptions {
  readonly delayMs: number | 'p95'
  readonly maxExtra: number
  readonly minSamples: number
}

/** What saved-up calls may pay for at once: an hour of quiet must not end in a flood. */
const MAX_TOKENS = 10

/** Nobody is asked sooner because another is slow: a pause of our own process may be as long. */
const MIN_DELAY_MS = 20

/** Until enough is known of a child. */
const FIRST_DELAY_MS = 5_000

export class Pace {
  readonly #options: PaceOptions
  readonly #share: number
  /** Of streams until their first content, and of values until they are whole; by child. */
  readonly #streams = new Map<number, Latest>()
  readonly #values = new Map<number, Latest>()
  /** The first late call is hedged on credit; from then on the share holds. */
  #tokens: number

  constructor(options: PaceOptions) {
    this.#options = options
    this.#tokens = options.maxExtra > 0 ? 1 : 0
    this.#share = Math.max(0.95, 1 - options.maxExtra) // sooner would spend on any late call what the latest need
  }

  /** How long a child is waited for before another is asked. */
  delayOf(child: number, stream: boolean): number {
    const { delayMs } = this.#options
    if (delayMs !== 'p95') return delayMs
    const known = this.#latest(stream).get(child)?.quantileMs
    return known === undefined ? FIRST_DELAY_MS : Math.max(MIN_DELAY_MS, known)
  }

  /** A child answered after `ms`. */
  answered(child: number, stream: boolean, ms: number): void {
    const { delayMs, minSamples } = this.#options
    if (delayMs !== 'p95') return
    const children = this.#latest(stream)
    const latest = children.get(child) ?? new Latest(this.#share, minSamples)
    children.set(child, latest)
    latest.add(ms)
  }

  /** A child was not waited for any longer after `ms`: that it was late is known, but of a shorter wait nothing. */
  leftAfter(child: number, stream: boolean, ms: number): void {
    if (ms >= this.delayOf(child, stream)) this.answered(child, stream, ms)
  }

  /** A call came that may be hedged: it pays in its share. */
  called(): void {
    this.#tokens = Math.min(MAX_TOKENS, this.#tokens + this.#options.maxExtra)
  }

  get maySpend(): boolean {
    return this.#tokens >= 1
  }

  /** The same for a call that has not yet paid in. */
  get mightSpend(): boolean {
    return this.#tokens + this.#options.maxExtra >= 1
  }

  spend(): void {
    this.#tokens -= 1
  }

  #latest(stream: boolean): Map<number, Latest> {
    return stream ? this.#streams : this.#values
  }
}

/** So many samples are forgotten at a time. */
const GENERATION = 500

/** So many samples change a quantile little enough. */
const STEP = 20

/** The quantiles err by a hundredth: a child that always takes as long must not seem late each time. */
const LATER = 1.02

/** A quantile of the latest 500 to 1000 samples, looked up now and then. */
class Latest {
  readonly #share: number
  readonly #minSamples: number
  #samples = 0
  #young = new Quantiles()
  #old = new Quantiles()
  /** `undefined` until there were enough samples. */
  quantileMs: number | undefined

  constructor(share: number, minSamples: number) {
    this.#share = share
    this.#minSamples = minSamples
  }

  add(ms: number): void {
    if (this.#young.count === GENERATION) {
      this.#old = this.#young
      this.#young = new Quantiles()
    }
    this.#young.add(ms)
    this.#samples += 1
    if (this.#samples < this.#minSamples || (this.#samples - this.#minSamples) % STEP !== 0) return
    const both = new Quantiles()
    both.merge(this.#old)
    both.merge(this.#young)
    const quantileMs = both.at(this.#share)
    this.quantileMs = quantileMs && quantileMs * LATER
  }
}
