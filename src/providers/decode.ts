/** A provider's events, decoded into ours: what came before a failure is handed out before it. */
import { GatewayError } from '../core/error.ts'
import type { Event, Operation } from '../core/operation.ts'
import type { EventDecoder } from '../core/provider.ts'
import { type EventStream, finished } from '../core/stream.ts'
import type { WireEvents } from '../core/wire.ts'

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
    if (this.#at < this.#ready.length) return Promise.resolve({ done: false, value: this.#ready[this.#at++] as Event<Op> })
    if (this.#filling !== undefined) return this.#filling.then(this.#again, this.#again)
    this.#filling = this.#fill()
    this.#filling.then(this.#filled, this.#filled)
    return this.#filling
  }

  readonly #again = () => this.next()

  readonly #filled = () => {
    this.#filling = undefined
  }

  async return(): Promise<IteratorResult<Event<Op>, undefined>> {
    this.#ready = []
    this.#stop()
    return finished
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async #fill(): Promise<IteratorResult<Event<Op>, undefined>> {
    const out: Array<Event<Op>> = []
    this.#ready = out
    this.#at = 0
    while (out.length === 0) {
      if (this.#failure !== undefined) throw this.#failure
      if (this.#ended) return finished
      let batch: Awaited<ReturnType<WireEvents['read']>>
      try {
        batch = await this.#read(out)
        this.#pulse?.()
        if (batch) for (const { data, event } of batch) this.#decoder.push(data, event, out)
        else this.#decoder.end(out)
      } catch (error) {
        this.#failure = this.#clean(error)
        this.#stop()
        continue
      }
      this.#ended ||= batch === undefined
    }
    return { done: false, value: out[this.#at++] as Event<Op> }
  }

  /** The next batch. A break of the bytes is their end: whether the answer was whole by then, the decoder knows. */
  async #read(out: Array<Event<Op>>): ReturnType<WireEvents['read']> {
    try {
      return await this.#wire.read()
    } catch (error) {
      if (!(error instanceof GatewayError) || error.reason !== 'truncated') throw error
      this.#end(out, error)
      return []
    }
  }

  #end(out: Array<Event<Op>>, broken: GatewayError): void {
    try {
      this.#decoder.end(out)
      this.#ended = true
    } catch (error) {
      throw error instanceof GatewayError && error.reason === 'truncated' ? broken : error
    }
  }

  #stop(): void {
    if (!this.#ended) this.#wire.cancel()
    this.#ended = true
  }
}
