/** The languages found so far, and what is likely of others. */
import { type CodeLanguage, codeLanguages } from './code-language.ts'

/** Of what is likely it takes so many, in so many characters: a text may speak of one or two. */
const ENOUGH = 3
const NEAR = 2000

export class Findings {
  readonly #found = new Set<CodeLanguage>()
  readonly #likely = new Map<CodeLanguage, number[]>()

  has(language: CodeLanguage): boolean {
    return this.#found.has(language)
  }

  sure(language: CodeLanguage): void {
    this.#found.add(language)
  }

  likely(language: CodeLanguage, at: number): void {
    if (this.#found.has(language)) return
    const places = this.#likely.get(language) ?? []
    this.#likely.set(language, places)
    if (places.push(at) < ENOUGH) return
    if (at - (places.shift() as number) <= NEAR) this.#found.add(language)
  }

  /** In the order of `codeLanguages`. */
  all(): CodeLanguage[] {
    return codeLanguages.filter((language) => this.#found.has(language))
  }
}
