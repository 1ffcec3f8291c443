/** A provider's events, decoded into ours: what came before a failure is handed out before it. */
import type { Event, Operation } from '../core/operation.ts'
import type { EventDecoder } from '../core/provider.ts'
import { type EventStream, finished } from '../core/stream.ts'
import type { WireEvents } from '../core/wire.ts'

export function decode<Op extends Operation>(wire: WireEvents, decoder: EventDecoder<Op>): EventStream<Event<Op>> {
  return new DecodedStream(wire, decoder)
}

class DecodedStream<Op extends Operation> implements EventStream<Event<Op>> {
  readonly #wire: WireEvents
  readonly #decoder: EventDecoder<Op>
  #ready: Array<Event<Op>> = []
  #at = 0
  #ended = false
  #failure: unknown

  constructor(wire: WireEvents, decoder: EventDecoder<Op>) {
    this.#wire = wire
    this.#decoder = decoder
  }

  next(): Promise<IteratorResult<Event<Op>, undefined>> {
    if (this.#at < this.#ready.length) return Promise.resolve({ done: false, value: this.#ready[this.#at++] as Event<Op> })
    return this.#fill()
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
      const batch = await this.#wire.read()
      try {
        if (batch) for (const { data, event } of batch) this.#decoder.push(data, event, out)
        else this.#decoder.end(out)
      } catch (error) {
        this.#failure = error
        this.#stop()
      }
      this.#ended ||= batch === undefined
    }
    return { done: false, value: out[this.#at++] as Event<Op> }
  }

  #stop(): void {
    if (!this.#ended) this.#wire.cancel()
    this.#ended = true
  }
}
