/**
 * Streams of events as iterator objects: no generators, and no promise for an event that came in the same bytes as the one
 * before it, however many layers it passes.
 */

import { GatewayError, toGatewayError } from './error.ts'
import type { CallSignal } from './signal.ts'

/** Events that arrive over time, none of them `undefined`; read once, by one reader. `return()` stops the upstream and frees its socket. */
export interface EventStream<E> extends AsyncIterable<E> {
  next(): Promise<IteratorResult<E, undefined>>
  /**
   * The next event where it is here already, else `undefined`; an end and an error are told by `next()`, which whoever gets nothing
   * here calls. A layer passes it on to its source; one that has no such method is merely slower.
   */
  ready?(): E | undefined
  return(): Promise<IteratorResult<E, undefined>>
  [Symbol.asyncIterator](): EventStream<E>
}

/** How a stream ended: read to its end, closed by its reader, or failed. */
export type StreamEnd = { readonly how: 'done' } | { readonly how: 'closed' } | { readonly how: 'failed'; readonly error: unknown }

export interface WatchOptions<E> {
  /** Events already taken from the source: they are handed out first. */
  readonly first?: E[]
  /** Its abort ends the stream at once, also where nobody reads: the source is closed, the next read throws. */
  readonly signal?: CallSignal
  /** Told whenever something came that had to be waited for: with it may come more events, which it is not told of. */
  readonly onArrival?: () => void
  /** Sees each event; `false` keeps it from the reader. */
  readonly onEvent?: (event: E) => boolean
  /** Told exactly once how the stream ended; what it returns on failure is thrown instead. */
  readonly onEnd?: (end: StreamEnd) => unknown
}

/** The same stream, watched: used wherever a layer accounts for what passes. */
export function watch<E>(source: EventStream<E>, options: WatchOptions<E>): EventStream<E> {
  return new WatchedStream(source, options)
}

/** Why a stream did not come to its end; `undefined` where it did. An abort outweighs what it broke. */
export function whyEnded(end: StreamEnd, signal: CallSignal): GatewayError | undefined {
  if (end.how === 'done') return undefined
  if (signal.aborted) return toGatewayError(signal.reason)
  return end.how === 'failed' ? toGatewayError(end.error) : new GatewayError({ reason: 'aborted', message: 'the reader closed the stream' })
}

/** An array as a stream: for caches, fakes and tests. */
export function streamOf<E>(events: readonly E[]): EventStream<E> {
  let at = 0
  let closed = false
  const ready = (): E | undefined => (closed || at >= events.length ? undefined : events[at++])
  return {
    async next() {
      const here = ready()
      return here === undefined ? finished : { done: false, value: here }
    },
    ready,
    return: async () => {
      closed = true
      return finished
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

/** A stream that begins with more empty events than this is not an answer. */
const MAX_FIRST = 10_000

/**
 * Reads until the first event that is content. A stream that fails before it throws here, where retry and fallback can
 * still act; afterwards the reply is committed. Gives the events read so far; `pulse` is told of each.
 */
export async function prime<E>(source: EventStream<E>, isContent: (event: E) => boolean, pulse?: () => void): Promise<E[]> {
  const first: E[] = []
  for (;;) {
    const result = await source.next()
    if (result.done) return first
    first.push(result.value)
    pulse?.()
    if (first.length > MAX_FIRST) {
      await source.return()
      throw new GatewayError({ reason: 'too_large', message: `the stream sent ${MAX_FIRST} events without any content` })
    }
    try {
      if (isContent(result.value)) return first
    } catch (error) {
      await source.return()
      throw error
    }
  }
}

export const finished: IteratorReturnResult<undefined> = { done: true, value: undefined }

class WatchedStream<E> implements EventStream<E> {
  readonly #source: EventStream<E>
  readonly #options: WatchOptions<E>
  readonly #first: E[]
  #at = 0
  /** Reads that wait: events that come meanwhile are theirs, in their order. */
  #waiting = 0
  #ended = false
  /** What an `onEvent` that threw left for the next read. */
  #breaking: Promise<never> | undefined
  /** What an abort left for the next read to throw. */
  #untold: unknown
  readonly #unlisten: (() => void) | undefined

  constructor(source: EventStream<E>, options: WatchOptions<E>) {
    this.#source = source
    this.#options = options
    this.#first = options.first ?? []
    this.#unlisten = options.signal?.onAbort((reason) => this.#aborted(reason))
  }

  next(): Promise<IteratorResult<E, undefined>> {
    const here = this.ready()
    if (here !== undefined) return Promise.resolve({ done: false, value: here })
    if (this.#ended) return this.#over()
    this.#waiting += 1
    return this.#source.next().then(this.#took, this.#failed)
  }

  ready(): E | undefined {
    if (this.#waiting > 0) return undefined
    try {
      while (!this.#ended) {
        const here = this.#at < this.#first.length ? this.#first[this.#at++] : this.#source.ready?.()
        if (here === undefined || this.#seen(here)) return here
      }
    } catch (error) {
      this.#breaking = this.#broke(error)
      this.#breaking.catch(() => {}) // told by the next read
    }
    return undefined
  }

  async return(): Promise<IteratorResult<E, undefined>> {
    this.#at = this.#first.length
    if (!this.#ended) {
      this.#ended = true
      const closing = this.#source.return() // the layers inside end before this one
      this.#end({ how: 'closed' })
      await closing
    }
    return finished
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  readonly #took = (result: IteratorResult<E, undefined>): IteratorResult<E, undefined> | Promise<IteratorResult<E, undefined>> => {
    this.#waiting -= 1
    if (this.#ended) return this.#over()
    if (result.done) {
      this.#end({ how: 'done' })
      return finished
    }
    this.#options.onArrival?.()
    try {
      return this.#seen(result.value) ? result : this.next()
    } catch (error) {
      return this.#broke(error)
    }
  }

  readonly #failed = (error: unknown): never => {
    this.#waiting -= 1
    if (!this.#ended) throw this.#end({ how: 'failed', error }) ?? error
    const told = this.#untold ?? error
    this.#untold = undefined
    throw told
  }

  #aborted(reason: unknown): void {
    if (this.#ended) return
    this.#at = this.#first.length
    this.#ended = true
    this.#source.return().catch(() => {}) // the layers inside end before this one; their reader is told by the next read
    this.#untold = this.#end({ how: 'failed', error: reason }) ?? reason
  }

  /** After the end: what an abort left to be told, once; then nothing. */
  #over(): Promise<IteratorResult<E, undefined>> {
    const breaking = this.#breaking
    this.#breaking = undefined
    if (breaking !== undefined) return breaking
    const untold = this.#untold
    this.#untold = undefined
    return untold === undefined ? Promise.resolve(finished) : Promise.reject(untold)
  }

  /** An `onEvent` that throws ends the stream: its source is closed, its reader told. */
  async #broke(error: unknown): Promise<never> {
    this.#at = this.#first.length
    this.#ended = true
    await this.#source.return()
    throw this.#end({ how: 'failed', error }) ?? error
  }

  #seen(event: E): boolean {
    return this.#options.onEvent?.(event) ?? true
  }

  #end(end: StreamEnd): unknown {
    this.#ended = true
    this.#unlisten?.()
    return this.#options.onEnd?.(end)
  }
}
