/** Notes of events, taken before anybody has them: what is made of a note is as the event was, whatever became of that. */
import { type Changes, Shape } from './event-shape.ts'

/** What one event was. */
export interface Note {
  readonly shape: Shape
  readonly changes: Changes
}

/** So many shapes are compared before there is a new one: events of some kinds take turns. */
const RECENT = 4

export class Notes {
  readonly #recent: Shape[] = []
  /** How long the JSON of all events is, nearly: what is escaped in texts counts once. */
  chars = 0

  /** Throws for what is no JSON: an event of a provider of the user's own may be anything. */
  take(event: unknown): Note {
    for (const shape of this.#recent) {
      const changes = shape.changesOf(event)
      if (changes === undefined) continue
      this.chars += shape.json.length + shape.grown
      return { shape, changes }
    }
    const shape = new Shape(JSON.stringify(event))
    if (this.#recent.unshift(shape) > RECENT) this.#recent.pop()
    this.chars += shape.json.length
    return { shape, changes: [] }
  }
}

/** As JSON: the events that shapes were made of, and runs of one shape each. */
export function notesText(notes: readonly Note[]): string {
  const shapes = new Map<Shape, number>()
  const runs: Array<[shape: number, changes: Changes[]]> = []
  let last: Shape | undefined
  for (const { shape, changes } of notes) {
    if (!shapes.has(shape)) shapes.set(shape, shapes.size)
    if (shape !== last) runs.push([shapes.get(shape) as number, []])
    last = shape
    runs.at(-1)?.[1].push(changes)
  }
  return `{"shapes":[${[...shapes.keys()].map(({ json }) => json).join(',')}],"runs":${JSON.stringify(runs)}}`
}

/** The events of which there were notes. Throws for what are none: a store may give anything. */
export function eventsIn(notes: unknown): unknown[] {
  const { shapes, runs } = (notes ?? {}) as { readonly shapes?: unknown; readonly runs?: unknown }
  const known = list(shapes).map((sample) => new Shape(JSON.stringify(sample)))
  return list(runs).flatMap((run) => {
    const [at, changes] = list(run)
    const shape = known[at as number]
    if (shape === undefined) throw new TypeError('a run has no shape')
    return list(changes).map((one) => shape.make(one))
  })
}

/**
 * What a fold makes the same of, in fewer events: neighbours of one shape that differ in nothing but texts that grow are one, whose
 * texts are theirs together.
 */
export function* condensed(notes: readonly Note[]): Generator {
  let first: Note | undefined
  let texts: Changes[] = []
  for (const note of notes) {
    if (first !== undefined && note.shape === first.shape && isMore(note) && samePlaces(first.changes, note.changes)) {
      texts.push(note.changes)
      continue
    }
    if (first !== undefined) yield joined(first, texts)
    first = note
    texts = [note.changes]
  }
  if (first !== undefined) yield joined(first, texts)
}

/** Fields whose pieces a fold puts together, and those of which it makes nothing. */
const GROWING: ReadonlySet<string | undefined> = new Set(['content', 'refusal', 'reasoning_content', 'reasoning', 'arguments', 'delta'])
const IDLE: ReadonlySet<string | undefined> = new Set(['obfuscation', 'sequence_number'])

function isMore({ shape, changes }: Note): boolean {
  for (let at = 0; at < changes.length; at += 2) {
    const name = shape.names[changes[at] as number]
    if (!(GROWING.has(name) && typeof changes[at + 1] === 'string') && !IDLE.has(name)) return false
  }
  return changes.length > 0
}

function samePlaces(one: Changes, other: Changes): boolean {
  if (one.length !== other.length) return false
  for (let at = 0; at < one.length; at += 2) if (one[at] !== other[at]) return false
  return true
}

function joined({ shape, changes }: Note, texts: readonly Changes[]): unknown {
  if (texts.length === 1) return shape.make(changes)
  return shape.make(changes.map((value, at) => (at % 2 === 1 && GROWING.has(shape.names[changes[at - 1] as number]) ? texts.map((one) => one[at]).join('') : value)))
}

function list(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new TypeError('notes are lists')
  return value as unknown[]
}
