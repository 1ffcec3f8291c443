/** The characters that no test of a pattern tells apart, as sorts: what is known of one character of a sort is known of all. */
import { kindOf, type Program } from './linear-program.ts'

/** The sort of the text's end. */
export const END = 0

export class CharSorts {
  /** One character of each sort; of the end, none that is asked. */
  readonly samples: number[] = [0]
  readonly #tests: ReadonlyArray<(code: number) => boolean>
  /** By character; 0 where it is not known yet. */
  #sorts = new Uint16Array(128)
  readonly #sortOf = new Map<string, number>()

  constructor({ steps }: Program) {
    this.#tests = [...new Set(steps.flatMap((step) => (step.kind === 'char' ? [step.is] : [])))]
  }

  of(code: number): number {
    return this.#sorts[code] || this.#newSort(code)
  }

  #newSort(code: number): number {
    if (code >= this.#sorts.length) {
      const all = new Uint16Array(65_536)
      all.set(this.#sorts)
      this.#sorts = all
    }
    const name = this.#tests.map((is) => (is(code) ? 1 : 0)).join('') + kindOf(code)
    let sort = this.#sortOf.get(name)
    if (sort === undefined) {
      sort = this.samples.push(code) - 1
      this.#sortOf.set(name, sort)
    }
    this.#sorts[code] = sort
    return sort
  }
}
