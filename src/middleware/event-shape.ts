/** Shape: what events of a kind have in common, so that each but the first is known by the few values it has otherwise. */

/** An object or a list, and what is in it, in its order. */
interface Node {
  readonly sample: Readonly<Record<string, unknown>> | readonly unknown[]
  /** `undefined`: a list. */
  readonly names: readonly string[] | undefined
  /** Nodes, and values that have no parts. */
  readonly parts: readonly unknown[]
  /** The place of each value, and where those of a node begin: the values of a shape are counted through. */
  readonly places: readonly number[]
}

/** An event with more than so many other values has another shape. */
const MAX_CHANGES = 8

export class Shape {
  /** The JSON of the event that this was made of. */
  readonly json: string
  /** The name of each value; of one in a list, the list's. */
  readonly names: readonly string[]
  readonly #root: Node
  /** Of the event that was compared last: how many values it has otherwise, where and which, and by how much its texts are longer. */
  #found = 0
  #grown = 0
  readonly #places: number[] = []
  readonly #values: unknown[] = []

  /** Throws where it is no JSON of an object. */
  constructor(json: string) {
    const sample: unknown = JSON.parse(json)
    if (!isParent(sample)) throw new TypeError('an event is an object')
    const names: string[] = []
    this.json = json
    this.#root = nodeOf(sample, '', names)
    this.names = names
  }

  /** By how much the event is longer than the shape's own, which was compared last. */
  get grown(): number {
    return this.#grown
  }

  /** True where the event is of this shape. What it has otherwise is remembered until the next is compared. */
  compare(event: unknown): boolean {
    this.#found = this.#grown = 0
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
    this.#found = 0
    const event = this.#copy(this.#root, places, values, from)
    if (this.#found !== places.length) throw new TypeError('what an event has otherwise has no place in it')
    return event
  }

  #isLike(node: Node, value: object): boolean {
    const { names, parts } = node
    if (names === undefined) return Array.isArray(value) && this.#isLikeList(node, value)
    if (Array.isArray(value) || saysItself(value)) return false
    let at = 0
    for (const name in value) {
      const part = (value as Record<string, unknown>)[name]
      if (part === undefined) continue // JSON has it not
      if (names[at] !== name || (parts[at] !== part && !this.#isPart(node, at, part))) return false
      at += 1
    }
    return at === names.length
  }

  #isLikeList(node: Node, list: readonly unknown[]): boolean {
    const { parts } = node
    if (list.length !== parts.length) return false
    for (let at = 0; at < parts.length; at++) if (parts[at] !== list[at] && !this.#isPart(node, at, list[at])) return false
    return true
  }

  /** Of a part that is not the same. */
  #isPart({ parts, places }: Node, at: number, value: unknown): boolean {
    const part = parts[at]
    if (isParent(part)) return isParent(value) && this.#isLike(part as Node, value)
    if (!isAlike(part, value) || this.#found === MAX_CHANGES) return false
    if (typeof value === 'string') this.#grown += value.length - (part as string).length
    this.#places[this.#found] = places[at] as number
    this.#values[this.#found++] = value
    return true
  }

  #copy(node: Node, places: readonly number[], values: readonly unknown[], from: number): unknown {
    const { sample, names, parts } = node
    if (names === undefined) return parts.map((_, at) => this.#made(node, at, places, values, from))
    const copy: Record<string, unknown> = { ...(sample as Readonly<Record<string, unknown>>) } // all names are its own: `__proto__` too
    for (let at = 0; at < parts.length; at++) {
      const made = this.#made(node, at, places, values, from)
      if (made !== parts[at]) copy[names[at] as string] = made
    }
    return copy
  }

  #made(node: Node, at: number, places: readonly number[], values: readonly unknown[], from: number): unknown {
    const part = node.parts[at]
    if (isParent(part)) return this.#copy(part as Node, places, values, from)
    if (places[this.#found] !== node.places[at]) return part
    const value = values[from + this.#found]
    if (!isAlike(part, value)) throw new TypeError('what an event has otherwise is of another kind')
    this.#found += 1
    return value
  }
}

/** `all` gets the name of each value. */
function nodeOf(sample: object, above: string, all: string[]): Node {
  const isList = Array.isArray(sample)
  const parts: unknown[] = []
  const places: number[] = []
  for (const [name, part] of Object.entries(sample) as Array<[string, unknown]>) {
    const own = isList ? above : name
    places.push(all.length)
    if (!isParent(part)) all.push(own)
    parts.push(isParent(part) ? nodeOf(part, own, all) : part)
  }
  return { sample: sample as Node['sample'], names: isList ? undefined : Object.keys(sample), parts, places }
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
