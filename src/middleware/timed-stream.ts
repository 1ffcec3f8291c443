/** The events of an attempt that has deadlines: each read tells the attempt's clock when it begins and ends. */
import { type EventStream, finished } from '../core/stream.ts'
import type { TimedSignal } from './timed-signal.ts'

type Resolve<E> = (result: IteratorResult<E, undefined>) => void
type Reject = (error: unknown) => void

/** A stream whose reader is told of an abort at once, whether or not its source heeds the signal. */
export class TimedStream<E> implements EventStream<E> {
  readonly #source: EventStream<E>
  readonly #signal: TimedSignal
  #ended = false
  /** What an abort left for the next read to throw. */
  #untold: unknown
  /** One read at a time: readers that ask meanwhile take their turn. */
  #reading: Promise<IteratorResult<E, undefined>> | undefined
  #resolve: Resolve<E> = nothing
  #reject: Reject = nothing

  constructor(source: EventStream<E>, signal: TimedSignal) {
    this.#source = source
    this.#signal = signal
    signal.onAbort(this.#aborted) // taken back by the signal's own end
  }

  next(): Promise<IteratorResult<E, undefined>> {
    if (this.#reading !== undefined) return this.#reading.then(this.#again, this.#again)
    if (this.#ended) return this.#over()
    const here = this.#source.ready?.()
    if (here !== undefined) return Promise.resolve({ done: false, value: here })
    this.#signal.waits()
    this.#source.next().then(this.#took, this.#failed)
    this.#reading = new Promise(this.#hold)
    return this.#reading
  }

  /** What is here was not waited for: no clock is asked. */
  ready(): E | undefined {
    return this.#ended || this.#reading !== undefined ? undefined : this.#source.ready?.()
  }

  async return(): Promise<IteratorResult<E, undefined>> {
    if (this.#ended) return finished
    const closing = this.#source.return() // the layers inside end before this one
    this.#end()
    this.#resolve(finished)
    await closing
    return finished
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  readonly #again = () => this.next()

  /** Bound once, that an event costs no closure. */
  readonly #hold = (resolve: Resolve<E>, reject: Reject): void => {
    this.#resolve = resolve
    this.#reject = reject
  }

  readonly #took = (result: IteratorResult<E, undefined>): void => {
    if (this.#ended) return
    if (result.done) this.#end()
    this.#signal.rests()
    this.#reading = undefined
    this.#resolve(result)
  }

  readonly #failed = (error: unknown): void => {
    this.#end()
    this.#reject(error)
  }

  readonly #aborted = (reason: unknown): void => {
    if (this.#ended) return
    this.#source.return().catch(nothing) // the layers inside end before this one; their reader is told here
    if (this.#reading === undefined) this.#untold = reason
    this.#end()
    this.#reject(reason)
  }

  #over(): Promise<IteratorResult<E, undefined>> {
    const untold = this.#untold
    this.#untold = undefined
    return untold === undefined ? Promise.resolve(finished) : Promise.reject(untold)
  }

  #end(): void {
    this.#ended = true
    this.#reading = undefined
    this.#signal.dispose()
  }
}

function nothing(): void {}
