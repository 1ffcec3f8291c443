/** JSON texts that come one after the other, most of them as the one before but for a word: such a one is copied, not parsed. */

/** Nothing is learnt of a text that is longer, or is other in more places. */
const MAX_LENGTH = 4_096
const MAX_HOLES = 4
/** So often it is tried to learn from two texts. */
const MAX_LESSONS = 8
/** V8 cuts a longer string out as a view of the whole text, which lives as long as the view. */
const MAX_CUT = 12

/** Strings whole; between them everything else. */
const TOKENS = /"(?:[^"\\]|\\.)*"|[^"]+/g
/** What no string has as it is: its text says it otherwise, or is no JSON. */
const ESCAPED = /[\\\u0000-\u001f]/

export class LikeJson {
  #form: Form | undefined
  /** The last text that was parsed. */
  #last: string | undefined
  #lessons = 0

  /** As `JSON.parse`, and nothing that it gave before is in what it gives. Throws as that does. */
  parse(text: string): unknown {
    const like = this.#form?.read(text)
    if (like !== undefined) return like
    const value: unknown = JSON.parse(text)
    if (this.#lessons < MAX_LESSONS && text.length <= MAX_LENGTH) this.#learn(text)
    return value
  }

  #learn(text: string): void {
    const last = this.#last
    this.#last = text
    if (last === undefined) return
    this.#lessons += 1
    const form = formOf(last, text)
    if (form !== undefined) this.#form = form
    if (form !== undefined || this.#lessons === MAX_LESSONS) this.#last = undefined
  }
}

/** What texts have in common. */
class Form {
  /** What stands before, between and behind the strings that differ; their quotes are in it. */
  readonly #pieces: readonly string[]
  readonly #root: Copied
  readonly #said: string[] = []

  constructor(pieces: readonly string[], root: Copied) {
    this.#pieces = pieces
    this.#root = root
  }

  /** The value of the text, which is never `undefined` itself; `undefined` where it has not this form. */
  read(text: string): unknown {
    const pieces = this.#pieces
    let at = 0
    for (let next = 0; next < pieces.length; next++) {
      const piece = pieces[next] as string
      if (next > 0) {
        const end = text.indexOf('"', at)
        if (end < 0) return undefined
        const said = text.slice(at, end)
        if (ESCAPED.test(said)) return undefined
        this.#said[next - 1] = said.length <= MAX_CUT ? said : (JSON.parse(text.slice(at - 1, end + 1)) as string)
        at = end
      }
      const end = at + piece.length
      if (text.slice(at, end) !== piece) return undefined
      at = end
    }
    return at === text.length ? copied(this.#root, this.#said) : undefined
  }
}

/** An object or a list of which each copy is new, and what in it is not as in the sample. */
interface Copied {
  readonly sample: object
  readonly names: ReadonlyArray<string | number>
  /** A thing to copy, or which of the strings that differ it is. */
  readonly parts: ReadonlyArray<Copied | number>
}

function copied({ sample, names, parts }: Copied, said: readonly string[]): object {
  const copy = (Array.isArray(sample) ? [...(sample as unknown[])] : { ...sample }) as Record<string | number, unknown>
  for (let at = 0; at < names.length; at++) {
    const part = parts[at] as Copied | number
    copy[names[at] as string] = typeof part === 'number' ? said[part] : copied(part, said)
  }
  return copy
}

/** The form of two texts that differ in a few strings, none of them a name; `undefined` of others. */
function formOf(one: string, other: string): Form | undefined {
  if (one.includes('\\u0000')) return undefined // what the marks below are made of
  const tokens = one.match(TOKENS) ?? []
  const others = other.match(TOKENS) ?? []
  if (tokens.length !== others.length) return undefined
  const places = tokens.flatMap((token, at) => (token === others[at] ? [] : [at]))
  const differ = places.every((at) => tokens[at]?.startsWith('"') && others[at]?.startsWith('"') && !tokens[at + 1]?.trimStart().startsWith(':'))
  if (places.length === 0 || places.length > MAX_HOLES || !differ) return undefined
  const pieces = [...places, tokens.length].map((place, at) => {
    const before = at === 0 ? 0 : (places[at - 1] as number) + 1
    return `${at === 0 ? '' : '"'}${tokens.slice(before, place).join('')}${at === places.length ? '' : '"'}`
  })
  const marks = places.map((_, at) => `\u0000${at}`)
  const sample: unknown = JSON.parse(pieces.map((piece, at) => (at === 0 ? piece : `\\u0000${at - 1}${piece}`)).join(''))
  const found: number[] = []
  const root = copiedOf(sample, marks, found)
  // A name that stands twice has its last value: what the other says is nowhere.
  return root !== undefined && marks.every((_, at) => found.filter((mark) => mark === at).length === 1) ? new Form(pieces, root) : undefined
}

/** `found` is told of each mark. `undefined` for what is no object, or has a name that cannot be given. */
function copiedOf(sample: unknown, marks: readonly string[], found: number[]): Copied | undefined {
  if (typeof sample !== 'object' || sample === null || Object.hasOwn(sample, '__proto__')) return undefined
  const names: Array<string | number> = []
  const parts: Array<Copied | number> = []
  for (const [name, value] of Object.entries(sample) as Array<[string, unknown]>) {
    const mark = typeof value === 'string' ? marks.indexOf(value) : -1
    if (mark >= 0) found.push(mark)
    const isParent = typeof value === 'object' && value !== null
    if (mark < 0 && !isParent) continue
    const part = isParent ? copiedOf(value, marks, found) : mark
    if (part === undefined) return undefined
    names.push(Array.isArray(sample) ? Number(name) : name)
    parts.push(part)
  }
  return { sample, names, parts }
}
