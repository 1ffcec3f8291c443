/** Function names as Gemini takes them, and whose they were: a name that fits stays itself. */
import type { Body } from '../../core/operation.ts'
import { Apart } from '../translate/apart.ts'
import { toolIn } from './tool-shapes.ts'

/** Gemini's rule for the name of a function. */
const FITS = /^[a-zA-Z_][a-zA-Z0-9_.:-]{0,63}$/
const MAX_LENGTH = 64

/** What Gemini means by a name. */
export interface Meant {
  readonly name: string
  /** A tool that takes free text, for which a function of one text stands. */
  readonly isCustom: boolean
}

/** The names of one request. Made from the same body twice, it says the same: the reply is read by it again. */
export class Names {
  readonly #declared: readonly Meant[]
  readonly #told = new Map<string, string>()
  #apart: Apart | undefined
  #meant: Map<string, Meant> | undefined

  constructor({ tools, functions }: Pick<Body<'chat'>, 'tools' | 'functions'>) {
    const all: readonly unknown[] = [...(Array.isArray(tools) ? tools : []), ...(Array.isArray(functions) ? functions : [])]
    this.#declared = all.flatMap((tool) => {
      const { kind, name } = toolIn(tool) ?? {}
      return name === undefined ? [] : [{ name, isCustom: kind === 'custom' }]
    })
    for (const { name } of this.#declared) this.told(name)
  }

  /** The name Gemini is told: always the same one, and never that of another tool. */
  told(name: string): string {
    if (FITS.test(name)) return name
    const known = this.#told.get(name)
    if (known !== undefined) return known
    const letters = name.replace(/[^a-zA-Z0-9_.:-]/g, '_')
    const clean = (/^[a-zA-Z_]/.test(letters) ? letters : `_${letters}`).slice(0, MAX_LENGTH)
    this.#apart ??= new Apart(this.#declared.map((one) => one.name), MAX_LENGTH)
    const fit = this.#apart.of(clean)
    this.#told.set(name, fit)
    return fit
  }

  /** The caller's own word for a name of Gemini's. */
  meant(name: string): Meant {
    this.#meant ??= new Map(this.#declared.map((one) => [this.told(one.name), one]))
    return this.#meant.get(name) ?? { name, isCustom: false }
  }
}
