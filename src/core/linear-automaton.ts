/** A pattern's automaton, made while it runs: which ways are open after a character depends on which were before, and is worked out once. */
import { holds, type Kind, kindOf, MATCH, type Program, type Step } from './linear-program.ts'
import { CharSorts, END } from './linear-sorts.ts'

/** No way: what begins here comes from none, and nothing ends here. */
export const NONE = -1

export interface State {
  /** The steps to be taken next; the way that `RegExp` would try first stands first. */
  readonly open: readonly number[]
  /** What the last character was. */
  readonly before: Kind
  readonly moves: Array<Move | undefined>
}

/** What one character, or the text's end, does to a state. */
export interface Move {
  readonly to: State
  /** For each way that is open then: the one of before that it goes on, or `NONE` where it begins with this character. */
  readonly from: readonly number[]
  /** True: each goes on the one in the same place. */
  readonly isSame: boolean
  /** The way that ends before this character, as a match; else `NONE`. */
  readonly match: number
  /** True: the pattern matches nothing at all here. */
  readonly isEmptyMatch: boolean
}

/** More than this is forgotten and made anew: a hostile text makes ever new states. */
const MAX_MOVES = 20_000

export class LinearAutomaton {
  readonly #program: Program
  readonly #sorts: CharSorts
  #states = new Map<string, State>()
  /** Where nothing is open, by what was before. */
  #beginnings: { [Before in Kind]?: State } = {}
  #made = 0

  constructor(program: Program) {
    this.#program = program
    this.#sorts = new CharSorts(program)
  }

  /** Where nothing is open yet, behind this. */
  after(before: Kind): State {
    return (this.#beginnings[before] ??= this.#state([], before))
  }

  /** At the text's length: what its end does. */
  move(state: State, text: string, at: number): Move {
    const sort = at < text.length ? this.#sorts.of(text.charCodeAt(at)) : END
    return state.moves[sort] ?? this.#make(state, sort)
  }

  #make(state: State, sort: number): Move {
    if (this.#made++ > MAX_MOVES) {
      this.#made = 0
      this.#beginnings = {}
      this.#states = new Map() // the states of walks under way stay as they are, and lead to new ones
    }
    const { steps, begin, multiline } = this.#program
    const code = this.#sorts.samples[sort] as number
    const after = sort === END ? 'edge' : kindOf(code)
    const entered = new Uint8Array(steps.length)
    const open: number[] = []
    const from: number[] = []
    let match = NONE
    let isEmptyMatch = false
    const isFirst = this.#isFirst
    for (let way = 0; way < state.open.length && !(isFirst && match !== NONE); way++) enter(state.open[way] as number, way)
    enter(begin, NONE)
    const to = this.#state(open, after)
    const isSame = from.every((way, at) => way === at)
    const move = { to, from, isSame, match, isEmptyMatch }
    state.moves[sort] = move
    return move

    /** Follows what needs no character. */
    function enter(step: number, way: number): void {
      if (isFirst && way !== NONE && match === way) return // what follows would have been tried later
      if (step === MATCH) {
        if (way === NONE) isEmptyMatch = true
        else match = way
        return
      }
      if (entered[step] === 1) return
      entered[step] = 1
      const what = steps[step] as Step
      if (what.kind === 'assert') {
        if (holds(what.that, state.before, after, multiline)) enter(what.next, way)
      } else if (what.kind === 'branch') for (const next of what.to) enter(next, way)
      else if (sort !== END && what.is(code) && !open.includes(what.next)) {
        open.push(what.next)
        from.push(way)
      }
    }
  }

  #state(open: readonly number[], before: Kind): State {
    const name = `${before} ${open.join(' ')}`
    let state = this.#states.get(name)
    if (state === undefined) this.#states.set(name, (state = { open, before, moves: [] }))
    return state
  }
}
