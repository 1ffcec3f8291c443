/** A stream under guard: its texts go on as soon as nothing in them can become a find, and its end waits for the judges. */
import type { GuardrailError } from '../../core/guardrail.ts'
import type { Event, Operation, Value } from '../../core/operation.ts'
import type { ReplyMeta, StreamReply } from '../../core/reply.ts'
import { type EventStream, finished, streamOf } from '../../core/stream.ts'
import { viewOf } from '../../operations/index.ts'
import { safeFold } from '../../operations/safe-fold.ts'
import { unfoldOf } from '../../operations/unfold.ts'
import type { StreamTexts } from '../../operations/texts/texts.ts'
import type { Finds } from './finds.ts'
import type { Guarding } from './guarding.ts'
import { Restoring, Searching } from './rewriters.ts'

/** So many events are looked at together at most. */
const MOST_TOGETHER = 64

export class GuardedStream<Op extends Operation> implements EventStream<Event<Op>> {
  readonly #source: EventStream<Event<Op>>
  readonly #guarding: Guarding<Op>
  readonly #forget: ReplyMeta['forget']
  readonly #finds: Finds
  readonly #texts: StreamTexts<Op> | undefined
  readonly #restoring: StreamTexts<Op> | undefined
  /** What was searched, for judges to see the whole of it. */
  readonly #whole
  /** What may go on and was not yet asked for. */
  #ready: ReadonlyArray<Event<Op>> = []
  #at = 0
  #isOver = false
  /** What broke while events of a packet were looked at: told behind those before it. */
  #broken: { readonly error: unknown } | undefined
  /** Its verdicts were told. */
  #isSettled = false
  /** Reads that wait, one behind the other. */
  #waiting = 0
  #reading: Promise<IteratorResult<Event<Op>, undefined>> = Promise.resolve(finished)
  /** True: a reader has content, so there can be no refusal instead. */
  #hasGone = false

  constructor({ events: source, meta }: StreamReply<Op>, guarding: Guarding<Op>) {
    const { output } = guarding.rules
    const { fold } = viewOf(guarding.call.operation)
    this.#source = source
    this.#forget = meta.forget
    this.#guarding = guarding
    this.#finds = guarding.finds(output)
    this.#texts = guarding.texts.stream?.(new Searching(this.#finds, output, guarding.rules.looksAtCalls))
    const { vault } = guarding
    this.#restoring = vault === undefined || vault.isEmpty ? undefined : guarding.texts.stream?.(new Restoring(vault))
    this.#whole = (output.judges.length > 0 || output.observers.length > 0) && fold ? safeFold(fold()) : undefined
  }

  next(): Promise<IteratorResult<Event<Op>, undefined>> {
    const here = this.ready()
    if (here !== undefined) return Promise.resolve({ done: false, value: here })
    this.#waiting += 1
    // Mostly the next event of the source is the next one here, for which one promise is enough.
    const isFirst = this.#waiting === 1
    const isPlain = isFirst && !this.#isOver && !this.#finds.isOver && this.#broken === undefined
    this.#reading = isPlain ? this.#source.next().then(this.#took, this.#failed) : isFirst ? this.#read() : this.#reading.then(this.#again, this.#again)
    return this.#reading
  }

  ready(): Event<Op> | undefined {
    return this.#waiting > 0 ? undefined : this.#here()
  }

  async return(): Promise<IteratorResult<Event<Op>, undefined>> {
    this.#leave()
    this.#guarding.end()
    await this.#source.return()
    return finished
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  /** What may go on now, without waiting for anything. */
  #here(): Event<Op> | undefined {
    for (;;) {
      const event = this.#ready[this.#at]
      if (event !== undefined) {
        this.#at++
        this.#hasGone ||= this.#guarding.rules.refusal !== undefined && viewOf(this.#guarding.call.operation).isContent(event)
        return event
      }
      if (this.#isOver || this.#finds.isOver || this.#broken !== undefined) return undefined
      const here = this.#source.ready?.()
      if (here === undefined) return undefined
      this.#take(here)
    }
  }

  readonly #took = (read: IteratorResult<Event<Op>, undefined>): IteratorResult<Event<Op>, undefined> | Promise<IteratorResult<Event<Op>, undefined>> => {
    try {
      if (!read.done) this.#take(read.value)
      const here = read.done ? undefined : this.#here()
      if (here === undefined) return this.#read(read.done)
      this.#waiting -= 1
      return { done: false, value: here }
    } catch (error) {
      this.#waiting -= 1
      throw error
    }
  }

