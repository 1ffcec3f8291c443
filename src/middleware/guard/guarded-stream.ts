/** A stream under guard: its texts go on as soon as nothing in them can become a find, and its end waits for the judges. */
import type { GuardrailError } from '../../core/guardrail.ts'
import type { Event, Operation, Value } from '../../core/operation.ts'
import type { ReplyMeta, StreamReply } from '../../core/reply.ts'
import { type EventStream, finished, streamOf } from '../../core/stream.ts'
import type { Check } from '../../guardrails/check.ts'
import { rewriteJson } from '../../guardrails/json-texts.ts'
import { TextWindow } from '../../guardrails/window.ts'
import { viewOf } from '../../operations/index.ts'
import { safeFold } from '../../operations/safe-fold.ts'
import { unfoldOf } from '../../operations/unfold.ts'
import type { Channel, PartKind, StreamRewriter, StreamTexts } from '../../operations/texts/texts.ts'
import type { Finds } from './finds.ts'
import type { Guarding } from './guarding.ts'

export class GuardedStream<Op extends Operation> implements EventStream<Event<Op>>, StreamRewriter {
  readonly #source: EventStream<Event<Op>>
  readonly #guarding: Guarding<Op>
  readonly #forget: ReplyMeta['forget']
  readonly #finds: Finds
  readonly #texts: StreamTexts<Op> | undefined
  readonly #windows = new Map<string, TextWindow>()
  /** What has gone on, for judges to see the whole of it. */
  readonly #whole
  /** What may go on and was not yet asked for. */
  #ready: ReadonlyArray<Event<Op>> = []
  #at = 0
  #isOver = false
  /** Reads that wait, one behind the other. */
  #waiting = 0
  #reading: Promise<unknown> = Promise.resolve()
  /** True: a reader has content, so there can be no refusal instead. */
  #hasGone = false

  constructor({ events: source, meta }: StreamReply<Op>, guarding: Guarding<Op>) {
    const { output } = guarding.rules
    const { fold } = viewOf(guarding.call.operation)
    this.#source = source
    this.#forget = meta.forget
    this.#guarding = guarding
    this.#finds = guarding.finds(output)
    this.#texts = guarding.texts.stream?.(this)
    this.#whole = (output.judges.length > 0 || output.observers.length > 0) && fold ? safeFold(fold()) : undefined
  }

  next(): Promise<IteratorResult<Event<Op>, undefined>> {
    const here = this.ready()
    if (here !== undefined) return Promise.resolve(here)
    this.#waiting += 1
    const reading = this.#waiting === 1 ? this.#read() : this.#reading.then(this.#read, this.#read)
    this.#reading = reading
    return reading
  }

  ready(): IteratorYieldResult<Event<Op>> | undefined {
    return this.#waiting > 0 ? undefined : this.#here()
  }

  async return(): Promise<IteratorResult<Event<Op>, undefined>> {
    this.#isOver = true
    this.#ready = []
    await this.#source.return()
    return finished
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  /** Of a `StreamRewriter`. */
  push(channel: Channel, text: string): string {
    return this.#window(channel)?.push(text) ?? text
  }

  end(channel: Channel): string {
    const window = this.#window(channel)
    this.#windows.delete(channel.id)
    return window?.end() ?? ''
  }

  holds(kind: PartKind): boolean {
    return kind === 'tool_arguments' && this.#guarding.rules.looksAtCalls
  }

  whole({ kind, id }: Channel, text: string): string {
    const checks = this.#checks(kind)
    const take = (piece: string): string => this.#finds.take(checks, id, piece, 0, piece.length)
    return kind === 'tool_arguments' ? rewriteJson(text, take) : take(text)
  }

  #window({ kind, id }: Channel): TextWindow | undefined {
    const known = this.#windows.get(id)
    if (known !== undefined) return known
    const checks = this.#checks(kind)
    const finders = this.#finds.waitedFor(checks)
    if (finders.length === 0) return undefined
    const over = checks.map(() => 0)
    const window = new TextWindow(
      finders,
      (text, from, until) => this.#finds.take(checks, id, text, from, until, over),
      (at, error) => this.#finds.fault(checks[at] as Check, error),
    )
    this.#windows.set(id, window)
    return window
  }

  #checks(kind: PartKind): readonly Check[] {
    return this.#guarding.rules.output.finders[kind]
  }

  /** What may go on now, without waiting for anything. */
  #here(): IteratorYieldResult<Event<Op>> | undefined {
    for (;;) {
      const event = this.#ready[this.#at]
      if (event !== undefined) {
        this.#at++
        this.#hasGone ||= this.#guarding.rules.refusal !== undefined && viewOf(this.#guarding.call.operation).isContent(event)
        return { done: false, value: event }
      }
      if (this.#isOver || this.#finds.isOver) return undefined
      const here = this.#source.ready?.()
      if (here === undefined) return undefined
      this.#take(here.value)
    }
  }

  readonly #read = async (): Promise<IteratorResult<Event<Op>, undefined>> => {
    try {
      for (;;) {
        const here = this.#here()
        if (here !== undefined) return here
        if (this.#isOver) return finished
        if (this.#finds.isOver) {
          await this.#settle()
          continue
        }
        const read = await this.#source.next()
        if (read.done) await this.#end()
        else this.#take(read.value)
      }
    } finally {
      this.#waiting -= 1
    }
  }

  /** Nothing of the event with a find that denies goes on. */
  #take(event: Event<Op>): void {
    const events = this.#texts?.push(event) ?? [event]
    if (!this.#finds.isOver) this.#give(events)
  }

  async #end(): Promise<void> {
    this.#isOver = true
    const last = this.#texts?.end() ?? []
    for (const event of last) this.#whole?.push(event)
    await this.#settle(last)
  }

  async #settle(last: ReadonlyArray<Event<Op>> = []): Promise<void> {
    const { texts, rules } = this.#guarding
    const value = this.#whole?.value()
    const { failed } =
      value === undefined || !this.#isOver
        ? await this.#guarding.judged(undefined, { ...rules.output, judges: [], observers: [] }, this.#finds, () => undefined)
        : await this.#guarding.judged(value, rules.output, this.#finds, (value, rewrite) => texts.output(value, rewrite))
    if (failed === undefined) return this.#give(last, true)
    const denied = this.#guarding.denied(failed)
    this.#forget?.()
    await this.return()
    this.#refuse(denied)
  }

  #give(events: ReadonlyArray<Event<Op>>, isLast = false): void {
    this.#ready = events
    this.#at = 0
    if (!isLast) for (const event of events) this.#whole?.push(event)
  }

  #refuse(denied: GuardrailError): void {
    const refusal = this.#hasGone ? undefined : this.#guarding.refusal()
    if (refusal === undefined) throw denied
    this.#ready = unfoldOf(this.#guarding.call.operation)?.(refusal) ?? []
    this.#at = 0
  }
}

/** A stream of the events that a value might have been. */
export function unfolded<Op extends Operation>(operation: Op, value: Value<Op>): EventStream<Event<Op>> {
  return streamOf(unfoldOf(operation)?.(value) ?? [])
}
