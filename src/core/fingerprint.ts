/**
 * A fingerprint of texts in their order, 64 bits, made in one pass: for finding the same thing again in this process. Its
 * seed is the process's own secret, so that nobody can make two things look alike; for anything that is kept, use SHA-256.
 */

/** Drawn at the first use: edge workers have no chance at import. */
let seeds: Uint32Array | undefined

export class Fingerprint {
  #a: number
  #b: number

  /** `fixed`: for what every process must find the same, and nobody gains by making two things look alike. @default the process's secret */
  constructor(fixed?: readonly [number, number]) {
    const [a, b] = fixed ?? (seeds ??= crypto.getRandomValues(new Uint32Array(2)))
    this.#a = a as number
    this.#b = b as number
  }

  add(text: string): this {
    let a = Math.imul(this.#a ^ text.length, 0x9e3779b1) // the length keeps ['ab', 'c'] from ['a', 'bc']
    let b = Math.imul(this.#b ^ text.length, 0x5f356495)
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at)
      a = Math.imul(a ^ code, 0x9e3779b1)
      b = Math.imul(b ^ code, 0x5f356495)
      a ^= b >>> 15
      b ^= a >>> 13
    }
    this.#a = a >>> 0
    this.#b = b >>> 0
    return this
  }

  toString(): string {
    return `${this.#a.toString(36)}.${this.#b.toString(36)}`
  }
}
