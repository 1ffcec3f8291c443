/** A provider's events, decoded into ours: what came before a failure is handed out before it. */
import { GatewayError } from '../core/error.ts'
import type { Event, Operation } from '../core/operation.ts'
import type { EventDecoder } from '../core/provider.ts'
import { type EventStream, finished } from '../core/stream.ts'
import type { WireEvent, WireEvents } from '../core/wire.ts'

/**
 * `clean` sees every error before the reader does: credentials that a provider echoes are cut out there. `pulse` is called
 * whenever bytes came, be they only a keep-alive.
 */
export function decode<Op extends Operation>(
  wire: WireEvents,
  decoder: EventDecoder<Op>,
  clean: (error: unknown) => unknown = (error) => error,
  pulse?: () => void,
): EventStream<Event<Op>> {
  return new DecodedStream(wire, decoder, clean, pulse)
}

class DecodedStream<Op extends Operation> implements EventStream<Event<Op>> {
  readonly #wire: WireEvents
  readonly #decoder: EventDecoder<Op>
  readonly #clean: (error: unknown) => unknown
  readonly #pulse: (() => void) | undefined
  #ready: Array<Event<Op>> = []
  #at = 0
  #ended = false
  #failure: unknown
  /** One batch is read at a time: readers that ask meanwhile take their turn. */
  #filling: Promise<IteratorResult<Event<Op>, undefined>> | undefined

  constructor(wire: WireEvents, decoder: EventDecoder<Op>, clean: (error: unknown) => unknown, pulse: (() => void) | undefined) {
    this.#wire = wire
    this.#decoder = decoder
    this.#clean = clean
    this.#pulse = pulse
  }

  next(): Promise<IteratorResult<Event<Op>, undefined>> {
    if (this.#filling !== undefined) return this.#filling.then(this.#again, this.#again)
    const here = this.ready()
    if (here !== undefined) return Promise.resolve({ done: false, value: here })
    if (this.#failure !== undefined) return Promise.reject(this.#failure)
    return this.#ended ? Promise.resolve(finished) : (this.#filling = this.#fill())
  }

  ready(): Event<Op> | undefined {
    if (this.#filling !== undefined || this.#at === this.#ready.length) return undefined
    const event = this.#ready[this.#at++]
    if (this.#at === this.#ready.length) this.#keep([]) // a stream that waits holds nothing of what was read
    return event
  }

  readonly #again = () => this.next()

  async return(): Promise<IteratorResult<Event<Op>, undefined>> {
    this.#keep([])
    this.#stop()
    return finished
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  /** Reads until there is an event. */
  async #fill(): Promise<IteratorResult<Event<Op>, undefined>> {
    const out: Array<Event<Op>> = []
    this.#keep(out)
    try {
      while (out.length === 0 && !this.#ended) {
        try {
          this.#push(await this.#wire.read(), out)
        } catch (error) {
          this.#broke(error, out)
        }
      }
    } finally {
      this.#filling = undefined
    }
    const first = this.ready()
    if (first !== undefined) return { done: false, value: first }
    if (this.#failure !== undefined) throw this.#failure
    return finished
  }

  #keep(events: Array<Event<Op>>): void {
    this.#ready = events
    this.#at = 0
  }

  #push(batch: readonly WireEvent[] | undefined, out: Array<Event<Op>>): void {
    try {
      this.#pulse?.()
      if (batch) for (const { data, event } of batch) this.#decoder.push(data, event, out)
      else this.#end(out)
    } catch (error) {
      this.#fail(error)
    }
  }

  /** A break of the bytes is their end: whether the answer was whole by then, the decoder knows. */
  #broke(broken: unknown, out: Array<Event<Op>>): void {
    if (!(broken instanceof GatewayError) || broken.reason !== 'truncated') return this.#fail(broken)
    try {
      this.#end(out)
    } catch (error) {
      this.#fail(error instanceof GatewayError && error.reason === 'truncated' ? broken : error)
    }
  }

  #end(out: Array<Event<Op>>): void {
    this.#decoder.end(out)
    this.#ended = true
  }

  #fail(error: unknown): void {
    this.#failure = this.#clean(error)
    this.#stop()
  }

  #stop(): void {
    if (!this.#ended) this.#wire.cancel()
    this.#ended = true
  }
}
