/** Shape: what events of a kind have in common, so that each but the first is known by the few values it has otherwise. */

/** By turns, where a value is, and what it is there instead: the values of a shape are counted through. */
export type Changes = readonly unknown[]

/** An object or a list, and what is in it, in its order. */
interface Node {
  readonly sample: Readonly<Record<string, unknown>> | readonly unknown[]
  /** `undefined`: a list. */
  readonly names: readonly string[] | undefined
  readonly parts: readonly unknown[]
}

/** An event with more than so many other values has another shape. */
const MAX_CHANGES = 8

const none: Changes = []

export class Shape {
  /** The JSON of the event that this was made of. */
  readonly json: string
  /** The name of each value; of one in a list, the list's. */
  readonly names: readonly string[]
  readonly #root: Node
  /** While an event is compared: the place, what was found so far, and by how much its texts are longer. */
  #at = 0
  #found = 0
  #grown = 0
  readonly #changes: unknown[] = []

  /** Throws where it is no JSON of an object. */
  constructor(json: string) {
    const sample: unknown = JSON.parse(json)
    if (!isParent(sample)) throw new TypeError('an event is an object')
    this.json = json
    this.#root = nodeOf(sample)
    this.names = namesIn(this.#root, '')
  }

  /** By how much the event is longer than the shape's own, which was compared last. */
  get grown(): number {
    return this.#grown
  }

  /** What an event has otherwise; `undefined` where it is of another shape. */
  changesOf(event: unknown): Changes | undefined {
    this.#at = this.#found = this.#grown = 0
    if (!isParent(event) || !this.#isLike(this.#root, event)) return undefined
    return this.#found === 0 ? none : this.#changes.slice(0, this.#found)
  }

  /** An event with these changes. Throws where they are none. */
  make(changes: unknown): unknown {
    if (!Array.isArray(changes)) throw new TypeError('what an event has otherwise is a list')
    this.#at = this.#found = 0
    const event = this.#copy(this.#root, changes)
    if (this.#found !== changes.length) throw new TypeError('what an event has otherwise has no place in it')
    return event
  }

  #isLike({ names, parts }: Node, value: object): boolean {
    if (names === undefined) return Array.isArray(value) && this.#isLikeList(parts, value)
    if (Array.isArray(value) || 'toJSON' in value) return false
    let count = 0
    for (const name in value) {
      const part = (value as Record<string, unknown>)[name]
      if (part === undefined) continue // JSON has it not
      if (names[count] !== name || !this.#isPart(parts[count], part)) return false
      count += 1
    }
    return count === names.length
  }

  #isLikeList(parts: readonly unknown[], list: readonly unknown[]): boolean {
    if (list.length !== parts.length) return false
    for (let at = 0; at < parts.length; at++) if (!this.#isPart(parts[at], list[at])) return false
    return true
  }

  #isPart(part: unknown, value: unknown): boolean {
    if (part === value) { // mostly so: it is asked first
      this.#at += 1
      return true
    }
    if (isParent(part)) return isParent(value) && this.#isLike(part as Node, value)
    const at = this.#at++
    return isAlike(part, value) && this.#note(at, part, value)
  }

  #note(at: number, before: unknown, value: unknown): boolean {
    if (this.#found === 2 * MAX_CHANGES) return false
    if (typeof value === 'string') this.#grown += value.length - (before as string).length
    this.#changes[this.#found++] = at
    this.#changes[this.#found++] = value
    return true
  }

  #copy({ sample, names, parts }: Node, changes: readonly unknown[]): unknown {
    if (names === undefined) return parts.map((part) => this.#made(part, changes))
    const copy: Record<string, unknown> = { ...(sample as Readonly<Record<string, unknown>>) } // all names are its own: `__proto__` too
    for (let at = 0; at < parts.length; at++) {
      const part = parts[at]
      const made = this.#made(part, changes)
      if (made !== part) copy[names[at] as string] = made
    }
    return copy
  }

  #made(part: unknown, changes: readonly unknown[]): unknown {
    if (isParent(part)) return this.#copy(part as Node, changes)
    if (changes[this.#found] !== this.#at++) return part
    const value = changes[this.#found + 1]
    if (!isAlike(part, value)) throw new TypeError('what an event has otherwise is of another kind')
    this.#found += 2
    return value
  }
}

function nodeOf(sample: object): Node {
  const isList = Array.isArray(sample)
  const parts = Object.values(sample).map((part: unknown) => (isParent(part) ? nodeOf(part) : part))
  return { sample: sample as Node['sample'], names: isList ? undefined : Object.keys(sample), parts }
}

function namesIn({ names, parts }: Node, above: string): string[] {
  return parts.flatMap((part, at) => {
    const name = names?.[at] ?? above
    return isParent(part) ? namesIn(part as Node, name) : [name]
  })
}

function isParent(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/** Both texts, both numbers that JSON has, or both true or false. */
function isAlike(one: unknown, other: unknown): boolean {
  const kind = typeof one
  return kind === typeof other && (kind === 'string' || kind === 'boolean' || (kind === 'number' && Number.isFinite(other)))
}
