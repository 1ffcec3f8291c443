/** A pattern's automaton, made while it runs: which ways are open after a character, in `RegExp`'s order, depends on which were before, and is worked out once. */
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
}

/** No more are kept: a hostile text makes ever new states. */
const MAX_MOVES = 2_000

/** Only after so many were made they are forgotten, and what comes then is kept. */
const RENEWED_AFTER = 100_000

export class LinearAutomaton {
  readonly #program: Program
  readonly #sorts: CharSorts
  #states = new Map<string, State>()
  /** Where nothing is open, by what was before. */
  #beginnings: { [Before in Kind]?: State } = {}
  #made = 0
  /** Of each sort, by step: 1 where the step takes it. */
  readonly #taking: Uint8Array[] = []
  /** At which move each step was last entered, and where it leads was last opened: the pattern's end is one before the first. */
  readonly #entered: Float64Array
  readonly #opened: Float64Array
  #move = 0

  constructor(program: Program) {
    this.#program = program
    this.#sorts = new CharSorts(program)
    this.#entered = new Float64Array(program.steps.length)
    this.#opened = new Float64Array(program.steps.length + 1)
  }

  /** Where nothing is open yet, behind this. */
  after(before: Kind): State {
    if (this.#made > RENEWED_AFTER) {
      this.#made = 0
      this.#beginnings = {}
      this.#states = new Map()
    }
    return (this.#beginnings[before] ??= this.#state([], before))
  }

  /** At the text's length: what its end does. */
  move(state: State, text: string, at: number): Move {
    const sort = at < text.length ? this.#sorts.of(text.charCodeAt(at)) : END
    return state.moves[sort] ?? this.#make(state, sort)
  }

  #make(state: State, sort: number): Move {
    const { steps, begin, multiline } = this.#program
    const after = sort === END ? 'edge' : kindOf(this.#sorts.samples[sort] as number)
    const takes = (this.#taking[sort] ??= this.#takes(sort))
    const entered = this.#entered
    const opened = this.#opened
    const now = ++this.#move
    const open: number[] = []
    const from: number[] = []
    let match = NONE
    for (let way = 0; way < state.open.length && match === NONE; way++) enter(state.open[way] as number, way)
    enter(begin, NONE)
    const isKept = this.#made++ < MAX_MOVES
    const to: State = isKept ? this.#state(open, after) : { open, before: after, moves: [] }
    const isSame = from.every((way, at) => way === at)
    const move = { to, from, isSame, match }
    if (isKept) state.moves[sort] = move
    return move

    /** Follows what needs no character. */
    function enter(step: number, way: number): void {
      if (way !== NONE && match === way) return // what follows would have been tried later
      if (step === MATCH) {
        if (way !== NONE) match = way
        return
      }
      if (entered[step] === now) return
      entered[step] = now
      const what = steps[step] as Step
      if (what.kind === 'assert') {
        if (holds(what.that, state.before, after, multiline)) enter(what.next, way)
      } else if (what.kind === 'branch') for (const next of what.to) enter(next, way)
      else if (takes[step] === 1 && opened[what.next + 1] !== now) {
        opened[what.next + 1] = now
        open.push(what.next)
        from.push(way)
      }
    }
  }

  #takes(sort: number): Uint8Array {
    const code = this.#sorts.samples[sort] as number
    return Uint8Array.from(this.#program.steps, (step) => (sort !== END && step.kind === 'char' && step.is(code) ? 1 : 0))
  }

  #state(open: readonly number[], before: Kind): State {
    const name = `${before} ${open.join(' ')}`
    let state = this.#states.get(name)
    if (state === undefined) this.#states.set(name, (state = { open, before, moves: [] }))
    return state
  }
}
