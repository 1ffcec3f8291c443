/** The events of a fake answer: handed out one at a time, counted, and stopped by an abort or by their reader. */
import type { Call } from '../core/call.ts'
import { sleep } from '../core/clock.ts'
import { type CallSignal, LinkedSignal } from '../core/signal.ts'
import { type EventStream, finished } from '../core/stream.ts'

/** What the provider keeps about a call; the stream writes how far it came. */
export interface StreamAccount {
  readonly call: Call
  state: 'running' | 'done' | 'closed' | 'failed' | 'aborted'
  eventsRead: number
}

export interface FakeStreamOptions {
  readonly dies: { readonly after: number; readonly error: Error } | undefined
  readonly eventDelayMs: number
  readonly eventsPerPacket: number
  readonly hangAfter: number
}

/** Reads nothing ahead: a packet exists when it is asked for. */
export class FakeStream<E> implements EventStream<E> {
  readonly #events: readonly E[]
  readonly #account: StreamAccount
  readonly #options: FakeStreamOptions
  /** Ends whatever this stream waits for: the call's abort, or its reader's `return()`. */
  readonly #stop = new LinkedSignal()

  constructor(events: readonly E[], account: StreamAccount, options: FakeStreamOptions) {
    this.#events = events
    this.#account = account
    this.#options = options
    this.#stop.onAbort(() => {
      if (account.state === 'running') account.state = 'aborted'
    })
    this.#stop.follow(account.call.signal)
  }

  async next(): Promise<IteratorResult<E, undefined>> {
    const account = this.#account
    if (account.state === 'aborted') throw account.call.signal.reason
    if (account.state !== 'running') return finished
    const here = this.ready()
    if (here !== undefined) return { done: false, value: here }
    try {
      return await this.#next()
    } catch (error) {
      if (this.#stop.aborted && error === closed) return finished
      throw error
    }
  }

  ready(): E | undefined {
    const { state, eventsRead } = this.#account
    const { dies, eventsPerPacket, hangAfter } = this.#options
    const end = Math.min(this.#events.length, hangAfter, dies?.after ?? Infinity)
    if (state !== 'running' || eventsRead >= end || eventsRead % eventsPerPacket === 0) return undefined
    this.#account.eventsRead += 1
    return this.#events[eventsRead]
  }

  async return(): Promise<IteratorResult<E, undefined>> {
    this.#end('closed')
    this.#stop.abort(closed)
    return finished
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async #next(): Promise<IteratorResult<E, undefined>> {
    const { call, eventsRead } = this.#account
    const { dies, eventDelayMs, hangAfter } = this.#options
    if (eventDelayMs > 0) await sleep(eventDelayMs, call.scope.clock, this.#stop)
    if (eventsRead >= hangAfter) await hang(this.#stop)
    if (eventsRead >= (dies?.after ?? Infinity)) {
      this.#end('failed')
      throw dies?.error
    }
    if (eventsRead >= this.#events.length) {
      this.#end('done')
      return finished
    }
    this.#account.eventsRead += 1
    return { done: false, value: this.#events[eventsRead] as E }
  }

  #end(state: StreamAccount['state']): void {
    if (this.#account.state === 'running') this.#account.state = state
    if (state !== 'closed') this.#stop.dispose()
  }
}

const closed = new Error('the reader closed the stream')

/** Waits for the abort, and rejects with its reason. */
export function hang(signal: CallSignal): Promise<never> {
  return new Promise((_, reject) => void signal.onAbort(reject))
}
