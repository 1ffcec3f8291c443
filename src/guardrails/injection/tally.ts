/** Weighs the signs that stand near each other: what stands far apart in a long text says nothing together. */

/** About so many words are one passage. */
const NEAR = 240

export interface Suspicion {
  /** From 0 to 1. */
  readonly score: number
  /** What weighs most: `asks to ignore earlier instructions`. */
  readonly reason: string | undefined
}

/** Of as many styles as there are names. */
export class Tally {
  private readonly names: readonly string[]
  /** Of each style the heaviest sign of the passage, and when it was. */
  private readonly weights: Float64Array
  private readonly times: Int32Array
  private last = 0
  private score = 0
  private reason: string | undefined

  constructor(names: readonly string[]) {
    this.names = names
    this.weights = new Float64Array(names.length)
    this.times = new Int32Array(names.length)
  }

  /** A sign of a style at a time, by default the last; of a style the heaviest counts. */
  add(style: number, weight: number, time = this.last): void {
    this.last = time
    const heaviest = this.weights[style] as number
    const isPast = time - (this.times[style] as number) > NEAR
    if (!isPast && heaviest > weight) return
    this.times[style] = time
    if (!isPast && heaviest === weight) return
    this.weights[style] = weight
    this.combine(time)
  }

  /** Whether it has any sign. */
  get isEmpty(): boolean {
    return this.score === 0
  }

  get suspicion(): Suspicion {
    return { score: Math.round(this.score * 100) / 100, reason: this.reason }
  }

  /** Each further style takes away a part of the doubt that is left. */
  private combine(now: number): void {
    let doubt = 1
    let most = 0
    let heaviest = 0
    for (let style = 0; style < this.weights.length; style++) {
      const weight = this.weights[style] as number
      if (weight === 0 || now - (this.times[style] as number) > NEAR) continue
      doubt *= 1 - weight
      if (weight > most) [most, heaviest] = [weight, style]
    }
    if (1 - doubt > this.score) [this.score, this.reason] = [1 - doubt, this.names[heaviest]]
  }
}