  readonly #failed = (error: unknown): never => {
    this.#waiting -= 1
    return this.#broke(error)
  }

  readonly #again = () => this.#read()

  /** Reads until there is something; `isDone`: the source is at its end. */
  async #read(isDone = false): Promise<IteratorResult<Event<Op>, undefined>> {
    try {
      if (isDone) await this.#end()
      for (;;) {
        const here = this.#here()
        if (here !== undefined) return { done: false, value: here }
        if (this.#isOver) return finished
        if (this.#broken !== undefined) {
          await this.#source.return()
          return this.#broke(this.#broken.error)
        }
        if (this.#finds.isOver) {
          await this.#settle()
          continue
        }
        const read = await this.#source.next().catch((error: unknown) => this.#broke(error))
        if (read.done) await this.#end()
        else this.#take(read.value)
      }
    } finally {
      this.#waiting -= 1
    }
  }

  /** What came together is looked at together. */
  #take(event: Event<Op>): void {
    const events = [event]
    for (let more = this.#source.ready?.(); more !== undefined; more = events.length < MOST_TOGETHER ? this.#source.ready?.() : undefined) events.push(more)
    const said: Array<Event<Op>> = []
    try {
      if (this.#texts === undefined) said.push(...events)
      else this.#texts.push(events, said)
    } catch (error) {
      this.#broken = { error }
    }
    this.#give(said)
  }

  async #end(): Promise<void> {
    this.#isOver = true
    const last = this.#texts?.end() ?? []
    for (const event of last) this.#whole?.push(event)
    await this.#settle(last)
  }

  #broke(error: unknown): never {
    this.#leave()
    throw error
  }

  /** The stream does not come to its end: what was found by now is told all the same. */
  #leave(): void {
    if (!this.#isOver && !this.#isSettled) for (const verdict of this.#finds.verdicts([])) if (verdict.verdict !== 'pass') this.#guarding.note(verdict)
    this.#isOver = true
    this.#ready = []
  }

  async #settle(last: ReadonlyArray<Event<Op>> = []): Promise<void> {
    this.#isSettled = true
    const { output } = this.#guarding.rules
    const { texts } = this.#guarding
    const value = this.#isOver ? this.#whole?.value() : undefined
    if (this.#isOver && value === undefined) for (const judge of output.judges) this.#finds.fault(judge, new TypeError('the stream makes no answer to judge'))
    const { failed } =
      value === undefined
        ? await this.#guarding.judged(undefined, { ...output, judges: [], observers: [] }, this.#finds, () => undefined)
        : await this.#guarding.judged(value, output, this.#finds, (value, rewrite) => texts.output?.(value, rewrite) ?? value)
    if (failed === undefined && !this.#isOver) return this.#broke(this.#guarding.call.signal.reason) // aborted: nothing is judged any more
    if (failed === undefined) return this.#put(this.#restoring === undefined ? last : [...this.#back(last), ...this.#restoring.end()])
    const denied = this.#guarding.denied(failed)
    this.#forget?.()
    this.#leave()
    await this.#source.return()
    this.#refuse(denied)
  }

  #give(events: ReadonlyArray<Event<Op>>): void {
    if (this.#whole) for (const event of events) this.#whole.push(event)
    this.#put(this.#back(events))
  }

  /** With what was taken out of the request. */
  #back(events: ReadonlyArray<Event<Op>>): ReadonlyArray<Event<Op>> {
    if (this.#restoring === undefined) return events
    const said: Array<Event<Op>> = []
    this.#restoring.push(events, said)
    return said
  }

  #put(events: ReadonlyArray<Event<Op>>): void {
    this.#ready = events
    this.#at = 0
  }

  #refuse(denied: GuardrailError): void {
    const refusal = this.#hasGone ? undefined : this.#guarding.refusal()
    if (refusal === undefined) throw denied
    this.#put(unfoldOf(this.#guarding.call.operation)?.(refusal) ?? [])
  }
}

/** A stream of the events that a value might have been. */
export function unfolded<Op extends Operation>(operation: Op, value: Value<Op>): EventStream<Event<Op>> {
  return streamOf(unfoldOf(operation)?.(value) ?? [])
}
