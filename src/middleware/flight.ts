/** Single flight: calls that are the same become one, and everybody who waits is given its answer. */
import type { Call, Scope } from '../core/call.ts'
import type { GuardrailVerdict } from '../core/guardrail.ts'
import type { Event, Operation } from '../core/operation.ts'
import { Passing } from '../core/passing.ts'
import { closeReply, type Reply, type ReplyMeta, type ValueReply } from '../core/reply.ts'
import { LinkedSignal } from '../core/signal.ts'
import type { Handler } from '../core/handler.ts'
import type { Run } from './event-notes.ts'
import { SharedStream } from './shared-stream.ts'

export interface FlightOptions<Op extends Operation> {
  /** Nobody joins a stream any more that has brought more text than this, in bytes. */
  readonly maxBytes: number
  /** Told of the value before anybody has it; gives its JSON where it had to make it. */
  onValue?(reply: ValueReply<Op>): string | undefined
  /** Told of a stream that came to its end, with notes of its events, unless they are more than `maxBytes` or were forgotten. */
  onEvents?(meta: ReplyMeta, notes: readonly Run[]): void
}

/** One that waits for the answer. */
interface Member<Op extends Operation> {
  readonly call: Call<Op>
  readonly resolve: (reply: Reply<Op>) => void
  readonly reject: (error: unknown) => void
  unlisten: () => void
}

/** What a call is told when it asks. */
export interface Asked<Op extends Operation> {
  readonly reply: Promise<Reply<Op>>
  /** The call that asks; `undefined` where that is this one. */
  readonly leader: Call<Op> | undefined
  /** For an answer that must not be given again: nobody joins it any more, and `onEvents` is not told of it. */
  readonly forget: () => void
}

/** The calls under way, by what makes them the same. */
export class Flights {
  readonly #under = new Passing<Flight<Operation>>()

  /** How many there are. */
  get size(): number {
    return this.#under.size
  }

  has(key: string): boolean {
    return this.#under.has(key)
  }

