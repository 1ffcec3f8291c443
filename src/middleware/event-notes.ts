/** Notes of events, taken before anybody has them: what is made of a note is as the event was, whatever became of that. */
import { Shape } from './event-shape.ts'

/** So many shapes are compared before there is a new one: events of some kinds take turns. */
const RECENT = 4

/** A few bytes of a note make a whole event: of one entry there are no more than this. */
const MAX_CHARS = 16 * 1024 * 1024

/** Notes of events one after the other that differ from one shape at the same places. Where these are none it is one event. */
export class Run {
  readonly shape: Shape
  readonly places: readonly number[]
  /** What each event has there, one event after the other. */
  readonly values: unknown[]

  constructor(shape: Shape, places: readonly number[], values: unknown[] = []) {
    this.shape = shape
    this.places = places
    this.values = values
  }

  get length(): number {
    return this.places.length === 0 ? 1 : this.values.length / this.places.length
  }

  /** An event of the run. Throws where its values are none of the shape's. */
  make(at: number): unknown {
    return this.shape.make(this.places, this.values, at * this.places.length)
  }
}

export class Notes {
  /** All notes, until they are let go. */
  runs: Run[] | undefined = []
  /** How long the JSON of all events is, nearly: what is escaped in texts counts once. */
  chars = 0
  readonly #recent: Shape[] = []
  #last: Run | undefined

  /**
   * Gives the run of which the event is now the last. Throws for what is no JSON: an event of a provider of the user's own may be
   * anything.
   */
  take(event: unknown): Run {
    for (const shape of this.#recent) {
      if (!shape.compare(event)) continue
      this.chars += shape.json.length + shape.grown
      const last = this.#last
      const run = last?.shape === shape && shape.differsAt(last.places) ? last : this.#begun(new Run(shape, shape.places()))
      shape.addTo(run.values)
      return run
    }
    const shape = new Shape(JSON.stringify(event))
    if (this.#recent.unshift(shape) > RECENT) this.#recent.pop()
    this.chars += shape.json.length
    return this.#begun(new Run(shape, []))
  }

  /** From now on each note is its taker's alone. */
  letGo(): void {
    this.runs = this.#last = undefined
  }

  #begun(run: Run): Run {
    if (this.runs !== undefined) {
      this.#last = run
      this.runs.push(run)
    }
    return run
  }
}

/** As JSON: the events that shapes were made of, and the runs. */
export function notesText(runs: readonly Run[]): string {
  const shapes = new Map<Shape, number>()
  const told = runs.map(({ shape, places, values }) => {
    if (!shapes.has(shape)) shapes.set(shape, shapes.size)
    return [shapes.get(shape), places, values]
  })
  return `{"shapes":[${[...shapes.keys()].map(({ json }) => json).join(',')}],"runs":${JSON.stringify(told)}}`
}

/** The events of which there were notes. Throws for what are none: a store may give anything. */
export function eventsIn(notes: unknown): unknown[] {
  const { shapes, runs } = (notes ?? {}) as { readonly shapes?: unknown; readonly runs?: unknown }
  const known = list(shapes).map((sample) => new Shape(JSON.stringify(sample)))
  let chars = 0
  return list(runs).flatMap((told) => {
    const [at, places, values] = list(told)
    const shape = known[at as number]
    if (shape === undefined) throw new TypeError('a run has no shape')
    const run = new Run(shape, list(places) as number[], list(values))
    const { length } = run
    if (length < 1 || !Number.isInteger(length) || (run.places.length === 0 && run.values.length > 0)) throw new TypeError('a run has not what its events have otherwise')
    if ((chars += length * shape.json.length) > MAX_CHARS) throw new TypeError('the events are too many')
    return Array.from({ length }, (_, event) => run.make(event))
  })
}

/**
 * What a fold makes the same of, in fewer events: those of a run that differ in nothing but texts that grow are one, whose texts are
 * theirs together.
 */
export function* condensed(runs: readonly Run[]): Generator {
  for (const run of runs) {
    if (isGrowth(run)) yield joined(run)
    else for (let at = 0; at < run.length; at++) yield run.make(at)
  }
}

/** Fields whose pieces a fold puts together, and those of which it makes nothing. */
const GROWING: ReadonlySet<string | undefined> = new Set(['content', 'refusal', 'reasoning_content', 'reasoning', 'arguments', 'delta'])
const IDLE: ReadonlySet<string | undefined> = new Set(['obfuscation', 'sequence_number'])

function isGrowth({ shape: { names }, places, values }: Run): boolean {
  return places.every((place, at) => (GROWING.has(names[place]) && typeof values[at] === 'string') || IDLE.has(names[place]))
}

function joined({ shape, places, values }: Run): unknown {
  return shape.make(places, places.map((place, first) => (GROWING.has(shape.names[place]) ? everyText(values, first, places.length) : values[first])), 0)
}

function everyText(values: readonly unknown[], first: number, every: number): string {
  let text = ''
  for (let at = first; at < values.length; at += every) text += String(values[at])
  return text
}

function list(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new TypeError('notes are lists')
  return value as unknown[]
}
