/** Shape: what events of a kind have in common, so that each but the first is known by the few values it has otherwise. */

/** An object or a list, and what is in it, in its order. */
interface Node {
  readonly sample: Readonly<Record<string, unknown>> | readonly unknown[]
  /** `undefined`: a list. */
  readonly names: readonly string[] | undefined
  readonly parts: readonly unknown[]
}

/** An event with more than so many other values has another shape. */
const MAX_CHANGES = 8

export class Shape {
  /** The JSON of the event that this was made of. */
  readonly json: string
  /** The name of each value; of one in a list, the list's. */
  readonly names: readonly string[]
  readonly #root: Node
  /** While an event is compared: the place, what was found so far, and by how much its texts are longer. Places are counted through. */
  #at = 0
  #found = 0
  #grown = 0
  readonly #places: number[] = []
  readonly #values: unknown[] = []

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

  /** True where the event is of this shape. What it has otherwise is remembered until the next is compared. */
  compare(event: unknown): boolean {
    this.#at = this.#found = this.#grown = 0
    return isParent(event) && this.#isLike(this.#root, event)
  }

  /** Where the event has something else. */
  places(): number[] {
    return this.#places.slice(0, this.#found)
  }

  /** True where these are its places, all of them and at least one. */
  differsAt(places: readonly number[]): boolean {
    if (this.#found === 0 || places.length !== this.#found) return false
    for (let at = 0; at < places.length; at++) if (places[at] !== this.#places[at]) return false
    return true
  }

  /** What it has there. */
  addTo(values: unknown[]): void {
    for (let at = 0; at < this.#found; at++) values.push(this.#values[at])
  }

  /** An event with these values, from `from` on, at these places. Throws where they are none. */
  make(places: readonly number[], values: readonly unknown[], from: number): unknown {
    this.#at = this.#found = 0
    const event = this.#copy(this.#root, places, values, from)
    if (this.#found !== places.length) throw new TypeError('what an event has otherwise has no place in it')
    return event
  }

  #isLike({ names, parts }: Node, value: object): boolean {
    if (names === undefined) return Array.isArray(value) && this.#isLikeList(parts, value)
    if (Array.isArray(value) || saysItself(value)) return false
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
    if (this.#found === MAX_CHANGES) return false
    if (typeof value === 'string') this.#grown += value.length - (before as string).length
    this.#places[this.#found] = at
    this.#values[this.#found++] = value
    return true
  }

  #copy({ sample, names, parts }: Node, places: readonly number[], values: readonly unknown[], from: number): unknown {
    if (names === undefined) return parts.map((part) => this.#made(part, places, values, from))
    const copy: Record<string, unknown> = { ...(sample as Readonly<Record<string, unknown>>) } // all names are its own: `__proto__` too
    for (let at = 0; at < parts.length; at++) {
      const part = parts[at]
      const made = this.#made(part, places, values, from)
      if (made !== part) copy[names[at] as string] = made
    }
    return copy
  }

  #made(part: unknown, places: readonly number[], values: readonly unknown[], from: number): unknown {
    if (isParent(part)) return this.#copy(part as Node, places, values, from)
    if (places[this.#found] !== this.#at++) return part
    const value = values[from + this.#found]
    if (!isAlike(part, value)) throw new TypeError('what an event has otherwise is of another kind')
    this.#found += 1
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

/** True where JSON asks it what it is: what `JSON.parse` makes, and an object literal, mostly is not asked for its methods. */
function saysItself(value: object): boolean {
  return Object.getPrototypeOf(value) !== Object.prototype && 'toJSON' in value
}

function isParent(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/** Both texts, both numbers that JSON has, or both true or false. */
function isAlike(one: unknown, other: unknown): boolean {
  const kind = typeof one
  return kind === typeof other && (kind === 'string' || kind === 'boolean' || (kind === 'number' && Number.isFinite(other)))
}
