/** What a balance shares among the gateways it was built in: its weights, and a look at what each has seen. */
import type { Child, Headroom, Strategy } from './pick/strategy.ts'

/** One child of a balance, at this moment. */
export interface ChildState {
  readonly weight: number
  /** How often it was picked. */
  readonly picks: number
  /** Calls that are with it now; a stream until it ends. */
  readonly inFlight: number
  /** Of `fastest`: how long its answers take lately; `undefined` until it was timed. Of several gateways, the longest. */
  readonly ewmaMs: number | undefined
  /** Of `most_headroom`: what its limits left it at the latest call, less than 0 where more was taken; `undefined` elsewhere. Of several gateways, the least. */
  readonly headroom: Headroom | undefined
}

/** What one gateway has seen of the children. */
interface Seen {
  readonly seen: readonly Child[]
  readonly strategy: Strategy
}

export class BalanceState {
  weights: readonly number[]
  /** A route outlives gateways that are made for one request each: it must not keep them. */
  #built: ReadonlyArray<WeakRef<Seen>> = []

  constructor(weights: readonly number[]) {
    this.weights = weights
  }

  /** Counts for as long as somebody else keeps it. */
  add(built: Seen): void {
    this.#built = [...this.#built.filter((one) => one.deref()), new WeakRef(built)]
  }

  read(): readonly ChildState[] {
    const all = this.#built.flatMap((one) => one.deref() ?? [])
    return this.weights.map((weight, at) => {
      const children = all.map(({ seen }) => seen[at] as Child)
      const learnt = all.map(({ strategy }) => strategy.learnt?.(at))
      const rooms = learnt.flatMap((one) => one?.headroom ?? [])
      return {
        weight,
        picks: children.reduce((total, { picks }) => total + picks, 0),
        inFlight: children.reduce((total, { inFlight }) => total + inFlight, 0),
        ewmaMs: known(Math.max, learnt.map((one) => one?.ewmaMs)),
        headroom: rooms.length === 0 ? undefined : {
          requests: known(Math.min, rooms.map(({ requests }) => requests)),
          tokens: known(Math.min, rooms.map(({ tokens }) => tokens)),
        },
      }
    })
  }
}

function known(of: (...values: number[]) => number, values: ReadonlyArray<number | undefined>): number | undefined {
  const said = values.filter((value) => value !== undefined)
  return said.length === 0 ? undefined : of(...said)
}
