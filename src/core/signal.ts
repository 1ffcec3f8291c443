/**
 * One linked signal per call: the caller's abort, the deadline and the stream's controller meet here.
 *
 * It is not an `AbortSignal` because creating one costs about 5 µs on Node 20, more than all the rest of a call's way
 * through the engine; whoever needs the web's own gets it from {@link CallSignal.toAbortSignal}, made once, on demand.
 */

/** What layers of a call see of its cancellation. */
export interface CallSignal {
  readonly aborted: boolean
  /** Why: always an `Error`. `undefined` until aborted. */
  readonly reason: unknown
  /** Calls `listener` once, at the abort; the returned function takes it back. Listening after the abort calls at once. */
  onAbort(listener: (reason: unknown) => void): () => void
  throwIfAborted(): void
  /** The same signal in the web's own type, for `fetch` and SDKs. */
  toAbortSignal(): AbortSignal
}

export class LinkedSignal implements CallSignal {
  aborted = false
  reason: unknown = undefined
  #listeners: Array<(reason: unknown) => void> | undefined
  #links: Array<() => void> | undefined
  #controller: AbortController | undefined

  abort(reason: unknown): void {
    if (this.aborted) return
    this.aborted = true
    this.reason = reason
    const listeners = this.#listeners
    this.dispose()
    try {
      if (listeners) tell(listeners, reason)
    } finally {
      this.#controller?.abort(reason)
    }
  }

  onAbort(listener: (reason: unknown) => void): () => void {
    if (this.aborted) {
      listener(this.reason)
      return nothing
    }
    const listeners = (this.#listeners ??= [])
    listeners.push(listener)
    return () => {
      const at = listeners.lastIndexOf(listener)
      if (at >= 0) listeners.splice(at, 1)
    }
  }

  throwIfAborted(): void {
    if (this.aborted) throw this.reason
  }

  toAbortSignal(): AbortSignal {
    this.#controller ??= new AbortController()
    if (this.aborted) this.#controller.abort(this.reason)
    return this.#controller.signal
  }

  /** Aborts this signal when `parent` does; `reason` turns the parent's reason into ours. */
  follow(parent: AbortSignal | CallSignal, reason: (theirs: unknown) => unknown = same): void {
    if (this.aborted) return
    if (parent.aborted) return this.abort(reason(parent.reason))
    const aborted = () => this.abort(reason(parent.reason))
    if ('onAbort' in parent) return this.onDispose(parent.onAbort(aborted))
    parent.addEventListener('abort', aborted)
    this.onDispose(() => parent.removeEventListener('abort', aborted))
  }

  /** Runs `release` when the signal is disposed of or aborts. */
  onDispose(release: () => void): void {
    if (this.#links) this.#links.push(release)
    else this.#links = [release]
  }

  /** The call is over: every listener and timer this signal placed elsewhere is taken back. */
  dispose(): void {
    const links = this.#links
    this.#links = undefined
    this.#listeners = undefined
    if (links) for (const release of links) release()
  }
}

/** Each in turn, also where one throws; one that is taken back before its turn is not told. */
function tell(listeners: Array<(reason: unknown) => void>, reason: unknown): void {
  const first = listeners.shift()
  if (first === undefined) return
  try {
    first(reason)
  } finally {
    tell(listeners, reason)
  }
}

function nothing(): void {}

function same(reason: unknown): unknown {
  return reason
}
