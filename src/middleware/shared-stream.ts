/** One stream for many readers: each reads at its own pace, and the source is asked when the first of them waits. */
import { type EventStream, finished } from '../core/stream.ts'
import type { CallSignal, LinkedSignal } from '../core/signal.ts'
import { Notes, type Run } from './event-notes.ts'

export interface SharedStreamOptions {
  /** Beyond this much text nothing is kept but what a reader has still to read; no new reader can come. */
  readonly maxBytes: number
  /** No new reader can come from now on. */
  readonly onFull: () => void
  /** Told once: with notes of all events where the source came to its end and they are all still here. */
  readonly onEnd: (notes: readonly Run[] | undefined) => void
}

/** A link of the log. Readers hold the last they read, so that what all have read is garbage. */
interface Link<E> {
  /** The first to take it has the event itself, the others a copy each, made of what was noted of it. */
  event: E | undefined
  /** Where its note is. */
  readonly run: Run | undefined
  readonly at: number
  next: Link<E> | undefined
}

type Result<E> = IteratorResult<E, undefined>

interface Waiter<E> {
  readonly resolve: (result: Result<E>) => void
  readonly reject: (error: unknown) => void
}

export class SharedStream<E> {
  readonly #source: EventStream<E>
  readonly #signal: LinkedSignal
  readonly #options: SharedStreamOptions
  readonly #readers = new Set<Reader<E>>()
  /** Where a new reader begins; gone when there is too much behind it. */
  #head: Link<E> | undefined
  #tail: Link<E>
  readonly #notes = new Notes()
  #isPulling = false
  /** How it ended. */
  end: { readonly error?: unknown } | undefined

  /** `signal` is the source's, and ends with it. */
  constructor(source: EventStream<E>, signal: LinkedSignal, options: SharedStreamOptions) {
    this.#source = source
    this.#signal = signal
    this.#options = options
    this.#head = this.#tail = { event: undefined, run: undefined, at: 0, next: undefined }
  }

  /** From the first event on. `signal` is the reader's own. */
  reader(signal: CallSignal): EventStream<E> {
    const reader = new Reader(this, this.#head ?? this.#tail, signal)
    if (!reader.isOver) this.#readers.add(reader)
    return reader
  }

  pull(): void {
    if (this.#isPulling || this.end) return
    this.#isPulling = true
    this.#source.next().then(this.#took, this.#failed)
  }

  /** Takes what is here already. False where nothing is: then somebody has to wait. */
  fetch(): boolean {
    if (this.#isPulling || this.end) return false
    const here = this.#source.ready?.()
    if (here === undefined || this.end) return false
    this.#append(here)
    this.#wake()
    return true
  }

  /** A reader left; the last one ends the source. */
  async left(reader: Reader<E>, reason?: unknown): Promise<void> {
    if (!this.#readers.delete(reader) || this.#readers.size > 0 || this.end) return
    this.#over({ error: reason }, undefined)
    if (reason !== undefined) this.#signal.abort(reason)
    const closing = this.#source.return()
    this.#signal.dispose()
    await closing
  }

  readonly #took = (result: Result<E>): void => {
    this.#isPulling = false
    if (this.end) return
    if (result.done) {
      this.#over({}, this.#head && this.#notes.runs)
      this.#signal.dispose()
    } else this.#append(result.value)
    this.#wake()
  }

  readonly #failed = (error: unknown): void => {
    this.#isPulling = false
    if (this.end) return
    this.#over({ error }, undefined)
    this.#signal.dispose()
    this.#wake()
  }

  #wake(): void {
    for (const reader of this.#readers) reader.wake()
  }

  #over(end: { readonly error?: unknown }, notes: readonly Run[] | undefined): void {
    this.end = end
    this.#head = undefined
    this.#options.onEnd(notes)
    this.#notes.letGo()
  }

  #append(event: E): void {
    const run = this.#head !== undefined || this.#readers.size > 1 ? this.#noted(event) : undefined
    this.#tail = this.#tail.next = { event, run, at: run === undefined ? 0 : run.length - 1, next: undefined }
    if (this.#head === undefined || (run !== undefined && this.#notes.chars <= this.#options.maxBytes)) return
    this.#head = undefined
    this.#notes.letGo()
    this.#options.onFull()
  }

  #noted(event: E): Run | undefined {
    try {
      return this.#notes.take(event)
    } catch {
      return undefined
    }
  }
}

class Reader<E> implements EventStream<E> {
  readonly #shared: SharedStream<E>
  readonly #waiters: Array<Waiter<E>> = []
  readonly #unlisten: () => void
  #last: Link<E>
  /** What an abort left for the next read to throw. */
  #untold: { readonly reason: unknown } | undefined
  isOver = false

  constructor(shared: SharedStream<E>, last: Link<E>, signal: CallSignal) {
    this.#shared = shared
    this.#last = last
    this.#unlisten = signal.onAbort((reason) => this.#aborted(reason))
  }

  next(): Promise<Result<E>> {
    const here = this.ready()
    if (here !== undefined) return Promise.resolve({ done: false, value: here })
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject })
      this.wake()
    })
  }

  ready(): E | undefined {
    if (this.#waiters.length > 0 || this.isOver) return undefined
    const next = this.#last.next ?? (this.#shared.fetch() ? this.#last.next : undefined)
    return next && this.#taken(next)
  }

  return(): Promise<Result<E>> {
    if (this.isOver) return Promise.resolve(finished)
    this.#close()
    return this.#shared.left(this).then(() => finished)
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  /** Gives those who wait what has come. */
  wake(): void {
    while (this.#waiters.length > 0 && !this.isOver) {
      const { next } = this.#last
      if (next) this.#waiters.shift()?.resolve({ done: false, value: this.#taken(next) })
      else if (this.#shared.end === undefined) return this.#shared.pull()
      else {
        const { error } = this.#shared.end
        if (error !== undefined) this.#untold = { reason: error }
        this.#close()
      }
    }
    this.#tellAll()
  }

  #taken(link: Link<E>): E {
    this.#last = link
    return take(link)
  }

  #aborted(reason: unknown): void {
    if (this.isOver) return
    this.#untold = { reason }
    this.#close()
    this.#shared.left(this, reason).catch(() => {}) // the source may be gone already; the reader is told why
  }

  #close(): void {
    this.isOver = true
    this.#unlisten?.()
    this.#tellAll()
  }

  /** After the end: what there is to be told, once; then nothing. */
  #tellAll(): void {
    for (let waiter = this.#waiters.shift(); waiter; waiter = this.#waiters.shift()) {
      const untold = this.#untold
      this.#untold = undefined
      if (untold) waiter.reject(untold.reason)
      else waiter.resolve(finished)
    }
  }
}

function take<E>(link: Link<E>): E {
  const { event, run, at } = link
  if (run === undefined) return event as E
  link.event = undefined
  return event === undefined ? (run.make(at) as E) : event
}
