/** The texts that records are counted by, each once, as a number: the columns hold these. */
import type { Engine } from './engine.ts'

/** Nothing was said. */
export const NONE = 0

/** So many different values are told apart in one dimension; those that come after count together, so that memory has an end. */
const MOST_VALUES = 10_000
const MOST_DIMENSIONS = 500
const MOST_SETS = 500_000
const LONGEST = 300

/** What stands for all values after the ten-thousandth. */
export const OTHERS = '(others)'

/** Texts and sets of texts, by number; 0 is nothing, the empty set. */
export class Terms {
  readonly #engine: Engine
  readonly #texts: string[] = ['']
  readonly #ids = new Map<string, number>()
  readonly #sets: ReadonlyArray<number>[] = [[]]
  readonly #setIds = new Map<string, number>([['', 0]])
  readonly #values = new Map<string, number>()

  constructor(engine: Engine) {
    this.#engine = engine
    for (const { id, text } of engine.all('SELECT id, text FROM terms ORDER BY id')) this.#know(Number(id), String(text))
    for (const { id, terms } of engine.all('SELECT id, terms FROM sets ORDER BY id')) this.#knowSet(Number(id), String(terms))
  }

  get count(): number {
    return this.#texts.length
  }

  get setCount(): number {
    return this.#sets.length
  }

  /** The number of a value of a dimension, new where it has none yet. */
  put(dimension: string, value: string | null): number {
    if (value === null) return NONE
    const text = key(dimension, value)
    const known = this.#ids.get(text)
    if (known !== undefined) return known
    const values = this.#values.get(clean(dimension))
    if (values === undefined && this.#values.size >= MOST_DIMENSIONS) return NONE
    if ((values ?? 0) >= MOST_VALUES && value !== OTHERS) return this.put(dimension, OTHERS)
    const id = this.#texts.length
    this.#engine.run('INSERT INTO terms (id, text) VALUES (?, ?)', id, text)
    this.#know(id, text)
    return id
  }

  /** The number of a set of terms, whatever their order; 0 where there are too many different sets already. */
  putSet(terms: readonly number[]): number {
    const sorted = [...new Set(terms)].sort((one, other) => one - other)
    const text = sorted.join(',')
    const known = this.#setIds.get(text)
    if (known !== undefined) return known
    if (this.#sets.length >= MOST_SETS) return NONE
    const id = this.#sets.length
    this.#engine.run('INSERT INTO sets (id, terms) VALUES (?, ?)', id, text)
    this.#knowSet(id, text)
    return id
  }

  /** `undefined` where no record ever had it. */
  find(dimension: string, value: string): number | undefined {
    return this.#ids.get(key(dimension, value))
  }

  /** Of a term; `null` for none. */
  value(id: number): string | null {
    const text = this.#texts[id]
    return id === NONE || text === undefined ? null : text.slice(text.indexOf(SEPARATOR) + 1)
  }

  dimension(id: number): string {
    const text = this.#texts[id] ?? ''
    return text.slice(0, text.indexOf(SEPARATOR))
  }

  /** The terms of a set. */
  of(set: number): readonly number[] {
    return this.#sets[set] ?? []
  }

  /** 1 for every term that holds the text, whatever its case. */
  holding(text: string): Uint8Array {
    const wanted = text.toLowerCase()
    return Uint8Array.from(this.#texts, (_, id) => Number(id !== NONE && (this.value(id) ?? '').toLowerCase().includes(wanted)))
  }

  /** 1 for every set that has a term of which `is` is 1. */
  setsWith(is: (term: number) => boolean): Uint8Array {
    return Uint8Array.from(this.#sets, (terms) => Number(terms.some(is)))
  }

  /** Every dimension that there is: `model`, `tag:team`. */
  dimensions(): readonly string[] {
    return [...this.#values.keys()]
  }

  #know(id: number, text: string): void {
    this.#texts[id] = text
    this.#ids.set(text, id)
    const dimension = this.dimension(id)
    this.#values.set(dimension, (this.#values.get(dimension) ?? 0) + 1)
  }

  #knowSet(id: number, text: string): void {
    this.#sets[id] = text === '' ? [] : text.split(',').map(Number)
    this.#setIds.set(text, id)
  }
}

/** No dimension holds it: `tag:` and a name, of which it is taken out. Not U+0000, at which an engine may end a text. */
const SEPARATOR = '\u001f'

function key(dimension: string, value: string): string {
  return `${clean(dimension)}${SEPARATOR}${clean(value)}`
}

function clean(text: string): string {
  return text.slice(0, LONGEST).replaceAll(/[\u0000-\u001f]/g, ' ')
}
