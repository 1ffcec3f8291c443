/** All ways through a pattern, walked along a text at once: whether it matches, and where nothing is under way. */
import type { Program } from './linear-program.ts'
import { StepSets } from './linear-sets.ts'
import { CharSorts, END } from './linear-sorts.ts'

/** What is open after a character, kept for all places where it is the same. */
interface State {
  /** The steps over a character that may have been the last. */
  readonly steps: Int32Array
  /** The kind of the last character. */
  readonly before: number
}

/** No more are kept: a hostile text makes ever new states, which cost more than they spare. Then sets are walked instead. */
const MAX_STATES = 2_000

/** Only after so many characters are they forgotten, and what comes then is kept. */
const RENEWED_AFTER = 100_000

// What a move says besides the number of the state that it leads to.
const MATCHES = 1
const MATCHES_NOTHING = 2
const OPEN = 4
const TO = 3
const UNKNOWN = -1

export class LinearWalk {
  /** Where the last stretch began. */
  since = 0
  /** True: a match ends in the last stretch, and is more than nothing. */
  hasMatch = false
  readonly #sets: StepSets
  readonly #sorts: CharSorts
  /** Of each sort of characters: its kind, and the steps that take it. */
  readonly #kinds: number[]
  readonly #taking: Int32Array[]
  /** The first, by kind, have nothing open. */
  #states: State[] = []
  readonly #numbers = new Map<string, number>()
  /** Of each state, by sort. */
  #moves = new Int32Array(0)
  /** So many sorts find room. */
  #width = 8
  #walked = 0

  constructor(program: Program) {
    this.#sets = new StepSets(program)
    this.#sorts = new CharSorts(program)
    this.#kinds = [this.#sets.kind(undefined)]
    this.#taking = [new Int32Array(this.#sets.words)]
    this.#forget()
  }

  /** True where the pattern matches, be it nothing at all, up to `last`. A place is before a character; the last one is the text's length. */
  finds(text: string, last: number): boolean {
    for (let at = 0; at <= last; at++) {
      at = this.#walk(text, at, last, MATCHES | MATCHES_NOTHING)
      if (at < 0) return true
    }
    return false
  }

  /** Over the next places where something is under way: gives the one behind which nothing is, or what is behind `last`. */
  stretch(text: string, from: number, last: number): number {
    return this.#walk(text, from, last, 0)
  }

  /** Where a move says what is `enough`: -1. */
  #walk(text: string, from: number, last: number, enough: number): number {
    if (this.#states.length > MAX_STATES && this.#walked > RENEWED_AFTER) this.#forget()
    let state = this.#sets.kindBefore(text, from)
    let since = from
    let said = 0
    let at = from
    for (; at <= last; at++) {
      const sort = at < text.length ? this.#sortOf(text.charCodeAt(at)) : END
      let move = this.#moves[state * this.#width + sort] as number
      if (move === UNKNOWN) {
        if (this.#states.length > MAX_STATES) {
          this.#end(from, since, at, said)
          return this.#walkSets(text, at, last, enough, this.#states[state] as State)
        }
        move = this.#make(state, sort)
      }
      if ((move & enough) !== 0) return -1
      said |= move
      state = move >> TO
      if ((move & OPEN) !== 0) continue
      if (since < at) break
      since = at + 1
    }
    this.#end(from, since, at, said)
    return at
  }

  #end(from: number, since: number, at: number, said: number): void {
    this.#walked += at - from
    this.since = since
    this.hasMatch = (said & MATCHES) !== 0
  }

  /** As `#walk()`, from the middle of it on, but keeps nothing. */
  #walkSets(text: string, from: number, last: number, enough: number, { steps, before }: State): number {
    const sets = this.#sets
    const { words } = sets
    let kind = before
    let open: Int32Array = steps
    let next: Int32Array = new Int32Array(words)
    const spare = new Int32Array(words)
    let at = from
    for (; at <= last; at++) {
      const sort = at < text.length ? this.#sortOf(text.charCodeAt(at)) : END
      const after = this.#kinds[sort] as number
      const follow = sets.follow(kind, after)
      const rows = sets.rows(follow)
      next.fill(0)
      for (let word = 0; word < words; word++) {
        for (let rest = open[word] as number, row = word * 1_024; rest !== 0; rest >>>= 8, row += 256) {
          if ((rest & 255) === 0) continue
          const begin = (row + (rest & 255)) * words
          for (let one = 0; one < words; one++) next[one] = (next[one] as number) | (rows[begin + one] as number)
        }
      }
      if (sets.matches(next)) {
        this.hasMatch = true
        if ((enough & MATCHES) !== 0) return -1
      }
      if ((enough & MATCHES_NOTHING) !== 0 && sets.matches(follow.begin)) return -1
      const isOpen = this.#take(next, follow.begin, sort)
      kind = after
      const spent = open === steps ? spare : open
      open = next
      next = spent
      if (isOpen) continue
      if (this.since < at) return at
      this.since = at + 1
    }
    return at
  }

  /** What begins here is added, and what does not take the character goes; true where anything does. */
  #take(steps: Int32Array, begin: Int32Array, sort: number): boolean {
    const taking = this.#taking[sort] as Int32Array
    let any = 0
    for (let word = 0; word < steps.length; word++) any |= steps[word] = ((steps[word] as number) | (begin[word] as number)) & (taking[word] as number)
    return any !== 0
  }

  #make(from: number, sort: number): number {
    const sets = this.#sets
    const { steps, before } = this.#states[from] as State
    const after = this.#kinds[sort] as number
    const follow = sets.follow(before, after)
    const next = sets.behind(steps, follow)
    const said = (sets.matches(next) ? MATCHES : 0) | (sets.matches(follow.begin) ? MATCHES_NOTHING : 0)
    const isOpen = this.#take(next, follow.begin, sort)
    const move = (this.#number(next, after) << TO) | said | (isOpen ? OPEN : 0)
    this.#moves[from * this.#width + sort] = move
    return move
  }

  #number(steps: Int32Array, before: number): number {
    const name = `${before} ${steps.join(' ')}`
    const known = this.#numbers.get(name)
    if (known !== undefined) return known
    const number = this.#states.push({ steps, before }) - 1
    this.#numbers.set(name, number)
    if (number * this.#width >= this.#moves.length) {
      const more = new Int32Array(2 * this.#moves.length).fill(UNKNOWN)
      more.set(this.#moves)
      this.#moves = more
    }
    return number
  }

  #sortOf(code: number): number {
    const sort = this.#sorts.of(code)
    if (sort === this.#kinds.length) {
      this.#kinds.push(this.#sets.kind(code))
      this.#taking.push(this.#sets.taking(code))
      if (sort >= this.#width) this.#widen()
    }
    return sort
  }

  #widen(): void {
    const { length } = this.#moves
    const moves = new Int32Array(2 * length).fill(UNKNOWN)
    for (let at = 0; at < length; at += this.#width) moves.set(this.#moves.subarray(at, at + this.#width), 2 * at)
    this.#moves = moves
    this.#width *= 2
  }

  #forget(): void {
    this.#walked = 0
    this.#states = []
    this.#numbers.clear()
    this.#moves = new Int32Array(16 * this.#width).fill(UNKNOWN)
    for (let kind = 0; kind < this.#sets.kinds; kind++) this.#number(new Int32Array(this.#sets.words), kind)
  }
}
