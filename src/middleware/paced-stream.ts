/** A stream that gives an event of a list every so often, as if it had just been said. */
import type { Clock } from '../core/clock.ts'
import { type EventStream, finished } from '../core/stream.ts'
import type { CallSignal } from '../core/signal.ts'

/** The first event at once, each of the others `paceMs` after the one before. An abort ends the wait, and so does the reader. */
export function pacedStream<E>(events: readonly E[], paceMs: number, clock: Clock, signal: CallSignal): EventStream<E> {
  let at = 0
  let stop: () => void = nothing

  return {
    async next() {
      if (at >= events.length) return finished
      if (at > 0) await pause()
      const event = events[at++]
      return at > events.length ? finished : { done: false, value: event as E }
    },

    async return() {
      at = events.length
      stop()
      return finished
    },

    [Symbol.asyncIterator]() {
      return this
    },
  }

  function pause(): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = clock.setTimeout(() => {
        unlisten()
        resolve()
      }, paceMs)
      const unlisten = signal.onAbort((reason) => {
        at = events.length
        clock.clearTimeout(timer)
        reject(reason)
      })
      stop = () => {
        clock.clearTimeout(timer)
        unlisten()
        resolve()
      }
    })
  }
}

function nothing(): void {}
