/** A tree of how numbers are grouped: by the length of each group, and the mark before it. */
import type { Context } from './context.ts'
import type { NumberRule } from './numbers.ts'
import type { Run } from './run.ts'

/** What stands between two groups. The spaces and the dashes that look alike are one. */
export const separators = ' -./+'

const LENGTHS = 32
const KEYS = separators.length * LENGTHS

/** The rules that end at a place: all of them, where one of the contexts is said, else those that need none. */
interface Ending {
  readonly all: readonly NumberRule[]
  readonly unsaid: readonly NumberRule[]
  readonly contexts: Context
}

const nothing: Ending = { all: [], unsaid: [], contexts: 0 }

/** A place in the tree is a number; 0 is nowhere. */
export class Layouts {
  /** By place, mark and length. */
  readonly #next: Uint16Array
  readonly #endings = [nothing, nothing]

  constructor(rules: readonly NumberRule[]) {
    const next = new Map<number, number>()
    for (const rule of rules) {
      for (const layout of rule.layouts) this.#plant(next, layout, rule, 0)
      for (const layout of rule.said?.layouts ?? []) this.#plant(next, layout, rule, rule.said?.context ?? 0)
    }
    this.#next = new Uint16Array(this.#endings.length * KEYS)
    for (const [key, place] of next) this.#next[key] = place
  }

  /** Behind a first group of this length. */
  first(length: number): number {
    return this.next(1, 0, length)
  }

  next(place: number, separator: number, length: number): number {
    return this.#next[place * KEYS + separator * LENGTHS + length] as number
  }

  /** True where a layout ends. */
  isEnding(place: number): boolean {
    return (this.#endings[place] as Ending).all.length > 0
  }

  /** The rules of the layouts that end there. What is said is looked for only where it matters. */
  endingAt(place: number, run: Run): readonly NumberRule[] {
    const { all, unsaid, contexts } = this.#endings[place] as Ending
    return contexts !== 0 && (run.said & contexts) !== 0 ? all : unsaid
  }

  #plant(next: Map<number, number>, layout: string, rule: NumberRule, context: Context): void {
    let place = 1
    // The first group has no mark before it, which counts as a space.
    for (const [, separator = '', length = ''] of layout.matchAll(/(\D?)(\d+)/g)) {
      const key = place * KEYS + separators.indexOf(separator || ' ') * LENGTHS + Number(length)
      place = next.get(key) ?? this.#endings.push(nothing) - 1
      next.set(key, place)
    }
    const { all, unsaid, contexts } = this.#endings[place] as Ending
    this.#endings[place] = { all: [...all, rule], unsaid: context === 0 ? [...unsaid, rule] : unsaid, contexts: contexts | context }
  }
}