  /** Joins the flight of this key, or begins it. Without a key nobody can join. */
  ask<Op extends Operation>(key: string | undefined, call: Call<Op>, next: Handler, options: FlightOptions<Op>): Asked<Op> {
    if (call.signal.aborted) return { reply: Promise.reject(call.signal.reason as Error), leader: undefined, forget: nothing }
    const under = key === undefined ? undefined : (this.#under.get(key) as Flight<Op> | undefined)
    if (under) return { reply: under.board(call), leader: under.leader, forget: under.forget }
    const flight = new Flight(call, options, key, this.#under)
    if (key !== undefined) this.#under.set(key, flight as unknown as Flight<Operation>)
    const reply = flight.board(call)
    void flight.run(next)
    return { reply, leader: undefined, forget: flight.forget }
  }
}

class Flight<Op extends Operation> {
  readonly leader: Call<Op>
  readonly #options: FlightOptions<Op>
  readonly #key: string | undefined
  readonly #under: Passing<Flight<Operation>>
  /** Its own: it ends when the last one leaves, not when the first does. */
  readonly #signal = new LinkedSignal()
  readonly #members: Array<Member<Op>> = []
  readonly #scope: { -readonly [Name in keyof Scope]: Scope[Name] }
  /** Of each that is or was aboard: where its verdicts stand. */
  readonly #heard: GuardrailVerdict[][] = []
  /** What was said below so far, for those who join late. */
  readonly #said: GuardrailVerdict[] = []
  #stream: { readonly events: SharedStream<Event<Op>>; readonly meta: ReplyMeta } | undefined
  #isForgotten = false

  constructor(leader: Call<Op>, options: FlightOptions<Op>, key: string | undefined, under: Passing<Flight<Operation>>) {
    this.leader = leader
    this.#options = options
    this.#key = key
    this.#under = under
    this.#scope = { ...leader.scope, verdicts: this.#sharing(leader.scope.verdicts) }
    if (this.#scope.notes) this.#scope.notes.held += 1
  }

  board(call: Call<Op>): Promise<Reply<Op>> {
    const { signal, scope } = call
    this.#scope.deadline = Math.max(this.#scope.deadline, scope.deadline)
    this.#hears(scope.verdicts)
    if (this.#stream) return Promise.resolve({ stream: true, events: this.#stream.events.reader(signal), meta: this.#stream.meta })
    return new Promise((resolve, reject) => {
      const member: Member<Op> = { call, resolve, reject, unlisten: nothing }
      this.#members.push(member)
      member.unlisten = signal.onAbort((reason) => this.#left(member, reason))
    })
  }

  readonly forget = (): void => {
    this.#isForgotten = true
    this.#closed()
  }

  /** Where those below note their verdicts: each goes to all aboard at once, for some come after the answer. What is said above stays with whom it is said of. */
  #sharing(before: readonly GuardrailVerdict[]): GuardrailVerdict[] {
    const verdicts = [...before]
    const push = (...said: GuardrailVerdict[]): number => {
      for (const all of [this.#said, ...this.#heard]) all.push(...said)
      return Array.prototype.push.apply(verdicts, said)
    }
    return Object.assign(verdicts, { push })
  }

  /** Once, though calls of one scope meet here. */
  #hears(verdicts: GuardrailVerdict[]): void {
    if (this.#heard.includes(verdicts)) return
    this.#heard.push(verdicts)
    verdicts.push(...this.#said)
  }

  #left(member: Member<Op>, reason: unknown): void {
    const at = this.#members.indexOf(member)
    if (at >= 0) this.#members.splice(at, 1)
    member.reject(reason)
    if (this.#members.length > 0) return
    this.#closed()
    this.#signal.abort(reason)
  }

  /** Nobody can join any more. */
  #closed(): void {
    if (this.#key !== undefined && this.#under.get(this.#key) === (this as unknown)) this.#under.delete(this.#key)
  }

  async run(next: Handler): Promise<void> {
    const pulse = (): void => this.#members.forEach(({ call }) => call.pulse?.())
    try {
      this.#landed(await next({ ...this.leader, signal: this.#signal, scope: this.#scope, pulse }))
    } catch (error) {
      this.#closed()
      for (const { reject } of this.#leaving()) reject(error)
      this.#over()
    }
  }

  #landed(reply: Reply<Op>): void {
    if (this.#members.length === 0) {
      this.#over()
      closeReply(reply).catch(() => {}) // everybody has left: nobody is there to be told
    } else if (reply.stream) this.#share(reply.events, reply.meta)
    else this.#give(reply)
  }

  /** The first has the value itself; the others a copy each: what one does to it, nobody else sees. */
  #give(reply: ValueReply<Op>): void {
    this.#closed()
    this.#over()
    const made = this.#options.onValue?.(reply)
    const json = this.#members.length > 1 ? (made ?? jsonOf(reply.value)) : undefined
    const [first, ...others] = this.#leaving()
    first?.resolve(reply)
    for (const { resolve } of others) resolve(json === undefined ? reply : { ...reply, value: JSON.parse(json) as typeof reply.value })
  }

  #share(source: Extract<Reply<Op>, { stream: true }>['events'], meta: ReplyMeta): void {
    const options = this.#options
    const events = new SharedStream(source, this.#signal, {
      maxBytes: options.maxBytes,
      onFull: () => this.#closed(),
      onEnd: (notes) => {
        this.#closed()
        this.#landedAll()
        if (notes && !this.#isForgotten) options.onEvents?.(meta, notes)
      },
    })
    this.#stream = { events, meta }
    for (const { call, resolve } of this.#leaving()) resolve({ stream: true, events: events.reader(call.signal), meta })
  }

  #over(): void {
    this.#landedAll()
    this.#signal.dispose()
  }

  /** The leader's record waits for what it began. */
  #landedAll(): void {
    const { notes } = this.#scope
    if (notes) notes.held -= 1
  }

  #leaving(): Array<Member<Op>> {
    const all = this.#members.splice(0)
    for (const { unlisten } of all) unlisten()
    return all
  }
}

function nothing(): void {}

/** `undefined` for what is no JSON: a value of a provider of the user's own may be anything. */
export function jsonOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value)
  } catch {
    return undefined
  }
}
