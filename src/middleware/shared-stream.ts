/** One stream for many readers: each reads at its own pace, and the source is asked when the first of them waits. */
import { type EventStream, finished } from '../core/stream.ts'
import type { CallSignal, LinkedSignal } from '../core/signal.ts'

export interface SharedStreamOptions<E> {
  /** Beyond this much text nothing is kept but what a reader has still to read; no new reader can come. */
  readonly maxBytes: number
  readonly onEvent?: ((event: E) => void) | undefined
  /** No new reader can come from now on. */
  readonly onFull: () => void
  /** Told once: with the JSON of all events where the source came to its end and they are all still here. */
  readonly onEnd: (texts: readonly string[] | undefined) => void
}

/** A link of the log. Readers hold the last they read, so that what all have read is garbage. */
interface Link<E> {
  /** The first to take it has the event itself, the others a copy each, made of its text. */
  event: E | undefined
  readonly text: string | undefined
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
  readonly #options: SharedStreamOptions<E>
  readonly #readers = new Set<Reader<E>>()
  /** Where a new reader begins; gone when there is too much behind it. */
  #head: Link<E> | undefined
  #tail: Link<E>
  #bytes = 0
  #isPulling = false
  /** How it ended. */
  end: { readonly error?: unknown } | undefined

  /** `signal` is the source's, and ends with it. */
  constructor(source: EventStream<E>, signal: LinkedSignal, options: SharedStreamOptions<E>) {
    this.#source = source
    this.#signal = signal
    this.#options = options
    this.#head = this.#tail = { event: undefined, text: '', next: undefined }
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
      this.#over({}, this.#texts())
      this.#signal.dispose()
    } else {
      try {
        this.#append(result.value)
      } catch (error) {
        this.#source.return().catch(() => {}) // its readers are told below
        return this.#failed(error)
      }
    }
    for (const reader of this.#readers) reader.wake()
  }

  readonly #failed = (error: unknown): void => {
    this.#isPulling = false
    if (this.end) return
    this.#over({ error }, undefined)
    this.#signal.dispose()
    for (const reader of this.#readers) reader.wake()
  }

  #over(end: { readonly error?: unknown }, texts: readonly string[] | undefined): void {
    this.end = end
    this.#head = undefined
    this.#options.onEnd(texts)
  }

  #append(event: E): void {
    this.#options.onEvent?.(event)
    const text = this.#head !== undefined || this.#readers.size > 1 ? jsonOf(event) : undefined
    this.#tail = this.#tail.next = { event, text, next: undefined }
    this.#bytes += text?.length ?? Infinity
    if (this.#head === undefined || this.#bytes <= this.#options.maxBytes) return
    this.#head = undefined
    this.#options.onFull()
  }

  #texts(): string[] | undefined {
    if (this.#head === undefined) return undefined
    const texts: string[] = []
    for (let link = this.#head.next; link; link = link.next) texts.push(link.text ?? '')
    return texts
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
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject })
      this.wake()
    })
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
    for (let waiter = this.#waiters.shift(); waiter; waiter = this.#waiters.shift()) {
      const { next } = this.#last
      if (this.isOver) this.#tell(waiter)
      else if (next) {
        this.#last = next
        waiter.resolve({ done: false, value: take(next) })
      } else if (this.#shared.end) {
        const { error } = this.#shared.end
        if (error !== undefined) this.#untold = { reason: error }
        this.#waiters.unshift(waiter)
        this.#close()
      } else {
        this.#waiters.unshift(waiter)
        return this.#shared.pull()
      }
    }
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
    for (let waiter = this.#waiters.shift(); waiter; waiter = this.#waiters.shift()) this.#tell(waiter)
  }

  /** After the end: what there is to be told, once; then nothing. */
  #tell({ resolve, reject }: Waiter<E>): void {
    const untold = this.#untold
    this.#untold = undefined
    if (untold) reject(untold.reason)
    else resolve(finished)
  }
}

function take<E>(link: Link<E>): E {
  const { event, text } = link
  if (text === undefined) return event as E
  link.event = undefined
  return event === undefined ? (JSON.parse(text) as E) : event
}

/** `undefined` for what is no JSON: an event of a provider of the user's own may be anything. */
export function jsonOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value)
  } catch {
    return undefined
  }
}
